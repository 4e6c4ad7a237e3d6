"""The period a report is about, in whole months of one year: `2026-H1` where it is half a year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.base import CaseRefusal, Frozen
from domain.calendar import months_after

_CODE = re.compile(r"(20\d\d)-H(\d{1,2})")
_DAY = timedelta(days=1)
_YEAR = 12


class Period(Frozen):
    """Both days included. `months`: how long a period of the place is; it divides the year."""

    code: str
    since: date
    until: date

    @property
    def zh(self) -> str:
        return f"{self.since.year}年{self.since.month}月至{self.until.month}月"


def period_of(code: str, months: int) -> Period:
    """The period of that code. CaseRefusal when the place has none such."""
    found = _CODE.fullmatch(code)
    per_year = _YEAR // months
    if found is None or not 1 <= int(found[2]) <= per_year:
        raise CaseRefusal(
            "period_unknown",
            f"报告期应当写成年份加序号，每年{per_year}期，例如2026-H1。",
            "TR-52",
        )
    since = date(int(found[1]), (int(found[2]) - 1) * months + 1, 1)
    return Period(code=code, since=since, until=months_after(since, months) - _DAY)


def nth_zh(code: str) -> str:
    """Which period of its year a code names, in words that hold however long a period is; a strange
    code as it stands."""
    found = _CODE.fullmatch(code)
    return f"{found[1]}年第{int(found[2])}期" if found else code


def last_ended(today: date, months: int) -> Period:
    """The newest period that is over on that day."""
    number, year = (today.month - 1) // months, today.year
    if number == 0:
        number, year = _YEAR // months, year - 1
    return period_of(f"{year}-H{number}", months)
