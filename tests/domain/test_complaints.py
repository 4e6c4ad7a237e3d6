"""Complaints, petitions and reports by name: registered, answered in time, kept from the wrong eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.complaint import sight
from domain.complaint.acts import ACTS
from domain.complaint.engine import PROCEDURE
from domain.complaint.file import ComplaintFile
from domain.complaint.lifecycle import STEPS, Channel, ComplaintStage, Matter
from tests.people import START, officer
from tests.watch import Walk, complaint, units

COUNTY, TOWN, PETITION = Role.COUNTY_REVIEWER, Role.REVIEWER, Role.PETITION_OFFICE
OWN, OTHER = "jz-wangdian", "jz-first"
ANSWER = {"finding": "true", "text": "已更正账号并补发", "manner": "phone"}


def accepted(unit: str = "county", place: str = "jiaozuo", **changes: Any) -> Walk[ComplaintFile]:
    walk = complaint(place, **changes)
    return walk.do("accept_complaint", COUNTY, unit=unit, known=units(place))


def liaison(zh: str, place: str) -> Officer:
    return officer(Role.UNIT_LIAISON, place).model_copy(update={"unit": zh, "township": ""})


def test_the_table_and_the_messages_name_the_same_acts() -> None:
    assert {s.act for s in STEPS} == set(ACTS) == set(PROCEDURE.rules)


@pytest.mark.rule("HB-22", "JZ-55")
def test_a_complaint_is_taken_in_given_to_a_unit_answered_and_closed_with_every_step_recorded() -> (
    None
):
    walk = complaint(named=True, known_person=True)
    assert walk.waits() == [("accept_complaint", TOWN)]
    assert walk.file.due == START + timedelta(days=15)
    walk.later(2).do("accept_complaint", TOWN, unit=OWN, known=units())
    assert walk.file.due == walk.today + timedelta(days=60)
    assert walk.waits() == [("answer_petition", TOWN)]
    walk.later(5).do("report_complaint", TOWN, text="已向银行核实")
    walk.do("answer_petition", TOWN, **ANSWER)
    assert walk.file.answer is not None and walk.file.answer.paper and not walk.file.late
    walk.do("close_complaint", TOWN, reason="resolved")
    assert walk.file.stage is ComplaintStage.CLOSED and walk.waits() == []
    assert [e.zh for e in walk.file.journal if e.officer] == [
        "登记", "受理并确定责任单位", "登记办理进展", "答复处理意见", "办结信访件",
    ]  # fmt: skip


@pytest.mark.rule("DB-80")
def test_a_named_report_not_answered_in_its_days_is_late_and_still_owed() -> None:
    walk = accepted(named=True, known_person=True)
    due = walk.file.due
    assert due is not None
    walk.to(due)
    assert not walk.file.late and walk.file.reminded_on is not None
    walk.later()
    assert walk.file.late and walk.waits() == [("answer_petition", COUNTY)]
    refusal = walk.refused("answer_missing", "close_complaint", COUNTY, reason="unfounded")
    assert "先答复" in refusal.message
    walk.do("answer_petition", COUNTY, **ANSWER)
    assert walk.file.answer is not None and walk.file.answer.late
    assert walk.run == ["issue_answer"]


def test_who_is_known_must_be_told_and_who_is_unknown_need_not() -> None:
    walk = accepted(known_person=True)
    silent = {**ANSWER, "manner": "not_reachable"}
    walk.refused("person_is_known", "answer_petition", COUNTY, **silent)
    unknown = accepted()
    unknown.do("answer_petition", COUNTY, **silent)
    assert unknown.run == []


def test_the_term_is_longer_once_only_and_not_by_more_than_the_rule_allows() -> None:
    walk = accepted().later(10)
    due = walk.file.due
    assert due is not None
    more = {"reason": "须向外地核实", "told_on": walk.today}
    walk.refused("extension_too_long", "extend_complaint", COUNTY, until=due + timedelta(days=31),
                 **more)  # fmt: skip
    walk.refused("not_told", "extend_complaint", COUNTY, until=due + timedelta(days=30),
                 reason="须向外地核实", told_on=walk.today + timedelta(days=1))  # fmt: skip
    walk.do("extend_complaint", COUNTY, until=due + timedelta(days=30), **more)
    assert walk.file.due == due + timedelta(days=30)
    walk.refused(
        "extended_once", "extend_complaint", COUNTY, until=due + timedelta(days=31), **more
    )


@pytest.mark.rule("JZ-45")
def test_the_same_person_with_the_same_matter_is_seen_counted_and_passed_to_the_county() -> None:
    walk = complaint(earlier=("2026-c0000", "2025-c0031"), known_person=True)
    assert walk.file.repeats == 2
    assert walk.waits() == [("accept_complaint", COUNTY)]
    walk.refused("not_yours", "accept_complaint", TOWN, unit=OWN, known=units())
    back = walk.refused("repeat_is_countys", "accept_complaint", COUNTY, unit=OWN, known=units())
    assert "2次" in back.message
    walk.do("accept_complaint", COUNTY, unit="county", known=units())
    elsewhere = complaint("zhanhe", earlier=("2026-c0000",), township="zh-caozhen")
    elsewhere.do("accept_complaint", TOWN, unit="zh-caozhen", known=units("zhanhe"))
    assert elsewhere.file.unit == "zh-caozhen"


@pytest.mark.rule("JZ-46")
def test_a_work_order_of_the_hotline_keeps_its_number_and_is_closed_only_when_the_result_went_back() -> (
    None
):
    wanted = START + timedelta(days=5)
    walk = accepted(channel=Channel.HOTLINE, outside_no="20261201", outside_due=wanted)
    assert walk.file.due == wanted
    walk.do("record_complaint_lead", COUNTY, lead_no="JZL2026000001", known={"found": True})
    walk.do("answer_petition", COUNTY, **{**ANSWER, "manner": "hotline"})
    back = walk.refused("result_not_sent_back", "close_complaint", COUNTY, reason="resolved")
    assert "20261201" in back.message
    assert walk.waits() == [("send_back_result", COUNTY)]
    walk.do("send_back_result", COUNTY, text="已经解决").do(
        "close_complaint", COUNTY, reason="resolved"
    )
    assert walk.file.leads == ("JZL2026000001",) and walk.file.sent_back_on == walk.today
    plain = accepted().do("answer_petition", COUNTY, **{**ANSWER, "manner": "not_reachable"})
    plain.refused("not_from_hotline", "send_back_result", COUNTY, text="已经解决")


def test_a_lead_or_a_case_that_is_not_there_is_not_linked() -> None:
    walk = accepted()
    walk.refused("lead_unknown", "record_complaint_lead", COUNTY, lead_no="JZL2026000009")
    walk.refused("case_unknown", "link_complaint_case", COUNTY, case_no="JZ2026000009")
    walk.do("link_complaint_case", COUNTY, case_no="JZ2026000001", known={"found": True})
    assert walk.run == ["tell_case"] and walk.file.told_case
    walk.refused("case_linked", "link_complaint_case", COUNTY, case_no="JZ2026000002",
                 known={"found": True})  # fmt: skip


@pytest.mark.rule("JZ-47")
def test_beyond_policy_is_a_reason_only_with_the_explanation_its_day_and_who_explained() -> None:
    walk = accepted().do("answer_petition", COUNTY, **{**ANSWER, "manner": "not_reachable"})
    back = walk.refused("explanation_missing", "close_complaint", COUNTY, reason="beyond_policy")
    assert "内容、日期和解释人" in back.message
    told = {"explanation": "月人均收入超过当地标准", "explainer": "审核员李"}
    walk.refused("date_not_lawful", "explain_policy", COUNTY, **told,
                 explained_on=walk.today + timedelta(days=1))  # fmt: skip
    walk.do("explain_policy", COUNTY, **told, explained_on=walk.today)
    walk.do("close_complaint", COUNTY, reason="beyond_policy")
    assert walk.file.explained is not None and walk.file.explained.explainer == "审核员李"


@pytest.mark.rule("JZ-48")
def test_counselling_and_its_hand_over_have_receiver_and_receipt_and_are_seen_by_those_who_need_it() -> (
    None
):
    walk = accepted(OWN, known_person=True)
    walk.do("refer_counselling", TOWN, receiver="心理服务中心", reason="情绪低落，本人同意")
    walk.do("answer_petition", TOWN, **ANSWER)
    walk.refused("handover_missing", "close_complaint", TOWN, reason="resolved")
    walk.do("record_handover", TOWN, receiver="心理服务中心", receipt="回执12号")
    walk.do("close_complaint", TOWN, reason="resolved")
    for role in (TOWN, COUNTY, PETITION):
        assert sight.covered(walk.file, officer(role)).handover is not None
    for role in (Role.INTAKE, Role.AUDITOR, Role.COUNTY_APPROVER):
        shown = sight.covered(walk.file, officer(role))
        assert shown.handover is None and shown.counselling is None
        assert "心理" not in shown.model_dump_json(exclude={"policy"})


@pytest.mark.rule("HB-22")
def test_a_major_matter_alerts_the_petition_office_and_the_meeting_office_of_hanbin() -> None:
    walk = accepted("区民政局", "hanbin")
    assert not sight.may_read(walk.file, officer(Role.MEETING_OFFICE, "hanbin"))
    walk.do("mark_complaint_major", PETITION, reason="涉及多户集体反映")
    assert walk.waits() == [
        ("answer_petition", Role.UNIT_LIAISON),
        ("coordinate_complaint", Role.MEETING_OFFICE),
        ("coordinate_complaint", PETITION),
    ]
    assert sight.may_read(walk.file, officer(Role.MEETING_OFFICE, "hanbin"))
    walk.do(
        "answer_petition", liaison("区民政局", "hanbin"), **{**ANSWER, "manner": "not_reachable"}
    )
    back = walk.refused("not_coordinated", "close_complaint", COUNTY, reason="resolved")
    assert "联席会议办公室" in back.message
    for role in (PETITION, Role.MEETING_OFFICE):
        walk.do("coordinate_complaint", role, text="请各部门共同办理")
    walk.do("close_complaint", COUNTY, reason="resolved")


@pytest.mark.rule("TR-22")
def test_a_major_matter_of_tongren_goes_to_the_government_office_with_the_department_as_handler() -> (
    None
):
    walk = accepted("医疗保障局", "tongren")
    walk.do("mark_complaint_major", COUNTY, reason="涉及多户集体反映")
    assert walk.waits() == [
        ("answer_petition", Role.UNIT_LIAISON),
        ("coordinate_complaint", Role.GOVERNMENT_OFFICE),
    ]
    walk.refused("not_yours", "coordinate_complaint", Role.MEETING_OFFICE, text="请共同办理")


def test_where_the_place_names_nobody_for_major_matters_the_mark_says_who_must_set_it() -> None:
    back = accepted().refused("policy_not_set", "mark_complaint_major", COUNTY, reason="集体反映")
    assert "政策管理员" in back.message


@pytest.mark.rule("JZ-55")
def test_the_township_complained_about_neither_handles_it_nor_reads_who_said_what() -> None:
    walk = complaint(reported=OWN, township=OTHER, protected=True, known_person=True)
    back = walk.refused("unit_reported", "accept_complaint", COUNTY, unit=OWN, known=units())
    assert "被反映" in back.message
    walk.do("accept_complaint", COUNTY, unit=OTHER, known=units())
    there = officer(TOWN, township=OTHER)
    assert sight.may_read_words(walk.file, there) and not sight.may_see_person(walk.file, there)
    for role in (Role.INTAKE, TOWN, Role.TOWNSHIP_LEADER):
        assert not sight.may_read(walk.file, officer(role, township=OWN))
    assert sight.may_see_person(walk.file, officer(COUNTY))
    assert sight.may_see_person(walk.file, officer(PETITION))
    assert not sight.may_see_person(walk.file, officer(Role.AUDITOR))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DISCIPLINE}))
def test_a_report_against_staff_is_known_to_nobody_but_discipline_inspection(role: Role) -> None:
    walk = complaint(staff=True, matter=Matter.CONDUCT, township="", opened_by=None)
    who = officer(role)
    assert not sight.may_read(walk.file, who) and not sight.may_read_words(walk.file, who)
    assert not sight.may_see_person(walk.file, who)
    assert PROCEDURE.lawful(walk.file, who) == () or role is Role.POLICY_ADMIN
    assert sight.not_theirs(walk.file, "accept_complaint", who)


def test_discipline_inspection_handles_it_alone_and_its_record_tells_nothing_of_what_was_found() -> (
    None
):
    walk = complaint(staff=True, matter=Matter.CONDUCT, township="", opened_by=None)
    who = Role.DISCIPLINE
    assert walk.waits() == [("accept_complaint", who)]
    known = {"units": {"county": "县级民政部门"}}
    walk.do("accept_complaint", who, unit="county", known=known)
    walk.do("answer_petition", who, **{**ANSWER, "manner": "not_reachable"})
    walk.do("close_complaint", who, reason="resolved")
    assert walk.run == [] and walk.file.closed_as is not None
    assert "补发" not in "".join(e.text for e in walk.file.journal)
    assert not sight.may_read(complaint().file, officer(who))


def test_another_place_knows_nothing_of_it() -> None:
    walk = accepted()
    stranger = officer(COUNTY, "hanbin")
    assert not sight.may_read(walk.file, stranger)
    walk.refused("not_your_place", "report_complaint", stranger, text="已经办理")


def test_what_is_not_ours_is_passed_on_with_a_receipt_and_what_was_withdrawn_is_closed() -> None:
    given = {"receiver": "人社部门", "reason": "属于养老保险", "receipt": "5号"}
    passed = complaint().do("transfer_complaint", TOWN, **given)
    assert passed.file.stage is ComplaintStage.CLOSED and passed.file.transferred is not None
    gone = accepted().do("close_complaint", COUNTY, reason="withdrawn")
    assert gone.file.stage is ComplaintStage.CLOSED
    again = accepted().do("answer_petition", COUNTY, **{**ANSWER, "manner": "not_reachable"})
    again.do("reopen_complaint", COUNTY, reason="信访人反映仍未到账")
    assert again.file.stage is ComplaintStage.HANDLING and len(again.file.answers) == 1
