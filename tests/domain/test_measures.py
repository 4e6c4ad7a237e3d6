"""一事一议 told as sentences about the pure model: each unit's task until it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.measures import engine as following
from domain.measures.file import outcome_of
from domain.measures.tasks import measures_waiting_zh, next_measures_mark, open_measures_tasks
from domain.policy import PolicyNotSet
from tests.meeting_desk import (
    CIVIL,
    EDUCATION,
    MEDICAL,
    Follow,
    liaison,
)
from tests.people import START

OFFICE = Role.MEETING_OFFICE
SHORT_WAY: dict[str, object] = {
    "rule": "joint_meeting",
    "agenda_approval": False,
    "preparatory_meeting": False,
    "decision": "approval",
    "min_units": 2,
}
"""What an administrator might set where the documents are silent."""


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("TR-58")
def test_a_matter_closes_only_when_every_unit_has_done_its_task() -> None:
    follow = Follow()
    assert [t.measure.unit for t in follow.file.tasks] == [CIVIL, MEDICAL]
    due = follow.file.tasks[0].due
    assert due > follow.today and all(t.due == due for t in follow.file.tasks)
    follow.finished("1")
    assert not follow.file.closed
    follow.finished("2")
    assert follow.file.closed
    outcome = outcome_of(follow.file, follow.today)
    assert (outcome.promised_fen, outcome.delivered_fen) == (3_000_000, 3_000_000)
    assert outcome.late == ()


@pytest.mark.rule("TR-58")
def test_a_unit_does_its_own_task_in_order_and_with_evidence() -> None:
    follow = Follow()
    with refused("not_your_unit"):
        follow.do("accept_task", liaison(MEDICAL), task="1")
    with refused("role_not_allowed"):
        follow.do("accept_task", OFFICE, task="1")
    with refused("task_unknown"):
        follow.do("accept_task", liaison(CIVIL), task="9")
    with refused("not_accepted"):
        follow.do("report_progress", liaison(CIVIL), task="1", text="正在办理")
    follow.do("accept_task", liaison("civil_affairs"), task="1")
    with refused("already_accepted"):
        follow.do("accept_task", liaison(CIVIL), task="1")
    follow.do("report_progress", liaison(CIVIL), task="1", text="资金已申请")
    with refused("evidence_missing"):
        follow.do("complete_task", liaison(CIVIL), task="1", delivered_fen=1_000_000)
    with refused("delivery_differs"):
        follow.do(
            "complete_task",
            liaison(CIVIL),
            task="1",
            evidence=("发放凭证",),
            delivered_fen=900_000,
        )
    follow.do(
        "complete_task",
        liaison(CIVIL),
        task="1",
        evidence=("发放凭证",),
        delivered_fen=900_000,
        note="家庭已另获慈善帮扶",
    )
    with refused("already_complete"):
        follow.do("report_progress", liaison(CIVIL), task="1", text="补充说明")


def test_a_unit_is_reminded_before_its_day_and_marked_after_it() -> None:
    follow = Follow()
    due = follow.file.tasks[0].due
    half = follow.file.remind_on(follow.file.tasks[0])
    assert follow.today < half < due
    assert next_measures_mark(follow.file, follow.today) == half
    follow.to(half)
    reminded = [e for e in follow.file.journal if e.act == "reminded"]
    assert [e.task for e in reminded] == ["1", "2"]
    assert next_measures_mark(follow.file, follow.today) == due + timedelta(days=1)
    follow.to(due).to(due + timedelta(days=1)).to(due + timedelta(days=2))
    assert [e.task for e in follow.file.journal if e.act == "overdue"] == ["1", "2"]
    assert all(task.late for task in follow.file.tasks)
    assert "已超期" in measures_waiting_zh(follow.file, follow.today)


@pytest.mark.rule("TR-11")
def test_the_office_supervises_a_late_unit_until_it_has_answered() -> None:
    follow = Follow()
    with refused("not_overdue"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    follow.to(follow.file.tasks[0].due + timedelta(days=1))
    late = [t.act for t in open_measures_tasks(follow.file, follow.today) if t.role is OFFICE]
    assert late == ["supervise", "supervise"]
    with refused("role_not_allowed"):
        follow.do("supervise", liaison(CIVIL), task="1", reason="落实进度滞后")
    with refused("no_order"):
        follow.do("answer_supervision", liaison(CIVIL), task="1", answer="正在办理拨付")
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    order = follow.file.of("1").order
    assert order is not None
    expected = follow.file.law.due("escalation.supervision_days", follow.today)
    assert order.due == expected.on > follow.today
    with refused("order_open"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    with refused("not_answered"):
        follow.do("close_supervision", OFFICE, task="1", conclusion="已经督促落实")
    with refused("not_your_unit"):
        follow.do("answer_supervision", liaison(MEDICAL), task="1", answer="正在办理拨付")
    follow.finished("1").finished("2")
    assert not follow.file.closed  # the supervision order is still open
    follow.do("answer_supervision", liaison(CIVIL), task="1", answer="已经完成拨付")
    assert not follow.file.closed
    follow.do("close_supervision", OFFICE, task="1", conclusion="已经督促落实")
    assert follow.file.closed
    assert outcome_of(follow.file, follow.today).late == (CIVIL, MEDICAL)


def test_an_unanswered_supervision_order_is_marked_once_when_its_day_passes() -> None:
    follow = Follow().to(START + timedelta(days=60))
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    order = follow.file.of("1").order
    assert order is not None
    follow.to(order.due).to(order.due + timedelta(days=1)).to(order.due + timedelta(days=5))
    assert [e.act for e in follow.file.journal].count("order_overdue") == 1


def test_without_days_for_supervision_the_office_sets_the_day_itself() -> None:
    follow = Follow(supervision_days=None).to(START + timedelta(days=60))
    with pytest.raises(PolicyNotSet):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    day = follow.today + timedelta(days=3)
    with refused("due_in_the_past"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后", due=START)
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后", due=day)


def test_a_liaison_is_offered_only_what_his_own_unit_may_do_now() -> None:
    follow = Follow()
    follow.do("accept_task", liaison(CIVIL), task="1")

    def offered(role: Role, unit: str = "") -> list[str]:
        return [m.act for m in following.lawful_measures_moves(follow.file, role, unit)]

    assert offered(Role.UNIT_LIAISON, CIVIL) == ["report_progress", "complete_task"]
    assert offered(Role.UNIT_LIAISON, "medical") == ["accept_task"]
    assert offered(Role.UNIT_LIAISON, EDUCATION) == []
    assert offered(OFFICE) == ["propose_handing", "mark_important"]
    follow.to(follow.file.tasks[0].due + timedelta(days=1))
    assert offered(OFFICE) == ["supervise", "propose_handing", "mark_important"]


@pytest.mark.rule("AUD-33")
def test_a_unit_that_is_no_more_is_replaced_or_its_measure_ended_by_two_people() -> None:
    """A department without a successor held a decision open for ever."""
    known = {"members": ((CIVIL, "civil_affairs"), (EDUCATION, "education"))}
    follow = Follow().to(START + timedelta(days=60))
    follow.do("supervise", OFFICE, task="2", reason="落实进度滞后")
    told = {
        "task": "2",
        "reason": "机构改革后该单位撤销，没有承接单位",
        "paper": "编办〔2026〕12号",
    }
    until, due = follow.today + timedelta(days=5), follow.today + timedelta(days=30)
    with refused("role_not_allowed"):
        follow.do("propose_handing", liaison(MEDICAL), **told, until=until)
    for unit in ("无此单位", MEDICAL):
        with refused("unit_unknown"):
            follow.do("propose_handing", OFFICE, **told, to_unit=unit, due=due, until=until,
                      known=known)  # fmt: skip
    with refused("due_in_past"):
        follow.do("propose_handing", OFFICE, **told, to_unit=EDUCATION, until=until, known=known)
    follow.do(
        "propose_handing", OFFICE, **told, to_unit=EDUCATION, due=due, until=until, known=known
    )
    assert follow.file.of("2").measure.unit == MEDICAL, "one person changes nothing"
    assert "confirm_handing" in {t.act for t in open_measures_tasks(follow.file, follow.today)}
    with refused("handing_open"):
        follow.do("propose_handing", OFFICE, **told, until=until)
    with refused("role_not_allowed"):
        follow.do("confirm_handing", OFFICE, task="2", opinion="同意")
    follow.do("confirm_handing", Role.CONVENER, task="2", opinion="情况属实，同意")
    task = follow.file.of("2")
    assert (task.measure.unit, task.unit_code, task.due) == (EDUCATION, "education", due)
    assert task.order is None and not task.done and task.handings[0].agreed
    with refused("not_your_unit"):
        follow.do("accept_task", liaison(MEDICAL), task="2")
    follow.do("accept_task", liaison(EDUCATION), task="2")
    nobody = {"task": "2", "reason": "家庭已经迁出，不再需要本项措施", "paper": "迁出证明"}
    follow.do("propose_handing", OFFICE, **nobody, until=until)
    follow.do("refuse_handing", Role.CONVENER, task="2", reason="仍应落实，请继续")
    follow.do("propose_handing", OFFICE, **nobody, until=until)
    follow.to(until + timedelta(days=1))
    with refused("repair_lapsed"):
        follow.do("confirm_handing", Role.CONVENER, task="2", opinion="同意")
    follow.do("propose_handing", OFFICE, **nobody, until=follow.today)
    follow.do("confirm_handing", Role.CONVENER, task="2", opinion="情况属实，同意")
    assert [h.agreed for h in follow.file.of("2").handings] == [True, False, False, True]
    follow.finished("1")
    assert follow.file.closed
    outcome = outcome_of(follow.file, follow.today)
    assert outcome.delivered_fen < outcome.promised_fen and MEDICAL in outcome.late
