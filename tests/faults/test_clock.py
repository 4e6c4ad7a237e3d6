"""R12: whatever the host's clock and zone say, and whatever day of the year a family meets us on.

The working days themselves are compared with the published calendar in `tests/domain`; five years
of one case on the server are in `test_years`; two hosts on either side of the date line work the
same script in `test_kills`.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.calendar import months_after
from domain.case.lifecycle import Role, Stage
from domain.household import Household
from domain.identity import synthetic_id
from runtime.packs import places
from tests.faults.zone_program import EDGES, seen_from_here, today_at
from tests.people import Walk, application, household
from workflows.base import SHANGHAI

_ROOT = Path(__file__).resolve().parents[2]
_AN_HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "named"),
    [("America/New_York", "EST"), ("Pacific/Kiritimati", "+14"), ("Asia/Shanghai", "CST")],
)
def test_a_host_in_any_zone_makes_the_same_of_a_case_and_of_a_day(zone: str, named: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.faults.zone_program"],
        cwd=_ROOT,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        check=True,
        timeout=120,
    )
    told = json.loads(answer.stdout)
    assert told["zone"] == named
    assert told["seen"] == seen_from_here()


def test_the_day_of_a_case_turns_over_at_midnight_in_shanghai_and_at_no_other() -> None:
    for edge in EDGES:
        for moment in (edge - timedelta(seconds=1), edge, edge + timedelta(seconds=1)):
            assert today_at(moment) == (moment + timedelta(hours=8)).date()


@pytest.mark.parametrize("jump", [_AN_HOUR, -_AN_HOUR])
def test_a_clock_that_jumps_an_hour_never_takes_a_case_back_to_an_earlier_day(
    jump: timedelta,
) -> None:
    """The clock is set right or wrong by an hour at any quarter before or after midnight."""
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC)
    for quarters in range(-8, 9):
        before = midnight + timedelta(minutes=15 * quarters)
        recorded = today_at(before)  # an act of that day is recorded, then the clock jumps
        after = today_at(before + jump, latest=recorded)
        assert after >= recorded
        assert after - recorded <= timedelta(days=1)


def test_an_act_of_the_day_is_lawful_after_the_clock_went_back_over_midnight() -> None:
    walk = Walk(application()).accepted().later(1)
    walk.surveyed()
    shown = walk.today
    before_midnight = datetime.combine(shown, datetime.min.time(), SHANGHAI) - _AN_HOUR / 2
    walk.today = today_at(before_midnight.astimezone(UTC), latest=walk.file.latest)
    assert walk.today == shown
    assert walk.checked().opined().file.stage is Stage.PUBLICITY


def _leap_day_family() -> Household:
    home = application().household
    born = (date(1960, 2, 29), date(2024, 2, 29))
    people = tuple(
        m.model_copy(update={"id_no": synthetic_id(day, 31 + n)})
        for n, (m, day) in enumerate(zip(home.members, born, strict=True))
    )
    return home.model_copy(update={"members": people})


_EDGES_OF_THE_YEAR = (
    date(2026, 12, 31),
    date(2027, 1, 31),
    date(2027, 2, 28),
    date(2028, 2, 28),
    date(2028, 2, 29),
    date(2028, 10, 31),
    date(2029, 12, 30),
    date(2031, 4, 30),
)


@pytest.mark.parametrize(
    ("place", "applied_on"), itertools.product(places(), _EDGES_OF_THE_YEAR), ids=str
)
def test_a_family_born_on_29_february_is_served_from_any_edge_of_the_year(
    place: str, applied_on: date
) -> None:
    """To the first recheck, past the calendars that are published: marked, never a crash."""
    home = _leap_day_family()
    start = application(place).having(
        applied_on=applied_on, latest=applied_on, declared=home, household=home
    )
    walk = Walk(start).living()
    file = walk.file
    assert file.decision is not None and file.publicity is not None
    [aid] = file.entitlements
    assert aid.first == months_after(file.decision.on.replace(day=1), 1)
    assert walk.today >= aid.first
    calendar = file.law.calendar
    counted = calendar.working_days_after(file.decision.on, 5)
    assert counted.provisional == (counted.on > calendar.published_until)
    assert file.next_recheck == months_after(file.decision.on, 12)
    walk.later((file.next_recheck - walk.today).days)
    assert walk.file.review is not None and walk.file.review.opened_on == file.next_recheck


def test_a_recheck_due_every_year_never_wanders_by_more_than_its_month_end() -> None:
    """Decided on 31 January, or on 29 February: yearly and half-yearly for twenty years."""
    for decided in (date(2027, 1, 31), date(2028, 2, 29), date(2026, 12, 31)):
        for months in (6, 12):
            days = [months_after(decided, months * n) for n in range(1, 20 * 12 // months + 1)]
            assert all(a < b for a, b in itertools.pairwise(days))
            for n, day in enumerate(days, start=1):
                total = decided.year * 12 + decided.month - 1 + months * n
                assert (day.year, day.month) == (total // 12, total % 12 + 1)
                assert day.day == decided.day or (day + timedelta(days=1)).day == 1


def test_aid_that_is_stopped_ends_with_a_month_of_any_length() -> None:
    """Stopped in each month of two years, one of them a leap year: whole months, none twice."""
    for month in range(24):
        applied_on = months_after(date(2027, 1, 29), month)
        walk = Walk(application().having(applied_on=applied_on, latest=applied_on)).living()
        walk.do("report_change", Role.REVIEWER, cause="property", happened_on=walk.today)
        team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
        rich = household(wage_yuan=480_000)
        walk.do(
            "verify_change", Role.SURVEYOR, surveyors=team, household=rich, finding="收入超过标准"
        )
        walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见")
        walk.do("decide_change", walk.decider, outcome="stop", monthly_fen=0, reason="收入超过标准")
        [aid] = walk.file.entitlements
        assert aid.first.day == 1 and aid.last is not None and aid.last >= aid.first
        this_month = walk.today.replace(day=1)
        assert walk.file.monthly_fen(months_after(this_month, 1)) == 0
        assert walk.file.monthly_fen(this_month) == aid.monthly_fen
