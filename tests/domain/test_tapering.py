"""渐退期 as months with their cause, what is too small to adjust, and a recheck that is put off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.policy import PolicyValue
from tests.domain.test_restoring import TEAM, looked
from tests.people import Walk, application


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def setting(walk: Walk, name: str, value: object) -> Walk:
    """The place has set a value the nation leaves open."""
    law = walk.file.policy
    assert law is not None
    known: PolicyValue = law.values[name]
    changed = known.model_copy(update={"value": value, "status": "verified"})
    policy = law.model_copy(update={"values": {**law.values, name: changed}})
    walk.file = walk.file.having(policy=policy)
    return walk


def job_found(walk: Walk) -> Walk:
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in range(1, TEAM + 1))
    looked_at = walk.file.household
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    rich = tuple(i.model_copy(update={"fen_year": 9_000_000}) for i in looked_at.incomes)
    home = looked_at.model_copy(update={"incomes": rich})
    walk.do("verify_change", Role.SURVEYOR, surveyors=team, household=home, finding="新找到工作")
    return walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="同意渐退")


def granted(walk: Walk, months: int, *, with_proof: bool = True) -> Walk:
    return walk.do(
        "decide_change",
        walk.decider,
        outcome=Outcome.TRANSITION,
        monthly_fen=walk.file.monthly_fen_now,
        reason="就业后收入超过标准",
        transition_months=months,
        with_proof=with_proof,
    )


def parts(file: CaseFile) -> list[tuple[int, str]]:
    return [(e.monthly_fen, e.cause) for e in file.entitlements]


@pytest.mark.rule("JZ-10", "DB-78")
def test_each_month_of_a_gradual_exit_is_due_at_the_set_part_under_its_own_cause() -> None:
    walk = setting(Walk(application()).living(), "dibao.transition_rates", {"1": 100, "4": 50})
    whole = walk.file.monthly_fen_now
    granted(job_found(walk), 6)
    first = months_after(walk.today.replace(day=1), 1)
    due = [walk.file.monthly_fen(months_after(first, n)) for n in range(6)]
    assert due == [whole] * 3 + [whole // 2] * 3
    assert [c for _, c in parts(walk.file)] == ["confirmed", "transition", "transition"]
    assert walk.file.notices[-1].order.facts["渐退期各月金额"].count("起每月") == 2
    assert walk.file.notices[-1].order.must_serve, "what cuts aid is handed over with proof"


def test_an_older_history_of_a_gradual_exit_sent_its_paper_and_still_does() -> None:
    walk = setting(Walk(application()).living(), "dibao.transition_rates", {"1": 100, "4": 50})
    granted(job_found(walk), 6, with_proof=False)
    assert "渐退期各月金额" in walk.file.notices[-1].order.facts
    assert not walk.file.notices[-1].order.must_serve


@pytest.mark.rule("JZ-10")
def test_where_no_part_is_set_the_amount_goes_on_whole_and_no_month_more_than_granted() -> None:
    walk = Walk(application()).living()
    whole = walk.file.monthly_fen_now
    granted(job_found(walk), 3)
    assert walk.file.transition is not None
    until = walk.file.transition.until
    assert walk.file.monthly_fen_now == whole and parts(walk.file)[-1] == (whole, "transition")
    assert not walk.file.notices[-1].order.must_serve, "nothing is cut"
    while walk.file.review is None:
        walk.later(1)
    assert walk.today == until, "the look opens on the first day of the last month"
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
    walk.do("verify_change", Role.SURVEYOR, surveyors=team, household=walk.file.household,
            finding="仍在就业，收入未变")  # fmt: skip
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    walk.do("decide_change", walk.decider, outcome=Outcome.STOP, monthly_fen=0, reason="期满仍超过")
    assert walk.file.monthly_fen(until) == whole
    assert walk.file.monthly_fen(months_after(until, 1)) == 0


@pytest.mark.rule("DB-71")
def test_a_recheck_that_finds_less_than_a_clear_change_leaves_the_amount_with_a_reason() -> None:
    """57号 Art 31: how much is clear is the place's to say; unsaid, the computed sum is decided."""
    for percent, may_keep in ((None, False), (5, True), (0, False)):
        walk = Walk(application()).living()
        if percent is not None:
            setting(walk, "dibao.clear_change", percent)
        amount = walk.file.monthly_fen_now
        assert walk.file.next_recheck is not None
        walk.later((walk.file.next_recheck - walk.today).days).checked()
        home = walk.file.household
        little = tuple(i.model_copy(update={"fen_year": i.fen_year + 2_400}) for i in home.incomes)
        team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
        walk.do("verify_change", Role.SURVEYOR, surveyors=team, finding="收入略有增加",
                household=home.model_copy(update={"incomes": little}))  # fmt: skip
        walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
        keep = {"outcome": Outcome.KEEP, "monthly_fen": amount, "reason": "与上次核查无明显变化"}
        if not may_keep:
            with refused("outcome_differs"):
                walk.do("decide_change", walk.decider, **keep)
            continue
        walk.do("decide_change", walk.decider, **keep)
        assert walk.file.monthly_fen_now == amount and walk.file.review is None


def test_a_change_a_family_reports_is_always_adjusted_however_small() -> None:
    walk = setting(Walk(application()).living(), "dibao.clear_change", 50)
    amount = walk.file.monthly_fen_now
    looked(walk, 5_000)
    with refused("outcome_differs"):
        walk.do("decide_change", walk.decider, outcome=Outcome.KEEP, monthly_fen=amount,
                reason="变化不大，不作调整")  # fmt: skip


@pytest.mark.rule("DB-72")
def test_a_recheck_put_off_keeps_when_it_should_have_been_and_why() -> None:
    walk = Walk(application()).living()
    planned = walk.file.next_recheck
    assert planned is not None
    span = {walk.today.isoformat(): months_after(walk.today, 1).isoformat()}
    setting(walk, "survey.emergency_periods", span)
    later = months_after(planned, 1)
    walk.do("postpone_recheck", Role.COUNTY_REVIEWER, until=later, reason="汛期道路中断无法入户")
    [put_off] = walk.file.passage.postponed
    assert (put_off.planned, put_off.until, put_off.reason) == (
        planned,
        later,
        "汛期道路中断无法入户",
    )
    walk.later((planned - walk.today).days + 1)
    assert walk.file.review is None
    walk.later((later - walk.today).days)
    assert walk.file.review is not None and walk.file.review.cause == "recheck"


@pytest.mark.rule("DB-72")
def test_a_flood_in_two_townships_puts_off_rechecks_there_and_nowhere_else() -> None:
    walk = Walk(application()).living()
    planned = walk.file.next_recheck
    assert planned is not None
    put_off = {"until": months_after(planned, 1), "reason": "洪水期间道路中断，无法入户"}
    last = months_after(walk.today, 1)
    flood = {"until": last.isoformat(), "townships": ["jz-first", "jz-second"]}
    setting(walk, "survey.emergency_periods", {walk.today.isoformat(): flood})
    assert walk.file.township == "jz-wangdian"
    with refused("no_emergency"):
        walk.do("postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
    walk.file = walk.file.having(township="jz-first")
    there = Walk.do(walk, "postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
    assert there.file.next_recheck == put_off["until"]
    over = {"until": (walk.today - timedelta(days=1)).isoformat(), "townships": ["jz-first"]}
    began = (walk.today - timedelta(days=9)).isoformat()
    setting(walk, "survey.emergency_periods", {began: over})
    with refused("no_emergency"):
        walk.do("postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
