"""The office's affairs: tasks, problems, suggestions, consultations, topics, urgent reports, papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.assembly.points import PointOutcome
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.desk import engine, sight
from domain.desk.following import affairs_of
from domain.desk.lifecycle import AFFAIR_KIND_ZH, OPENERS, AffairKind, AffairStage
from domain.desk.tasks import (
    affair_task_units,
    affair_waiting_zh,
    next_affair_mark,
    open_affair_tasks,
)
from domain.desk.telling import of_affair, of_measures
from domain.measures.file import outcome_of
from domain.measures.tasks import open_measures_tasks
from tests.assembly import Hall
from tests.meeting_desk import CIVIL, EDUCATION, HEALTH, MEDICAL, Follow, liaison, members
from tests.office import CONVENER, GENERAL, GOVERNMENT, OFFICE, Desk, order
from tests.people import START, officer

SOON = START + timedelta(days=10)


def refusal(desk: Desk, name: str, who: object, /, **fields: object) -> CaseRefusal:
    with pytest.raises(CaseRefusal) as refused:
        desk.do(name, who, **fields)  # type: ignore[arg-type]
    return refused.value


def waits(desk: Desk) -> list[tuple[str, Role]]:
    return [(t.act, t.role) for t in open_affair_tasks(desk.file, desk.today)]


@pytest.mark.rule("TR-19")
def test_a_task_the_meeting_gives_the_office_is_followed_like_any_other() -> None:
    hall = Hall().tabled().approved().called().sitting().household_approved()
    hall.do(
        "decide_point",
        CONVENER,
        point="p2",
        outcome=PointOutcome.APPROVED,
        text="起草资金方案",
        due=SOON,
    )
    hall.do("close_sitting", CONVENER)
    hall.minuted().numbered().posted()
    [given] = affairs_of(hall.file)
    assert (given.kind, given.owner, given.due) == (AffairKind.TASK, "", SOON)
    assert given.number == "2026-01-p2" and given.meeting == "2026-01"
    file = engine.opened(engine.admitted(given, members()), "affair/tongren/2026-01-p2", hall.at)
    desk = Desk(AffairKind.TASK, due=SOON)
    desk.file = engine.rules_taken(file, desk.file.law, members())
    assert waits(desk) == [("complete_affair", OFFICE)]
    desk.today = hall.today
    desk.to(SOON + timedelta(days=1))
    assert desk.file.late and "已超期" in affair_waiting_zh(desk.file, desk.today)
    assert refusal(desk, "complete_affair", liaison(CIVIL), result="方案已经印发").code == (
        "not_your_unit"
    )
    desk.do("complete_affair", OFFICE, result="方案已经印发").do("close_affair", OFFICE)
    assert desk.file.over and desk.file.late


@pytest.mark.rule("TR-10")
def test_a_problem_has_a_proposed_solution_an_owner_and_an_end() -> None:
    desk = Desk(AffairKind.PROBLEM, opened_by=liaison(EDUCATION))
    assert waits(desk) == [("assign_affair", OFFICE)]
    desk.do("assign_affair", OFFICE, owner="medical", due=SOON)
    assert desk.file.owner == MEDICAL
    assert affair_task_units(desk.file)["complete_affair"] == MEDICAL
    assert (
        refusal(desk, "report_affair", liaison(EDUCATION), text="正在研究").code == "not_your_unit"
    )
    desk.do("report_affair", liaison(MEDICAL), text="已经统一申请材料")
    desk.do("complete_affair", liaison(MEDICAL), result="两项申请合并受理")
    desk.do("send_back_affair", OFFICE, reason="请附合并后的清单")
    desk.do("complete_affair", liaison(MEDICAL), result="清单已经印发", papers=("申请材料清单",))
    assert waits(desk) == [("close_affair", OFFICE)]
    desk.do("close_affair", OFFICE)
    assert desk.file.stage is AffairStage.CLOSED


@pytest.mark.rule("HB-02")
def test_a_suggestion_names_whom_it_is_for_and_is_closed_by_an_answer() -> None:
    with pytest.raises(CaseRefusal) as bare:
        Desk(AffairKind.SUGGESTION, "hanbin")
    assert bare.value.code == "no_addressee"
    desk = Desk(AffairKind.SUGGESTION, "hanbin", addressee="区委、区政府")
    desk.do("submit_suggestion", OFFICE, paper="汉联办〔2026〕3号")
    assert waits(desk) == [("answer_suggestion", GOVERNMENT)]
    assert refusal(desk, "close_affair", OFFICE).code == "out_of_order"
    desk.do("answer_suggestion", GOVERNMENT, accepted=True, answer="同意纳入年度计划")
    assert desk.file.answer is not None and desk.file.answer.accepted
    desk.do("close_affair", OFFICE)
    assert desk.file.over


@pytest.mark.rule("HB-02")
def test_a_suggestion_settled_in_a_meeting_is_followed_apart_from_any_household() -> None:
    hall = Hall().tabled().approved().called().sitting().household_approved()
    hall.do(
        "decide_point", CONVENER, point="p2", outcome=PointOutcome.SUGGESTION,
        text="建议提高临时救助备用金", addressee="市委、市政府",
    )  # fmt: skip
    hall.do("close_sitting", CONVENER)
    hall.minuted().numbered().posted()
    [given] = affairs_of(hall.file)
    assert (given.kind, given.addressee) == (AffairKind.SUGGESTION, "市委、市政府")


@pytest.mark.rule("TR-51")
def test_chosen_units_are_consulted_on_a_document_without_a_meeting() -> None:
    desk = Desk(
        AffairKind.CONSULTATION, opened_by=liaison(CIVIL), units=("medical", HEALTH),
        document="临时救助办法（征求意见稿）", due=SOON,
    )  # fmt: skip
    asked = affair_task_units(desk.file)
    assert {asked[t.code] for t in open_affair_tasks(desk.file, START)} == {MEDICAL, HEALTH}
    strange = refusal(desk, "give_consulted_opinion", liaison(EDUCATION), agrees=True,
                      opinion="没有意见")  # fmt: skip
    assert strange.code == "not_your_unit" and MEDICAL in strange.message
    desk.do("give_consulted_opinion", liaison(MEDICAL), agrees=False, opinion="封顶线应当明确")
    early = refusal(desk, "conclude_consultation", liaison(CIVIL), conclusion="修改后印发")
    assert early.code == "opinions_awaited" and HEALTH in early.message
    desk.to(SOON + timedelta(days=1))
    assert ("conclude_consultation", OFFICE) in waits(desk)
    desk.do("conclude_consultation", liaison(CIVIL), conclusion="修改后印发")
    last = desk.file.journal[-1].text
    assert f"有不同意见的单位：{MEDICAL}" in last and f"逾期未答复的单位：{HEALTH}" in last


def test_a_consultation_without_document_units_or_day_is_not_taken_in() -> None:
    whole = {"units": (MEDICAL,), "document": "办法（征求意见稿）", "due": SOON}
    for gap in whole:
        with pytest.raises(CaseRefusal) as refused:
            Desk(AffairKind.CONSULTATION, **{k: v for k, v in whole.items() if k != gap})
        assert refused.value.code == "consultation_incomplete"


@pytest.mark.rule("HB-35")
def test_a_unit_brings_a_topic_at_any_time_and_the_office_tables_it_or_says_why_not() -> None:
    who = liaison(members("hanbin").names[3], "hanbin")
    topic = Desk(AffairKind.TOPIC, "hanbin", opened_by=who)
    known = {"meetings": ("2026-02",)}
    wrong = refusal(topic, "accept_topic", OFFICE, meeting="2026-01", known=known)
    assert wrong.code == "meeting_not_open" and "2026-02" in wrong.message
    topic.do("accept_topic", OFFICE, meeting="2026-02", known=known)
    assert topic.file.meeting == "2026-02"
    other = Desk(AffairKind.TOPIC, "hanbin", opened_by=who)
    other.do("decline_topic", OFFICE, reason="已由部门之间协商解决")
    assert other.file.stage is AffairStage.DONE


@pytest.mark.rule("TR-53")
def test_an_urgent_report_is_before_the_office_on_the_same_day() -> None:
    desk = Desk(AffairKind.URGENT, opened_by=liaison(MEDICAL))
    [task] = open_affair_tasks(desk.file, START)
    assert (task.act, task.role, task.due) == ("acknowledge_report", OFFICE, START)
    desk.do("acknowledge_report", OFFICE, handling="转卫生健康局核实")
    assert waits(desk) == [("assign_affair", OFFICE)]


@pytest.mark.rule("TR-17")
def test_every_draft_is_kept_and_the_paper_is_signed_by_another_than_who_wrote_it() -> None:
    desk = Desk(AffairKind.BRIEFING, addressee="市政府办公室", text="一、会议情况。")
    assert [d.text for d in desk.file.drafts] == ["一、会议情况。"]
    desk.do("save_draft", OFFICE, text="一、会议情况。二、落实情况。")
    desk.do("submit_draft", OFFICE)
    same = officer(CONVENER, "tongren").model_copy(update={"id": desk.file.submitted_by})
    assert refusal(desk, "sign_draft", same).code == "same_person"
    desk.do("return_draft", CONVENER, reason="请补充资金情况")
    desk.do("save_draft", OFFICE, text="一、会议情况。二、落实情况。三、资金。").do(
        "submit_draft", OFFICE
    )
    desk.do("sign_draft", GENERAL).posted("同联汇〔2026〕1号")
    assert [d.number for d in desk.file.drafts] == [1, 2, 3]
    assert desk.file.paper == "同联汇〔2026〕1号" and desk.file.over
    assert desk.file.mail[0].units == ("市政府办公室",)


@pytest.mark.rule("TR-55")
def test_an_important_affair_is_not_closed_before_its_circular_went_to_every_member() -> None:
    circular = Desk(AffairKind.CIRCULAR, text="关于两项救助合并受理的通报。").do(
        "submit_draft", OFFICE
    )
    circular.do("sign_draft", CONVENER).posted()
    assert circular.file.mail[0].units == members().names and circular.file.over
    desk = Desk(AffairKind.PROBLEM, owner=MEDICAL, due=SOON)
    desk.do("mark_affair_important", CONVENER, reason="涉及全市两千余户")
    desk.do("complete_affair", liaison(MEDICAL), result="两项申请合并受理")
    assert waits(desk) == [("record_affair_circular", OFFICE)]
    assert refusal(desk, "close_affair", OFFICE).code == "circular_missing"
    none = refusal(desk, "record_affair_circular", OFFICE, circular="同联通〔2026〕1号")
    assert none.code == "circular_unknown"
    known = {"circulars": (circular.file.paper,)}
    desk.do("record_affair_circular", OFFICE, circular=circular.file.paper, known=known)
    desk.do("close_affair", OFFICE)
    assert desk.file.over


@pytest.mark.rule("TR-55")
def test_important_measures_stay_open_until_the_circular_is_out() -> None:
    follow = Follow()
    known = {"ruled": True}
    follow.do("mark_important", OFFICE, reason="涉及多部门的重大事项", known=known)
    follow.finished("1").finished("2")
    assert follow.file.settled and not follow.file.closed
    [task] = open_measures_tasks(follow.file, follow.today)
    assert task.act == "record_circular"
    with pytest.raises(CaseRefusal) as refused:
        follow.do("record_circular", OFFICE, circular="同联通〔2026〕1号", known=known)
    assert refused.value.code == "circular_unknown"
    sent = {**known, "circulars": ("同联通〔2026〕1号",)}
    follow.do("record_circular", OFFICE, circular="同联通〔2026〕1号", known=sent)
    assert follow.file.closed and outcome_of(follow.file, follow.today).delivered_fen == 3_000_000


@pytest.mark.parametrize("place", ["hanbin", "zhanhe", "jiaozuo", "yicheng"])
def test_a_place_without_the_rule_marks_nothing_important(place: str) -> None:
    desk = Desk(AffairKind.TASK, place, due=SOON)
    refused = refusal(desk, "mark_affair_important", OFFICE, reason="涉及全市两千余户")
    assert refused.code == "circular_not_ruled" and "政策管理员" in refused.message


@pytest.mark.rule("TR-18")
def test_owners_are_reminded_before_and_after_the_day() -> None:
    desk = Desk(AffairKind.PROBLEM, owner=MEDICAL, due=SOON)
    assert next_affair_mark(desk.file, START) == START + timedelta(days=5)
    desk.to(START + timedelta(days=5)).to(SOON)
    assert not desk.file.late
    desk.to(SOON + timedelta(days=1)).to(SOON + timedelta(days=9))
    marks = [(e.act, e.on) for e in desk.file.journal if e.officer is None]
    assert marks == [
        ("reminded", START + timedelta(days=5)),
        ("overdue", SOON + timedelta(days=1)),
    ]
    assert next_affair_mark(desk.file, desk.today) is None


@pytest.mark.rule("TR-57")
def test_every_member_unit_is_told_and_only_those_concerned_read_about_the_household() -> None:
    follow = Follow().finished("1")
    notices = of_measures(follow.file, members(), 0)
    told = {n.unit for n in notices}
    assert told == set(members().names)
    assert [n.seq for n in notices if n.unit == EDUCATION] == [1, 2]
    for notice in notices:
        private = ("TR2026000001", "一次性临时救助", "10,000")
        found = [word for word in private if word in notice.text]
        assert bool(found) == (notice.unit in (CIVIL, MEDICAL)), notice
        assert "同纪〔2026〕1号" in notice.text and CIVIL in notice.text
    assert of_measures(follow.file, members(), 2) == ()


@pytest.mark.rule("TR-57")
def test_a_affair_no_meeting_decided_is_told_to_nobody() -> None:
    desk = Desk(AffairKind.PROBLEM, owner=MEDICAL, due=SOON)
    assert of_affair(desk.file, 0) == ()
    decided = Desk(AffairKind.PROBLEM, owner=MEDICAL, due=SOON, meeting="2026-01")
    decided.do("report_affair", liaison(MEDICAL), text="正在研究")
    decided.do("complete_affair", liaison(MEDICAL), result="两项申请合并受理")
    told = of_affair(decided.file, 0)
    assert [n.seq for n in told if n.unit == EDUCATION] == [1, 3], "progress itself is not a status"
    assert all(("合并受理" in n.text) == (n.unit == MEDICAL) for n in told if n.seq == 3)


def test_a_unit_reads_what_concerns_it_and_no_more() -> None:
    desk = Desk(AffairKind.URGENT, opened_by=liaison(MEDICAL))
    liaison_ = Role.UNIT_LIAISON
    assert sight.may_read(desk.file, liaison_, MEDICAL)
    assert sight.may_read(desk.file, liaison_, "medical")
    assert not sight.may_read(desk.file, liaison_, EDUCATION)
    assert sight.may_read(desk.file, OFFICE, "")
    assert not sight.may_read(desk.file, Role.COUNTY_APPROVER, "")
    town = officer(Role.REVIEWER, "hanbin")
    passed = Desk(AffairKind.TOPIC, "hanbin", opened_by=town)
    assert sight.may_read(passed.file, Role.REVIEWER, "", town.township)
    assert not sight.may_read(passed.file, Role.REVIEWER, "", "hb-elsewhere")


@pytest.mark.parametrize("kind", list(AffairKind))
def test_only_the_roles_of_the_table_open_a_affair(kind: AffairKind) -> None:
    given = {"due": SOON, "units": (MEDICAL,), "document": "征求意见稿", "addressee": "市政府"}
    for role in Role:
        who = liaison(CIVIL) if role is Role.UNIT_LIAISON else officer(role, "tongren")
        wanted = order(kind, opened_by=who, **given)
        if role in OPENERS[kind]:
            assert engine.admitted(wanted, members()).units == (MEDICAL,)
            continue
        with pytest.raises(CaseRefusal) as refused:
            engine.admitted(wanted, members())
        assert refused.value.code == "role_not_allowed"
        assert AFFAIR_KIND_ZH[kind] in refused.value.message


def test_a_unit_that_left_between_decision_and_task_is_followed_by_its_heir() -> None:
    given = order(AffairKind.TASK, owner="不存在的单位", due=date(2020, 1, 1), meeting="2026-01")
    taken = engine.admitted(given.model_copy(update={"opened_by": None}), members())
    assert taken.owner == "不存在的单位", "what was decided is never refused afterwards"
