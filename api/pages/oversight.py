"""监督: matters of supervision, and the boards of a place. Plain pages without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.door import Door, DoorOf
from api.pages.choices_oversight import labelled, opening_choices
from api.pages.fields import Form
from api.pages.forms import of_target
from api.pages.leads.filled import Page, filled
from api.pages.links import name_of, page_of
from api.pages.matter_tables import about_zh, tables_of
from api.pages.offered import first_of, offered
from api.pages.procedures import Done, Table
from api.pages.web import PageCaller, clause_of, go, show
from api.scope import Caller, must_be
from api.v1.acts import OversightKindCode, OversightNo, PlaceCode
from api.v1.course import READERS as COURSE_READERS
from api.v1.oversight import OversightOpened, opened, seen
from api.work.audit_desk import line_of
from api.work.boards import (
    BOARD_ROLES,
    audits_missing,
    inaction_now,
    must_watch,
    overlooked_now,
    signal_view,
    signals_now,
    stalls_now,
    whose_zh,
    window_since,
)
from api.work.bundles import purposes_of
from api.work.oversight import (
    OVERSIGHT_OPENINGS,
    YEARLY,
    oversight_file,
    oversight_row,
    oversight_rows,
    oversight_target,
    reader_of,
    rules_for,
    units_of,
)
from api.work.readings import READERS as READ_LOG_ROLES
from api.work.registry import KINDS
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    OVERSIGHT_ZH,
    OversightFile,
    OversightKind,
    OversightStage,
)
from domain.oversight.moves import MOVES_OF, OPENERS, OVERSIGHT_ROLES
from domain.oversight.tasks import open_oversight_tasks, oversight_waiting_zh
from domain.policy import NATIONAL, Snapshot
from domain.watching.overlooked import OVERLOOKED_ZH
from runtime import packs
from store.tables.oversight import OversightRow
from store.watching import matters

router = APIRouter(include_in_schema=False)
SHOWN: Final = 100
"""Lines of what stands still that a page lists; more are counted and said."""
AT_THE_DESK: Final = frozenset(
    ("plan_sample", "record_sample_check", "take_list", "settle_suspicion", "issue_list")
)
"""Acts of an audit that 审计工作台 offers, each where there is something to do it to."""
ActName = Path(max_length=40, pattern=r"^[a-z_]+$")


@router.get("/oversight")
async def overview(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    must_be(caller, OVERSIGHT_ROLES, "查看监督事项", "ZH-26; JZ-64")
    kinds = [OversightKind(kind)] if kind in set(OversightKind) else ()
    rows = await oversight_rows(door, caller, kinds=kinds)
    today = await door.today()
    places = (caller.place,) if caller.place else door.places()
    heads = {place: rules_for(door, place, today) for place in {r.place for r in rows}}
    return await show(
        request,
        "oversight.html",
        rows=[
            {
                "href": f"/oversight/{r.kind}/{r.place}/{r.number}",
                "late": r.overdue,
                "cells": (
                    f"{OVERSIGHT_ZH[OversightKind(r.kind)]}{r.number}",
                    _about(r, heads[r.place]),
                    OVERSIGHT_STAGE_ZH[OversightStage(r.stage)],
                    units_of(door, r.place).get(r.unit, r.unit),
                    r.opened_on,
                    f"{((r.closed_on or today) - r.opened_on).days}天",
                    r.due_on or "",
                    yuan(r.amount_fen) if r.amount_fen else "",
                ),
            }
            for r in rows
        ],
        kinds=[(k.value, OVERSIGHT_ZH[k]) for k in OversightKind],
        chosen=kind,
        openings=[
            (f"/oversight/new/{k.value}", OPENERS[k][1])
            for k in OVERSIGHT_OPENINGS
            if caller.role in OPENERS[k][0] and caller.place
        ],
        watched=[
            (f"/{path}{code}", f"{door.place(code).short}{zh}")
            for code in places
            for path, zh, roles in (
                ("watch/", "监督看板", BOARD_ROLES),
                ("rulebook/", "核对规则", BOARD_ROLES),
                ("course?place=", "办理统计和用时台账", COURSE_READERS),
                ("readings/", "审计查看记录", READ_LOG_ROLES),
            )
            if caller.role in roles and (path != "watch/" or not caller.narrowed)
        ],
        practices=[
            (door.place(place).short, on, text)
            for place, on, text in await door.read(matters.practices, caller.place)
        ],
    )


@router.api_route("/oversight/new/{kind}", methods=["GET", "POST"])
async def new_oversight(
    request: Request, door: DoorOf, caller: PageCaller, kind: OversightKindCode
) -> Response:
    which = OversightKind(kind)
    roles, zh, clause = OPENERS.get(which, ((), OVERSIGHT_ZH[which], ""))
    must_be(caller, roles, zh, clause)
    model = OVERSIGHT_OPENINGS[which]
    today = await door.today()
    rules = rules_for(door, caller.place, today)
    choices = await opening_choices(door, caller.place, which, rules)
    form = Form(f"open_{kind}", model.model_json_schema(), choices, [])

    async def do(body: BaseModel, key: str) -> BaseModel:
        return await opened(door, caller, caller.place, body, key)

    values = {"year": str(today.year)} if which in YEARLY else {}
    page = Page(zh, "/oversight", "监督", clause, form, values)
    return await filled(request, door, caller, page, "open_oversight", "", model, do, _to_matter)


def _to_matter(document: Mapping[str, Any]) -> str:
    return f"/{OversightOpened.model_validate(document).subject}"


@router.api_route("/oversight/{kind}/{place}/{number}/acts/{act}", methods=["GET", "POST"])
async def oversight_act(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: OversightKindCode,
    place: PlaceCode,
    number: OversightNo,
    act: str = ActName,
) -> Response:
    if act == "take_list" and request.method == "GET":
        return go(f"/oversight/audit/{place}/{number}/desk")
    target = await oversight_target(door, caller, kind, place, number)
    return await of_target(request, door, caller, target, act)


@router.get("/oversight/{kind}/{place}/{number}")
async def matter(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: OversightKindCode,
    place: PlaceCode,
    number: OversightNo,
    done: Done = "",
) -> Response:
    row = await oversight_row(door, caller, kind, place, number)
    await seen(request, door, caller, kind, row.subject, place)
    file = await oversight_file(door, row)
    line = await line_of(door, place, number) if file.kind is OversightKind.SUSPICION else ()
    listed: list[Table] = [("名单上的这一行", ("项目", "内容"), line)] if line else []
    target = await oversight_target(door, caller, kind, place, number)
    today = max(await door.today(), file.latest)
    acts = [] if file.closed else await offered(door, caller, target)
    acts = [one for one in acts if one.act not in AT_THE_DESK]
    wanted = [t.act for t in open_oversight_tasks(file) if t.role is caller.role]
    move = MOVES_OF[file.kind].get(done)
    lines = await door.read(matters.record_of, row)
    who = {e.seq: e.officer.zh for e in file.journal if e.officer}
    record: Table = (
        "办理记录",
        ("日期", "事项", "办理人", "说明", "依据"),
        [
            (
                e.on,
                e.zh,
                who.get(e.seq) or (f"{ROLE_ZH[Role(e.role)]}（{e.officer}）" if e.role else "系统"),
                e.text,
                clause_of(request, e.clause, place),
            )
            for e in lines
        ],
    )
    return await show(
        request,
        "procedure.html",
        title=f"{door.place(place).short}{OVERSIGHT_ZH[file.kind]}{number}",
        back="/oversight",
        back_zh="监督",
        stage_zh=OVERSIGHT_STAGE_ZH[file.stage],
        why=oversight_waiting_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        tables=[*tables_of(door, file)[:1], *listed, *tables_of(door, file)[1:], record],
        links=_links(caller, file),
        extra=None,
        bundles=purposes_of(caller),
        bundle_to=f"/oversight/{file.subject}/bundle",
        done=move.zh if move else "",
    )


def _about(row: OversightRow, rules: Snapshot) -> str:
    """In a list, what tells a matter from its neighbours: what it is about, and the case."""
    file = matters.file_in(row).having(rules=rules)
    cases = "、".join(file.held.cases[:2]) + (
        f"等{len(file.held.cases)}件" if file.held.cases[2:] else ""
    )
    return "，".join(part for part in (about_zh(file), cases) if part)


def _links(caller: Caller, file: OversightFile) -> list[tuple[str, str]]:
    """Cases it is about, the findings of an audit, the violation it was handed over as."""
    found = [(f"/cases/{no}", f"案件{no}") for no in file.held.cases]
    if file.audit is not None:
        found.append((f"/oversight/audit/{file.place}/{file.number}/desk", "审计工作台"))
        found += [
            (f"/oversight/finding/{file.place}/{f.number}", f"审计整改{f.number}")
            for f in file.audit.findings
        ]
    if file.engagement is not None:
        found.append((f"/readings/{file.place}?engagement={file.number}", "查看记录"))
    if file.kind is OversightKind.BREACH and caller.role in BOARD_ROLES:
        found.append((f"/rulebook/{file.place}/{file.held.head}", f"核对规则{file.held.head}"))
    if file.referred and caller.role in (Role.DISCIPLINE, Role.AUDITOR):
        found.append((f"/oversight/violation/{file.place}/{file.referred}", "违规线索"))
    return found


def known_as(door: Door, name: str) -> str:
    """What a value of the law is called in Chinese; its own name where nobody named it."""
    found = packs.load(door.settings.policy_overlays).definitions[NATIONAL].get(name)
    return found.zh if found and found.zh else name


@router.get("/watch/{place}")
async def board(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    """The boards of a place on one page."""
    must_watch(caller, door, place)
    today = await door.today()
    names = {t.code: t.zh for t in door.place(place).townships}
    found, unset = await signals_now(door, caller, place)
    slow = await stalls_now(door, caller, place)
    reader = reader_of(door, caller)
    known = await door.read(matters.listed, place, reader, kinds=[OversightKind.SIGNAL])
    numbers = {row.number for row in known}
    words = labelled(rules_for(door, place, today), "risk.signals")
    return await show(
        request,
        "watch.html",
        title=f"{door.place(place).short}监督看板",
        missing=await audits_missing(door, place),
        signals=[
            {
                **view,
                "name": words.get(view["code"], view["code"]),
                "where": names.get(view["township"], ""),
                "href": f"/oversight/signal/{place}/{view['number']}"
                if view["number"] in numbers
                else "",
            }
            for view in (signal_view(s, place, today) for s in found)
        ],
        at=place,
        unset=[
            (words.get(code, code), "、".join(f"“{known_as(door, n)}”" for n in needs))
            for code, needs in unset
        ],
        forms=[
            (names[row.township], *("未设定" if n is None else n for n in row.counts))
            for row in await inaction_now(door, caller, place)
        ],
        overlooked=[
            (
                f"/{'discoveries' if one.what == 'lead_open' else 'cases'}/{one.number}",
                OVERLOOKED_ZH[one.what],
                one.number,
                names.get(one.township, one.township),
                one.on,
                one.days,
            )
            for one in await overlooked_now(door, caller, place)
        ],
        since=window_since(door, place, today),
        total=slow.total,
        by_township=[(names.get(code, "县级"), n) for code, n in slow.by_township],
        by_role=[(ROLE_ZH[Role(code)], n) for code, n in slow.by_role],
        stalls=[
            (
                page_of(one.kind, one.subject, place, one.since),
                name_of(door, one.kind, one.subject, place, one.township),
                _act_zh(one.act),
                whose_zh(one),
                names.get(one.township, "县级"),
                one.due or one.since,
                one.days,
            )
            for one in slow.lines[:SHOWN]
        ],
    )


_OTHER_ACTS: Final = {"post_roll": "张贴长期公示"}
"""What is done in no procedure."""


def _act_zh(act: str) -> str:
    """What an act is called, in whichever procedure it stands."""
    return next(
        (k.moves[act].zh for k in KINDS.values() if act in k.moves), _OTHER_ACTS.get(act, act)
    )
