"""社会救助月报、年报，各级资金应发已发，资金使用情况公开。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.frame.workbooks import XLSX, workbook_answer
from api.scope import Caller, in_place, must_be
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_CASE
from api.v1.funds import Year
from api.work.funds import FUND_ROLES
from documents.bulletin import month_book, year_book
from domain.case.lifecycle import Role
from domain.reports.bulletin import (
    BulletinRow,
    SourceLine,
    YearRow,
    faults_of,
    year_faults,
)
from store import bulletins
from store.funds import sheets

router = APIRouter(prefix=V1, tags=["月报和公开"])

READERS = (*FUND_ROLES, Role.SUPERVISOR)
PlainMonth = Annotated[
    str, Path(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="月份", examples=["2026-12"])
]


class MonthView(BaseModel):
    """一个月的社会救助月报；`faults` 为空才可以报出。"""

    place: str
    month: str
    rows: tuple[BulletinRow, ...]
    faults: tuple[str, ...] = Field(description="不相符的合计，逐条说明")
    late: tuple[SourceLine, ...] = Field(description="短发、迟发的明细，逐级次列出")


class YearView(BaseModel):
    """一个年度的社会救助年报。"""

    place: str
    year: int
    rows: tuple[YearRow, ...]
    faults: tuple[str, ...]


class SheetView(BaseModel):
    """公开的资金使用情况的一个版本。"""

    period: str
    version: int
    publisher: str
    due: date
    published_on: date
    late_days: int
    digest: str
    content: dict[str, Any]


def may_read(caller: Caller, place: str) -> None:
    must_be(caller, READERS, "查看社会救助月报", "ZH-19")
    if not in_place(caller, place):
        raise not_found("地区")


async def month_view(door: Door, place: str, month: str) -> MonthView:
    """The bulletin of a month with what does not agree in it and every short or late line."""
    first = date.fromisoformat(f"{month}-01")
    rows = await door.read(bulletins.bulletin, place, first)
    late = await door.read(bulletins.source_lines, place, first, await door.today())
    return MonthView(place=place, month=month, rows=rows, faults=faults_of(rows), late=late)


async def year_view(door: Door, place: str, year: int) -> YearView:
    rows = await door.read(bulletins.yearly, place, year)
    return YearView(place=place, year=year, rows=rows, faults=year_faults(rows))


@router.get("/bulletins/{place}/{month}", summary="社会救助月报", responses=OF_CASE)
async def get_bulletin(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: PlainMonth
) -> MonthView:
    may_read(caller, place)
    return await month_view(door, place, month)


@router.get(
    "/bulletins/{place}/{month}/workbook",
    summary="社会救助月报（电子表格）",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **OF_CASE},
)
async def get_bulletin_book(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: PlainMonth
) -> Response:
    may_read(caller, place)
    view = await month_view(door, place, month)
    short = door.place(place).short
    first = date.fromisoformat(f"{month}-01")
    return workbook_answer(
        month_book(short, first, view.rows, view.late), f"{short}{month}社会救助月报.xlsx"
    )


@router.get("/bulletins/{place}/{year}/year", summary="社会救助年报", responses=OF_CASE)
async def get_year(door: DoorOf, caller: CallerOf, place: PlaceCode, year: Year) -> YearView:
    may_read(caller, place)
    return await year_view(door, place, year)


@router.get(
    "/bulletins/{place}/{year}/year/workbook",
    summary="社会救助年报（电子表格）",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **OF_CASE},
)
async def get_year_book(door: DoorOf, caller: CallerOf, place: PlaceCode, year: Year) -> Response:
    may_read(caller, place)
    view = await year_view(door, place, year)
    short = door.place(place).short
    return workbook_answer(year_book(short, year, view.rows), f"{short}{year}年社会救助年报.xlsx")


@router.get(
    "/open/{place}",
    summary="公开的资金使用情况",
    description="公众不登录即可在页面`/open/{place}`查看同样的内容。",
    responses=OF_CASE,
)
async def get_sheets(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[SheetView]:
    if place not in door.places():
        raise not_found("地区")
    rows = await door.read(sheets.versions_of, place)
    return [
        SheetView(
            period=row.period,
            version=row.version,
            publisher=row.publisher,
            due=row.due,
            published_on=row.published_on,
            late_days=max((row.published_on - row.due).days, 0) if row.version == 1 else 0,
            digest=row.digest,
            content=row.content,
        )
        for row in rows
    ]
