"""What the checking centre must do about one information check."""

from __future__ import annotations

from datetime import date

from domain.case.lifecycle import Role
from domain.check.file import Asked, CheckFile, Problem
from domain.check.progress import unasked
from domain.task import Task

_TROUBLE_ZH = {
    "down": "查询接口无应答",
    "nonsense": "答复内容不符合约定格式",
    "no_rule": "没有现行有效的信息查询办法，尚未查询",
    "not_authorised": "核对对象尚未授权，尚未查询",
    "": "尚未答复",
}
_AT_ONCE = ("nonsense", "no_rule")
"""Trouble that no waiting cures."""


def open_check_tasks(file: CheckFile, today: date) -> tuple[Task, ...]:
    """One task for each department in trouble or past its day (ZH-20), one for each problem
    raised to the meeting office (HB-04, TR-09)."""
    parts = tuple(
        _task(file, part)
        for part in file.departments
        if not part.settled and (part.trouble in _AT_ONCE or today > part.due)
    )
    problems = () if file.done else file.problems
    return parts + tuple(_problem(file, problem) for problem in problems)


def _task(file: CheckFile, part: Asked) -> Task:
    if part.trouble == "no_rule":
        zh = (
            f"没有现行有效的信息查询办法，未向{part.zh}查询{'、'.join(part.items)}，"
            "请会同该部门签订查询办法，或者登记免等"
        )
        return _of_centre(file, part, zh, "ZH-06; TR-32; TR-46")
    zh = f"{part.zh}{_trouble_zh(file, part)}，请催办、录入书面回复或者登记免等"
    return _of_centre(file, part, zh, part.clause or "ZH-20")


def _of_centre(file: CheckFile, part: Asked, zh: str, clause: str) -> Task:
    return Task(
        code=f"waive_reply:{part.department}",
        zh=zh,
        act="waive_reply" if part.trouble == "no_rule" else "record_reply",
        role=Role.CHECKING_CENTRE,
        since=file.order.ordered_on,
        due=part.due,
        clause=clause,
    )


def _problem(file: CheckFile, problem: Problem) -> Task:
    zh = file.of(problem.department).zh
    return Task(
        code=f"raise_problem:{problem.department}:{problem.problem}",
        zh=f"核对和信息共享问题：{zh}，{problem.description}，请研究列入会议议题",
        act="raise_problem",
        role=Role.MEETING_OFFICE,
        since=problem.on,
        clause="HB-04; TR-09",
    )


def _trouble_zh(file: CheckFile, part: Asked) -> str:
    if part.trouble == "not_authorised":
        return f"：成员{'、'.join(unasked(file, part))}尚未授权，尚未查询"
    if part.silent:
        return f"：{'、'.join(part.silent)}尚未答复"
    return _TROUBLE_ZH[part.trouble]


def check_waiting_zh(file: CheckFile, today: date) -> str:
    """Which departments the check waits for, for every screen."""
    silent = [part for part in file.departments if not part.settled]
    if not silent:
        return "各部门均已答复。"
    return "\n".join(
        f"等待{p.zh}答复（已询问{p.attempts}次，期限{p.due}"
        + ("，已超期" if today > p.due else "")
        + f"）：{_trouble_zh(file, p).lstrip('：')}。"
        for p in silent
    )
