"""主动发现 told as sentences about the pure model: from a report to a result, never to aid itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.discovery import engine
from domain.discovery.file import LEAD_NEEDS, channels_of
from domain.discovery.lifecycle import LEAD_EXITS, LEAD_MOVES, LeadKind, LeadStage
from domain.discovery.tasks import lead_waiting_zh, next_lead_mark, open_lead_tasks, whose
from domain.policy import PolicyNotSet
from runtime.packs import snapshot
from tests.leads import CASE, VILLAGE, Trace, lead, seen
from tests.people import START, officer


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("JZ-35", "JZ-32")
def test_one_lead_goes_from_discovery_through_the_case_to_its_result_under_one_number() -> None:
    trace = Trace()
    number = trace.file.lead_no
    trace.applied()
    assert (trace.file.stage, trace.file.case_no) == (LeadStage.APPLYING, CASE)
    assert open_lead_tasks(trace.file) == ()
    assert CASE in lead_waiting_zh(trace.file, trace.today)
    trace.later(30).answered("admitted")
    result = trace.file.result
    assert result is not None
    assert (trace.file.lead_no, result.outcome, result.ref) == (number, "admitted", CASE)
    acts = [entry.act for entry in trace.file.journal]
    assert acts == [
        "report_lead",
        "assign_visit",
        "record_visit",
        "open_application",
        "lead_closed",
    ]


@pytest.mark.rule("JZ-35")
def test_no_lead_closes_without_a_result() -> None:
    trace = Trace().applied()
    for step in (Trace(), Trace().assigned(), Trace().assigned().visited(), trace):
        assert not step.file.closed
        assert step.file.stage is not LeadStage.CLOSED
    with refused("out_of_order"):
        trace.do("close_lead", Role.INTAKE, ground="not_in_need", reason="情况好转", clause="无")
    trace.later().answered("admitted", case_no="JZ2026000099")
    assert not trace.file.closed, "another case's answer is not this lead's"
    assert trace.answered("refused").file.closed


@pytest.mark.rule("JZ-35")
def test_a_request_of_several_cases_closes_the_lead_at_one_admission_or_when_all_have_answered() -> (
    None
):
    second = "JZ2026000002"

    def applied() -> Trace:
        trace = Trace().assigned().visited()
        return trace.do("open_application", Role.INTAKE, case_no=CASE, also=[second])

    trace = applied().answered("refused")
    assert not trace.file.closed
    assert trace.answered("admitted", second).file.result.outcome == "admitted"  # type: ignore[union-attr]
    none = applied().answered("refused", second).answered("withdrawn")
    assert none.file.result is not None
    assert (none.file.result.outcome, none.file.result.ref) == ("withdrawn", CASE)


@pytest.mark.rule("JZ-35")
def test_a_case_that_decides_before_the_lead_knows_its_number_is_not_forgotten() -> None:
    trace = Trace().assigned().visited().answered("refused")
    assert not trace.file.closed
    trace.do("open_application", Role.INTAKE, case_no=CASE)
    assert trace.file.result is not None
    assert trace.file.result.outcome == "refused"


@pytest.mark.rule("JZ-61", "DIF-11", "JZ-06")
def test_no_way_leads_to_an_application_but_by_a_visit() -> None:
    before = {stage for stage, exits in LEAD_EXITS.items() if LeadStage.APPLYING in exits}
    assert before == {LeadStage.VISITED}
    assert {s for s, exits in LEAD_EXITS.items() if LeadStage.VISITED in exits} == {
        LeadStage.VISITING
    }
    [move] = [m for m in LEAD_MOVES if m.act == "open_application"]
    assert move.stages == (LeadStage.VISITED,)
    for trace in (Trace(), Trace().assigned()):
        with refused("out_of_order"):
            trace.do("open_application", Role.INTAKE, case_no=CASE)


@pytest.mark.rule("JZ-61", "DIF-11")
def test_a_listed_person_gets_no_case_from_the_list_whoever_tries() -> None:
    order = lead(origin="workbook", channel="department_list", source="乡村振兴局")
    for role in Role:
        trace = Trace(order)
        with pytest.raises(CaseRefusal):
            trace.do("open_application", role, case_no=CASE)
        assert trace.file.case_no == ""


@pytest.mark.rule("JZ-06")
def test_a_listed_person_in_a_living_case_is_answered_with_that_case_at_once() -> None:
    order = lead(origin="workbook", channel="department_list", known_case=CASE)
    closed = engine.opened(order, Trace().at)
    assert closed.result is not None
    assert (closed.result.outcome, closed.result.ref) == ("already_helped", CASE)
    urgent = engine.opened(lead(origin="workbook", known_case=CASE, urgent=True), Trace().at)
    assert not urgent.closed, "an emergency of a helped family still needs somebody to look"
    leaving = engine.opened(
        lead(kind=LeadKind.LEAVE, origin="workbook", known_case=CASE), Trace().at
    )
    assert not leaving.closed


@pytest.mark.rule("YC-08", "ACT-02")
def test_an_application_for_a_person_needs_a_consent_on_paper_that_names_who_gave_it() -> None:
    trace = Trace().assigned()
    with refused("consent_paper_missing"):
        trace.visited(consent_paper=" ")
    trace.visited(consent="not_asked", consent_paper="")
    with refused("no_consent"):
        trace.do("open_application", Role.VILLAGE, case_no=CASE)
    assert [t.act for t in open_lead_tasks(trace.file)] == ["visit_again"]
    trace.do("visit_again", Role.INTAKE, reason="征求本人意愿").visited(consent_by="guardian")
    trace.do("open_application", Role.VILLAGE, case_no=CASE)
    assert trace.file.visit is not None
    assert (trace.file.visit.consent_by, trace.file.visit.consent_paper) == (
        "guardian",
        "委托书第001号",
    )


@pytest.mark.rule("DB-05")
def test_whoever_is_met_is_told_what_aid_there_is_and_how_to_apply() -> None:
    trace = Trace().assigned()
    with refused("not_informed"):
        trace.visited(informed=False)
    trace.visited(met=False, informed=False, consent="not_asked", consent_paper="", fits=False)
    assert trace.file.stage is LeadStage.VISITING
    assert trace.file.visit is None
    trace.visited()
    assert [v.number for v in trace.file.visits] == [1, 2]


@pytest.mark.rule("JZ-35")
def test_a_no_has_a_written_reason_and_its_clause_or_the_persons_own_word() -> None:
    trace = Trace().assigned()
    trace.visited(fits=False, consent="not_asked", consent_paper="")
    with refused("not_found_in_need"):
        trace.do("open_application", Role.INTAKE, case_no=CASE)
    no = {"ground": "not_in_need", "reason": "家庭收入和财产明显超过标准"}
    with refused("clause_missing"):
        trace.do("close_lead", Role.REVIEWER, **no)
    with refused("did_not_decline"):
        trace.do("close_lead", Role.REVIEWER, **{**no, "ground": "person_declines"})
    trace.do("close_lead", Role.REVIEWER, **no, clause="民发〔2021〕57号第四条")
    assert trace.file.result is not None
    assert trace.file.result.clause == "民发〔2021〕57号第四条"

    declined = Trace().assigned().visited(consent="declines", consent_paper="")
    with refused("visit_says_otherwise"):
        declined.do("close_lead", Role.INTAKE, **no, clause="民发〔2021〕57号第四条")
    declined.do("close_lead", Role.INTAKE, ground="person_declines", reason="本人表示暂不需要")
    assert declined.file.closed


def test_without_a_visit_only_a_number_closes_a_lead() -> None:
    trace = Trace()
    with refused("not_visited"):
        trace.do("close_lead", Role.INTAKE, ground="not_in_need", reason="听说不困难", clause="无")
    with refused("reference_missing"):
        trace.do("close_lead", Role.INTAKE, ground="duplicate", reason="已有相同线索")
    with refused("reference_to_itself"):
        own = trace.file.lead_no
        trace.do("close_lead", Role.INTAKE, ground="duplicate", reason="已有相同线索", ref=own)
    trace.do("close_lead", Role.INTAKE, ground="already_helped", reason="已在享受低保", ref=CASE)
    assert trace.file.closed


@pytest.mark.rule("JZ-33", "JZ-62")
def test_a_should_leave_lead_ends_in_a_verification_of_the_case_or_a_no_never_in_an_exit() -> None:
    trace = Trace(lead(kind=LeadKind.LEAVE, problem="improved", known_case=CASE)).assigned()
    trace.visited(consent="not_asked", consent_paper="")
    with refused("out_of_order"):
        trace.do("open_application", Role.INTAKE, case_no=CASE)
    trace.do("hand_to_case", Role.REVIEWER, case_no=CASE)
    assert trace.file.stage is LeadStage.VERIFYING
    assert not trace.file.closed, "the lead waits for what the case decides"
    assert trace.answered("keep").file.closed

    still = Trace(lead(kind=LeadKind.LEAVE, problem="improved")).assigned()
    still.visited(fits=False, consent="not_asked", consent_paper="")
    with refused("found_eligible"):
        still.do("hand_to_case", Role.REVIEWER, case_no=CASE)
    with refused("ground_of_other_kind"):
        still.do("close_lead", Role.INTAKE, ground="not_in_need", reason="收入不高", clause="无")
    still.do(
        "close_lead", Role.INTAKE, ground="still_eligible", reason="务工只有两个月", clause="57号第三十一条"
    )  # fmt: skip
    assert still.file.closed


@pytest.mark.rule("HB-29")
def test_an_urgent_lead_stands_on_the_teams_list_from_its_first_moment() -> None:
    urgent = Trace(lead("hanbin", urgent=True, channel="village_worker"))
    [task] = open_lead_tasks(urgent.file)
    assert (task.act, task.role, task.since) == ("take_urgent", Role.SURVEYOR, START)
    assert "急难问题快速响应服务队伍" in task.zh
    assert task.due == START + timedelta(days=1)
    urgent.do("take_urgent", Role.SURVEYOR, measures="已联系送医")
    going = urgent.file.assignment
    assert going is not None
    assert (going.visitor, going.team) == (urgent.who(Role.SURVEYOR).id, True)
    [visit] = open_lead_tasks(urgent.file)
    assert (visit.role, visit.due) == (Role.SURVEYOR, START + timedelta(days=1))

    plain = Trace(lead("hanbin"))
    assert [t.act for t in open_lead_tasks(plain.file)] == ["assign_visit"]
    with refused("not_urgent"):
        plain.do("take_urgent", Role.SURVEYOR)
    without_team = Trace(lead(urgent=True))
    [task] = open_lead_tasks(without_team.file)
    assert (task.act, task.role) == ("assign_visit", Role.INTAKE)


@pytest.mark.rule("JZ-32", "JZ-34")
def test_a_visit_is_somebodys_by_name_and_day() -> None:
    trace = Trace().assigned()
    going = trace.file.assignment
    assert going is not None
    assert going.visitor == "jiaozuo.village.1"
    assert going.due == trace.file.law.due("discovery.visit_days", START).on  # type: ignore[union-attr]
    with refused("not_assigned"):
        trace.do("record_visit", trace.who(Role.SURVEYOR), **{**seen(trace), "visitors": ["某人"]})
    own = START + timedelta(days=2)
    trace.do(
        "assign_visit",
        Role.REVIEWER,
        visitor="jiaozuo.surveyor.1",
        visitor_role="surveyor",
        due=own,
    )
    assert trace.file.assignment is not None
    assert trace.file.assignment.due == own
    with refused("visitor_role"):
        trace.do("assign_visit", Role.INTAKE, visitor="某账号", visitor_role="bank")
    with refused("due_in_the_past"):
        trace.do("assign_visit", Role.INTAKE, visitor="某账号", due=START - timedelta(days=1))


@pytest.mark.rule("JZ-35")
def test_what_is_late_is_noted_once_with_whose_it_is() -> None:
    trace = Trace().assigned()
    [task] = open_lead_tasks(trace.file)
    assert task.due is not None
    assert next_lead_mark(trace.file, trace.today) == task.due + timedelta(days=1)
    trace.later((task.due - trace.today).days)
    assert trace.file.overdue == ()
    trace.later()
    trace.later()
    late = [e for e in trace.file.journal if e.act == "overdue"]
    assert len(late) == 1
    assert late[0].text.startswith("jiaozuo.village.1：")
    assert whose(trace.file, task) == "jiaozuo.village.1"
    assert "已超期" in lead_waiting_zh(trace.file, trace.today)


def test_where_the_place_sets_no_days_the_desk_names_one_or_is_told_who_must() -> None:
    trace = Trace(production=True)
    assert "本地尚未设定期限" in lead_waiting_zh(trace.file, trace.today)
    assert next_lead_mark(trace.file, trace.today) is None
    with pytest.raises(PolicyNotSet, match="入户走访的期限"):
        trace.assigned()
    due = START + timedelta(days=3)
    trace.do("assign_visit", Role.INTAKE, visitor="jiaozuo.village.1", due=due)
    assert trace.file.stage is LeadStage.VISITING


@pytest.mark.rule("JZ-56")
def test_a_lead_bears_one_of_the_four_channels_or_one_the_place_added() -> None:
    law = snapshot("jiaozuo", START, LEAD_NEEDS, production=True)
    channels = channels_of(law)
    assert list(channels)[:4] == ["recheck", "comparison", "hotline", "rounds"]
    assert channels["hotline"] == "热线电话"
    assert "department_list" in channels
    for code in channels:
        engine.channel_must_be_open(law, code, "illness")
    with refused("channel_unknown"):
        engine.channel_must_be_open(law, "rumour", "illness")
    with refused("problem_unknown"):
        engine.channel_must_be_open(law, "rounds", "weather")


@pytest.mark.rule("HB-29")
def test_township_and_village_report_and_no_department_of_money_does() -> None:
    for role in (Role.VILLAGE, Role.INTAKE, Role.TOWNSHIP_LEADER):
        order = lead(reported_by=officer(role).model_dump())
        assert engine.opened(order, Trace().at).journal[0].officer is not None
    for role in (Role.BANK, Role.FINANCE, Role.COUNTY_APPROVER, Role.AUDITOR):
        with refused("role_not_allowed"):
            engine.opened(lead(reported_by=officer(role).model_dump()), Trace().at)


@pytest.mark.rule("YC-08")
def test_a_village_assistant_works_on_the_own_village_only() -> None:
    mine = officer(Role.VILLAGE).model_copy(update={"village": VILLAGE})
    other = mine.model_copy(update={"village": "第二村"})
    assert engine.opened(lead(reported_by=mine.model_dump()), Trace().at).village == VILLAGE
    with refused("not_your_case"):
        engine.opened(lead(reported_by=other.model_dump()), Trace().at)
    trace = Trace().assigned()
    with refused("not_your_case"):
        trace.do("add_to_lead", other, text="补充一点情况")
    trace.do("add_to_lead", mine, text="补充一点情况")


@pytest.mark.rule("JZ-32")
def test_a_lead_of_another_township_is_handed_over_and_worked_on_there() -> None:
    trace = Trace()
    with refused("same_township"):
        trace.do("transfer_lead", Role.INTAKE, township=trace.file.township, reason="报送有误")
    here = trace.who(Role.INTAKE)
    trace.do(
        "transfer_lead", here, township="jz-first", village="第三社区", reason="户籍在第一街道"
    )
    with refused("not_your_case"):
        trace.do("assign_visit", here, visitor="jiaozuo.village.1")
    there = here.model_copy(update={"township": "jz-first"})
    trace.do("assign_visit", there, visitor="jiaozuo.village.1")
    assert trace.file.assignment is not None


def test_a_day_before_the_report_or_after_today_is_refused() -> None:
    for day in (START - timedelta(days=1), START + timedelta(days=1)):
        with refused("date_not_lawful"):
            Trace().do("add_to_lead", Role.INTAKE, text="补充一点情况", on=day)


def test_waiting_lines_and_overdue_notes_name_no_person_the_lead_is_about() -> None:
    trace = Trace().assigned().later(60)
    told = lead_waiting_zh(trace.file, trace.today) + "".join(
        e.text for e in trace.file.journal if e.act == "overdue"
    )
    person = trace.file.order.person
    assert person.name not in told
    assert person.id_no not in told


def test_of_two_people_at_one_lead_the_second_is_told_what_the_first_did() -> None:
    trace = Trace()
    seen_until = trace.file.seq
    trace.assigned()
    with refused("changed_meanwhile"):
        trace.do(
            "assign_visit", Role.REVIEWER, visitor="jiaozuo.surveyor.1", visitor_role="surveyor",
            seen=seen_until,
        )  # fmt: skip
    trace.do(
        "assign_visit", Role.REVIEWER, visitor="jiaozuo.surveyor.1", visitor_role="surveyor",
        seen=trace.file.seq,
    )  # fmt: skip
