"""What the checking centre must do about one information check."""

from __future__ import annotations

from datetime import date

from domain.case.lifecycle import Role
from domain.check.file import Asked, CheckFile
from domain.task import Task

_TROUBLE_ZH = {
    "down": "查询接口无应答",
    "nonsense": "答复内容不符合约定格式",
    "": "尚未答复",
}


def open_check_tasks(file: CheckFile, today: date) -> tuple[Task, ...]:
    """One task for each department that is in trouble or past its day (ZH-20, TR-09)."""
    return tuple(
        _task(file, part)
        for part in file.departments
        if not part.settled and (part.trouble == "nonsense" or today > part.due)
    )


def _task(file: CheckFile, part: Asked) -> Task:
    return Task(
        code=f"waive_reply:{part.department}",
        zh=f"{part.zh}{_TROUBLE_ZH[part.trouble]}，请催办、录入书面回复或者登记免等",
        act="record_reply",
        role=Role.CHECKING_CENTRE,
        since=file.order.ordered_on,
        due=part.due,
        clause=part.clause or "ZH-20",
    )


def check_waiting_zh(file: CheckFile, today: date) -> str:
    """Which departments the check waits for, for every screen."""
    silent = [part for part in file.departments if not part.settled]
    if not silent:
        return "各部门均已答复。"
    return "\n".join(
        f"等待{p.zh}答复（已询问{p.attempts}次，期限{p.due}"
        + ("，已超期" if today > p.due else "")
        + f"）：{_TROUBLE_ZH[p.trouble]}。"
        for p in silent
    )
