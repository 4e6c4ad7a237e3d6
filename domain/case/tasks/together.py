"""What is open of a referral from a case: the unit answers, the township tells the family."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.tasks.base import task
from domain.task import Task

ANSWER = "answer_case_referral"
_CLAUSE = "社会救助法 Art 64; ZH-21"


def together_tasks(file: CaseFile) -> list[Task]:
    found = []
    for r in file.linked.referrals:
        if r.waits_for_unit:
            doing = "正在办理，请答复结果" if r.answers else "请受理并答复"
            urged = f"，已催办{len(r.urged)}次" if r.urged else ""
            due = Due(on=r.due, provisional=r.provisional) if r.due else None
            zh = f"{r.aid.unit_zh}：第{r.number}件转介（{r.aid.zh}）{doing}{urged}"
            code = f"{ANSWER}:{r.number}"
            found.append(
                task(file, code, zh, Role.UNIT_LIAISON, r.sent_on, due, _CLAUSE, act=ANSWER)
            )
        elif r.open and r.result is not None:
            act = "close_case_referral"
            zh = f"请将第{r.number}件转介（{r.aid.zh}）的结果告知家庭"
            found.append(
                task(
                    file, f"{act}:{r.number}", zh, Role.INTAKE, r.result.on, None, _CLAUSE, act=act
                )
            )
    return found


def service_tasks(file: CaseFile, today: date) -> list[Task]:
    """The next visit of every service with a schedule, and the township's part when it is missed."""
    if file.closed is not None or file.ending is not None:
        return []
    found, act = [], "record_service"
    for s in file.linked.services:
        if s.due is None:
            continue
        zh = f"请按计划上门：第{s.number}项服务（{s.kind_zh}）"
        since, due, code = s.last_on or s.since, Due(on=s.due), f"{act}:{s.number}"
        found.append(task(file, code, zh, Role.VILLAGE, since, due, "JZ-41", act=act))
        if today > s.due:
            zh = f"第{s.number}项服务（{s.kind_zh}）逾期未上门，请督促后登记服务情况"
            late = f"{code}:late"
            found.append(task(file, late, zh, Role.REVIEWER, s.due, None, "JZ-41", act=act))
    return found


def units_of_referrals(file: CaseFile) -> dict[str, str]:
    """The unit a task is for, by the task's code."""
    return {f"{ANSWER}:{r.number}": r.aid.unit_zh for r in file.linked.referrals}
