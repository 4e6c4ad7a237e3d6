"""信息核对：各部门答复快慢、可用情况和尚未答复的查询。"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.scope import Caller, must_be, must_be_of
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from domain.case.lifecycle import Role
from runtime import packs
from store import checks

router = APIRouter(prefix=V1, tags=["信息核对"])

LEDGER_ROLES: Final = (
    Role.CHECKING_CENTRE,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.MEETING_OFFICE,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.DISCIPLINE,
)
TROUBLE_ZH: Final = {
    "down": "接口无应答",
    "nonsense": "答复格式不符",
    "no_rule": "没有查询办法",
    "not_authorised": "尚未授权",
    "": "",
}


class DelayView(BaseModel):
    """一个部门答复核对请求的情况。"""

    department: str
    zh: str
    asked: int = Field(description="收到的核对请求数")
    answered: int = Field(description="已答复数")
    waived: int = Field(description="登记免等数")
    queue: int = Field(description="尚未答复数")
    late: int = Field(description="逾期数（含逾期答复）")
    median_days: int | None = Field(description="答复用时的中位数（日历日）")
    longest_days: int | None = Field(description="最长答复用时（日历日）")
    availability: int | None = Field(description="每百次询问得到答复的次数")
    last_answer: date | None = Field(description="最近一次答复日期")
    trouble: str
    trouble_zh: str


class OpenAskView(BaseModel):
    """一项尚未答复的查询。"""

    case_no: str
    number: int
    township: str
    department: str
    zh: str
    asked_on: date
    due: date
    attempts: int
    waiting_days: int = Field(description="已等待的日历日数")
    days_late: int = Field(description="超过期限的日历日数")
    trouble: str
    trouble_zh: str


class DelayList(BaseModel):
    place: str
    place_zh: str
    on: date
    departments: list[DelayView]


class OpenAskList(BaseModel):
    """`older_than_days`：会议办公室清单采用的天数；没有设定时不筛选。"""

    place: str
    place_zh: str
    on: date
    older_than_days: int | None
    items: list[OpenAskView]


@router.get(
    "/places/{place}/checks/delays",
    summary="各部门答复核对请求的情况",
    responses=problems(401, 403, 404, 422),
)
async def get_delays(
    door: DoorOf, caller: CallerOf, place: PlaceCode, since: date | None = None
) -> DelayList:
    return await delays_of(door, caller, place, since)


@router.get(
    "/places/{place}/checks/open",
    summary="尚未答复的核对请求",
    responses=problems(401, 403, 404, 422),
)
async def get_open(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    department: Annotated[str, Query(max_length=40)] = "",
    overdue_only: bool = False,
) -> OpenAskList:
    return await open_of(door, caller, place, department, overdue_only)


async def delays_of(door: Door, caller: Caller, place: str, since: date | None = None) -> DelayList:
    _may_see(door, caller, place)
    today = await door.today()
    names = names_of(door, place, today)
    found = await door.read(checks.delays, place, since=since, on=today)
    return DelayList(
        place=place,
        place_zh=door.place(place).short,
        on=today,
        departments=[
            DelayView(
                zh=names.get(row.department, row.department),
                trouble_zh=TROUBLE_ZH.get(row.trouble, row.trouble),
                **{k: v for k, v in asdict(row).items() if k != "place"},
            )
            for row in found
        ],
    )


async def open_of(
    door: Door, caller: Caller, place: str, department: str = "", overdue_only: bool = False
) -> OpenAskList:
    """`overdue_only`: only those older than `check.problem_days`, the meeting office's list."""
    _may_see(door, caller, place)
    today = await door.today()
    names = names_of(door, place, today)
    limit = _problem_days(door, place, today) if overdue_only else None
    found = await door.read(
        checks.open_asks, place, today, department=department, older_than=limit or 0
    )
    return OpenAskList(
        place=place,
        place_zh=door.place(place).short,
        on=today,
        older_than_days=limit,
        items=[
            OpenAskView(
                zh=names.get(row.department, row.department),
                trouble_zh=TROUBLE_ZH.get(row.trouble, row.trouble),
                **{k: v for k, v in asdict(row).items() if k != "place"},
            )
            for row in found
        ],
    )


def _may_see(door: Door, caller: Caller, place: str) -> None:
    must_be(caller, LEDGER_ROLES, "查看部门答复情况", "HB-13; TR-09")
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")


def names_of(door: Door, place: str, on: date) -> dict[str, str]:
    """Departments as the place calls them."""
    found = packs.load(door.settings.policy_overlays)
    names: dict[str, str] = {}
    for table in ("check.items", "check.group_items"):
        value = packs.value(found, place, on, table).value
        for code, row in value.items() if isinstance(value, dict) else ():
            names[code] = str(row["zh"]) if isinstance(row, dict) else code
    return names


def _problem_days(door: Door, place: str, on: date) -> int | None:
    production = door.settings.env == "production"
    found = packs.load(door.settings.policy_overlays)
    value = packs.value(found, place, on, "check.problem_days", production=production).value
    return value if isinstance(value, int) else None
