"""资金管理: matters of money, accounts with their balances, every entry with its cause, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.matters import tables_of
from api.pages.offered import first_of, offered
from api.pages.web import PageCaller, clause_of, show
from api.scope import MONEY_ROLES, SIGHT, Caller, in_place, must_be
from api.v1.acts import MatterKey, MatterKindCode, PlaceCode
from api.v1.funds import MatterOpened, PriceLineView, Year, opened, price_people
from api.work.funds import (
    FUND_ROLES,
    OPENINGS,
    accounts,
    matter_file,
    matter_target,
    may_see,
)
from domain.case.lifecycle import Role
from domain.funds.engine import matter_waiting_zh, open_matter_tasks
from domain.funds.events import event_zh, origin_zh
from domain.funds.kinds.recovery import GROUND_ZH
from domain.funds.matter import KIND_ZH, MATTER_STAGE_ZH, Matter, MatterKind, MatterStage
from domain.funds.moves import BY_ACT, OPENERS
from domain.money import yuan
from domain.pay.ledger import LEVEL_ZH
from domain.programme import PROGRAMME_ZH, Programme
from store.funds import rises, views

router = APIRouter(include_in_schema=False)
Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]

_USE_ZH: Final = {"aid": "救助资金", "work": "工作经费"}
_ACTING: Final = tuple(
    {role for moves in BY_ACT.values() for move in moves.values() for role in move.roles}
)


@router.get("/funds")
async def funds(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, (*FUND_ROLES, *_ACTING), "查看资金事项", "ZH-10")
    rows = [r for r in await door.read(views.matters, caller.place) if may_see(caller, r.kind)]
    today = await door.today()
    joint = caller.role in FUND_ROLES
    return await show(
        request,
        "funds.html",
        rows=[
            {
                "href": f"/money/{r.kind}/{r.place}/{r.key}",
                "late": r.overdue,
                "cells": (
                    f"{KIND_ZH[MatterKind(r.kind)]} {r.key}",
                    door.place(r.place).short,
                    MATTER_STAGE_ZH[MatterStage(r.stage)],
                    r.opened_on,
                    r.due_on or "",
                ),
            }
            for r in rows
        ],
        openings=[
            (f"/money/new/{kind}", OPENERS[kind][1])
            for kind in MatterKind
            if caller.role in OPENERS[kind][0]
        ],
        books=[
            (f"/funds/{code}/{year}", f"{door.place(code).short}{year}年资金账户和账目")
            for code in ((caller.place,) if caller.place else door.places())
            for year in (today.year, today.year - 1)
        ]
        if joint
        else [],
    )


@router.api_route("/money/new/{kind}", methods=["GET", "POST"])
async def new_matter(
    request: Request, door: DoorOf, caller: PageCaller, kind: MatterKindCode
) -> Response:
    which = MatterKind(kind)
    roles, zh, clause = OPENERS[which]
    must_be(caller, roles, zh, clause)
    model = OPENINGS[which]
    today = await door.today()
    form = Form(f"open_{kind}", model.model_json_schema(), _opening_choices(which), [])

    async def do(body: BaseModel, key: str) -> BaseModel:
        return await opened(door, caller, caller.place, body, key)

    values = {"year": str(today.year)} if which is MatterKind.FUND else {}
    page = Page(zh, "/funds", "资金管理", clause, form, values)
    return await filled(request, door, caller, page, "open_matter", "", model, do, _to_matter)


def _opening_choices(kind: MatterKind) -> dict[str, Mapping[str, str]]:
    match kind:
        case MatterKind.RECOVERY:
            return {"ground": GROUND_ZH}
        case MatterKind.RISE:
            return {"programmes": {p: PROGRAMME_ZH[Programme(p)] for p in ("dibao", "tekun")}}
    return {}


def _to_matter(document: Mapping[str, Any]) -> str:
    return f"/{MatterOpened.model_validate(document).subject}"


@router.get("/money/{kind}/{place}/{key}")
async def matter(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: MatterKindCode,
    place: PlaceCode,
    key: MatterKey,
    done: Done = "",
) -> Response:
    target = matter_target(caller, kind, place, key)
    file = await matter_file(door, target)
    today = max(await door.today(), file.latest)
    acts = await offered(door, caller, target)
    wanted = [t.act for t in open_matter_tasks(file, today) if t.role is caller.role]
    move = BY_ACT[file.kind].get(done)
    info = door.place(place)
    tables = tables_of(
        file, info, caller.role, lambda clause: clause_of(request, clause, file.place)
    )
    if file.rise is not None:
        lines = await door.read(rises.lines, file.subject)
        tables.insert(1, _rise_lines(lines))
    if file.price is not None and file.price.booked:
        people = await door.read(price_people(file, today))
        tables.insert(1, _price_lines(people))
    return await show(
        request,
        "procedure.html",
        title=f"{info.short}{KIND_ZH[file.kind]} {key}",
        back="/funds",
        back_zh="资金管理",
        stage_zh=MATTER_STAGE_ZH[file.stage],
        why=matter_waiting_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        tables=tables,
        links=_links(caller, file),
        extra=None,
        done=move.zh if move else "",
    )


def _links(caller: Caller, file: Matter) -> list[tuple[str, str]]:
    """Where to look next: the accounts of the year, the case of a recovery, the months that pay."""
    found = []
    if file.fund is not None and caller.role in FUND_ROLES:
        found.append((f"/funds/{file.place}/{file.key}", f"{file.key}年资金账户和账目"))
        found.append((f"/open/{file.place}", "已公开的资金使用情况"))
    if file.recovery is not None and caller.role in SIGHT:
        found.append((f"/cases/{file.recovery.case_no}", f"案件{file.recovery.case_no}"))
    if file.price is not None and file.price.pay_month is not None and caller.role in MONEY_ROLES:
        month = f"{file.price.pay_month:%Y-%m}"
        found.append((f"/pay/{file.place}/{month}", f"{month}发放"))
    return found


_MOST_SHOWN: Final = 200
"""Households of a rise on the page; the whole list is on the API and at the terminal."""


def _price_lines(lines: Sequence[PriceLineView]) -> Table:
    late = sum(line.late for line in lines)
    rows = [
        (line.case_no, yuan(line.fen), line.state_zh, line.paid_on or "", "是" if line.late else "")
        for line in lines[:_MOST_SHOWN]
    ]
    head = f"逐户到账（{len(lines)}户，迟发或者尚未到账{late}户排在前面）"
    return head, ("案件", "补贴（元）", "状态", "到账日期", "迟发、未到账"), rows


def _rise_lines(lines: Sequence[Any]) -> Table:
    shown = [row for row in lines if row.was_fen != row.now_fen or row.state != "same"]
    rows = [
        (
            row.case_no,
            PROGRAMME_ZH[Programme(row.programme)],
            yuan(row.was_fen),
            yuan(row.now_fen),
            rises.STATE_ZH[row.state],
        )
        for row in shown[:_MOST_SHOWN]
    ]
    head = f"逐户测算（金额变动{len(shown)}户" + (
        f"，以下为前{_MOST_SHOWN}户）" if len(shown) > _MOST_SHOWN else "）"
    )
    return head, ("案件", "项目", "现月补助（元）", "调整后（元）", "状态"), rows


@router.get("/funds/{place}/{year}")
async def books(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    year: Year,
    before: Annotated[int | None, Query(ge=1)] = None,
    account: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The joint view of finance, audit and civil affairs (ZH-10): read only."""
    must_be(caller, FUND_ROLES, "查看资金账目", "ZH-10")
    if not in_place(caller, place) or place not in door.places():
        raise not_found("地区")
    today = await door.today()
    found, needs = await accounts(door, place, year, today)
    rows = await door.read(views.movements, place, account=account, before=before, year=year)
    info = door.place(place)
    towns = {t.code: t.zh for t in info.townships}
    advances = await door.read(views.advances, place)
    return await show(
        request,
        "books.html",
        title=f"{info.short}{year}年资金账户和账目",
        place=place,
        year=year,
        account=account,
        accounts=[_account(row, towns) for row in found],
        needs=[
            (
                PROGRAMME_ZH[Programme(n.programme)],
                LEVEL_ZH[n.level],
                yuan(n.need_fen),
                yuan(n.balance_fen),
                yuan(n.short_fen) if n.short_fen else "",
            )
            for n in needs
        ],
        advances=[(towns.get(code, code), yuan(fen)) for code, fen in advances.items()],
        movements=[_movement(views.movement_view(row)) for row in rows],
        ask=_may_ask(caller.role) and await door.read(views.is_open, f"fund/{place}/{year}"),
        more=rows[-1].id if len(rows) == views.PAGE else None,
    )


def _may_ask(role: Role) -> bool:
    return role in BY_ACT[MatterKind.FUND]["raise_query"].roles


def _account(row: views.AccountView, towns: Mapping[str, str]) -> dict[str, Any]:
    marks = [
        text
        for holds, text in (
            (row.basic, "优先保障"),
            (row.low, "已到警戒线"),
            (row.idle, "闲置"),
        )
        if holds
    ]
    return {
        "account": row.account,
        "cells": (
            f"{towns.get(row.township, '')}{row.zh}",
            LEVEL_ZH.get(row.level, ""),
            "乡镇（街道）" if row.township and row.kind == "fund" else "区县",
            _USE_ZH[row.use],
            "、".join(PROGRAMME_ZH[Programme(a)] for a in row.aids),
            yuan(row.budget_fen) if row.kind == "fund" else "",
            yuan(row.allotted_fen),
            yuan(row.paid_fen),
            yuan(row.balance_fen),
            "、".join(marks),
        ),
    }


def _movement(row: views.MovementView) -> dict[str, Any]:
    href = f"/cases/{row.case_no}" if row.case_no else ""
    cause = row.cause
    if cause.startswith("money/"):
        href = "/" + cause.split("#")[0]
    elif cause.startswith("pay/"):
        place, _, month = cause.split("#")[0].split("/")[1:4]
        href = href or f"/pay/{place}/{month}"
    return {
        "on": row.on,
        "account": row.account_zh,
        "debit": yuan(row.fen) if row.fen > 0 else "",
        "credit": yuan(-row.fen) if row.fen < 0 else "",
        "event": row.event,
        "event_zh": event_zh(row.event),
        "href": href,
        "cause": origin_zh(cause),
    }
