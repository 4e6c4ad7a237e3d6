"""The office's year: what stands still reaches the convener by itself, and what is owed is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.assembly.tasks import year_of_meetings
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.officeyear import engine
from domain.officeyear.file import YEAR_ACTS, YearFile, YearOrder, YearStage
from domain.officeyear.stall import OpenThing, stalls_on
from domain.officeyear.tasks import open_year_tasks, year_waiting_zh
from runtime.packs import snapshot
from tests.assembly import with_policy
from tests.meeting_desk import CIVIL, MEDICAL
from tests.office import CONVENER, OFFICE
from tests.people import SHANGHAI, START, officer

LATE = OpenThing(
    subject="measures/TR2026000001/1", kind="measures", act="complete_task", who=CIVIL,
    since=START, due=START + timedelta(days=5),
)  # fmt: skip
OTHER = LATE.model_copy(update={"who": MEDICAL, "due": None})


class Year:
    """Drives the year of Tongren's office as the workflow would."""

    def __init__(self, place: str = "tongren", held: int = 1, **rules: Any) -> None:
        self.place, self.today, self.held = place, START, held
        order = YearOrder(place=place, year=START.year, opened_on=START)
        engine.may_open(order)
        law = with_policy(snapshot(place, START, engine.OFFICE_NEEDS, production=False), **rules)
        file = engine.opened(order, f"year/{place}/{START.year}", self.at)
        self.file: YearFile = engine.rules_taken(file, law)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def on(self, day: date, *things: OpenThing) -> Year:
        self.today = day
        meetings = year_of_meetings(self.held, 0, day, self.file.law)
        self.file = engine.looked(self.file, things, meetings, day, self.at)
        return self

    def do(self, name: str, who: Role, /, **fields: Any) -> Year:
        act = YEAR_ACTS[name].model_validate(
            {"officer": officer(who, self.place).model_dump(), "on": self.today, **fields}
        )
        self.file = engine.apply_to_year(self.file, name, act, self.today, self.at)
        return self


def stalled(year: Year) -> date:
    day = stalls_on(LATE, year.file.law)
    assert day is not None
    return day


@pytest.mark.rule("TR-18", "TR-11")
def test_what_stands_still_reaches_the_convener_on_the_day_after_the_places_days() -> None:
    year = Year()
    last = stalled(year)
    assert open_year_tasks(year.on(last, LATE).file) == ()
    [task] = open_year_tasks(year.on(last + timedelta(days=1), LATE).file)
    assert (task.act, task.role) == ("direct_stall", CONVENER) and CIVIL in task.zh
    assert "等待召集人批示停滞事项1项" in year_waiting_zh(year.file, year.today)
    again = year.on(last + timedelta(days=2), LATE)
    assert len(again.file.stalls) == 1, "it is told once"


def test_without_a_due_day_the_days_count_from_when_it_was_given() -> None:
    year = Year()
    day = stalls_on(OTHER, year.file.law)
    assert day is not None and day < stalled(year)
    year.on(day + timedelta(days=1), LATE, OTHER)
    assert [s.thing.who for s in year.file.stalls] == [MEDICAL]


def test_a_direction_is_asked_once_and_again_when_nothing_moves_as_long_again() -> None:
    year = Year()
    day = stalled(year) + timedelta(days=1)
    year.on(day, LATE).do("direct_stall", CONVENER, stall=1, direction="请三日内办结")
    assert open_year_tasks(year.file) == ()
    with pytest.raises(CaseRefusal) as refused:
        year.do("direct_stall", CONVENER, stall=1, direction="请三日内办结")
    assert refused.value.code == "nothing_to_direct" and "等待批示的有：无" in refused.value.message
    year.on(day + timedelta(days=40), LATE)
    assert [(s.number, s.waits) for s in year.file.stalls] == [(1, False), (2, True)]
    year.on(day + timedelta(days=41))
    assert open_year_tasks(year.file) == () and year.file.stalls[-1].ended_on == year.today


def test_a_place_without_days_reports_nothing_and_says_who_must_set_them() -> None:
    year = Year("hanbin").on(date(START.year, 12, 30), LATE)
    assert year.file.stalls == ()
    assert "尚未由本县（市、区）设定" in year_waiting_zh(year.file, year.today)


@pytest.mark.rule("HB-31", "TR-50")
@pytest.mark.parametrize("place", ["hanbin", "tongren"])
def test_a_year_near_its_end_without_a_meeting_is_a_task_until_one_is_planned(place: str) -> None:
    year = Year(place, held=0).on(date(START.year, 12, 1))
    [task] = open_year_tasks(year.file)
    assert (task.act, task.role, task.due) == ("plan_meeting", OFFICE, date(START.year, 12, 31))
    assert "还差1次" in task.zh
    year.do("plan_meeting", OFFICE, plan="十二月中旬召开例行会议")
    assert open_year_tasks(year.file) == ()
    assert open_year_tasks(Year(place, held=1).on(date(START.year, 12, 1)).file) == ()


def test_the_year_ends_with_its_last_day_and_takes_nothing_more() -> None:
    year = Year().on(date(START.year, 12, 31))
    assert year.file.stage is YearStage.WATCHING
    year.on(date(START.year + 1, 1, 1))
    assert year.file.stage is YearStage.OVER
    with pytest.raises(CaseRefusal) as refused:
        year.do("plan_meeting", OFFICE, plan="下月召开")
    assert refused.value.code == "out_of_order"


@pytest.mark.parametrize("role", list(Role))
def test_only_the_convener_directs_and_only_the_office_plans(role: Role) -> None:
    year = Year(held=0)
    year.on(stalled(year) + timedelta(days=1), LATE)
    cases = (
        ("direct_stall", {"stall": 1, "direction": "请三日内办结"}),
        ("plan_meeting", {"plan": "下月召开"}),
    )
    for act, fields in cases:
        before = year.file
        if role in {m.act: m.roles for m in engine.YEAR_MOVES}[act]:
            year.do(act, role, **fields)
        else:
            with pytest.raises(CaseRefusal) as refused:
                year.do(act, role, **fields)
            assert refused.value.code == "role_not_allowed"
        year.file = before
