"""The law of a case that draws aid: rechecks, changes, transition, stop."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.case.acts import Outcome, PostPublicity, PostResult
from domain.case.acts.tekun import PostEnding, PublishResult
from domain.case.lifecycle import Role, Stage
from domain.case.phases.living.living import (
    causes_without_occasion,
    lawful_outcomes,
    ripe,
)
from domain.case.wording import line_of
from domain.household import Income, IncomeKind, Status
from tests.people import Walk, application


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("DB-70", "GEN-01", "OPN-06")
def test_rechecks_come_yearly_or_half_yearly_by_class() -> None:
    for unstable, months in ((False, 12), (True, 6)):
        walk = Walk(application())
        walk.accepted().later(1).surveyed(unstable_income=unstable).checked().opined().publicised()
        walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
        decided = walk.today
        walk.confirmed()
        while walk.file.stage is Stage.DISBURSEMENT:
            walk.later(1)
        assert walk.file.next_recheck is not None
        index = decided.year * 12 + decided.month - 1 + months
        assert (walk.file.next_recheck.year, walk.file.next_recheck.month) == (
            index // 12,
            index % 12 + 1,
        )
        walk.later((walk.file.next_recheck - walk.today).days)
        assert walk.file.review is not None and walk.file.review.cause == "recheck"


def _found(walk: Walk, wage_yuan: int) -> Walk:
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    home = walk.file.household.model_copy(
        update={"incomes": (Income(member="m2", kind=IncomeKind.WAGE, fen_year=wage_yuan * 100),)}
    )
    return walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=home,
        finding="入户核实就业收入",
    )


@pytest.mark.rule("JZ-62", "DB-77")
def test_aid_never_stops_without_a_visit_a_hearing_and_written_reasons() -> None:
    walk = Walk(application()).living()
    stop = {"outcome": Outcome.STOP, "monthly_fen": 0, "reason": "收入超过标准"}
    with refused("no_review_open"):
        walk.do("decide_change", Role.TOWNSHIP_LEADER, **stop)
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    with refused("not_verified"):
        walk.do("decide_change", Role.TOWNSHIP_LEADER, **stop)
    _found(walk, 90000)
    with refused("not_heard"):
        walk.do("decide_change", Role.TOWNSHIP_LEADER, **stop)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉，无异议")
    walk.do("decide_change", Role.TOWNSHIP_LEADER, **stop)
    notice = walk.file.notices[-1]
    assert notice.order.kind == "stop" and notice.order.reasons and notice.open
    assert walk.file.monthly_fen_now == 0 and walk.file.closed is None


@pytest.mark.rule("JZ-10", "DB-78")
def test_a_job_over_the_line_gives_a_transition_and_then_a_new_look() -> None:
    walk = Walk(application()).living()
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    _found(walk, 90000)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="同意渐退")
    amount = walk.file.monthly_fen_now
    grant = {"outcome": Outcome.TRANSITION, "monthly_fen": amount, "reason": "就业后收入超过标准"}
    with refused("transition_too_long"):
        walk.do("decide_change", Role.TOWNSHIP_LEADER, transition_months=7, **grant)
    walk.do("decide_change", Role.TOWNSHIP_LEADER, transition_months=6, **grant)
    assert walk.file.monthly_fen_now == amount and walk.file.transition is not None
    walk.later((walk.file.transition.until - walk.today).days + 32)
    assert walk.file.review is not None and walk.file.review.cause == "transition_end"


def test_a_transition_is_refused_when_the_rise_has_another_cause() -> None:
    walk = Walk(application()).living()
    walk.do("report_change", Role.REVIEWER, cause="property", happened_on=walk.today)
    _found(walk, 90000).do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    with refused("outcome_differs"):
        walk.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.TRANSITION,
            monthly_fen=walk.file.monthly_fen_now,
            reason="希望继续保障",
            transition_months=3,
        )


@pytest.mark.rule("DB-71")
def test_no_clear_change_means_no_other_amount() -> None:
    walk = Walk(application()).living()
    walk.do("report_change", Role.REVIEWER, cause="other", happened_on=walk.today)
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=walk.file.household,
        finding="情况无明显变化",
    )
    now = walk.file.monthly_fen_now
    with refused("outcome_differs"):
        walk.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.DECREASE,
            monthly_fen=now - 100,
            reason="酌情减发",
        )
    walk.do(
        "decide_change",
        Role.TOWNSHIP_LEADER,
        outcome=Outcome.KEEP,
        monthly_fen=now,
        reason="无明显变化",
    )
    assert walk.file.monthly_fen_now == now and walk.file.review is None


@pytest.mark.rule("JZ-63")
def test_a_member_who_dies_or_goes_to_prison_is_no_longer_counted() -> None:
    for status, cause in ((Status.DEAD, "death"), (Status.PRISON, "prison")):
        walk = Walk(application()).living()
        before = walk.file.monthly_fen_now
        walk.do("report_change", Role.VILLAGE, cause=cause, happened_on=walk.today, member="m2")
        child = walk.file.household.members[1].model_copy(update={"status": status})
        team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
        walk.do(
            "verify_change",
            Role.SURVEYOR,
            surveyors=team,
            household=walk.file.household.with_member(child),
            finding="有证明材料，情况属实",
        )
        walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
        assert walk.file.review is not None and walk.file.review.assessment is not None
        after = walk.file.review.assessment.monthly_fen
        assert after < before
        walk.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.DECREASE,
            monthly_fen=after,
            reason="保障人口减少",
        )
        assert walk.file.monthly_fen_now == after


def test_the_record_says_what_changed_whom_it_is_about_and_what_was_decided() -> None:
    """An act through the door is worded; one of an older history keeps the line it had."""
    walk = Walk(application()).living()
    assert causes_without_occasion(walk.file) == {"selfcare", "ability", "supporter", "work"}
    change = {"cause": "employment", "happened_on": walk.today, "text": "到砖厂上班"}
    walk.do("report_change", Role.VILLAGE, member="m2", worded=True, **change)
    line = walk.file.journal[-1]
    assert line.zh == "家庭变化报告"
    assert line.text == f"原因：就业；发生日期：{walk.today}；所涉成员：m2（子女）；到砖厂上班"
    _found(walk, 9_000)
    assert walk.file.journal[-1].text == "", "as it stands in older histories"
    assert walk.file.assessment is not None and not ripe(walk.file), "the family was not heard yet"
    walk.do("hear_family", Role.SURVEYOR, heard="m1", opinion="没有意见", worded=True, note="当面")
    assert ripe(walk.file), "now the decision is offered to whoever decides"
    assert walk.file.journal[-1].text == "听取m1（本人）的意见：没有意见；当面"


def test_a_family_that_wants_to_leave_may_though_it_could_stay_once_it_was_heard() -> None:
    """Asked for by the family, heard from it, decided by a person; and it may think better of it."""
    walk = Walk(application()).living()
    sum_now = walk.file.monthly_fen_now
    walk.do("report_change", Role.VILLAGE, cause="voluntary", happened_on=walk.today)
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=walk.file.household,
        finding="本人书面申请，意思表示真实",
    )
    assert lawful_outcomes(walk.file) == (Outcome.KEEP, Outcome.STOP)
    stop = {"outcome": Outcome.STOP, "monthly_fen": 0, "reason": "家庭书面申请退出"}
    with refused("not_heard"):
        walk.do("decide_change", walk.decider, 3, **stop)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="自愿退出")
    with refused("amount_differs"):
        walk.do("decide_change", walk.decider, 3, **{**stop, "monthly_fen": sum_now})
    walk.do("decide_change", walk.decider, 3, **stop)
    assert walk.file.ending is not None and walk.file.entitlements[-1].last is not None
    assert walk.file.monthly_fen(walk.file.entitlements[-1].last) == sum_now, "the last month stays"
    assert [r.code for r in walk.file.ending.reasons] == ["voluntary", "stated"]


def test_the_record_says_where_a_sheet_was_hung_and_an_older_line_stays_as_it_was() -> None:
    walk = Walk(application())
    for sheet in (PostPublicity, PostResult, PublishResult, PostEnding):
        fields = {"officer": walk.who(Role.VILLAGE), "on": walk.today, "place_posted": "村务公开栏"}
        assert line_of(walk.file, sheet(**fields, worded=True)) == "张贴地点：村务公开栏"
        assert line_of(walk.file, sheet(**fields)) == ""
