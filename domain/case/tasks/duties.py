"""What the duties of a family leave to be done by somebody: to look, to file; never to punish."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.living.duties import custody_unfiled, refused_days, work_refused
from domain.case.tasks.base import task
from domain.task import Task


def duty_tasks(file: CaseFile) -> list[Task]:
    found = []
    if file.living and file.review is None and file.ending is None:
        found = [
            task(
                file,
                f"report_change:work:{key}",
                f"成员{key}连续拒绝介绍的工作已达规定次数（{refused_days(file, key)}），"
                "请研究是否启动核实",
                Role.REVIEWER,
                max(o.on for o in file.duties.offers if o.member == key),
                clause="57号 Art 34",
                act="report_change",
            )
            for key in work_refused(file)
        ]
    if custody_unfiled(file) and file.stage is not Stage.CLOSED:
        zh = "救助金账户由他人代管，请将书面代管协议备案"
        found.append(
            task(file, "file_custody", zh, Role.COUNTY_REVIEWER, None, clause="57号 Art 26")
        )
    return found
