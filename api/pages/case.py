"""The page of one case: stage, clock, what is waited for, the one next act, and the record."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.frame.auditing import log_command
from api.frame.door import Door, DoorOf
from api.frame.problems import LawfulAct, not_found
from api.labels import OPTIONS
from api.pages.choices import accounts_of
from api.pages.web import PageCaller, checked_form, show
from api.pages.work import township_zh
from api.scope import OF_UNIT, SIGHT, Caller, Sight, must_be
from api.v1.cases import CaseNo, paper, request_id_of
from api.work.casework import case_target, file_of, find_case, view_of
from api.work.registry import CASE
from api.work.shapes import CaseView
from api.work.views import household_full, steps_of, timeline_entry
from domain.case.file import CaseFile
from store import cases, notices

router = APIRouter(include_in_schema=False)

PURPOSES = ("核对证件", "入户调查", "联系申请人", "更正账户", "答复信访")


@router.get("/cases/{case_no}")
async def case(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    case_no: CaseNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    view, file = await view_of(door, caller, case_no)
    return await _page(request, door, caller, view, file, done)


@router.post("/cases/{case_no}/reveal")
async def reveal(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    """The family in clear, once, for a purpose that is written down."""
    form = await checked_form(request, door, caller)
    _, sight = await find_case(door, caller, case_no)
    allowed = tuple(r for r, s in SIGHT.items() if s is Sight.PERSONS)
    if sight is not Sight.PERSONS:
        must_be(caller, allowed, "查看家庭情况原文", "个人信息保护法 Art 28")
    sent = str(form.get("purpose", ""))
    purpose = sent if sent in PURPOSES else PURPOSES[0]
    file = await file_of(door, await case_target(door, caller, case_no))
    request_id = request_id_of(request)
    await log_command(door, caller, "reveal", case_no, "done", file.place, request_id)
    full = {"household": household_full(file.household), "purpose": purpose}
    view, file = await view_of(door, caller, case_no)
    return await _page(request, door, caller, view, file, "", full)


@router.get("/cases/{case_no}/notices/{number}")
async def notice(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    case_no: CaseNo,
    number: Annotated[str, Path(max_length=40)],
) -> Response:
    _, sight = await find_case(door, caller, case_no)
    row = await door.read(notices.get_notice, case_no, number)
    if row is None or sight is Sight.STATE:
        raise not_found("文书")
    request_id = request_id_of(request)
    await log_command(door, caller, "print_notice", case_no, "done", row.place, request_id)
    return paper(row.html)


async def _page(
    request: Request,
    door: Door,
    caller: Caller,
    view: CaseView,
    file: CaseFile,
    done: str,
    full: dict[str, Any] | None = None,
) -> Response:
    sight = SIGHT.get(caller.role, OF_UNIT)
    rows = await door.read(cases.timeline, view.case_no)
    move = CASE.moves.get(done)
    return await show(
        request,
        "case.html",
        v=view,
        full=full,
        done=move.zh if move else "",
        steps=steps_of(file),
        primary=next_act(view, caller),
        township=township_zh(door, view.place, view.township),
        place=view.place,
        staff={u.id: u.display_name for u in await accounts_of(door, view.place)},
        timeline=[timeline_entry(row, sight) for row in reversed(rows)],
        may_reveal=sight is Sight.PERSONS,
        forms=sight is Sight.PERSONS,
        words=lambda table, code: OPTIONS[table].get(code, code),
    )


def next_act(view: CaseView, caller: Caller) -> LawfulAct | None:
    """The one act the case waits for from this caller, the most urgent first."""
    able = {a.act: a for a in view.allowed}
    for task in sorted(view.tasks, key=lambda t: t.role != caller.role):
        if task.act in able:
            found = able[task.act]
            return found.model_copy(update={"href": f"/cases/{view.case_no}/acts/{task.act}"})
    return None
