"""办理统计和用时台账：各环节用时、办理路径、工作日由谁使用。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.auditing import log_command
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.frame.workbooks import XLSX, workbook_answer
from api.scope import Caller, must_be, must_be_of
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from documents.spent import spent_book
from domain.case.lifecycle import Role
from domain.course.figures import Figures, figures
from domain.course.holders import Holder
from runtime import packs
from store import course

router = APIRouter(prefix=V1, tags=["地区"])

READERS: Final = (
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
SHOWN: Final = 50
"""Lines of the ledger outside the workbook: those that took longest."""

Since = Annotated[date | None, Query(description="申请日期自；不填为去年同月以来")]
Until = Annotated[date | None, Query(description="申请日期至；不填为今天")]


@router.get(
    "/places/{place}/course",
    summary="办理统计和用时台账",
    description="工作日由谁使用，按办理记录计算；逐件只列用时最长的，全部见电子表格。",
    responses=problems(401, 403, 404, 422),
)
async def get_course(
    door: DoorOf, caller: CallerOf, place: PlaceCode, since: Since = None, until: Until = None
) -> Figures:
    found = await figures_of(door, caller, place, since, until)
    return found.model_copy(update={"ledger": found.ledger[:SHOWN]})


@router.get(
    "/places/{place}/course/workbook",
    summary="办理统计和用时台账（电子表格）",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **problems(401, 403, 404, 422)},
)
async def get_course_book(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    since: Since = None,
    until: Until = None,
) -> Response:
    found = await figures_of(door, caller, place, since, until)
    short = door.place(place).short
    await log_command(door, caller, "export_course", place, "ok", place)
    return workbook_answer(
        spent_book(found, short, townships_of(door, place)), f"{short}用时台账{found.on}.xlsx"
    )


def townships_of(door: Door, place: str) -> dict[str, str]:
    return {t.code: t.zh for t in door.place(place).townships}


async def figures_of(
    door: Door, caller: Caller, place: str, since: date | None, until: date | None
) -> Figures:
    """The figures of the applications made in these days, to the county's today."""
    must_be(caller, READERS, "查看办理统计和用时台账", "57号 Art 22")
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")
    today = await door.today()
    last = until or today
    first = since or date(last.year - 1, last.month, 1)
    overlays = door.settings.policy_overlays
    production = door.settings.env == "production"
    decides = packs.deciders(place, today, production=production, overlays=overlays)
    calendar = packs.calendar(place, today, overlays)
    return await door.read(
        lambda session: figures(
            course.courses(session, place, first, last, within=caller.scopes),
            calendar,
            today,
            lambda programme: Holder(decides.get(programme, Holder.TOWNSHIP.value)),
        )
    )
