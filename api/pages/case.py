"""The page of one case: stage, clock, what is waited for, the one next act, and the record."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, LawfulAct, bad_input, not_found
from api.pages.choices import accounts_of
from api.pages.web import PageCaller, checked_form, show
from api.pages.work import township_zh
from api.scope import OF_UNIT, SIGHT, Caller, Sight
from api.v1.cases import CaseNo, known_then, paper
from api.work.casework import view_of
from api.work.readings import reads_of_case
from api.work.registry import CASE
from api.work.revealing import Revealed
from api.work.revealing import reveal as revealed
from api.work.shapes import CaseView
from api.work.targets import find_case
from api.work.views import steps_of, timeline_entry
from domain.case.acts import helping, together
from domain.case.file import CaseFile
from domain.privacy import FIELD_ZH, Purpose, revealable
from store import cases, notices

router = APIRouter(include_in_schema=False)

OF_OTHERS = frozenset((*together.ACTS, *helping.ACTS))
"""Acts by which others help: they may come at any time and stand apart from the procedure's own."""
MAY_ASK_AGAIN = frozenset(
    {"stopped", "expired", "refused", "not_accepted", "withdrawn", "no_cooperation"}
)
"""How a case ended after which the same family may ask again, with what is known of it."""


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


@router.get("/cases/{case_no}/then")
async def then(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    case_no: CaseNo,
    step: Annotated[int | None, Query(ge=1, le=9999)] = None,
    on: Annotated[date | None, Query()] = None,
    than: Annotated[int | None, Query(ge=1, le=9999)] = None,
) -> Response:
    """What was known at a moment, step by step, and the difference of two."""
    view = await known_then(request, door, caller, case_no, step, on, than)
    return await show(request, "then.html", v=view, title=f"{case_no}当时的情况")


@router.post("/cases/{case_no}/reveal")
async def reveal(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    """Some fields of the family in clear, once, for a purpose that is written down with each."""
    form = await checked_form(request, door, caller)
    fields = [str(value) for value in form.getlist("field")]
    faults = _faults(fields, str(form.get("purpose", "")))
    if faults:
        raise bad_input(faults)
    purpose = Purpose(str(form["purpose"]))
    full = await revealed(door, caller, case_no, fields, purpose, request_id_of(request))
    view, file = await view_of(door, caller, case_no)
    return await _page(request, door, caller, view, file, "", full)


def _faults(fields: list[str], purpose: str) -> tuple[FieldFault, ...]:
    found = []
    if not fields or any(field not in FIELD_ZH for field in fields):
        found.append(FieldFault(field="field", message="请勾选要查看的字段，至少一项。"))
    if purpose not in list(Purpose):
        found.append(FieldFault(field="purpose", message="请选择查看用途。"))
    return tuple(found)


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
    full: Revealed | None = None,
) -> Response:
    sight = SIGHT.get(caller.role, OF_UNIT)
    may_see = revealable(caller.role) if sight is Sight.PERSONS else ()
    rows = await door.read(cases.timeline, view.case_no)
    move = CASE.moves.get(done)
    return await show(
        request,
        "case.html",
        v=view,
        full=full,
        done=move.zh if move else "",
        steps=steps_of(file, door.place(view.place)),
        primary=next_act(view, caller),
        of_others=OF_OTHERS,
        again=MAY_ASK_AGAIN,
        township=township_zh(door, view.place, view.township),
        place=view.place,
        staff={u.id: u.display_name for u in await accounts_of(door, view.place)},
        timeline=[timeline_entry(row, caller.role) for row in reversed(rows)],
        reveal_fields=[(field, FIELD_ZH[field]) for field in may_see],
        purposes=[(purpose.value, purpose.zh) for purpose in Purpose],
        forms=sight is Sight.PERSONS,
        audited=await reads_of_case(door, caller, view.case_no),
    )


def next_act(view: CaseView, caller: Caller) -> LawfulAct | None:
    """The one act the case waits for from this caller, the most urgent first."""
    able = {a.act: a for a in view.allowed}
    for task in sorted(view.tasks, key=lambda t: t.role != caller.role):
        if task.act in able:
            found = able[task.act]
            return found.model_copy(update={"href": f"/cases/{view.case_no}/acts/{task.act}"})
    return None
