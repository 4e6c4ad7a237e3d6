"""What is open whatever stage the case is in: papers nobody could make, named reports to answer."""

from __future__ import annotations

from domain.case import notices
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.phases.window import complaints
from domain.case.tasks.base import task
from domain.papers.titles import title_of
from domain.task import Task


def papers_not_made(file: CaseFile) -> list[Task]:
    """The case goes on without the paper, but not for long without somebody looking at it."""
    return [
        task(
            file,
            f"notice_failed:{n.order.key}",
            f"文书制发失败：{title_of(n.order.kind, file.programme)}。"
            "请联系技术人员排除故障后重新读取政策参数，系统将再次制发",
            Role.POLICY_ADMIN,
            n.failed_on,
            clause="JZ-59",
            act="refresh_policy",
        )
        for n in notices.unmade(file)
    ]


def reports_to_answer(file: CaseFile) -> list[Task]:
    return [
        task(
            file,
            f"answer_complaint:{number}",
            f"请核查并答复第{number}件实名举报",
            Role.REVIEWER,
            told.on,
            clause=complaints.CLAUSE,
            act="answer_complaint",
        )
        for number, told in complaints.open_complaints(file)
    ]
