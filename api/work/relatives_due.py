"""逐一核查: how much of the register of relatives was gone through this period, and who is left."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.scope import Caller
from api.work.relatives import interval, listed
from api.work.shapes import TaskLine
from domain.case.lifecycle import ROLE_ZH, Role
from domain.reporting.period import Period, period_of
from store import relatives


class Missing(BaseModel):
    """本期尚未核查的一名在任人员。"""

    official: str
    township: str
    name: str
    title: str


_NAMED: Final = set(Missing.model_fields)
_YEAR: Final = 12


class Coverage(BaseModel):
    """备案核查的覆盖率：在任人员中本期已经逐一核查的比例，应当为百分之百。"""

    entries: int
    checked: int
    percent: int
    complete: bool
    interval_months: int | None = Field(description="核查间隔；为空表示本地尚未设定")
    since: date | None = Field(description="本期第一日；没有设定间隔的为空")
    until: date | None = Field(description="本期最后一日")
    missing: list[Missing] = Field(description="本期尚未核查的人员，逐一列名")


async def coverage(door: Door, caller: Caller) -> Coverage:
    """How much of the caller's part of the register was gone through in the period that a regular
    round asks about, and who is left (NUM-27)."""
    views = [v for v in await listed(door, caller) if v.active]
    period = await _period(door, caller.place)
    left = [v for v in views if _unchecked(v.checked_on, period)]
    done = len(views) - len(left)
    return Coverage(
        entries=len(views),
        checked=done,
        percent=done * 100 // len(views) if views else 100,
        complete=not left,
        interval_months=await interval(door, caller.place),
        since=period.since if period else None,
        until=period.until if period else None,
        missing=[Missing.model_validate(v.model_dump(include=_NAMED)) for v in left],
    )


def _unchecked(checked_on: date | None, period: Period | None) -> bool:
    return checked_on is None or (period is not None and checked_on < period.since)


async def _period(door: Door, place: str) -> Period | None:
    """The period that runs, as regular rounds count it; None where the place has set no interval."""
    months, today = await interval(door, place), await door.today()
    if not months or _YEAR % months:
        return None
    return period_of(f"{today.year}-H{(today.month - 1) // months + 1}", months)


async def county_task(door: Door, caller: Caller, today: date) -> tuple[TaskLine, ...]:
    """待办 of the county for its own people in the register: a round reminds townships alone."""
    if caller.role is not Role.COUNTY_REVIEWER or caller.place not in door.places():
        return ()
    period = await _period(door, caller.place)
    if period is None:
        return ()
    rows = await door.read(relatives.entries, caller.place, "", own=True)
    left = [e[0] for e in rows if e[0].active and _unchecked(e[0].checked_on, period)]
    if not left:
        return ()
    return (
        TaskLine(
            subject=f"relatives/{caller.place}",
            kind="relatives",
            case_no="",
            act="check_relatives",
            act_zh="逐一核查",
            zh=f"县级备案人员有{len(left)}人本期尚未逐一核查",
            role=Role.COUNTY_REVIEWER.value,
            role_zh=ROLE_ZH[Role.COUNTY_REVIEWER],
            unit="",
            place=caller.place,
            township="",
            since=period.since,
            due=period.until,
            days_left=(period.until - today).days,
            overdue=False,
            provisional=False,
            clause="JZ-49",
        ),
    )
