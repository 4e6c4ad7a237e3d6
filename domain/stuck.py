"""What does not move (R15): named, with since when, whose it is, and what can be done about it.

Five kinds: a workflow whose tasks fail (ours to repair), a step towards the outside that is tried
again and again (bank, mail, a department), an act somebody owes and is late with, a household that
was granted aid and is not paid, and something of this installation itself.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.base import Frozen


class StuckKind(StrEnum):
    WORKFLOW = "workflow"
    STEP = "step"
    ACT = "act"
    UNPAID = "unpaid"
    SYSTEM = "system"


STUCK_ZH = {
    StuckKind.WORKFLOW: "流程运行失败",
    StuckKind.STEP: "对外环节反复重试",
    StuckKind.ACT: "超期未办",
    StuckKind.UNPAID: "已确认未发放",
    StuckKind.SYSTEM: "系统运行",
}


class Stuck(Frozen):
    """One thing that does not move. `subject`: case number or a procedure's id; `cause`: a code.

    `whose`: who must act next, in Chinese. `since`: from when it has stood still, at the latest.
    """

    kind: StuckKind
    subject: str
    zh: str
    whose: str
    since: datetime
    place: str = ""
    township: str = ""
    cause: str = ""
    tries: int = 0


def place_in(workflow_id: str) -> str:
    """The place an id names, if it has three parts: `case/jiaozuo/JZ2026000001`; empty otherwise."""
    parts = workflow_id.split("/")
    return parts[1] if len(parts) > 2 else ""


TECHNICIAN = "系统管理员"


def in_order(found: tuple[Stuck, ...]) -> tuple[Stuck, ...]:
    """What holds up everybody first, then the oldest."""
    first = {StuckKind.SYSTEM: 0, StuckKind.WORKFLOW: 1, StuckKind.STEP: 2}
    return tuple(sorted(found, key=lambda s: (first.get(s.kind, 3), s.since, s.subject)))
