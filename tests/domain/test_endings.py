"""How a case ends without an opinion: in writing, served, and with nothing owed left behind."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.discovered import answers_owed
from domain.case.file import NoticeState
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.notices import NoticeReceipt, afterwards, to_issue
from domain.case.tasks import open_tasks
from tests.people import Walk, application

WHY = "申请人户籍和经常居住地均不在本地"


def issued(walk: Walk, *, failed: tuple[str, ...] = ()) -> str:
    """Every paper that is owed goes out; the number of the last one."""
    number = ""
    for order in to_issue(walk.file):
        number = f"焦救〔2026〕{len(walk.file.notices)}号"
        receipt = NoticeReceipt(
            key=order.key,
            number=number,
            digest="0" * 64,
            issued_on=walk.today,
            sent_by="print",
            failed=failed,
        )
        walk.file = engine.notice_issued(walk.file, receipt, walk.at)
    return number


def lawful(walk: Walk, role: Role) -> set[str]:
    return {move.act for move in lawful_moves(walk.file, role)}


def waiting(walk: Walk) -> set[str]:
    return {task.act for task in open_tasks(walk.file, walk.today)}


@pytest.mark.rule("JZ-60")
def test_what_was_not_accepted_closes_when_the_family_has_it_in_writing() -> None:
    walk = Walk(application())
    walk.do("decline", Role.INTAKE, reason=WHY)
    assert walk.file.stage is Stage.INTAKE and walk.file.closed is None
    [paper] = walk.file.notices
    assert paper.order.kind == "decline" and paper.order.must_serve
    assert [r.text for r in paper.order.reasons] == [WHY]
    assert "accept" not in lawful(walk, Role.INTAKE)
    with pytest.raises(CaseRefusal) as no:
        walk.do("accept", Role.INTAKE)
    assert no.value.code == "ended" and "不予受理" in no.value.message
    number = issued(walk)
    assert waiting(walk) == {"serve_notice"}
    walk.later(1).do("serve_notice", Role.INTAKE, number=number, manner="in_person")
    assert walk.file.closed is not None
    assert (walk.file.closed.outcome, walk.file.stage) == ("not_accepted", Stage.CLOSED)


def test_the_lead_behind_an_application_hears_of_the_decision_not_of_the_postman() -> None:
    walk = Walk(application().having(lead_no="JZL2026000001"))
    assert answers_owed(walk.file) == ()
    walk.do("decline", Role.INTAKE, reason=WHY)
    [told] = answers_owed(walk.file)
    assert (told.outcome, told.on) == ("not_accepted", walk.today)


def test_who_withdraws_has_it_confirmed_on_paper() -> None:
    walk = Walk(application())
    walk.do("withdraw", Role.INTAKE, reason="家庭情况好转")
    assert walk.file.closed is not None and walk.file.closed.outcome == "withdrawn"
    [owed] = to_issue(walk.file)
    assert (owed.kind, owed.facts["撤回理由"]) == ("withdrawal", "家庭情况好转")
    issued(walk)
    assert not afterwards(walk.file)
    assert lawful(walk, Role.INTAKE) == set()


def test_a_paper_no_channel_took_is_carried_after_the_end() -> None:
    walk = Walk(application())
    walk.do("withdraw", Role.INTAKE)
    number = issued(walk, failed=("sms",))
    assert afterwards(walk.file)
    assert waiting(walk) == {"serve_notice"}
    assert lawful(walk, Role.INTAKE) == {"serve_notice", "fail_service"}
    walk.later(2)
    walk.do("fail_service", Role.VILLAGE, number=number, manner="in_person", reason="无人在家")
    walk.later(1).do("serve_notice", Role.VILLAGE, number=number, manner="in_person")
    assert not afterwards(walk.file)
    assert waiting(walk) == set() and lawful(walk, Role.INTAKE) == set()


@pytest.mark.rule("DB-50")
def test_a_procedure_ended_for_want_of_cooperation_has_a_paper_of_its_own() -> None:
    walk = Walk(application()).accepted()
    walk.do("warn_cooperation", Role.REVIEWER, asked="请配合入户调查")
    walk.later(3).do("end_for_no_cooperation", walk.decider, 5, reason="两次告知后仍拒绝")
    paper = walk.file.notices[-1].order
    assert (paper.kind, paper.must_serve) == ("ended_no_cooperation", True)
    assert paper.facts["终止日期"] == walk.today.isoformat()
    number = issued(walk)
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.closed is not None and walk.file.closed.outcome == "no_cooperation"


def test_a_family_whose_file_moves_on_is_told_from_where_to_where() -> None:
    walk = Walk(application()).accepted()
    left = walk.file.township
    walk.do("report_event", Role.INTAKE, kind="moved", happened_on=walk.today)
    walk.do("transfer_case", Role.REVIEWER, to_township="jz-first", reason="全家已迁往该街道")
    paper = walk.file.notices[-1].order
    assert paper.kind == "transfer"
    assert (paper.facts["移交单位"], paper.facts["接收单位"]) == (left, "jz-first")


@pytest.mark.rule("DB-80")
def test_a_named_report_stays_open_until_it_was_checked_and_answered() -> None:
    walk = Walk(application())
    walk.do("register_complaint", Role.INTAKE, channel="letter", content="有车未报", named=True)
    walk.do("register_complaint", Role.INTAKE, channel="hotline", content="有人反映情况")
    assert "answer_complaint" in waiting(walk)
    said = {"true": False, "text": "经入户核查，没有机动车。"}
    for number in (2, 3):
        with pytest.raises(CaseRefusal) as no:
            walk.do("answer_complaint", Role.REVIEWER, number=number, **said)
        assert no.value.code == "no_open_complaint" and "第1件" in no.value.message
    walk.do("withdraw", Role.INTAKE)
    issued(walk)
    assert afterwards(walk.file), "the end of a case answers no report"
    assert lawful(walk, Role.REVIEWER) == {"answer_complaint"}
    walk.later(5).do("answer_complaint", Role.REVIEWER, number=1, **said)
    [owed] = to_issue(walk.file)
    assert (owed.kind, owed.facts["核查结论"]) == ("complaint_answer", "经核查不属实")
    issued(walk)
    assert not afterwards(walk.file)
    assert "answer_complaint" not in waiting(walk)


@pytest.mark.rule("JZ-59")
def test_a_paper_nobody_can_make_is_a_named_task_and_the_case_goes_on() -> None:
    walk = Walk(application()).accepted()
    [owed] = to_issue(walk.file)
    walk.file = engine.notice_failed(walk.file, owed.key, walk.today, walk.at)
    assert to_issue(walk.file) == ()
    assert "文书制发失败" in {e.zh for e in walk.file.journal}
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "refresh_policy"]
    assert task.zh.startswith("文书制发失败：受理通知书")
    walk.later(1).surveyed().checked()
    assert walk.file.stage is Stage.REVIEW
    walk.do("refresh_policy", Role.POLICY_ADMIN, reason="模板已修复")
    assert [n.key for n in to_issue(walk.file)] == [owed.key]


def test_a_paper_that_could_not_be_made_keeps_a_closed_case_until_it_is() -> None:
    walk = Walk(application())
    walk.do("withdraw", Role.INTAKE)
    [owed] = to_issue(walk.file)
    walk.file = engine.notice_failed(walk.file, owed.key, walk.today, walk.at)
    assert afterwards(walk.file)
    assert lawful(walk, Role.POLICY_ADMIN) == {"refresh_policy"}
    walk.later(1).do("refresh_policy", Role.POLICY_ADMIN, reason="模板已修复")
    issued(walk)
    assert not afterwards(walk.file)
    assert [isinstance(n, NoticeState) and n.failed_on for n in walk.file.notices] == [None]
