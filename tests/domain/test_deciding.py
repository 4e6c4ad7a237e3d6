"""The law of a 低保 decision, told as sentences about the pure model: who, when, what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks, total_due
from domain.check.answers import Answer, Kind, Record
from domain.policy import PolicyNotSet
from domain.policy import Status as PolicyStatus
from tests.people import START, Walk, application, household, officer


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


CAR = Answer(
    department="police",
    on=START,
    records=(Record(item="CHK-12", person="m1", kind=Kind.FOUND, about="vehicle", count=1),),
)


@pytest.mark.rule("JZ-23")
def test_in_jiaozuo_nobody_decides_without_a_collective_review() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked().opined().publicised()
    with refused("collective_review_missing"):
        walk.confirmed()


@pytest.mark.rule("JZ-21")
def test_in_jiaozuo_the_county_cannot_confirm_in_place_of_the_township() -> None:
    walk = Walk(application()).ready_to_decide()
    assert walk.file.assessment is not None
    with refused("wrong_decider"):
        walk.do("confirm", Role.COUNTY_APPROVER, monthly_fen=walk.file.assessment.monthly_fen)
    walk.confirmed()


@pytest.mark.rule("HB-27")
def test_in_hanbin_only_the_township_of_the_case_decides() -> None:
    walk = Walk(application("hanbin")).ready_to_decide()
    stranger = officer(Role.TOWNSHIP_LEADER, "hanbin", 9, "hb-elsewhere")
    with refused("not_your_case"):
        walk.do(
            "confirm",
            Role.TOWNSHIP_LEADER,
            monthly_fen=1,
            officer=stranger.model_dump(),
        )
    walk.confirmed()


@pytest.mark.rule("YC-06")
def test_nobody_decides_what_he_accepted_surveyed_or_reviewed() -> None:
    walk = Walk(application("yicheng")).ready_to_decide()
    assert walk.file.assessment is not None
    for role in (Role.INTAKE, Role.SURVEYOR, Role.REVIEWER):
        same = walk.who(role).model_copy(update={"role": Role.TOWNSHIP_LEADER})
        with refused("same_person"):
            walk.do(
                "confirm",
                Role.TOWNSHIP_LEADER,
                monthly_fen=walk.file.assessment.monthly_fen,
                officer=same.model_dump(),
            )
    walk.confirmed()


@pytest.mark.rule("ZH-17")
def test_zhanhe_cannot_approve_while_the_level_of_approval_is_not_set() -> None:
    walk = Walk(application("zhanhe")).ready_to_decide()
    law = walk.file.policy
    assert law is not None
    unset = law.get("dibao.decider").model_copy(
        update={"status": PolicyStatus.NOT_SET, "value": None}
    )
    bare = law.model_copy(update={"values": {**law.values, "dibao.decider": unset}})
    assert walk.file.assessment is not None
    amount = walk.file.assessment.monthly_fen
    walk.file = walk.file.having(policy=bare)
    assert walk.file.policy is not None
    with pytest.raises(PolicyNotSet):
        walk.do("confirm", Role.COUNTY_APPROVER, monthly_fen=amount)
    (task,) = open_tasks(walk.file, walk.today)
    assert task.role is Role.POLICY_ADMIN and "尚未设定" in task.zh


@pytest.mark.rule("DB-44")
def test_aid_is_due_from_the_month_after_the_decision() -> None:
    walk = Walk(application()).ready_to_decide()
    decided = walk.today
    walk.confirmed()
    (entitled,) = walk.file.entitlements
    following = (decided.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert entitled.first == following and entitled.last is None
    assert walk.file.monthly_fen(decided.replace(day=1)) == 0


@pytest.mark.rule("DB-45", "JZ-60")
def test_a_refused_case_closes_only_when_the_written_reasons_were_served() -> None:
    walk = Walk(application())
    walk.accepted().later(1).surveyed(household(wage_yuan=90000)).checked().opined()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    walk.do("refuse", Role.TOWNSHIP_LEADER)
    notice = walk.file.notices[-1]
    calendar = walk.file.law.calendar
    assert notice.order.due == calendar.working_days_after(walk.today, 3).on
    assert notice.order.reasons and walk.file.stage is Stage.APPROVAL
    number = "焦救〔2026〕1号"
    walk.file = walk.file.having(
        notices=(*walk.file.notices[:-1], notice.model_copy(update={"number": number}))
    )
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.closed is not None and walk.file.closed.outcome == "refused"


@pytest.mark.rule("DB-46")
def test_the_whole_procedure_has_twenty_thirty_or_forty_five_working_days() -> None:
    for place, days in (("jiaozuo", 20), ("tongren", 30)):
        walk = Walk(application(place)).accepted()
        due = total_due(walk.file, walk.today)
        assert due is not None
        assert due.on == walk.file.law.calendar.working_days_after(walk.today, days).on
        walk.do("extend", Role.REVIEWER, reason_code="away_from_hukou", facts="两处住所需分别走访")
        longer = total_due(walk.file, walk.today)
        assert longer is not None
        assert longer.on == walk.file.law.calendar.working_days_after(walk.today, 45).on
