"""疑点线索 on a living case: nobody is struck off by a data match (JZ-62, R4, DIF-09)."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.hits import REFUTED, HitState
from domain.case.lifecycle import Role
from domain.case.phases.living.living import lawful_outcomes
from domain.case.tasks import open_tasks
from domain.household import Asset, AssetKind, Household, Income, IncomeKind, Status
from tests.people import Walk, application

RECORD, OTHER = "a" * 16, "b" * 16


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def noted(walk: Walk, about: str = "death", member: str = "m2", **more: object) -> Walk:
    fields: dict[str, object] = {
        "hit": "0123456789abcdef",
        "department": "police",
        "member": member,
        "about": about,
        "record": RECORD,
        "event_on": walk.today,
        "found_on": walk.today,
        "count": 1 if about == "vehicle" else 0,
        **more,
    }
    return walk.do("note_hit", Role.SYSTEM, **fields)


def settled(walk: Walk, verdict: str, **more: object) -> Walk:
    fields: dict[str, object] = {
        "hit": "0123456789abcdef",
        "verdict": verdict,
        "how": "met",
        "reason": "入户核实并查验证明材料",
        "clause": "JZ-62",
        **more,
    }
    return walk.do("settle_hit", Role.SURVEYOR, **fields)


def with_dead(home: Household, key: str = "m2") -> Household:
    members = tuple(
        m.model_copy(update={"status": Status.DEAD}) if m.key == key else m for m in home.members
    )
    return home.model_copy(update={"members": members})


def verified(walk: Walk, home: Household) -> Walk:
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    return walk.do(
        "verify_change", Role.SURVEYOR, surveyors=team, household=home, finding="入户核实情况"
    )


def decided(walk: Walk) -> Walk:
    review = walk.file.review
    assert review is not None and review.assessment is not None
    outcome = lawful_outcomes(walk.file)[0]
    fen = 0 if outcome is Outcome.STOP else review.assessment.monthly_fen
    return walk.do(
        "decide_change",
        walk.decider,
        outcome=outcome,
        monthly_fen=fen,
        reason="按核实的事实作出决定",
    )


@pytest.fixture
def walk() -> Walk:
    return Walk(application()).living()


@pytest.mark.rule("JZ-62")
def test_a_match_changes_nothing_and_asks_somebody_to_look(walk: Walk) -> None:
    before = walk.file
    noted(walk, "wage", "m1", fen=900_000_000, due=walk.today + timedelta(days=10))
    assert walk.file.entitlements == before.entitlements and walk.file.review is None
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "settle_hit"]
    assert task.role is Role.SURVEYOR and task.due == walk.today + timedelta(days=10)
    [hit] = walk.file.watch.open
    assert hit.stake_month_fen == walk.file.monthly_fen_now, "the household's means: all of it"
    assert hit.stake_day_fen * 31 >= hit.stake_month_fen


def test_of_a_death_only_the_persons_own_part_is_at_stake(walk: Walk) -> None:
    noted(walk)
    [hit] = walk.file.watch.open
    assert hit.stake_month_fen == walk.file.monthly_fen_now // 2
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "settle_hit"]
    assert "紧急" in task.zh


def test_a_second_register_with_the_same_cause_joins_the_lead(walk: Walk) -> None:
    noted(walk)
    noted(walk, hit="fedcba9876543210", department="health", due=walk.today + timedelta(days=3))
    [hit] = walk.file.watch.hits
    assert [s.department for s in hit.sources] == ["police", "health"]
    assert hit.due == walk.today + timedelta(days=3)


def test_what_the_family_declared_is_no_match(walk: Walk) -> None:
    with refused("as_declared"):
        noted(walk, "wage", "m1", fen=480_000)
    with refused("as_declared"):
        noted(walk, "insured", "m1")
    with refused("member_unknown"):
        noted(walk, member="m9")


@pytest.mark.rule("JZ-62")
def test_a_wrong_match_is_closed_with_a_reason_and_never_asked_again(walk: Walk) -> None:
    noted(walk)
    with refused("clause_missing"):
        settled(walk, "refuted", clause="")
    settled(walk, "refuted")
    [hit] = walk.file.watch.hits
    assert (hit.state, hit.outcome, hit.how) == (HitState.CLOSED, REFUTED, "met")
    assert walk.file.review is None, "the household was not bothered"
    with refused("settled_before"):
        noted(walk, hit="1111222233334444", department="health")
    noted(walk, hit="1111222233334444", record=OTHER)
    assert len(walk.file.watch.open) == 1, "another record is another question"


@pytest.mark.rule("JZ-62")
def test_a_right_match_opens_a_review_and_only_its_decision_changes_aid(walk: Walk) -> None:
    noted(walk)
    settled(walk, "confirmed")
    review = walk.file.review
    assert review is not None and review.cause is ChangeCause.DEATH and review.member == "m2"
    full = walk.file.monthly_fen_now
    decide = {"outcome": Outcome.DECREASE, "monthly_fen": 14_500, "reason": "成员死亡"}
    with refused("not_verified"):
        walk.do("decide_change", walk.decider, **decide)
    verified(walk, with_dead(walk.file.household))
    with refused("not_heard"):
        walk.do("decide_change", walk.decider, **decide)
    assert walk.file.monthly_fen_now == full
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉，无异议")
    decided(walk)
    [hit] = walk.file.watch.hits
    assert hit.outcome == Outcome.DECREASE and hit.reason == "按核实的事实作出决定"
    assert hit.effective == months_after(walk.today.replace(day=1), 1)
    assert walk.file.notices[-1].order.must_serve, "a notice with proof of service"


def test_a_review_at_work_takes_a_further_right_match_along(walk: Walk) -> None:
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    noted(walk)
    settled(walk, "confirmed")
    review = walk.file.review
    assert review is not None and review.cause is ChangeCause.INCOME
    verified(walk, with_dead(walk.file.household))
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    decided(walk)
    assert all(hit.closed for hit in walk.file.watch.hits)


@pytest.mark.rule("DIF-09")
@pytest.mark.parametrize(("allowed", "kept"), [(True, True), (False, False), (None, False)])
def test_a_death_match_keeps_the_persons_part_back_only_where_the_place_says_so(
    walk: Walk, allowed: bool | None, kept: bool
) -> None:
    full = walk.file.monthly_fen_now
    noted(walk, may_hold=allowed)
    after = months_after(walk.today.replace(day=1), 1)
    assert walk.file.watch.held_fen(after) == (full // 2 if kept else 0)
    assert walk.file.watch.held_fen(walk.today.replace(day=1)) == 0, "the month of the death is due"
    assert walk.file.monthly_fen(after) == full, "what was granted stands"


@pytest.mark.rule("DIF-09")
def test_a_wrong_death_gives_back_what_was_kept_and_a_right_one_does_not(walk: Walk) -> None:
    month = months_after(walk.today.replace(day=1), 1)
    wrong = Walk(walk.file)
    wrong.today = walk.today
    noted(wrong, may_hold=True).later(40)
    settled(wrong, "refuted")
    assert wrong.file.watch.held_fen(month) == 0
    noted(walk, may_hold=True).later(40)
    settled(walk, "confirmed")
    verified(walk, with_dead(walk.file.household))
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    decided(walk)
    hit = walk.file.watch.hits[0]
    assert hit.hold is not None and hit.effective is not None
    assert hit.hold.last == months_after(hit.effective, -1)
    assert walk.file.watch.held_fen(month) == hit.hold.fen
    assert walk.file.watch.held_fen(hit.effective) == 0, "from then on the decision holds"


def test_a_new_period_takes_along_what_was_settled(walk: Walk) -> None:
    noted(walk, may_hold=True)
    settled(walk, "refuted")
    kept = walk.file.watch.carried()
    assert kept.settled and kept.hits[0].hold is not None
    noted(walk, "vehicle", hit="2222333344445555")
    assert len(walk.file.watch.carried().pending) == 1


# --- twenty thousand matches, two thirds of them wrong ----------------------------------------------

IN_CI, HITS = 3_000, 20_000
"""`python -m tests.domain.test_hits` plays all of them; each run of the tests a part of them."""
_KINDS = ("death", "prison", "wage", "vehicle")


@dataclass
class Told:
    true: int = 0
    false: int = 0
    bothered_twice: int = 0
    asked_again: int = 0
    unverified_stops: int = 0
    late: int = 0
    stopped: int = 0
    reduced: int = 0


def _home(base: Household, about: str) -> Household:
    """What a survey finds when the register is right."""
    if about in ("death", "prison"):
        dead = Status.DEAD if about == "death" else Status.PRISON
        child = base.members[1].model_copy(update={"status": dead})
        return base.model_copy(update={"members": (base.members[0], child)})
    if about == "wage":
        wage = Income(member="m2", kind=IncomeKind.WAGE, fen_year=9_000_000)
        return base.model_copy(update={"incomes": (*base.incomes, wage)})
    return base.model_copy(
        update={"assets": (Asset(member="m2", kind=AssetKind.VEHICLE, count=1),)}
    )


def _one(living: CaseFile, today: date, about: str, right: bool, days: int, told: Told) -> None:
    walk = Walk(living)
    walk.today = today
    full, due = walk.file.entitlements, today + timedelta(days=10)
    fen = 9_000_000 if about == "wage" else 0
    noted(walk, about, fen=fen, due=due, may_hold=True)
    with pytest.raises(CaseRefusal):
        walk.do(
            "decide_change",
            walk.decider,
            outcome=Outcome.STOP,
            monthly_fen=0,
            reason="比对不符",
        )
    walk.today += timedelta(days=days)
    told.unverified_stops += walk.file.entitlements != full
    settled(walk, "confirmed" if right else "refuted")
    told.unverified_stops += walk.file.entitlements != full
    if right:
        _followed(walk, about, told)
        told.late += walk.today > due or (
            walk.file.watch.hits[0].effective != months_after(walk.today.replace(day=1), 1)
        )
    else:
        told.false += 1
        told.bothered_twice += walk.file.review is not None
        hit = walk.file.watch.hits[0]
        assert hit.closed and hit.reason and hit.clause
        assert walk.file.watch.held_fen(months_after(today.replace(day=1), 2)) == 0
    if walk.file.ending is None:
        _again(walk, about, fen, told)


def _followed(walk: Walk, about: str, told: Told) -> None:
    told.true += 1
    verified(walk, _home(walk.file.household, about))
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    decided(walk)
    notice = walk.file.notices[-1]
    assert notice.order.reasons[-1].clause and notice.order.must_serve
    told.stopped += walk.file.ending is not None
    told.reduced += walk.file.ending is None


def _again(walk: Walk, about: str, fen: int, told: Told) -> None:
    """The next month's list says the same of the same person."""
    walk.today += timedelta(days=30)
    try:
        noted(walk, about, hit="9999888877776666", fen=fen, event_on=None)
        told.asked_again += 1
    except CaseRefusal as refusal:
        assert refusal.code in ("settled_before", "as_declared")


@pytest.mark.rule("JZ-62", "DIF-09")
def test_of_thousands_of_matches_two_thirds_wrong_nobody_is_stopped_unseen() -> None:
    play(IN_CI)


def play(count: int) -> Told:
    """So many matches, one after the other, each looked into by people; what became of them."""
    walk = Walk(application()).living()
    living, today, draw, told = walk.file, walk.today, random.Random(62), Told()  # noqa: S311
    for _ in range(count):
        about, right = draw.choice(_KINDS), draw.random() < 1 / 3
        _one(living, today, about, right, draw.randrange(0, 10), told)
    assert told.true + told.false == count
    assert abs(told.false / count - 2 / 3) < 0.02
    assert told.unverified_stops == 0, "nobody lost anything before somebody had looked"
    assert told.late == 0, "every true one was decided in time, from the lawful month"
    assert (told.bothered_twice, told.asked_again) == (0, 0)
    assert told.stopped and told.stopped + told.reduced == told.true
    return told


if __name__ == "__main__":
    sys.stdout.write(f"{play(HITS)}\n")
