"""The law of a 低保 case, told as sentences about the pure model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import total_due, waiting_zh
from domain.check.answers import Answer, Kind, Record
from domain.household import Asset, AssetKind
from domain.policy import PolicyNotSet
from tests.people import START, Walk, application, officer

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


CAR = Answer(
    department="police",
    on=START,
    records=(Record(item="CHK-12", person="m1", kind=Kind.FOUND, about="vehicle", count=1),),
)


@pytest.mark.parametrize("place", PLACES)
def test_a_plain_case_reaches_monthly_aid_in_every_place(place: str) -> None:
    walk = Walk(application(place)).living()
    file = walk.file
    assert file.stage is Stage.SUPERVISION
    assert file.decision is not None and file.decision.granted
    assert file.monthly_fen_now == file.decision.monthly_fen > 0


@pytest.mark.rule("DB-12")
def test_what_is_missing_is_told_once_and_completely() -> None:
    walk = Walk(application(papers=("application",)))
    with refused("papers_missing"):
        walk.accepted()
    walk.do("request_correction", Role.INTAKE, missing=("identity",))
    assert walk.file.correction is not None
    assert set(walk.file.correction.missing) == {"commitment", "authorisation", "identity"}
    with refused("told_once"):
        walk.do("request_correction", Role.INTAKE)


def test_the_clock_stands_still_while_the_applicant_collects_papers() -> None:
    walk = Walk(application(papers=("application",)))
    walk.do("request_correction", Role.INTAKE)
    walk.later(5).do(
        "supply_papers", Role.INTAKE, papers=("commitment", "authorisation", "identity")
    )
    assert walk.file.clock.intervals[0].paused
    walk.accepted()
    assert walk.file.clock.used(walk.file.law.calendar, walk.today) == (("乡镇（街道）", 0),)


@pytest.mark.rule("YC-30")
def test_yicheng_takes_no_application_without_a_signed_honesty_commitment() -> None:
    file = application("yicheng")
    without = file.having(papers=tuple(p for p in file.papers if p != "honesty_commitment"))
    with refused("papers_missing"):
        Walk(without).accepted()
    Walk(file).accepted()


@pytest.mark.rule("DB-34", "DB-35")
def test_a_survey_needs_two_people_their_signatures_and_one_of_the_family() -> None:
    walk = Walk(application()).accepted().later(1)
    alone = (walk.who(Role.SURVEYOR).id,)
    with refused("too_few_surveyors"):
        walk.surveyed(surveyors=alone)
    with refused("survey_unsigned"):
        walk.surveyed(signed_by=alone)
    with refused("family_signature_missing"):
        walk.surveyed(family_signature="")
    walk.surveyed()


@pytest.mark.rule("JZ-62", "JZ-61")
def test_a_department_hit_decides_nothing_until_a_person_has_looked() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked(CAR)
    assert walk.file.stage is Stage.INVESTIGATION
    (lead,) = walk.file.open_leads()
    walk.do(
        "verify_lead",
        Role.SURVEYOR,
        lead=lead.lead.key,
        verdict="refuted",
        reason="车辆已于去年报废，有注销证明",
    )
    assert walk.file.stage is Stage.REVIEW
    assert walk.file.assessment is not None and walk.file.assessment.eligible


def test_a_confirmed_hidden_car_leads_to_a_refusal_with_reason_and_clause() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked(CAR)
    home = walk.file.household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)}
    )
    (lead,) = walk.file.open_leads()
    walk.do(
        "verify_lead",
        Role.SURVEYOR,
        lead=lead.lead.key,
        verdict="confirmed",
        reason="本人承认名下有小型客车",
        household=home,
    ).opined()
    assert walk.file.stage is Stage.APPROVAL
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    walk.do("refuse", Role.TOWNSHIP_LEADER)
    assert walk.file.decision is not None
    assert [r.code for r in walk.file.decision.reasons] == ["over_vehicle"]
    assert all(r.clause and r.text for r in walk.file.decision.reasons)


@pytest.mark.rule("DB-38")
def test_a_contested_finding_is_looked_at_again() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked(CAR)
    (lead,) = walk.file.open_leads()
    finding = {"lead": lead.lead.key, "verdict": "refuted", "reason": "车辆已报废注销"}
    walk.do("verify_lead", Role.SURVEYOR, **finding)
    walk.do("contest_finding", Role.INTAKE, lead=lead.lead.key, grounds="车辆是他人冒名登记")
    assert walk.file.stage is Stage.INVESTIGATION and walk.file.open_leads()
    walk.do("verify_lead", Role.SURVEYOR, 2, **finding)
    assert walk.file.stage is Stage.REVIEW


@pytest.mark.rule("TR-49")
def test_in_tongren_no_opinion_and_no_publicity_without_appraisal() -> None:
    walk = Walk(application("tongren")).accepted().later(1).surveyed().checked()
    with refused("appraisal_missing"):
        walk.opined()
    walk.appraised().opined()
    assert walk.file.stage is Stage.PUBLICITY


@pytest.mark.rule("DB-39")
def test_publicity_lasts_its_days_unbroken_before_anybody_decides() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    posted = walk.today
    assert walk.file.publicity is not None
    assert walk.file.publicity.until >= posted + timedelta(days=7)
    walk.later((walk.file.publicity.until - posted).days)
    assert walk.file.stage is Stage.PUBLICITY
    walk.later(1)
    assert walk.file.stage is Stage.APPROVAL


@pytest.mark.rule("DB-41")
def test_an_objection_stops_publicity_and_leads_to_a_new_opinion() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏").later(2)
    walk.do("object", Role.VILLAGE, content="该户有工资收入")
    assert walk.file.stage is Stage.REVIEW
    assert walk.file.publicity is not None and walk.file.publicity.stopped_on == walk.today
    with refused("objection_open"):
        walk.opined()
    walk.later(1).surveyed().opined()
    repeat = walk.file.law.flag("dibao.publicity_repeat")
    assert walk.file.stage is (Stage.PUBLICITY if repeat else Stage.APPROVAL)


@pytest.mark.rule("DB-43")
def test_a_registered_relative_is_visited_by_the_county_before_any_decision() -> None:
    relative = {"member": "m1", "kinship": "parent", "official": "村委会委员甲"}
    walk = Walk(application()).accepted(relatives=(relative,)).later(1).surveyed().checked()
    walk.opined().publicised()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    with refused("county_visit_missing"):
        walk.confirmed()
    walk.do(
        "record_county_visit",
        Role.COUNTY_REVIEWER,
        visitors=("jiaozuo.county_reviewer.1",),
        finding="入户情况与调查一致",
        agrees_with_survey=True,
    ).confirmed()


@pytest.mark.rule("JZ-50")
def test_an_official_related_to_the_family_cannot_touch_the_case() -> None:
    leader = officer(Role.TOWNSHIP_LEADER)
    relative = {
        "member": "m1",
        "kinship": "parent",
        "official": "镇领导",
        "official_account": leader.id,
    }
    walk = Walk(application()).accepted(relatives=(relative,)).later(1).surveyed().checked()
    walk.opined().publicised()
    with refused("relative_must_withdraw"):
        walk.confirmed()


def test_withdrawal_is_possible_at_any_time_before_the_decision() -> None:
    for steps in ("accepted", "surveyed", "opined"):
        walk = Walk(application()).accepted().later(1)
        if steps != "accepted":
            walk.surveyed().checked()
        if steps == "opined":
            walk.opined()
        walk.do("withdraw", Role.INTAKE, reason="本人不再申请")
        assert walk.file.closed is not None and walk.file.closed.outcome == "withdrawn"
    walk = Walk(application()).living()
    with refused("out_of_order"):
        walk.do("withdraw", Role.INTAKE)


@pytest.mark.rule("TR-12")
def test_tongren_escalates_only_with_cause_exhausted_aids_and_a_gap() -> None:
    walk = Walk(application("tongren")).ready_to_decide()
    tried = {"unit": "medical", "programme": "medical_assistance", "granted_fen": 0}
    base = {"cause": "serious_illness", "need_fen": 9_000_000, "summary": "重大疾病自付费用过高"}
    with refused("cause_unknown"):
        walk.do("escalate", Role.COUNTY_REVIEWER, **{**base, "cause": "debt"})
    with refused("nothing_tried"):
        walk.do("escalate", Role.COUNTY_REVIEWER, **base)
    with refused("ceiling_differs"):
        higher = ({**tried, "ceiling_fen": 9_000_000},)
        walk.do("escalate", Role.COUNTY_REVIEWER, tried=higher, **base)
    with refused("no_gap"):
        small = {**base, "need_fen": 3_000_000}
        walk.do(
            "escalate", Role.COUNTY_REVIEWER, tried=({**tried, "ceiling_fen": 3_000_000},), **small
        )
    walk.do("escalate", Role.COUNTY_REVIEWER, tried=({**tried, "ceiling_fen": 3_000_000},), **base)
    assert walk.file.stage is Stage.ESCALATION
    assert walk.file.escalation is not None and walk.file.escalation.gap_fen == 6_000_000


@pytest.mark.parametrize("place", ["zhanhe", "jiaozuo", "yicheng"])
def test_a_place_without_a_rule_for_hard_cases_says_policy_not_set(place: str) -> None:
    walk = Walk(application(place)).ready_to_decide()
    with pytest.raises(PolicyNotSet):
        walk.do(
            "escalate",
            Role.COUNTY_REVIEWER,
            cause="serious_illness",
            need_fen=1,
            summary="单个部门限额内无法解决",
        )


@pytest.mark.rule("ZH-11")
def test_zhanhe_pays_only_into_an_account_of_a_member() -> None:
    walk = Walk(application("zhanhe")).accepted()
    account = {"bank": "测试银行", "number": "9900000000000002", "holder": "custodian"}
    with refused("third_party_account"):
        walk.do(
            "change_account",
            Role.INTAKE,
            account={**account, "custodian_agreement": "代管协议1号"},
            reason="本人不便",
        )
    walk.do("change_account", Role.INTAKE, account={**account, "holder": "m2"}, reason="换卡")


@pytest.mark.rule("NUM-25")
def test_a_household_is_paid_into_one_account_of_one_card_and_a_new_one_takes_its_place() -> None:
    walk = Walk(application()).accepted()
    for number in ("9900000000000002", "9900000000000010"):
        account = {"bank": "测试银行", "number": number, "holder": "m1"}
        walk.do("change_account", Role.INTAKE, account=account, reason="换卡")
        held = walk.file.household.account
        assert held is not None and held.number == number
    with pytest.raises(ValidationError):
        walk.do("change_account", Role.INTAKE, account=[account, account], reason="两张卡")


def test_dates_in_the_future_or_before_the_stage_are_refused() -> None:
    walk = Walk(application()).accepted().later(1)
    with refused("date_not_lawful"):
        walk.surveyed(on=walk.today + timedelta(days=1))
    with refused("date_not_lawful"):
        walk.surveyed(on=START - timedelta(days=1))


def test_the_waiting_text_says_for_whom_since_when_and_what_comes_by_itself() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    text = waiting_zh(walk.file, walk.today)
    assert "公示期满" in text and "自动" in text
    assert "张" not in text.replace("张贴", "")


def test_a_case_beyond_the_published_calendar_is_marked_provisional() -> None:
    late = date(2026, 12, 20)
    file = application().having(applied_on=late, latest=late)
    walk = Walk(file).accepted()
    due = total_due(walk.file, walk.today)
    assert due is not None and due.provisional
    assert "暂定" in waiting_zh(walk.file, walk.today)


def test_the_file_survives_a_trip_through_json() -> None:
    walk = Walk(application("tongren")).living()
    assert CaseFile.model_validate_json(walk.file.model_dump_json()) == walk.file
