"""Who used which of the days: every clock adds up, with pauses, holidays and year ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.clocks import ClockLine, clock_lines
from domain.case.lifecycle import Role
from domain.clock import Clock
from domain.policy import Source, Status
from runtime.holidays import calendar_for, library
from tests.people import PAPERS, Walk, application

CALENDAR = library()
HOLDERS = ("乡镇（街道）", "县级民政部门", "申请人")
A_DAY = timedelta(days=1)


def line(walk: Walk, code: str) -> ClockLine:
    return next(c for c in clock_lines(walk.file, walk.today) if c.code == code)


def adds_up(found: ClockLine, today: date) -> None:
    until = min(found.ended_on or today, today)
    passed = CALENDAR.working_days_between(found.since, until)
    assert found.used + found.paused == (
        (until - found.since).days if found.calendar_days else passed
    )


HANDS = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.booleans(), st.integers(0, 40)), min_size=1, max_size=12
)


@given(
    start=st.dates(date(2004, 1, 1), date(2027, 6, 30)),
    hands=HANDS,
    cut=st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
def test_the_days_of_all_holders_and_the_days_it_stood_are_the_days_that_passed(
    start: date, hands: list[tuple[str, bool, int]], cut: tuple[int, int]
) -> None:
    clock, day = Clock(), start
    for holder, paused, days in hands:
        clock = clock.hand_to(holder, day, paused=paused)
        day += days * A_DAY
    since = min(start + cut[0] * A_DAY, day)
    until = min(since + cut[1] * A_DAY, day)
    part = clock.within(since, until)
    used = sum(days for _, days in part.used(CALENDAR, until))
    assert used + part.paused_days(CALENDAR, until) == CALENDAR.working_days_between(since, until)


@given(
    accepted=st.dates(date(2005, 1, 1), date(2026, 8, 1)),
    limit=st.sampled_from((3, 10, 15, 20, 30, 45)),
    pauses=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4),
)
def test_a_limit_ends_when_so_many_days_that_count_have_passed(
    accepted: date, limit: int, pauses: list[tuple[int, int]]
) -> None:
    clock, day = Clock().hand_to("乡镇（街道）", accepted), accepted
    for work, rest in pauses:
        clock = clock.hand_to("申请人", day + work * A_DAY, paused=True)
        clock = clock.hand_to("乡镇（街道）", day + (work + rest) * A_DAY)
        day += (work + rest) * A_DAY
    due = clock.due(CALENDAR, limit, day).on
    if due >= day:
        used = sum(n for _, n in clock.used(CALENDAR, due))
        assert used == limit


@pytest.mark.rule("DB-12")
def test_the_clock_stands_while_the_family_completes_its_papers() -> None:
    walk = Walk(application(papers=PAPERS[:2]))
    walk.do("request_correction", Role.INTAKE).later(4)
    assert line(walk, "correction_days").spent == (("申请人", 4),)
    walk.do("supply_papers", Role.INTAKE, papers=PAPERS[2:]).later(1).accepted().later(10)
    total = line(walk, "total_delegated")
    assert total.since == walk.file.accepted_on and total.paused == 0
    adds_up(total, walk.today)


@pytest.mark.rule("DB-30", "DB-46")
def test_every_clock_of_a_case_adds_up_from_acceptance_to_the_decision() -> None:
    walk = Walk(application("zhanhe")).accepted().later(3).surveyed().checked()
    walk.later(6).opined().publicised().later(9)
    for found in clock_lines(walk.file, walk.today):
        adds_up(found, walk.today)
    start, total = line(walk, "survey_start"), line(walk, "total")
    assert (start.limit, start.used, start.left) == (3, 3, 0) and start.ended_on is not None
    assert total.limit == 30 and dict(total.spent).keys() == {"乡镇（街道）", "县级民政部门"}
    assert line(walk, "county_opinion").limit == 10
    walk.confirmed().later(30)
    assert line(walk, "total").ended_on == walk.file.decision.on  # type: ignore[union-attr]


def test_a_clock_that_ran_over_says_by_how_much() -> None:
    walk = Walk(application()).accepted().later(14)
    late = line(walk, "survey_start")
    assert late.left < 0 and late.used == late.limit - late.left


def test_a_town_household_has_the_old_second_clock_only_where_the_county_keeps_it() -> None:
    file = application("zhanhe")
    home = file.household.model_copy(update={"residence": "urban"})
    walk = Walk(file.having(household=home, declared=home)).accepted()
    assert "urban_total" not in {c.code for c in clock_lines(walk.file, walk.today)}
    law = walk.file.policy
    assert law is not None
    kept = law.values["dibao.urban_total"].model_copy(
        update={"value": 30, "status": Status.VERIFIED, "source": Source(doc="271号", article="8")}
    )
    walk.file = walk.file.having(
        policy=law.model_copy(update={"values": {**law.values, "dibao.urban_total": kept}})
    )
    second = line(walk, "urban_total")
    assert second.calendar_days and second.due == walk.file.applied_on + 30 * A_DAY


def test_a_day_beyond_the_published_table_is_provisional_until_the_table_arrives() -> None:
    walk = Walk(application("zhanhe")).accepted()
    before = line(walk, "total")
    assert before.provisional
    law = walk.file.policy
    assert law is not None
    table = {"2027": {"holidays": ["2027-01-01", "2027-01-04", "2027-01-05"], "workdays": []}}
    arrived = law.model_copy(update={"calendar": calendar_for(walk.today, table)})
    walk.file = walk.file.having(policy=arrived)
    after = line(walk, "total")
    assert not after.provisional and after.due > before.due
