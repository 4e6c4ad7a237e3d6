"""成年: the case looks by itself at a child that comes of age, once, and decides nothing by that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.lifecycle import Role, Stage
from domain.case.phases.living.ageing import next_of_age
from domain.case.tasks import next_mark, next_step, open_tasks
from domain.household import Member, Relation, Study
from domain.identity import synthetic_id
from tests.domain.test_passage import decided
from tests.people import START, Walk, application, household

DAY = date(START.year + 1, 4, 15)
BORN = DAY.replace(year=DAY.year - 18)


def to(walk: Walk, day: date) -> Walk:
    return walk.later((day - walk.today).days)


def with_child(born: date = BORN, **fields: object) -> Walk:
    """A family in aid with one child; brought to its supervision."""
    home = household(wage_yuan=4800)
    child = Member(
        key="m3",
        name="张三三",
        id_no=synthetic_id(born, 35),
        relation=Relation.CHILD,
        **fields,  # type: ignore[arg-type]
    )
    home = home.model_copy(update={"members": (*home.members, child)})
    walk = Walk(application("jiaozuo").having(household=home, declared=home))
    return walk.living()


@pytest.mark.rule("JZ-63")
def test_the_case_opens_a_look_on_the_day_a_child_comes_of_age() -> None:
    walk = with_child(student=True, study=Study.SENIOR)
    assert walk.file.stage is Stage.SUPERVISION
    assert next_of_age(walk.file) == (DAY, "m3")
    step = next_step(walk.file)
    assert step is not None and (step.on, step.zh) == (DAY, "成员成年，启动核实")
    assert next_mark(walk.file, walk.today) == DAY
    to(walk, DAY - timedelta(days=1))
    assert walk.file.review is None
    to(walk, DAY)
    looked = walk.file.review
    assert looked is not None
    assert (looked.cause, looked.member, looked.happened_on) == (ChangeCause.SCHOOL, "m3", DAY)
    assert walk.file.passage.came_of_age == ("m3",)
    [task] = [t for t in open_tasks(walk.file, DAY) if t.act == "verify_change"]
    assert task.role is Role.SURVEYOR and "成年" in task.zh


@pytest.mark.rule("JZ-62")
def test_coming_of_age_changes_nothing_before_somebody_has_looked_and_decided() -> None:
    walk = to(with_child(student=True, study=Study.SENIOR), DAY)
    before = walk.file.monthly_fen_now
    to(walk, months_after(DAY, 2))
    assert walk.file.monthly_fen_now == before > 0
    decided(walk, walk.file.household, Outcome.KEEP)
    assert walk.file.review is None and walk.file.monthly_fen_now == before
    to(walk, months_after(DAY, 4))
    assert walk.file.review is None, "looked at once, not again"


def test_a_look_taken_after_the_day_has_seen_it_and_nobody_comes_twice() -> None:
    walk = with_child(student=True, study=Study.SENIOR)
    to(walk, DAY - timedelta(days=1)).do(
        "report_change", Role.VILLAGE, cause="illness", happened_on=walk.today, text="住院"
    )
    to(walk, DAY + timedelta(days=3))
    decided(walk, walk.file.household, Outcome.KEEP)
    assert walk.file.passage.came_of_age == ("m3",)
    assert next_of_age(walk.file) is None


def test_who_was_of_age_when_the_household_was_asked_about_is_not_looked_at() -> None:
    assert next_of_age(with_child(born=date(START.year - 18, 1, 1)).file) is None


def test_born_on_the_29th_of_february_one_is_of_age_on_the_first_of_march() -> None:
    walk = with_child(born=date(2012, 2, 29))
    assert next_of_age(walk.file) == (date(2030, 3, 1), "m3")


def test_a_case_that_began_before_the_rule_was_read_goes_on_as_it_was() -> None:
    walk = with_child()
    assert walk.file.policy is not None
    values = {k: v for k, v in walk.file.policy.values.items() if k != "living.adult_age"}
    policy = walk.file.policy.model_copy(update={"values": values})
    assert next_of_age(walk.file.having(policy=policy)) is None
