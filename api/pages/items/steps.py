"""The way of an item as a row of steps: what is done, where it stands, what the place leaves out."""

from __future__ import annotations

from dataclasses import dataclass

from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ItemStage


@dataclass(frozen=True)
class Step:
    """`state`: done, now or ahead. `note`: when, or why it was left out."""

    zh: str
    state: str
    note: str = ""


_ORDER = (
    (ItemStage.COLLECTING, "收集材料"),
    (ItemStage.SORTED, "审核材料"),
    (ItemStage.AGENDA, "审定议题"),
    (ItemStage.PREPARATORY, "要求召开准备会"),
    (ItemStage.PRELIMINARY, "准备会初审"),
    (ItemStage.MEETING, "联席会议"),
    (ItemStage.DECISION, "会议审定"),
    (ItemStage.GOVERNMENT, "政府决定"),
    (ItemStage.DECIDED, "议定并落实"),
)


def steps_of(file: ItemFile) -> list[Step]:
    """The steps the place asks for; the government's decision only where it was asked."""
    shown = [(stage, zh) for stage, zh in _ORDER if _asked(file, stage)]
    stages = [stage for stage, _ in shown]
    if file.stage is ItemStage.WITHDRAWN:
        return [Step(zh, "ahead") for _, zh in shown] + [Step("已撤回", "now")]
    at = stages.index(file.stage) if file.stage in stages else len(stages)
    return [
        Step(zh, "done" if n < at else "now" if n == at else "ahead", _note(file, stage))
        for n, (stage, zh) in enumerate(shown)
    ]


def _asked(file: ItemFile, stage: ItemStage) -> bool:
    law = file.policy
    match stage:
        case ItemStage.AGENDA:
            return law is None or _flag(file, "escalation.agenda_approval")
        case ItemStage.PREPARATORY | ItemStage.PRELIMINARY:
            return law is None or _flag(file, "escalation.preparatory_meeting")
        case ItemStage.GOVERNMENT:
            major = bool(file.meeting and file.meeting.major)
            return file.stage is stage or major
        case ItemStage.DECISION:
            return file.stage is not ItemStage.GOVERNMENT and not (
                file.meeting and file.meeting.major
            )
    return True


def _flag(file: ItemFile, name: str) -> bool:
    return file.law.has(name) and file.law.flag(name)


def _note(file: ItemFile, stage: ItemStage) -> str:
    held, meeting, resolution = file.preparatory, file.meeting, file.resolution
    match stage:
        case ItemStage.PREPARATORY if held.waived_on:
            return f"{held.waived_on}登记不召开"
        case ItemStage.PREPARATORY if held.requested_on:
            return str(held.requested_on)
        case ItemStage.PRELIMINARY if held.held_on:
            return str(held.held_on)
        case ItemStage.MEETING if meeting:
            return str(meeting.on)
        case ItemStage.MEETING if file.planned_on:
            return f"计划{file.planned_on}"
        case ItemStage.DECIDED if resolution:
            return str(resolution.decided_on)
    return ""
