"""Who must say yes or no to a proposed repair."""

from __future__ import annotations

from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.repairs import REPAIR_ZH, RepairKind
from domain.case.tasks.base import task
from domain.task import Task


def repair_tasks(file: CaseFile) -> list[Task]:
    """One for the second person: at the county, and above whoever proposed it there. A reset
    is agreed to where it is done, while the case takes no acts."""
    repair = file.repairs.open
    if repair is None or repair.kind is RepairKind.RESET or file.closed is not None:
        return []
    above = repair.by_role is Role.COUNTY_REVIEWER
    return [
        task(
            file,
            f"confirm_repair:{repair.number}",
            f"请复核第{repair.number}号纠正：{REPAIR_ZH[repair.kind]}",
            Role.COUNTY_APPROVER if above else Role.COUNTY_REVIEWER,
            repair.on,
            Due(on=repair.until),
            "YC-06",
            act="confirm_repair",
        )
    ]
