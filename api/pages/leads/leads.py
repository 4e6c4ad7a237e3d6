"""The list of leads, a report, one lead with its next act, and the forms that lead to a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import LawfulAct
from api.pages.fields import Form
from api.pages.intake import _body as intake_body
from api.pages.intake import _form as intake_form
from api.pages.leads.filled import Page, filled, to_case, to_lead
from api.pages.web import PageCaller, checked_form, show
from api.pages.work import township_zh
from api.scope import Caller, must_be
from api.v1.discoveries import SEES_PERSON, LeadNo, lead_page
from api.work.discovery.leading import (
    ApplicationBody,
    VerificationBody,
    apply_for,
    find_lead,
    lead_of,
    lead_target,
    prefilled,
    verify,
)
from api.work.discovery.lists import LIST_ROLES
from api.work.discovery.reporting import LeadBody, law_of, report_lead
from api.work.discovery.shown import lead_view
from domain.discovery.file import channels_of, problems_of
from domain.discovery.lifecycle import (
    BY_LEAD_ACT,
    LEAD_KIND_ZH,
    LEAD_STAGE_ZH,
    REPORT_CLAUSE,
    REPORTERS,
)
from store.discovery import LeadFilter

router = APIRouter(include_in_schema=False)

_PAGES = {"application": "apply", "verification": "verify"}
Done = Annotated[str, Query(max_length=40)]


@router.get("/discoveries")
async def leads(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    township: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=10)] = "",
    stage: Annotated[str, Query(max_length=20)] = "",
    urgent: Annotated[str, Query(max_length=5)] = "",
    overdue: Annotated[str, Query(max_length=5)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    which = LeadFilter(
        township=township,
        kind=kind if kind in LEAD_KIND_ZH else "",
        stage=stage if stage in LEAD_STAGE_ZH else "",
        urgent=urgent == "true" or None,
        overdue=overdue == "true" or None,
    )
    page = await lead_page(door, caller, which, cursor=cursor)
    choices = () if caller.bound_to_township or not caller.place else await _townships(door, caller)
    return await show(
        request,
        "leads.html",
        page=page,
        filters={
            "township": township,
            "kind": kind,
            "stage": stage,
            "urgent": urgent,
            "overdue": overdue,
        },
        townships=choices,
        kinds=[(k.value, zh) for k, zh in LEAD_KIND_ZH.items()],
        stages=[(s.value, zh) for s, zh in LEAD_STAGE_ZH.items()],
        may_report=caller.role in REPORTERS,
        may_import=caller.role in LIST_ROLES,
        township_zh=lambda at, code: township_zh(door, at, code),
    )


async def _townships(door: Door, caller: Caller) -> tuple[tuple[str, str], ...]:
    return tuple((t.code, t.zh) for t in door.place(caller.place).townships)


@router.api_route("/discoveries/new", methods=["GET", "POST"])
async def new_lead(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    if request.method == "GET":
        must_be(caller, REPORTERS, "上报线索", REPORT_CLAUSE)
    law = law_of(door, caller.place, await door.today())
    options = {
        "channel": channels_of(law),
        "problem": problems_of(law),
        "township": dict(await _townships(door, caller)),
    }
    hidden = ["place"]
    if caller.bound_to_township:
        hidden.append("township")
    if caller.village:
        hidden.append("village")
    form = Form("report_lead", LeadBody.model_json_schema(), options, hidden)
    started = {"kind": "enter", "village": caller.village}

    async def do(body: LeadBody, key: str) -> BaseModel:
        return await report_lead(door, caller, body, key)

    page = Page("上报线索", "/discoveries", "主动发现", REPORT_CLAUSE, form, started)
    return await filled(request, door, caller, page, "report_lead", "", LeadBody, do, to_lead)


@router.get("/discoveries/{lead_no}")
async def lead(
    request: Request, door: DoorOf, caller: PageCaller, lead_no: LeadNo, done: Done = ""
) -> Response:
    return await _lead(request, door, caller, lead_no, done)


@router.post("/discoveries/{lead_no}/reveal")
async def reveal(request: Request, door: DoorOf, caller: PageCaller, lead_no: LeadNo) -> Response:
    await checked_form(request, door, caller)
    return await _lead(request, door, caller, lead_no, revealed=True)


async def _lead(
    request: Request,
    door: Door,
    caller: Caller,
    lead_no: str,
    done: str = "",
    revealed: bool = False,
) -> Response:
    row = await find_lead(door, caller, lead_no)
    file = await lead_of(door, await lead_target(door, caller, lead_no))
    view = lead_view(door, caller, row, file, max(await door.today(), file.latest))
    if revealed:
        must_be(caller, SEES_PERSON, "查看线索所涉人员原文", "个人信息保护法 Art 28")
        request_id = request_id_of(request)
        await log_command(door, caller, "reveal", lead_no, "done", file.place, request_id)
    move = BY_LEAD_ACT.get(done)
    acts = [a.model_copy(update={"href": _href(a, lead_no)}) for a in view.allowed]
    return await show(
        request,
        "lead.html",
        place=file.place,
        v=view,
        acts=acts,
        primary=_primary(acts),
        person=file.order.person if revealed else None,
        sees_person=caller.role in SEES_PERSON,
        done=move.zh if move else "",
        township_zh=township_zh(door, file.place, view.line.township),
    )


def _href(act: LawfulAct, lead_no: str) -> str:
    last = act.href.rsplit("/", 1)[-1]
    if last in _PAGES:
        return f"/discoveries/{lead_no}/{_PAGES[last]}"
    return act.href.removeprefix("/api/v1")


def _primary(acts: list[LawfulAct]) -> LawfulAct | None:
    """The one next act: what the lead waits for, if it is the caller's."""
    aside = ("add_to_lead", "refresh_policy", "transfer_lead", "visit_again")
    order = ("open_application", "hand_to_case", "take_urgent", "record_visit", "assign_visit")
    ranked = sorted(
        (a for a in acts if a.act not in aside),
        key=lambda a: order.index(a.act) if a.act in order else len(order),
    )
    return ranked[0] if ranked else None


@router.api_route("/discoveries/{lead_no}/apply", methods=["GET", "POST"])
async def apply(request: Request, door: DoorOf, caller: PageCaller, lead_no: LeadNo) -> Response:
    """The window's own form, filled with what the lead knows: nothing is typed twice."""
    move = BY_LEAD_ACT["open_application"]
    file = await lead_of(door, await lead_target(door, caller, lead_no))
    if request.method == "GET":
        must_be(caller, move.roles, move.zh, move.clause)
        request_id = request_id_of(request)
        await log_command(door, caller, "reveal", lead_no, "done", file.place, request_id)
    whole = await intake_form(door, caller)
    hidden = (*whole.hidden, "village", "agent", "urgent")
    form = Form("intake", whole.schema, whole.choices, hidden)
    started = {
        "programmes": ["dibao"],
        "household": prefilled(file).model_dump(mode="json", exclude_defaults=True),
    }

    async def read(raw: Mapping[str, Any]) -> ApplicationBody:
        sent = intake_body(form, raw)
        names = set(ApplicationBody.model_fields)
        found = {name: getattr(sent, name) for name in names}
        return ApplicationBody.model_validate(found)

    async def do(body: ApplicationBody, key: str) -> BaseModel:
        return await apply_for(door, caller, lead_no, body)

    back = f"/discoveries/{lead_no}"
    page = Page("代办申请", back, f"线索{lead_no}", move.clause, form, started)
    return await filled(request, door, caller, page, "open_application", lead_no, read, do, to_case)


@router.api_route("/discoveries/{lead_no}/verify", methods=["GET", "POST"])
async def hand(request: Request, door: DoorOf, caller: PageCaller, lead_no: LeadNo) -> Response:
    move = BY_LEAD_ACT["hand_to_case"]
    await find_lead(door, caller, lead_no)
    if request.method == "GET":
        must_be(caller, move.roles, move.zh, move.clause)
    form = Form("verification", VerificationBody.model_json_schema(), {})

    async def do(body: VerificationBody, key: str) -> BaseModel:
        return await verify(door, caller, lead_no, body)

    back = f"/discoveries/{lead_no}"
    page = Page(move.zh, back, f"线索{lead_no}", move.clause, form, {})
    return await filled(
        request, door, caller, page, "hand_to_case", lead_no, VerificationBody, do, to_case
    )
