"""What a family in aid has to do, what is only marked, and what a person must still decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.ordering import flags
from domain.case.phases.living.duties import bound_to_work
from domain.case.tasks import open_tasks
from domain.household import Account, Income, IncomeKind, Status, WorkAbility
from domain.pay.effects import effects_of
from domain.policy import PolicyValue
from domain.programme import Programme
from tests.domain.recognition_kit import case, couple, recognised, strained
from tests.people import Walk, application, household

OFFER = {
    "member": "m2",
    "work": "镇保洁员",
    "suitable": "身体健康，路程不远，与本人能力相适应",
}


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def looked(walk: Walk, home: object = None) -> Walk:
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    return walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=home or walk.file.household,
        finding="入户核实，情况属实",
    )


def titles(walk: Walk) -> list[str]:
    return [t.zh for t in open_tasks(walk.file, walk.today)]


# --- changes: reported in time, late, and after a death -------------------------------------------


@pytest.mark.rule("DB-73")
@pytest.mark.parametrize("role", [Role.INTAKE, Role.VILLAGE, Role.REVIEWER])
@pytest.mark.parametrize("cause", ["birth", "income", "property"])
def test_a_family_reports_people_income_and_property_and_somebody_looks(
    cause: str, role: Role
) -> None:
    walk = Walk(application()).living()
    assert walk.file.review is None
    walk.do("report_change", role, cause=cause, happened_on=walk.today)
    assert walk.file.review is not None and walk.file.review.cause == cause
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "verify_change"]
    assert task.role is Role.SURVEYOR and task.since == walk.today


@pytest.mark.rule("DB-74")
def test_a_change_nobody_reported_for_longer_than_the_rule_is_marked_and_nothing_else() -> None:
    for days_over, late in ((0, False), (1, True)):
        walk = Walk(application()).living().later(120)
        limit = walk.file.law.months("unreported_change_months")
        happened = walk.today - timedelta(days=80)
        while months_after(happened, limit) > walk.today - timedelta(days=days_over):
            happened -= timedelta(days=1)
        amount, notices = walk.file.monthly_fen_now, len(walk.file.notices)
        walk.do("report_change", Role.REVIEWER, cause="income", happened_on=happened)
        assert ("reported_late" in flags(walk.file)) is late
        assert any("超过规定期限才报告" in zh for zh in titles(walk)) is late
        assert [x.happened_on for x in walk.file.duties.late] == ([happened] if late else [])
        assert walk.file.monthly_fen_now == amount and len(walk.file.notices) == notices
        looked(walk).do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.KEEP,
            monthly_fen=amount,
            reason="收入没有明显变化",
        )
        assert "reported_late" not in flags(walk.file)


@pytest.mark.rule("DB-75")
def test_a_death_must_be_dealt_with_to_the_end_within_the_months_of_the_rule() -> None:
    walk = Walk(application()).living()
    died = walk.today - timedelta(days=20)
    due = months_after(died, walk.file.law.months("death_adjust_months"))
    walk.do("report_change", Role.VILLAGE, cause="death", happened_on=died, member="m2")

    def open_until() -> set[date | None]:
        return {t.due for t in open_tasks(walk.file, walk.today) if t.act != "serve_notice"}

    assert open_until() == {due}
    child = walk.file.household.members[1].model_copy(update={"status": Status.DEAD})
    looked(walk, walk.file.household.with_member(child))
    assert open_until() == {due}, "verified is not finished"
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    assert [(t.act, t.due) for t in open_tasks(walk.file, walk.today)] == [("decide_change", due)]
    assert walk.file.review is not None and walk.file.review.assessment is not None
    walk.do(
        "decide_change",
        Role.TOWNSHIP_LEADER,
        outcome=Outcome.DECREASE,
        monthly_fen=walk.file.review.assessment.monthly_fen,
        reason="家庭成员去世，保障人口减少",
    )
    assert "decide_change" not in {t.act for t in open_tasks(walk.file, walk.today)}


def test_another_change_has_no_such_last_day() -> None:
    walk = Walk(application()).living()
    walk.do("report_change", Role.VILLAGE, cause="marriage", happened_on=walk.today, member="m2")
    assert {t.due for t in open_tasks(walk.file, walk.today)} == {None}


@pytest.mark.rule("DB-72")
def test_a_recheck_is_put_off_by_the_county_and_only_in_an_emergency_the_place_has_declared() -> (
    None
):
    walk = Walk(application()).living()
    assert walk.file.next_recheck is not None
    until = walk.file.next_recheck + timedelta(days=60)
    put_off = {"until": until, "reason": "汛期暂缓入户"}
    with refused("no_emergency"):
        walk.do("postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
    day = walk.today
    _declare(walk, day - timedelta(9), day - timedelta(1))
    with refused("no_emergency"):
        walk.do("postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
    _declare(walk, day, day)
    with refused("role_not_allowed"):
        walk.do("postpone_recheck", Role.REVIEWER, **put_off)
    with refused("not_later"):
        walk.do(
            "postpone_recheck",
            Role.COUNTY_REVIEWER,
            until=walk.file.next_recheck,
            reason="汛期暂缓入户",
        )
    walk.do("postpone_recheck", Role.COUNTY_REVIEWER, **put_off)
    assert walk.file.next_recheck == until


def _declare(walk: Walk, first: date, last: date) -> None:
    law = walk.file.policy
    assert law is not None
    name = "survey.emergency_periods"
    made = PolicyValue.model_validate(
        {**law.values[name].model_dump(), "value": {first.isoformat(): last.isoformat()}}
    )
    walk.file = walk.file.having(
        policy=law.model_copy(update={"values": {**law.values, name: made}})
    )


# --- suitable work refused ------------------------------------------------------------------------


def offered(walk: Walk, *answers: bool) -> Walk:
    for refuses in answers:
        reason = "本人不愿意做" if refuses else ""
        walk.do("record_work_offer", Role.REVIEWER, **OFFER, refused=refuses, reason=reason)
    return walk


def work_review(walk: Walk) -> Walk:
    walk.do("report_change", Role.REVIEWER, cause="work", happened_on=walk.today, member="m2")
    looked(walk)
    return walk.do("hear_family", Role.REVIEWER, heard="m2", opinion="本人陈述意见")


@pytest.mark.rule("DB-79")
def test_only_so_many_refusals_in_a_row_let_somebody_look_at_that_persons_share() -> None:
    walk = Walk(application()).living()
    limit = walk.file.law.count("refuse_work_limit")
    ask = {"cause": "work", "happened_on": walk.today, "member": "m2"}
    offered(walk, *[True] * (limit - 1))
    with refused("not_refused_often_enough"):
        walk.do("report_change", Role.REVIEWER, **ask)
    offered(walk, False, *[True] * (limit - 1))
    with refused("not_refused_often_enough"):
        walk.do("report_change", Role.REVIEWER, **ask)
    amount = walk.file.monthly_fen_now
    offered(walk, True)
    assert walk.file.monthly_fen_now == amount and walk.file.review is None
    assert any("连续拒绝介绍的工作" in zh for zh in titles(walk))
    with refused("not_refused_often_enough"):
        walk.do("report_change", Role.REVIEWER, **{**ask, "member": "m1"})
    walk.do("report_change", Role.REVIEWER, **ask)


@pytest.mark.rule("DB-79")
def test_what_was_introduced_on_one_day_is_one_occasion_and_a_good_reason_is_none() -> None:
    walk = Walk(application()).living()
    limit = walk.file.law.count("refuse_work_limit")
    ask = {"cause": "work", "happened_on": walk.today, "member": "m2"}
    no = {**OFFER, "refused": True, "occasion": True, "reason": "本人不愿意做"}
    for _ in range(limit):
        walk.do("record_work_offer", Role.REVIEWER, **no)
    with refused("not_refused_often_enough"):
        walk.do("report_change", Role.REVIEWER, **ask)
    for justified in (True, *[False] * (limit - 1)):
        walk.later(7).do("record_work_offer", Role.REVIEWER, **no, justified=justified)
    assert walk.file.duties.refusals("m2") == limit - 1 and not work_tasks(walk)
    walk.later(7).do("record_work_offer", Role.REVIEWER, **no)
    [task] = [t for t in open_tasks(walk.file, walk.today) if ":work:" in t.code]
    days = [walk.today - timedelta(days=7 * n) for n in reversed(range(limit))]
    assert "、".join(day.isoformat() for day in days) in task.zh
    with refused("nothing_refused"):
        walk.do("record_work_offer", Role.REVIEWER, **{**no, "refused": False}, justified=True)


@pytest.mark.rule("DB-79")
def test_a_person_decides_and_takes_no_more_than_that_persons_share() -> None:
    walk = Walk(application()).living()
    offered(walk, *[True] * walk.file.law.count("refuse_work_limit"))
    now = walk.file.monthly_fen_now
    work_review(walk)
    cut = {"outcome": Outcome.DECREASE, "reason": "连续三次拒绝介绍的适合工作"}
    lowest = {e.outcome: e.monthly_fen for e in effects_of(walk.file, walk.today)}["decrease"]
    assert lowest == now - now // 2, "the form shows how far down it may go, not the sum of today"
    with refused("more_than_his_share"):
        walk.do("decide_change", Role.TOWNSHIP_LEADER, **cut, monthly_fen=now - now // 2 - 1)
    with refused("outcome_differs"):
        walk.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.STOP,
            monthly_fen=0,
            reason="拒绝介绍的适合工作",
        )
    walk.do("decide_change", Role.TOWNSHIP_LEADER, **cut, monthly_fen=now - now // 2)
    assert walk.file.monthly_fen_now == now - now // 2
    paper = walk.file.notices[-1].order
    assert paper.must_serve and paper.reasons[-1].clause == "57号 Art 34"
    assert walk.file.duties.refusals("m2") == 0 and work_tasks(walk) == []


@pytest.mark.rule("DB-79")
def test_whoever_decides_may_also_leave_everything_as_it_is() -> None:
    walk = Walk(application()).living()
    offered(walk, *[True] * walk.file.law.count("refuse_work_limit"))
    now = walk.file.monthly_fen_now
    work_review(walk).do(
        "decide_change",
        Role.TOWNSHIP_LEADER,
        outcome=Outcome.KEEP,
        monthly_fen=now,
        reason="本人需要照料病人，有正当理由",
    )
    assert walk.file.monthly_fen_now == now and work_tasks(walk) == []


def work_tasks(walk: Walk) -> list[str]:
    return [t.code for t in open_tasks(walk.file, walk.today) if ":work:" in t.code]


@pytest.mark.rule("DB-79")
def test_work_is_introduced_to_able_adults_without_a_job_and_to_nobody_else() -> None:
    walk = Walk(application()).living()
    home = walk.file.household
    child = home.members[1]
    for changed in (
        home.with_member(child.model_copy(update={"work": WorkAbility.PARTIAL})),
        home.with_member(child.model_copy(update={"student": True})),
        home.with_member(child.model_copy(update={"status": Status.PRISON})),
        home.model_copy(
            update={"incomes": (Income(member="m2", kind=IncomeKind.WAGE, fen_year=100),)}
        ),
    ):
        walk.file = walk.file.having(household=changed)
        assert "m2" not in bound_to_work(walk.file, walk.today)
        with refused("not_bound_to_work"):
            offered(walk, True)
    walk.file = walk.file.having(household=home)
    assert "m2" in bound_to_work(walk.file, walk.today)
    with refused("reason_missing"):
        walk.do("record_work_offer", Role.REVIEWER, **OFFER, refused=True)
    offered(walk, True)


# --- an account somebody else keeps ---------------------------------------------------------------


@pytest.mark.rule("DB-64")
def test_an_account_in_custody_needs_a_written_agreement_and_the_countys_file() -> None:
    walk = Walk(application()).accepted()
    account = {"bank": "测试银行", "number": "9900000000000002", "holder": "custodian"}
    with refused("custodian_agreement_missing"):
        walk.do("change_account", Role.INTAKE, account=account, reason="老人不便取款")
    with refused("no_custody_to_file"):
        walk.do("file_custody", Role.COUNTY_REVIEWER, reference="代管〔2026〕1号")
    account |= {"custodian_agreement": "代管协议1号"}
    walk.do("change_account", Role.INTAKE, account=account, reason="老人不便取款")
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "file_custody"]
    assert task.role is Role.COUNTY_REVIEWER and "custody_unfiled" in flags(walk.file)
    with refused("role_not_allowed"):
        walk.do("file_custody", Role.REVIEWER, reference="代管〔2026〕1号")
    who = {"custodian": "张代管", "custodian_id": "990101196501010013"}
    with refused("custodian_incomplete"):
        walk.do(
            "file_custody", Role.COUNTY_REVIEWER, reference="代管〔2026〕1号", custodian="张代管"
        )
    walk.do("file_custody", Role.COUNTY_REVIEWER, reference="代管〔2026〕1号", **who)
    assert walk.file.duties.custody is not None
    assert walk.file.duties.custody.custodian_id == who["custodian_id"]
    assert "custody_unfiled" not in flags(walk.file)
    renewed = account | {"custodian_agreement": "代管协议2号"}
    walk.do("change_account", Role.INTAKE, account=renewed, reason="换了代管人")
    assert "custody_unfiled" in flags(walk.file), "another agreement is another filing"


# --- one person of an edge family -----------------------------------------------------------------


def single_file(edge_case: str = "JZ2026000009") -> CaseFile:
    home = household(0, 1)
    sick = home.members[0].model_copy(update={"serious_illness": True})
    home = home.with_member(sick).model_copy(
        update={
            "edge_family": True,
            "edge_case": edge_case,
            "account": Account(bank="测试银行", number="9900000000000001", holder="m1"),
        }
    )
    return application().having(single_person=True, declared=home, household=home)


def single(edge_case: str = "JZ2026000009") -> Walk:
    return Walk(single_file(edge_case)).living()


@pytest.mark.rule("JZ-05")
def test_when_the_familys_recognition_ends_the_single_persons_case_is_asked_about_not_ended() -> (
    None
):
    walk = single()
    now = walk.file.monthly_fen_now
    with refused("role_not_allowed"):
        walk.do("note_family_ended", Role.REVIEWER, edge_case="JZ2026000009")
    with refused("not_resting_on_it"):
        walk.do("note_family_ended", Role.SYSTEM, edge_case="JZ2026000008")
    walk.do("note_family_ended", Role.SYSTEM, edge_case="JZ2026000009")
    assert walk.file.stage is Stage.SUPERVISION and walk.file.monthly_fen_now == now
    assert walk.file.review is not None and walk.file.review.cause is ChangeCause.FAMILY
    assert [t.act for t in open_tasks(walk.file, walk.today)] == ["verify_change"]
    assert "edge_ended" in flags(walk.file)
    with refused("not_resting_on_it"):
        walk.do("note_family_ended", Role.SYSTEM, edge_case="JZ2026000009")
    looked(walk)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    with refused("outcome_differs"):
        walk.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome=Outcome.KEEP,
            monthly_fen=now,
            reason="希望继续保障",
        )


@pytest.mark.rule("JZ-05")
def test_a_single_person_stays_when_the_family_was_recognised_anew() -> None:
    walk = single()
    now = walk.file.monthly_fen_now
    walk.do("note_family_ended", Role.SYSTEM, edge_case="JZ2026000009")
    again = {"edge_family": True, "edge_case": "JZ2027000003"}
    looked(walk, walk.file.household.model_copy(update=again)).do(
        "decide_change",
        Role.TOWNSHIP_LEADER,
        outcome=Outcome.KEEP,
        monthly_fen=now,
        reason="家庭已重新认定为低保边缘家庭",
    )
    assert walk.file.monthly_fen_now == now and "edge_ended" not in flags(walk.file)


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.rule("GX-08")
def test_a_family_in_hardship_by_rigid_spending_is_flagged_apart_in_the_lists() -> None:
    walk = Walk(case(Programme.RIGID, strained())).ready_to_decide()
    assert "rigid" not in flags(walk.file), "nothing is recognised yet"
    assert "rigid" in flags(walk.confirmed().file)
    assert "rigid" not in flags(recognised(Programme.EDGE, couple(500)).file)
    assert "rigid" not in flags(Walk(application()).living().file)
