"""审计查看记录: what auditors read, by leave, account and case; counts; a workbook. No script."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.auditing import log_command, request_id_of
from api.frame.door import DoorOf
from api.frame.workbooks import workbook_answer
from api.pages.web import PageCaller, checked_form, show
from api.v1.acts import OversightKindCode, OversightNo, PlaceCode
from api.v1.cases import CaseNo
from api.v1.readings import (
    Account,
    Engagement,
    OfCase,
    bundle_of_case,
    bundle_of_matter,
    words,
)
from api.work.readings import COUNTY, read_book, read_log, wanted

router = APIRouter(include_in_schema=False)


@router.get("/readings/{place}")
async def readings(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    engagement: Engagement = "",
    who: Account = "",
    case_no: OfCase = "",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    which = await wanted(door, caller, place, engagement, who, case_no)
    asked = {"engagement": engagement, "who": who, "case_no": case_no}
    return await show(
        request,
        "readings.html",
        title=f"{door.place(place).short}审计查看记录",
        county=place,
        log=await read_log(door, caller, which, words(request), cursor),
        asked=asked,
        may_ask_who=caller.role in COUNTY,
        query_of=urlencode({k: v for k, v in asked.items() if v}),
    )


@router.get("/readings/{place}/workbook")
async def workbook(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    engagement: Engagement = "",
    who: Account = "",
    case_no: OfCase = "",
) -> Response:
    which = await wanted(door, caller, place, engagement, who, case_no)
    data = await read_book(door, caller, which, words(request))
    await log_command(door, caller, "export_readings", place, "done", place, request_id_of(request))
    return workbook_answer(data, f"readings-{place}.xlsx")


@router.post("/cases/{case_no}/bundle")
async def case_bundle(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo
) -> Response:
    form = await checked_form(request, door, caller)
    return await bundle_of_case(request, door, caller, case_no, str(form.get("purpose", "")))


@router.post("/oversight/{kind}/{place}/{number}/bundle")
async def matter_bundle(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: OversightKindCode,
    place: PlaceCode,
    number: OversightNo,
) -> Response:
    form = await checked_form(request, door, caller)
    which = kind, place, number
    return await bundle_of_matter(request, door, caller, which, str(form.get("purpose", "")))
