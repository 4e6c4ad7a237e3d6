"""办理统计和用时台账 as a page: one table under the other, to be printed, with a workbook."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.v1.course import SHOWN, figures_of, townships_of
from documents.spent import sheets_of

router = APIRouter(include_in_schema=False)


@router.get("/course")
async def course(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = "",
    until: Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = "",
) -> Response:
    code = place or caller.place or door.places()[0]
    found = await figures_of(door, caller, code, _day(since), _day(until))
    short = door.place(code).short
    asked = {name: day for name, day in (("since", since), ("until", until)) if day}
    return await show(
        request,
        "course.html",
        place=code,
        short=short,
        places=[] if caller.place else [(c, door.place(c).short) for c in door.places()],
        since=since,
        until=until,
        found=found,
        book=f"/api/v1/places/{code}/course/workbook?{urlencode(asked)}",
        sheets=sheets_of(found, short, townships_of(door, code), SHOWN),
    )


def _day(text: str) -> date | None:
    """The day, or none where there is no such day: a month has not 31 days because somebody typed so."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
