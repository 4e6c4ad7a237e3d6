"""The form pages of acts on affairs, reports and the office's year."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.forms import ActName, of_target
from api.pages.web import PageCaller
from api.v1.acts import AffairNo, PeriodNo, PlaceCode, YearNo
from api.work.desk.targets import affair_target, report_target, year_target

router = APIRouter(include_in_schema=False)
_BOTH = ["GET", "POST"]


@router.api_route("/affairs/{place}/{number}/acts/{act}", methods=_BOTH)
async def affair_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: AffairNo,
    act: str = ActName,
) -> Response:
    target = await affair_target(door, caller, place, number)
    return await of_target(request, door, caller, target, act)


@router.api_route("/reports/{place}/{period}/acts/{act}", methods=_BOTH)
async def report_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    period: PeriodNo,
    act: str = ActName,
) -> Response:
    target = await report_target(door, caller, place, period)
    return await of_target(request, door, caller, target, act)


@router.api_route("/years/{place}/{year}/acts/{act}", methods=_BOTH)
async def year_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    year: YearNo,
    act: str = ActName,
) -> Response:
    target = await year_target(door, caller, place, year)
    return await of_target(request, door, caller, target, act)
