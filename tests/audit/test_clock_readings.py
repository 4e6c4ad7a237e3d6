"""Readings of the clock in a record may differ by what a split task makes; nothing else may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit.recompute.findings import differences

CLOCK = timedelta(seconds=5)
EARLY, LATER = "2026-11-30T02:44:07.731772+08:00", "2026-11-30T02:44:07.832940+08:00"


def line(at: object, on: str = "2026-11-30") -> dict[str, object]:
    return {"journal": [{"at": at, "on": on}]}


def test_a_reading_a_few_milliseconds_off_is_the_same_and_one_seconds_off_is_not() -> None:
    assert differences(line(EARLY), line(LATER), reveal=False, clock=CLOCK) == ()
    far = line("2026-11-30T02:44:13+08:00")
    [found] = differences(line(EARLY), far, reveal=False, clock=CLOCK)
    assert found.path == "journal[0].at"


@pytest.mark.parametrize("other", ["", None, 7, "2026-11-30"])
def test_what_is_no_reading_of_the_clock_is_compared_as_it_is(other: object) -> None:
    assert differences(line(EARLY), line(other), reveal=False, clock=CLOCK)


def test_a_day_is_never_near_another() -> None:
    other = line(EARLY, "2026-11-29")
    [found] = differences(line(EARLY), other, reveal=False, clock=CLOCK)
    assert found.path == "journal[0].on"
    assert differences({"due_at": EARLY}, {"due_at": LATER}, reveal=False, clock=CLOCK)
    assert differences(line(EARLY), line(LATER), reveal=False), "receipts and results: to the bit"
