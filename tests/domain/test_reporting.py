"""Half-yearly reports: five headings, what a unit really did, reminders, lateness, the government."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.body.change import Change, ChangeKind
from domain.case.lifecycle import ROLE_ZH, Role
from domain.policy import PolicyNotSet
from domain.reporting import engine
from domain.reporting.file import ReportOrder, result_of
from domain.reporting.headings import prefilled
from domain.reporting.lifecycle import BY_REPORT_ACT, ReportStage
from domain.reporting.period import last_ended, period_of
from domain.reporting.tasks import (
    next_report_mark,
    open_report_tasks,
    report_task_units,
    report_waiting_zh,
    summary_of,
)
from domain.reporting.work import UnitWork
from runtime.packs import snapshot
from tests.meeting_desk import CIVIL, EDUCATION, MEDICAL, liaison, members
from tests.office import CONVENER, OFFICE, HalfYear
from tests.people import officer

BUSY = UnitWork(
    unit=CIVIL,
    code="civil_affairs",
    measures=("低保、特困、临时救助和一事一议救助",),
    given=3,
    accepted=3,
    completed=2,
    late=1,
    open=1,
    promised_fen=3_000_000,
    delivered_fen=2_000_000,
    orders=1,
    opinions=4,
    called=2,
    attended=1,
    checks=3,
    check_days=10,
    referrals=2,
    referral_days=7,
    referrals_open=1,
)


@pytest.mark.rule("TR-52")
def test_every_member_unit_has_a_task_with_the_five_headings_by_the_day_of_the_place() -> None:
    half = HalfYear()
    tasks = open_report_tasks(half.file, half.today)
    units = report_task_units(half.file)
    assert [units[t.code] for t in tasks] == sorted(members().names)
    assert {t.due for t in tasks} == {date(2026, 7, 10)}
    assert list(half.law.table("report.headings").values()) == [
        "救助措施",
        "实施救助情况",
        "经验做法",
        "存在的不足",
        "工作打算",
    ]
    with pytest.raises(CaseRefusal) as refused:
        half.do("file_report", liaison(CIVIL), sections=half.sections(CIVIL, experience=" "))
    assert refused.value.code == "heading_missing" and "经验做法" in refused.value.message
    half.filed(CIVIL)
    assert CIVIL not in {units[t.code] for t in open_report_tasks(half.file, half.today)}


@pytest.mark.rule("TR-52")
def test_a_heading_left_out_given_twice_or_invented_is_refused() -> None:
    half = HalfYear()
    whole = half.sections(CIVIL)
    for wrong in (whole[:4], (*whole, whole[0]), (*whole, {"heading": "other", "text": "其他"})):
        with pytest.raises(CaseRefusal) as refused:
            half.do("file_report", liaison(CIVIL), sections=wrong)
        assert refused.value.code in ("heading_missing", "heading_unknown")


@pytest.mark.rule("TR-52")
def test_the_first_text_says_what_the_unit_did_and_hides_nothing_that_was_late() -> None:
    assert prefilled("measures", BUSY) == (
        "本期议定由本单位落实的救助措施3项，议定金额30,000.00元："
        "低保、特困、临时救助和一事一议救助。"
    )
    assert prefilled("carried_out", BUSY) == (
        "承接3项，办结2项，实际落实20,000.00元；答复信息核对3次，平均3.3日；"
        "答复转介2件，平均3.5日；出具书面意见4次；应参加会议2次，实际参加1次。"
    )
    assert prefilled("experience", BUSY) == "信息核对3次全部按期答复。"
    assert prefilled("shortcomings", BUSY) == "议定措施逾期1项；被督办1次；未参加会议1次。"
    assert prefilled("plans", BUSY) == (
        "尚有议定措施1项正在落实；尚有转介1件待答复，下一步按期办结。"
    )
    idle = UnitWork(unit=MEDICAL)
    assert prefilled("experience", idle) == "" and prefilled("shortcomings", idle) == ""
    assert "没有" in prefilled("carried_out", idle) and prefilled("else", idle) == ""


@pytest.mark.rule("TR-52")
def test_the_units_are_reminded_before_and_after_the_day_and_lateness_is_kept_in_days() -> None:
    half = HalfYear()
    assert next_report_mark(half.file, half.today) == date(2026, 7, 7)
    half.to(date(2026, 7, 7))
    half.filed(*(u for u in members().names if u not in (CIVIL, MEDICAL)))
    half.to(date(2026, 7, 10)).filed(CIVIL)
    assert half.file.of(CIVIL).late_days == 0  # type: ignore[union-attr]
    assert next_report_mark(half.file, half.today) == date(2026, 7, 11)
    half.to(date(2026, 7, 11)).to(date(2026, 7, 14)).to(date(2026, 7, 15))
    said = [e.zh for e in half.file.journal if e.act == "reminded"]
    assert said == ["报送提醒", "逾期未报送提醒", "逾期未报送提醒"]
    assert "已超期" in report_waiting_zh(half.file, half.today)
    half.filed(MEDICAL)
    medical = half.file.of(MEDICAL)
    assert medical is not None and medical.late_days == 5 and len(medical.reminders) == 3


def test_a_report_sent_back_is_open_again_and_stays_as_late_as_it_was() -> None:
    half = HalfYear().to(date(2026, 7, 12)).filed(CIVIL)
    half.do("return_unit_report", OFFICE, unit="civil_affairs", reason="缺少实施情况的数字")
    [task] = [t for t in open_report_tasks(half.file, half.today) if CIVIL in t.zh]
    assert "缺少实施情况的数字" in task.zh
    half.to(date(2026, 7, 20)).filed(CIVIL)
    report = half.file.of(CIVIL)
    assert report is not None and (report.late_days, report.versions) == (2, 2)


@pytest.mark.rule("TR-54", "ACT-20")
def test_the_report_to_the_government_has_its_day_and_names_who_is_missing() -> None:
    half = HalfYear(work=(BUSY,)).filed(CIVIL)
    with pytest.raises(CaseRefusal) as early:
        half.signed()
    assert early.value.code == "reports_awaited" and MEDICAL in early.value.message
    half.to(date(2026, 7, 12)).filed(EDUCATION)
    text = summary_of(half.file)
    assert "已报送2个（其中逾期1个），未报送31个" in text and "议定救助措施3项" in text
    half.signed().sent()
    result = result_of(half.file)
    assert half.file.stage is ReportStage.SENT and result.sent_on == date(2026, 7, 12)
    assert set(result.missing) == set(members().names) - {CIVIL, EDUCATION}
    assert result.late == (EDUCATION,) and result.filed == 2
    assert open_report_tasks(half.file, half.today) == ()


@pytest.mark.rule("TR-54")
def test_whoever_drafted_the_report_does_not_sign_it_and_every_version_is_kept() -> None:
    half = HalfYear().everybody()
    half.do("draft_summary", OFFICE, text="上半年全市社会救助工作平稳有序。")
    half.do("draft_summary", OFFICE, text="上半年全市社会救助工作总体平稳有序。")
    half.do("submit_summary", OFFICE)
    same = officer(CONVENER, "tongren").model_copy(update={"id": officer(OFFICE, "tongren").id})
    with pytest.raises(CaseRefusal) as refused:
        half.do("sign_summary", same)
    assert refused.value.code == "same_person"
    half.do("return_summary", CONVENER, reason="请补充资金情况")
    assert [d.number for d in half.file.drafts] == [1, 2]
    assert half.file.stage is ReportStage.COMPILING


@pytest.mark.rule("TR-52")
def test_the_body_is_that_of_the_last_day_of_the_half_year() -> None:
    left = Change(
        number=1,
        place="tongren",
        kind=ChangeKind.LEAVE,
        since=date(2026, 7, 1),
        unit="water",
        proposed_on=date(2026, 6, 1),
        by=officer(OFFICE, "tongren"),
    )
    then = members(changes=(left,), on=date(2026, 6, 30))
    now = members(changes=(left,), on=date(2026, 7, 1))
    assert "水利局" in then.names and "水利局" not in now.names
    half = HalfYear(who=then)
    assert half.file.of("水利局") is not None


@pytest.mark.parametrize("place", ["hanbin", "zhanhe", "jiaozuo", "yicheng"])
def test_a_place_whose_document_asks_for_no_reports_says_who_must_set_it(place: str) -> None:
    law = snapshot(place, date(2026, 7, 1), engine.REPORT_NEEDS, production=False)
    order = ReportOrder(place=place, period="2026-H1", opened_on=date(2026, 7, 1))
    with pytest.raises(PolicyNotSet) as refused:
        engine.period_for(order, law)
    assert "成员单位报告周期" in refused.value.message


def test_without_a_day_set_nobody_is_late_and_the_screen_says_so() -> None:
    half = HalfYear(report__due_days=None)
    assert half.file.due is None and next_report_mark(half.file, half.today) is None
    assert "尚未" in report_waiting_zh(half.file, half.today)
    half.to(date(2026, 12, 1)).filed(CIVIL)
    assert half.file.of(CIVIL).late_days == 0  # type: ignore[union-attr]


def test_a_half_year_that_is_not_over_cannot_be_reported_on() -> None:
    with pytest.raises(CaseRefusal) as refused:
        HalfYear(on=date(2026, 6, 30))
    assert refused.value.code == "period_not_over"


@given(st.dates(date(2021, 1, 1), date(2040, 12, 31)), st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_the_period_that_ended_last_ended_before_the_day_and_the_next_has_not(
    day: date, months: int
) -> None:
    period = last_ended(day, months)
    assert period.since < period.until < day
    assert period_of(period.code, months) == period
    assert last_ended(period.until + timedelta(days=1), months) == period
    assert last_ended(period.until, months) != period


@pytest.mark.parametrize("stage", list(ReportStage))
@pytest.mark.parametrize("act", sorted(BY_REPORT_ACT))
def test_every_act_outside_its_stage_or_role_is_refused_by_the_table(
    act: str, stage: ReportStage
) -> None:
    move = BY_REPORT_ACT[act]
    half = HalfYear(work=(BUSY,)).everybody()
    if stage is not ReportStage.COLLECTING:
        half.do("draft_summary", OFFICE, text="上半年全市社会救助工作平稳有序。")
    if stage in (ReportStage.SIGNING, ReportStage.SENDING, ReportStage.SENT):
        half.do("submit_summary", OFFICE)
    if stage in (ReportStage.SENDING, ReportStage.SENT):
        half.do("sign_summary", CONVENER)
    if stage is ReportStage.SENT:
        half.sent()
    assert half.file.stage is stage
    fields = {
        "file_report": {"sections": half.sections(CIVIL)},
        "return_unit_report": {"unit": CIVIL, "reason": "数字有误"},
        "draft_summary": {"text": "上半年全市社会救助工作平稳有序。"},
        "return_summary": {"reason": "请补充资金情况"},
        "refresh_policy": {"reason": "政策参数已经更新"},
    }
    for role in Role:
        who = liaison(CIVIL) if role is Role.UNIT_LIAISON else officer(role, "tongren")
        lawful = stage in move.stages and role in move.roles
        before = half.file
        if lawful:
            if act != "file_report" or stage is not ReportStage.SIGNING:
                half.do(act, who, **fields.get(act, {}))
        else:
            with pytest.raises(CaseRefusal) as refused:
                half.do(act, who, **fields.get(act, {}))
            code = "role_not_allowed" if stage in move.stages else "out_of_order"
            assert refused.value.code == code and refused.value.clause == move.clause
            if code == "role_not_allowed":
                assert ROLE_ZH[role] in refused.value.message
        half.file = before
