"""恢复救助: what a ruling overturns is put back as if it had never been, and paid once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case import engine
from domain.case.acts import Outcome
from domain.case.acts.passage import GivenAlready
from domain.case.file import Entitlement
from domain.case.lifecycle import Role, Stage
from domain.case.passage import Stood
from domain.case.phases.passage.restoring import given_back, may_be_restored, resumed
from domain.household import Income, IncomeKind
from tests.domain.test_endings import issued
from tests.people import Walk, application

TEAM = 2


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def looked(walk: Walk, wage_yuan: int) -> Walk:
    """Somebody went and found that wage; the family was heard."""
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in range(1, TEAM + 1))
    wage = Income(member="m2", kind=IncomeKind.WAGE, fen_year=wage_yuan * 100)
    home = walk.file.household.model_copy(update={"incomes": (wage,)})
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    walk.do(
        "verify_change", Role.SURVEYOR, surveyors=team, household=home, finding="入户核实就业收入"
    )
    return walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="不同意，没有这份收入")


def changed(walk: Walk, outcome: Outcome) -> Walk:
    assert walk.file.review is not None and walk.file.review.assessment is not None
    fen = walk.file.review.assessment.monthly_fen
    return walk.do(
        "decide_change", walk.decider, outcome=outcome, monthly_fen=fen, reason="按核实的收入决定"
    )


def stopped(walk: Walk) -> Walk:
    """A living case stopped on a found income, its notice served: closed."""
    changed(looked(walk, 90_000), Outcome.STOP)
    number = issued(walk)
    walk.later(1).do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.stage is Stage.CLOSED
    return walk


def taken_up(walk: Walk, days: int = 200) -> Walk:
    """The closed case in a new run, some time later."""
    for _ in range(days):
        walk.today += timedelta(days=1)
    walk.file = resumed(walk.file, "run-1", "d" * 64, walk.today)
    return walk


def ruled(walk: Walk, decided_on: date, **fields: object) -> Walk:
    return walk.do(
        "restore_case",
        walk.decider,
        **{
            "organ": "judgment",
            "document": "（2027）试行终3号",
            "ruled_on": walk.today,
            "decided_on": decided_on,
            "reason": "判决撤销原决定",
            **fields,
        },
    )


def due(walk: Walk, first: date, months: int) -> list[int]:
    return [walk.file.monthly_fen(months_after(first, n)) for n in range(months)]


def test_a_closed_case_goes_on_from_the_decision_that_fell_with_the_facts_of_then() -> None:
    walk = Walk(application()).living().later(40)
    home, amount, recheck = walk.file.household, walk.file.monthly_fen_now, walk.file.next_recheck
    decided = walk.today
    stopped(walk)
    assert walk.file.household != home and walk.file.monthly_fen_now == 0
    struck, closed = walk.file.entitlements, walk.file.closed
    ruled(taken_up(walk), decided)
    file = walk.file
    assert (file.stage, file.closed, file.ending) == (Stage.SUPERVISION, None, None)
    assert file.household == home and file.next_recheck == recheck
    first = months_after(decided.replace(day=1), 1)
    assert due(walk, first, 12) == [amount] * 12 and file.monthly_fen_now == amount
    assert walk.file.monthly_fen(months_after(first, -1)) == amount
    [record] = file.passage.restorations
    assert (record.struck, record.closed, record.first) == (struck, closed, first)
    assert [n.order.kind for n in file.notices][-1] == "restored"


def test_the_case_lives_on_after_it_was_put_back() -> None:
    walk = Walk(application()).living().later(10)
    decided = walk.today
    stopped(walk)
    ruled(taken_up(walk, 30), decided)
    walk.later(400)
    assert walk.file.review is not None and walk.file.review.cause == "recheck"


def test_a_decrease_that_fell_gives_each_month_what_it_had_taken_and_keeps_later_decisions() -> (
    None
):
    walk = Walk(application()).living().later(5)
    before = walk.file.monthly_fen_now
    decided = walk.today
    changed(looked(walk, 6_000), Outcome.DECREASE)
    less = walk.file.monthly_fen_now
    assert less < before
    walk.later(70)
    changed(looked(walk, 9_000), Outcome.DECREASE)
    least, second = walk.file.monthly_fen_now, months_after(walk.today.replace(day=1), 1)
    found = walk.file.household
    ruled(walk.later(20), decided)
    first = months_after(decided.replace(day=1), 1)
    gap = (second.year - first.year) * 12 + second.month - first.month
    assert due(walk, first, gap + 2) == [before] * gap + [least] * 2
    assert walk.file.household == found, "the later look stands"


def test_a_refusal_that_fell_is_decided_anew_and_pays_from_the_month_after_it() -> None:
    walk = Walk(application()).ready_to_decide()
    decided = walk.today
    walk.do("refuse", walk.decider, reason="家庭情况与申报不符", clause="57号 Art 21")
    number = issued(walk)
    walk.later(1).do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.stage is Stage.CLOSED and may_be_restored(walk.file)
    used = walk.file.clock.used(walk.file.law.calendar, walk.today)
    ruled(taken_up(walk), decided)
    assert walk.file.stage is Stage.APPROVAL and walk.file.decision is None
    assert walk.file.clock.used(walk.file.law.calendar, walk.today) == used, "the clock stood still"
    assert walk.file.assessment is not None
    with refused("same_person"):
        walk.do("confirm", walk.decider, 1, monthly_fen=walk.file.assessment.monthly_fen,
                officer=walk.who(walk.decider).model_copy(
                    update={"id": next(iter(walk.file.actors("give_opinion")))}
                ).model_dump())  # fmt: skip
    walk.later(3).confirmed()
    assert walk.file.entitlements[0].first == months_after(decided.replace(day=1), 1)


def test_what_was_given_for_a_month_otherwise_is_not_given_twice() -> None:
    walk = Walk(application()).living().later(3)
    amount, decided = walk.file.monthly_fen_now, walk.today
    stopped(walk)
    first = months_after(decided.replace(day=1), 1)
    given = GivenAlready(months=((first, amount), (months_after(first, 1), amount - 100)))
    ruled(taken_up(walk, 90), decided, known=given.model_dump())
    assert due(walk, first, 4) == [0, 100, amount, amount]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"decided_on": date(2026, 11, 1)}, "no_such_decision"),
        ({"ruled_on": date(2020, 1, 1)}, "ruling_dates"),
        ({"known": {"held_in": "JZ2026000009"}}, "held_elsewhere"),
    ],
)
def test_a_ruling_that_does_not_fit_is_refused(fields: dict[str, object], code: str) -> None:
    walk = Walk(application()).living().later(3)
    decided = walk.today
    taken_up(stopped(walk))
    with refused(code):
        ruled(walk, **{"decided_on": decided, **fields})  # type: ignore[arg-type]


def test_one_decision_falls_once() -> None:
    walk = Walk(application()).living().later(3)
    decided = walk.today
    ruled(taken_up(stopped(walk)), decided)
    with refused("restored_already"):
        ruled(walk.later(1), decided)


def test_a_case_stopped_by_an_earlier_release_comes_back_and_somebody_looks_at_once() -> None:
    """Its file holds nothing of what stood: the months still tell, the facts are looked at anew."""
    walk = Walk(application()).living().later(3)
    law = walk.file.policy
    assert law is not None
    older = {k: v for k, v in law.values.items() if k != "living.restore_by"}
    walk.file = walk.file.having(policy=law.model_copy(update={"values": older}))
    amount, decided = walk.file.monthly_fen_now, walk.today
    stopped(walk)
    assert walk.file.passage.stood == ()
    ruled(taken_up(walk, 50), decided)
    assert walk.file.monthly_fen_now == amount
    assert walk.file.monthly_fen(months_after(decided.replace(day=1), 1)) == amount
    walk.later(1)
    assert walk.file.review is not None and walk.file.review.cause == "recheck"


def test_a_closed_case_that_no_ruling_touches_stays_as_it_was() -> None:
    walk = stopped(Walk(application()).living())
    before = walk.file
    after = taken_up(walk, 5).file
    assert (after.closed, after.entitlements) == (before.closed, before.entitlements)
    assert after.passage.resumed is not None and after.version == before.version
    engine.tick(after, walk.today, walk.at)


months = st.integers(0, 30)


@given(
    cut=st.integers(1, 12),
    was=st.integers(1, 90_000),
    less=st.integers(0, 90_000),
    given_months=st.dictionaries(months, st.integers(0, 100_000), max_size=6),
)
def test_no_month_is_ever_paid_twice_or_lost(
    cut: int, was: int, less: int, given_months: dict[int, int]
) -> None:
    """Every month from the decision on comes to exactly what it would have been, once."""
    less = min(less, was)
    start = date(2027, 1, 1)
    first = months_after(start, cut)
    walk = Walk(application())
    parts = [Entitlement(first=start, last=months_after(first, -1), monthly_fen=was,
                         cause="confirmed", seq=1)]  # fmt: skip
    if less:
        parts.append(Entitlement(first=first, last=None, monthly_fen=less, cause="decrease", seq=2))
    file = walk.file.having(entitlements=tuple(parts))
    stood = Stood(
        review=1,
        outcome="decrease" if less else "stop",
        decided_on=first - timedelta(days=9),
        first=first,
        was_fen=was,
        now_fen=less,
    )
    paid = {months_after(start, n): fen for n, fen in given_months.items()}
    after = file.having(entitlements=given_back(file, stood, paid))
    for n in range(40):
        month = months_after(start, n)
        otherwise = paid.get(month, 0) if month >= first else 0
        assert after.monthly_fen(month) == max(was - otherwise, 0)
        assert sum(e.first <= month and (e.last is None or month <= e.last)
                   for e in after.entitlements) <= 1  # fmt: skip
