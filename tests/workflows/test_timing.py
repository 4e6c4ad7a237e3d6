"""Living cases wake on their legal day, each at its own moment of its first hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflows.timing import LATE, SPREAD, moment_of, turn_of
from workflows.visible import SHANGHAI

FIRST = date(2027, 3, 1)


@given(st.text(min_size=1, max_size=20), st.dates(date(2004, 1, 1), date(2099, 12, 31)))
def test_a_case_wakes_on_the_day_itself_before_offices_open_and_always_alike(
    case_no: str, day: date
) -> None:
    moment = moment_of(case_no, day)
    assert moment.astimezone(SHANGHAI).date() == day
    assert moment.astimezone(SHANGHAI).time() < time(8)
    assert moment == moment_of(case_no, day)


def test_ten_thousand_cases_of_one_day_come_one_after_the_other() -> None:
    """Numbers follow each other as they are given out; no minute gets many of them."""
    wakes = sorted(moment_of(f"JZ2026{n:06d}", FIRST) for n in range(1, 10_001))
    minutes: dict[object, int] = {}
    for moment in wakes:
        minute = moment.replace(second=0)
        minutes[minute] = minutes.get(minute, 0) + 1
    mean = 10_000 / (SPREAD.total_seconds() / 60)
    assert max(minutes.values()) < 2.5 * mean
    gaps = [(b - a).total_seconds() for a, b in pairwise(wakes)]
    assert max(gaps) < 60, "nor does it stand still and then come in a rush"


@given(
    st.text(min_size=1, max_size=20),
    st.dates(date(2004, 1, 1), date(2099, 12, 31)),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_a_case_kept_waiting_has_its_turn_on_the_day_the_county_runs_again(
    case_no: str, day: date, standstill: timedelta
) -> None:
    moment = moment_of(case_no, day)
    now = moment + standstill
    turn = turn_of(case_no, moment, now)
    if standstill <= LATE:
        assert turn is None, "a wake in time waits for nobody"
    if turn is not None:
        assert now <= turn < now + SPREAD
        assert turn.date() == now.date(), "and no day is lost to the queue"


def test_after_a_standstill_over_the_first_of_a_month_no_minute_gets_many() -> None:
    back = datetime.combine(FIRST, time(9, 30), SHANGHAI)
    numbers = [f"JZ2026{n:06d}" for n in range(1, 10_001)]
    turns = [turn_of(no, moment_of(no, FIRST), back) for no in numbers]
    minutes: dict[object, int] = {}
    for turn in turns:
        assert turn is not None
        minute = turn.replace(second=0)
        minutes[minute] = minutes.get(minute, 0) + 1
    assert max(minutes.values()) < 2.5 * 10_000 / (SPREAD.total_seconds() / 60)
