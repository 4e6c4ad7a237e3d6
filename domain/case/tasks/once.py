"""What is open on help that is given once: the registration, the handing over, the later papers."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.relief import hardship, once
from domain.case.tasks.base import task, total_due
from domain.task import Task


def once_tasks(file: CaseFile, today: date) -> list[Task]:
    """Every task of help given once, and the alert of a case that cannot wait, whatever its kind."""
    if file.closed is not None:
        return []
    if not hardship.asks_hardship(file):
        return _rescue(file)
    return [*_registration(file), *_handing_over(file, today), *_afterwards(file), *_rescue(file)]


def _registration(file: CaseFile) -> list[Task]:
    if file.stage is not Stage.INTAKE or file.hardship is not None:
        return []
    return [
        task(
            file,
            "record_hardship",
            "请登记困难情形（救助对象、事由、金额）",
            Role.INTAKE,
            file.applied_on,
            clause="民发〔2018〕23号 二（二）",
        )
    ]


def _handing_over(file: CaseFile, today: date) -> list[Task]:
    if file.stage is not Stage.DISBURSEMENT or not once.to_deliver(file):
        return []
    grant = once.granted(file)
    left = "其余" if grant.deliveries else ""
    due = None if grant.deliveries else total_due(file, today)
    return [
        task(
            file,
            "deliver_aid",
            f"请交付{left}救助款物，并登记签收",
            Role.VILLAGE,
            grant.first_on,
            due,
            "社会救助法 Art 29",
        )
    ]


def _afterwards(file: CaseFile) -> list[Task]:
    found = []
    due = once.completion_due(file) if once.to_complete(file) else None
    if due is not None:
        found.append(
            task(
                file,
                "complete_papers",
                "先行救助后请补充说明、补齐材料和签字",
                Role.INTAKE,
                once.granted(file).first_on,
                Due(on=due),
                "社会救助法 Art 50; JZ-18",
            )
        )
    if once.filing_needed(file):
        decided = once.granted(file).decided_on
        found.append(
            task(
                file,
                "file_with_county",
                "请将乡镇（街道）决定的小额救助报县级民政部门备案",
                Role.REVIEWER,
                decided,
                file.law.due("county_filing_days", decided),
                file.law.cite("county_filing_days"),
            )
        )
    return found


def _rescue(file: CaseFile) -> list[Task]:
    """救急难: the head of the township sees, from the first day, until when the first help is due."""
    if not hardship.is_rescue(file) or hardship.solved(file) or not file.law.has("rescue_days"):
        return []
    return [
        task(
            file,
            "solve_urgent",
            "救急难事项尚未解决，请督促经办人员办理",
            Role.TOWNSHIP_LEADER,
            file.applied_on,
            file.law.due("rescue_days", file.applied_on),
            "HB-30; ZH-22",
            act=_NEXT_ACT.get(file.stage, "confirm"),
        )
    ]


_NEXT_ACT = {
    Stage.INTAKE: "accept",
    Stage.APPROVAL: "confirm",
    Stage.DISBURSEMENT: "deliver_aid",
}
