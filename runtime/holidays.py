"""The working-day table: the calendar library, then the years a policy pack adds or corrects.

Only here is the library read. A snapshot carries the exceptions around its day and nothing more,
so domain code never needs it and a history never depends on an installed version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from chinese_calendar import constants

from domain.calendar import WorkingCalendar

YEARS = "calendar.years"
_BEFORE = timedelta(days=40)
_AFTER = timedelta(days=500)
_SATURDAY = 5


@lru_cache(maxsize=1)
def library() -> WorkingCalendar:
    """Every exception the library knows, from its first to its last published year."""
    known = sorted({*constants.holidays, *constants.workdays})
    return WorkingCalendar(
        holidays=tuple(d for d in sorted(constants.holidays) if d.weekday() < _SATURDAY),
        workdays=tuple(d for d in sorted(constants.workdays) if d.weekday() >= _SATURDAY),
        known_from=date(known[0].year, 1, 1),
        published_until=date(known[-1].year, 12, 31),
    )


def whole_calendar(years: Mapping[str, Any]) -> WorkingCalendar:
    """The library with the years of a pack's `calendar.years` put in their place.

    A year after a gap is left out: the table must be complete up to `published_until`.
    """
    base = library()
    if not years:
        return base
    until = base.published_until
    holidays, workdays = list(base.holidays), list(base.workdays)
    for year in sorted(int(text) for text in years):
        if year > until.year + 1:
            break
        until = max(until, date(year, 12, 31))
        table = years[str(year)]
        holidays = [d for d in holidays if d.year != year] + _days(table, "holidays")
        workdays = [d for d in workdays if d.year != year] + _days(table, "workdays")
    return WorkingCalendar(
        holidays=tuple(d for d in sorted(holidays) if d.weekday() < _SATURDAY),
        workdays=tuple(d for d in sorted(workdays) if d.weekday() >= _SATURDAY),
        known_from=base.known_from,
        published_until=until,
    )


def calendar_for(on: date, years: Mapping[str, Any]) -> WorkingCalendar:
    """The part of the table a case of that day can need: 40 days back, 500 days ahead."""
    whole = whole_calendar(years)
    first = max(on - _BEFORE, whole.known_from)
    last = min(on + _AFTER, whole.published_until)
    return WorkingCalendar(
        holidays=tuple(d for d in whole.holidays if first <= d <= last),
        workdays=tuple(d for d in whole.workdays if first <= d <= last),
        known_from=first,
        published_until=last,
    )


def _days(table: Mapping[str, list[str]], key: str) -> list[date]:
    return [date.fromisoformat(text) for text in table.get(key, [])]
