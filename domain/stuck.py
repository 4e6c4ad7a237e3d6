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
_STEP_ZH = {
    "ask_department": "询问部门",
    "ask_departments": "询问部门",
    "book_backpay": "登记补发",
    "book_release": "登记拨款",
    "book_return": "登记退款",
    "book_zero": "登记不予发放",
    "fetch_return": "取回代发银行的结果",
    "freeze_list": "生成发放名单",
    "issue_meeting_minutes": "制作会议纪要",
    "issue_minutes": "制作会议纪要",
    "issue_notice": "制作文书",
    "mail_affair_paper": "送交单位文书",
    "mail_units": "送交单位文书",
    "match_list": "比对名单",
    "read_registers": "读取部门名单",
    "send_batch": "报送代发银行",
    "send_summary": "报送政府报告",
    "take_policy": "读取政策参数",
    "tell_hits": "告知比对结果",
}


def step_zh(step: str) -> str:
    """A step of a procedure as the list names it; one without a name of its own with its code."""
    if step.startswith("project_"):
        return "登记办理情况"
    return _STEP_ZH.get(step, step if not step.isascii() else f"系统环节{step}")


def in_order(found: tuple[Stuck, ...]) -> tuple[Stuck, ...]:
    """What holds up everybody first, then the oldest."""
    first = {StuckKind.SYSTEM: 0, StuckKind.WORKFLOW: 1, StuckKind.STEP: 2}
    return tuple(sorted(found, key=lambda s: (first.get(s.kind, 3), s.since, s.subject)))
