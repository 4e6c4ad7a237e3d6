"""What is open on a request another unit decides."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.tasks.base import task
from domain.task import Task

ANSWER = "answer_referral"
_CLAUSE = "社会救助法 Art 64; ZH-21"


def referral_tasks(file: CaseFile, today: date) -> list[Task]:
    referral = file.referral
    if referral is None:
        return []
    if referral.result is None:
        doing = "正在办理，请答复结果" if referral.taken_on else "请受理并答复"
        due = Due(on=referral.due, provisional=referral.provisional) if referral.due else None
        zh = f"{referral.zh}：转办事项{doing}"
        return [task(file, ANSWER, zh, Role.UNIT_LIAISON, referral.sent_on, due, _CLAUSE)]
    zh = "请将转办结果告知家庭"
    return [task(file, "close_referral", zh, Role.INTAKE, referral.result.on, None, _CLAUSE)]


def units_of(file: CaseFile) -> dict[str, str]:
    """The unit a task of the case is for, by the task's code."""
    return {ANSWER: file.referral.zh} if file.referral else {}


TASKS = {Stage.REFERRAL: referral_tasks}
