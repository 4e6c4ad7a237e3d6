"""What is open on a case that draws aid."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.acts import CAUSE_ZH
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.living.duties import reported_late
from domain.case.phases.living.living import ADVERSE, lawful_outcomes
from domain.case.tasks.asking import asking_tasks
from domain.case.tasks.base import leads_to_verify, task
from domain.task import Task


def living_tasks(file: CaseFile, today: date) -> list[Task]:
    found = [*asking_tasks(file, today), *leads_to_verify(file, today)]
    looked = file.review
    if looked is None or file.ending is not None:
        return found
    due = Due(on=looked.due) if looked.due else None
    cause = CAUSE_ZH[looked.cause] + ("（超过规定期限才报告）" if reported_late(file) else "")
    if file.check is not None and not file.check.done:
        zh = f"{cause}：等待部门答复信息核对"
        found.append(
            task(file, "record_reply", zh, Role.CHECKING_CENTRE, file.check.started_on, due)
        )
    if looked.verified_on is None:
        zh = f"{cause}：请入户核实"
        found.append(
            task(file, "verify_change", zh, Role.SURVEYOR, looked.opened_on, due, "57号 Art 31-32")
        )
        return found
    unheard = looked.heard_on is None and not looked.nobody_left
    if unheard and set(lawful_outcomes(file)) & set(ADVERSE):
        zh = f"{cause}：拟减发、停发，请听取家庭意见"
        found.append(
            task(
                file, "hear_family", zh, Role.REVIEWER, looked.verified_on, due, "社会救助法 Art 48"
            )
        )
        return found
    role = ROLE_OF_DECIDER[file.law.text("decider")]
    zh = f"{cause}：请作出动态管理决定"
    found.append(task(file, "decide_change", zh, role, looked.verified_on, due, "57号 Art 32"))
    return found


TASKS = {Stage.DISBURSEMENT: living_tasks, Stage.SUPERVISION: living_tasks}
