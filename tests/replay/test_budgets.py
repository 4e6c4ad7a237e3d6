"""P4: a case never grows. The events of the golden histories against the committed baseline."""

from __future__ import annotations

from benchmarks.__main__ import baseline, grown, sizes
from benchmarks.history_size import (
    TARGET_EVENTS,
    TARGET_YEAR_EVENTS,
    TARGET_YEAR_KB,
    size_of,
)
from tests.replay import golden

MOST_EVENTS_A_RUN = 2000


async def test_a_plain_case_and_a_year_have_no_more_events_than_the_baseline() -> None:
    now = await sizes()
    before = baseline()["history"]
    assert set(now) == set(before), "make bench ARGS=--write after a story was changed"
    assert grown(now, before) == []


async def test_one_event_more_would_be_noticed() -> None:
    """The gate above, seen to fail."""
    now = await sizes()
    before = {name: {**size, "steady": size["steady"] - 1} for name, size in now.items()}
    assert len(grown(now, before)) == len(now)


async def test_a_plain_case_keeps_its_budget_in_every_place_however_many_are_asked() -> None:
    now = await sizes()
    cases = {name: size for name, size in now.items() if name.startswith("application")}
    assert len(cases) == 5
    assert {name: s["events"] for name, s in cases.items() if s["events"] > TARGET_EVENTS} == {}


async def test_a_year_of_supervision_keeps_its_budget_its_recheck_included() -> None:
    now = await sizes()
    for which in ("a year", "the first year"):
        year = [size for name, size in now.items() if name.startswith(which)]
        assert len(year) == 2
        assert sum(size["events"] for size in year) <= TARGET_YEAR_EVENTS
        assert sum(size["kb"] for size in year) <= TARGET_YEAR_KB


def test_no_run_comes_near_the_most_events_a_run_may_have() -> None:
    for name in golden.names():
        for run in golden.read(name).runs:
            assert size_of(run.events).events < MOST_EVENTS_A_RUN
