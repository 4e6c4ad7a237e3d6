"""转介 on pages: the unit's list with its duties, and one referral with what may be read of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, bad_input
from api.pages.web import PageCaller, checked_form, show
from api.scope import Caller
from api.v1.cases import CaseNo
from api.v1.referrals import ReferralNo
from api.work.registry import CASE
from api.work.revealing import Revealed
from api.work.together.household import household_aids
from api.work.together.referrals import listed, referral_view, reveal_shared, unit_view
from domain.case.lifecycle import Role
from domain.privacy import Purpose

router = APIRouter(include_in_schema=False)


@router.get("/referrals")
async def referrals(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    all: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    rows = await listed(door, caller, open=all != "true")
    unit = unit_view(door, caller, await door.today()) if caller.place else None
    return await show(request, "referrals.html", rows=rows, unit=unit, all=all == "true")


@router.get("/referrals/{case_no}/{number}")
async def referral(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    case_no: CaseNo,
    number: ReferralNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    return await _page(request, door, caller, case_no, number, done)


@router.post("/referrals/{case_no}/{number}/shared")
async def shared(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo, number: ReferralNo
) -> Response:
    """What the family let the unit read, once, for a purpose that is written down with each."""
    form = await checked_form(request, door, caller)
    if form.get("purpose") not in list(Purpose):
        raise bad_input((FieldFault(field="purpose", message="请选择查看用途。"),))
    purpose = Purpose(str(form["purpose"]))
    full = await reveal_shared(door, caller, case_no, number, purpose, request_id_of(request))
    return await _page(request, door, caller, case_no, number, "", full)


@router.get("/cases/{case_no}/aids")
async def household(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo
) -> Response:
    """All aid to the household of a case on one page."""
    found = await household_aids(door, caller, case_no)
    return await show(request, "household_aids.html", a=found)


async def _page(
    request: Request,
    door: Door,
    caller: Caller,
    case_no: str,
    number: int,
    done: str,
    full: Revealed | None = None,
) -> Response:
    view, file = await referral_view(door, caller, case_no, number)
    move = CASE.moves.get(done)
    return await show(
        request,
        "referral.html",
        r=view,
        place=file.place,
        full=full,
        done=move.zh if move else "",
        sees_case=caller.role is not Role.UNIT_LIAISON,
        purposes=[(purpose.value, purpose.zh) for purpose in Purpose],
    )
