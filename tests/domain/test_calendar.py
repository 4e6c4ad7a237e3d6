"""Legal days against the published working calendar, every day from 2004 to 2026."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Due, WorkingCalendar, months_after
from runtime.holidays import calendar_for, library, whole_calendar

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKED = [day for day in EVERY_DAY if chinese_calendar.is_workday(day)]

# Acceptance day, then the end of 3, 10, 15, 20, 30 and 45 working days, the last day of a
# publicity of 7 calendar days posted the same day, and that day rolled on. None: needs 2027.
VECTORS = [
    ("2026-02-10", "02-13 03-02 03-09 03-16 03-30 04-21", "02-17", "02-24"),
    ("2026-04-29", "05-07 05-15 05-22 05-29 06-12 07-06", "05-06", "05-06"),
    ("2026-09-17", "09-21 10-08 10-14 10-21 11-04 11-25", "09-24", "09-24"),
    ("2026-09-28", "10-08 10-16 10-23 10-30 11-13 12-04", "10-05", "10-08"),
    ("2026-11-19", "11-24 12-03 12-10 12-17 12-31 ?", "11-26", "11-26"),
    ("2026-11-23", "11-26 12-07 12-14 12-21 ? ?", "11-30", "11-30"),
]


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return library()


@pytest.mark.parametrize(("accepted", "working", "publicity", "rolled"), VECTORS)
def test_the_limits_of_the_register_come_out_day_by_day(
    calendar: WorkingCalendar, accepted: str, working: str, publicity: str, rolled: str
) -> None:
    start = date.fromisoformat(accepted)
    for n, text in zip((3, 10, 15, 20, 30, 45), working.split(), strict=True):
        due = calendar.working_days_after(start, n)
        if text == "?":
            assert due.provisional
            assert due.on > LAST
        else:
            assert due == Due(on=date.fromisoformat(f"2026-{text}"))
    year = "2026-"
    assert calendar.calendar_days_after(start, 7, roll=False).on.isoformat() == year + publicity
    assert calendar.calendar_days_after(start, 7, roll=True).on.isoformat() == year + rolled


def test_every_day_of_the_library_is_worked_or_not_as_published(calendar: WorkingCalendar) -> None:
    wrong = [d for d in EVERY_DAY if calendar.is_workday(d) != chinese_calendar.is_workday(d)]
    assert wrong == []


def test_from_every_day_the_snapshot_table_gives_the_same_ends_as_the_published_one() -> None:
    for day in EVERY_DAY:
        table = calendar_for(day, {})
        at = bisect_right(WORKED, day)
        for n in (1, 3, 10, 20, 30, 45):
            due = table.working_days_after(day, n)
            if at + n <= len(WORKED):
                assert due == Due(on=WORKED[at + n - 1]), (day, n)
            else:
                assert due.provisional, (day, n)


@given(st.sampled_from(EVERY_DAY), st.integers(0, 120))
def test_days_between_undoes_days_after(day: date, n: int) -> None:
    calendar = library()
    due = calendar.working_days_after(day, n)
    assert calendar.working_days_between(day, due.on) == n
    assert calendar.working_days_between(due.on, day) == 0


@given(st.integers(2004, 2032), st.integers(1, 12), st.integers(1, 31))
def test_a_pay_day_is_never_later_and_never_a_day_of_rest(year: int, month: int, day: int) -> None:
    calendar = library()
    due = calendar.pay_day(year, month, day)
    nominal = date(year, month, 1) + timedelta(days=day - 1)
    assert due.on <= nominal
    assert calendar.is_workday(due.on)
    later = [due.on + timedelta(days=k) for k in range(1, (nominal - due.on).days + 1)]
    assert not any(d.month == month and calendar.is_workday(d) for d in later)


@pytest.mark.rule("JZ-31")
def test_a_pay_day_in_the_spring_festival_is_paid_before_it(calendar: WorkingCalendar) -> None:
    # 15 to 23 February 2026 are days off, Saturday the 14th is worked for them.
    assert calendar.pay_day(2026, 2, 20) == Due(on=date(2026, 2, 14))
    assert calendar.pay_day(2026, 10, 5) == Due(on=date(2026, 9, 30))


def test_day_31_of_a_short_month_means_its_last_working_day(calendar: WorkingCalendar) -> None:
    assert calendar.pay_day(2024, 2, 31).on == date(2024, 2, 29)
    assert calendar.pay_day(2025, 2, 31).on == date(2025, 2, 28)
    assert calendar.pay_day(2025, 11, 31).on == date(2025, 11, 28)


def test_a_year_nobody_published_gives_a_provisional_date_and_never_an_error(
    calendar: WorkingCalendar,
) -> None:
    assert calendar.working_days_after(date(2026, 12, 30), 3) == Due(
        on=date(2027, 1, 5), provisional=True
    )
    assert not calendar.is_workday(date(2029, 10, 1))
    assert calendar.calendar_days_after(date(2031, 9, 24), 7, roll=True) == Due(
        on=date(2031, 10, 6), provisional=True
    )
    assert calendar.pay_day(2027, 1, 1) == Due(on=date(2026, 12, 31), provisional=True)


def test_a_period_in_plain_calendar_days_needs_no_table_and_is_never_provisional(
    calendar: WorkingCalendar,
) -> None:
    assert not calendar.calendar_days_after(date(2028, 5, 1), 60, roll=False).provisional


def test_days_before_the_table_begins_are_provisional_too() -> None:
    table = calendar_for(date(2026, 3, 1), {})
    assert table.known_from == date(2026, 1, 20)
    assert table.working_days_after(date(2025, 12, 1), 3).provisional
    assert not table.working_days_after(date(2026, 2, 10), 3).provisional


def test_the_snapshot_table_stays_small() -> None:
    table = calendar_for(date(2025, 6, 1), {})
    assert len(table.holidays) + len(table.workdays) < 60
    assert min(table.holidays + table.workdays) >= date(2025, 4, 22)


def test_the_table_of_a_pack_replaces_the_year_of_the_library() -> None:
    years = {
        "2026": {"holidays": ["2026-03-02"], "workdays": []},
        "2027": {"holidays": ["2027-01-01", "2027-02-08"], "workdays": ["2027-01-31"]},
        "2029": {"holidays": ["2029-01-01"], "workdays": []},
    }
    table = whole_calendar(years)
    assert table.published_until == date(2027, 12, 31)  # 2029 stands after a gap
    assert not table.is_workday(date(2026, 3, 2))
    assert table.is_workday(date(2026, 10, 1))
    assert table.is_workday(date(2027, 1, 31))
    assert table.working_days_after(date(2026, 12, 31), 1) == Due(on=date(2027, 1, 4))


def test_zero_days_is_the_day_itself_and_less_is_a_mistake(calendar: WorkingCalendar) -> None:
    sunday = date(2026, 11, 22)
    assert calendar.working_days_after(sunday, 0) == Due(on=sunday)
    with pytest.raises(ValueError, match="negative"):
        calendar.working_days_after(sunday, -1)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-22", 2, "2027-01-22"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    start: str, n: int, end: str
) -> None:
    assert months_after(date.fromisoformat(start), n).isoformat() == end
