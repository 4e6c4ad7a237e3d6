"""Who must look into what registers say of a family: by when, and how urgent it is."""

from __future__ import annotations

from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.tasks.base import task
from domain.compare.causes import DEATH, zh
from domain.money import yuan_zh
from domain.task import Task


def hit_tasks(file: CaseFile) -> list[Task]:
    """One for each hit nobody has looked into; a death is urgent (JZ-53)."""
    if not file.living:
        return []
    found = []
    for hit in file.watch.open:
        urgent = "（紧急）" if hit.about == DEATH else ""
        stake = f"，每日涉及{yuan_zh(hit.stake_day_fen)}" if hit.stake_day_fen else ""
        kept = "，该人员部分已暂缓发放" if hit.hold else ""
        found.append(
            task(
                file,
                f"settle_hit:{hit.id}",
                f"请核实疑点线索{urgent}：成员{hit.member}有{zh(hit.about)}{stake}{kept}",
                Role.SURVEYOR,
                hit.told_on,
                Due(on=hit.due) if hit.due else None,
                "JZ-53; JZ-62" if hit.about == DEATH else "JZ-62",
                act="settle_hit",
            )
        )
    return found
