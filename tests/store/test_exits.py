"""从变化到退出: how long a family stayed in aid after a change, and which looks were late (JZ-63)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.lifecycle import Role
from domain.case.passage import Restoration
from domain.case.phases.passage.restoring import CAUSE as RESTORED
from domain.case.records import Entitlement
from domain.compare.exits import Changed, Result, exit_days, listed
from domain.household import Income, IncomeKind, Status
from store.compare import exits
from store.engine import Store
from store.money_views import facts_of
from store.projection import project_case
from store.tables import ChangeRow
from tests.people import Walk, application
from tests.store.samples import shown
from workflows.pay_steps import LineQuery


def write(store: Store, walk: Walk) -> None:
    with store.write() as session:
        project_case(session, shown(walk.file))


def looked(walk: Walk, status: Status) -> None:
    """Two people go and look, the family is heard, somebody decides on less."""
    who = walk.file.household.members[1].model_copy(update={"status": status})
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=(walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id),
        household=walk.file.household.with_member(who),
        finding="有证明材料，情况属实",
    )
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    assert walk.file.review is not None and walk.file.review.assessment is not None
    walk.do(
        "decide_change",
        Role.TOWNSHIP_LEADER,
        outcome=Outcome.DECREASE,
        monthly_fen=walk.file.review.assessment.monthly_fen,
        reason="保障人口减少",
    )


def only(store: Store) -> Changed:
    with store.read() as session:
        [found] = exits.changes(session, "jiaozuo")
    return found


@pytest.mark.rule("JZ-63")
def test_a_change_is_measured_from_its_day_to_the_decision_and_is_late_past_its_period(
    store: Store,
) -> None:
    walk = Walk(application()).living().later(10)
    happened = walk.today
    walk.later(4)
    walk.do("report_change", Role.VILLAGE, cause="death", happened_on=happened, member="m2")
    assert walk.file.review is not None
    due = walk.file.review.due
    assert due == months_after(happened, 3), "the national period after a death"
    write(store, walk)
    still = only(store)
    since = (walk.today - happened).days
    assert (still.result, still.cause) == (Result.OPEN, ChangeCause.DEATH)
    assert still.days(walk.today) == since >= 4
    assert not still.late(due) and still.late(due + timedelta(days=1))
    was = walk.file.monthly_fen_now
    looked(walk, Status.DEAD)
    write(store, walk)
    write(store, walk)
    done, ever = only(store), date(2099, 1, 1)
    assert (done.result, done.closed_on) == (Result.LESS, walk.today)
    assert done.days(ever) == (walk.today - happened).days
    assert done.effective is not None and done.effective > walk.today
    assert done.less_fen == was - walk.file.monthly_fen(done.effective) > 0
    assert not done.late(ever), "decided in time, and so for ever"
    with store.read() as session:
        assert exits.changes(session, "jiaozuo", "jz-first") == (), "another township's"
        assert exits.changes(session, "jiaozuo", since=ever) == ()


@pytest.mark.rule("JZ-63")
def test_a_family_that_leaves_is_counted_to_the_day_of_the_decision(store: Store) -> None:
    walk = Walk(application()).living().later(40)
    happened, was = walk.today - timedelta(days=20), walk.file.monthly_fen_now
    walk.do("report_change", Role.VILLAGE, cause="employment", happened_on=happened, member="m2")
    write(store, walk)
    wage = Income(member="m2", kind=IncomeKind.WAGE, fen_year=9_000_000)
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=(walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id),
        household=walk.file.household.model_copy(update={"incomes": (wage,)}),
        finding="入户核实就业收入",
    )
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    walk.do(
        "decide_change", Role.TOWNSHIP_LEADER, outcome="stop", monthly_fen=0, reason="收入超过标准"
    )
    write(store, walk)
    left = only(store)
    assert (left.result, left.closed_on, left.less_fen) == (Result.EXIT, walk.today, was)
    assert left.effective is not None and walk.file.monthly_fen(left.effective) == 0
    assert walk.file.monthly_fen(months_after(left.effective, -1)) == was
    assert exit_days([left], walk.today) == (20, 20)


@pytest.mark.rule("JZ-63")
def test_a_family_that_leaves_by_degrees_stands_on_the_board_from_the_change_to_its_leaving(
    store: Store,
) -> None:
    walk = Walk(application()).living().later(40)
    happened, was = walk.today - timedelta(days=20), walk.file.monthly_fen_now
    walk.do("report_change", Role.VILLAGE, cause="employment", happened_on=happened, member="m2")
    write(store, walk)
    wage = Income(member="m2", kind=IncomeKind.WAGE, fen_year=9_000_000)
    surveyors = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    seen = walk.file.household.model_copy(update={"incomes": (wage,)})
    looked_at = {"surveyors": surveyors, "household": seen, "finding": "入户核实就业收入"}
    walk.do("verify_change", Role.SURVEYOR, **looked_at)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    walk.do(
        "decide_change", Role.TOWNSHIP_LEADER, outcome="transition", monthly_fen=was,
        transition_months=1, reason="就业后给予渐退期",
    )  # fmt: skip
    granted = walk.today
    write(store, walk)
    leaving = only(store)
    assert (leaving.result, leaving.closed_on, leaving.less_fen) == (Result.TAPER, granted, was)
    assert leaving.effective == months_after(granted.replace(day=1), 1), (
        "from then on it is granted"
    )
    assert leaving in listed([leaving], walk.today)
    assert exit_days([leaving], walk.today) == (0, 0)

    while walk.file.review is None:
        walk.later(5)
    walk.do("verify_change", Role.SURVEYOR, **looked_at)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    walk.do("decide_change", Role.TOWNSHIP_LEADER, outcome="stop", monthly_fen=0, reason="渐退期满")
    write(store, walk)
    left = only(store)
    assert (left.result, left.closed_on) == (Result.LEFT, granted)
    assert exit_days([left], walk.today) == (20, 20)
    assert left.less_fen == was

    court = {"organ": "judgment", "document": "（2027）终6号", "ruled_on": walk.today}
    walk.do("restore_case", Role.TOWNSHIP_LEADER, **court, decided_on=walk.today,
            reason="判决认定登记的工资收入不属于该家庭，撤销停发决定")  # fmt: skip
    write(store, walk)
    back = only(store)
    paid = ((months_after(happened.replace(day=1), 1), was),)
    before = back.model_copy(update={"paid": paid, "effective": months_after(paid[0][0], 1)})
    assert before.model_copy(update={"less_fen": was}).between_fen() == was
    assert (back.result, before.between_fen()) == (Result.TAPER, 0), "what was restored was due"
    write(store, walk)
    assert only(store).less_fen == 0


def test_a_look_the_case_opened_by_its_own_calendar_is_no_change(store: Store) -> None:
    walk = Walk(application()).living()
    while walk.file.review is None:
        walk.later(30)
    assert walk.file.review.cause is ChangeCause.RECHECK
    write(store, walk)
    with store.read() as session:
        assert session.exec(select(ChangeRow)).all() == []


def test_a_decision_that_a_ruling_overturned_ended_nothing(store: Store) -> None:
    walk = Walk(application()).living()
    walk.do("report_change", Role.VILLAGE, cause="prison", happened_on=walk.today, member="m2")
    write(store, walk)
    looked(walk, Status.PRISON)
    write(store, walk)
    assert only(store).result is Result.LESS
    fell = Restoration(
        organ="市政府", document="焦政复决〔2027〕1号", ruled_on=walk.today, on=walk.today,
        outcome="decrease", decided_on=walk.today,
    )  # fmt: skip
    passage = walk.file.passage.model_copy(update={"restorations": (fell,)})
    walk.file = walk.file.having(passage=passage, version=walk.file.version + 1)
    write(store, walk)
    assert (only(store).result, only(store).less_fen) == (Result.STAYS, 0)


def test_the_months_a_case_put_back_pays_of_itself_are_told_to_the_month_of_payments(
    store: Store,
) -> None:
    walk = Walk(application()).living()
    first = months_after(walk.today.replace(day=1), 1)
    part = Entitlement(first=first, last=first, monthly_fen=10_000, cause=RESTORED, seq=9)
    walk.file = walk.file.having(
        entitlements=(*walk.file.entitlements, part), version=walk.file.version + 1
    )
    write(store, walk)
    with store.read() as session:
        asked = LineQuery(run="r", place="jiaozuo", case_no=walk.file.case_no)
        assert facts_of(session, asked).restored == ((first, first),)


def change(case_no: str, result: Result, days: int, **more: object) -> Changed:
    fields = {
        "case_no": case_no, "number": 1, "township": "t", "cause": ChangeCause.SERVICE,
        "happened_on": date(2026, 9, 10), "reported_on": date(2026, 9, 12), "result": result,
        "closed_on": date(2026, 9, 10) + timedelta(days=days), **more,
    }  # fmt: skip
    return Changed.model_validate(fields)


@pytest.mark.rule("JZ-63")
def test_the_late_ones_come_first_and_days_and_yuan_to_the_exit_are_counted() -> None:
    today = date(2027, 3, 1)
    paid = tuple((date(2026, n, 1), 60_000) for n in (9, 10, 11, 12))
    left = change("a", Result.EXIT, 50, paid=paid, effective=date(2026, 12, 1), less_fen=50_000)
    slow = change("b", Result.EXIT, 100)
    late = change("c", Result.EXIT, 20, due=date(2026, 9, 20))
    told = change("d", Result.LESS, 5, told_late=True)
    same = change("e", Result.STAYS, 300, due=date(2026, 9, 20))
    found = listed((left, slow, late, told, same), today)
    assert [c.case_no for c in found] == ["c", "d", "b", "a"]
    assert exit_days((left, slow, late, told, same), today) == (50, 100)
    assert left.between_fen() == 100_000, "October and November; it happened in September"
    assert not slow.late(today), "without a period of the place nothing is late"
