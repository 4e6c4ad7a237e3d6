"""Living cases wake on their legal day, each at its own moment of its first hours."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflows.timing import SPREAD, moment_of
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
