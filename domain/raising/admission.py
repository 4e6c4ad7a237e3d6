"""What the meeting takes in: the place's conditions, the same for a case and for any other source."""

from __future__ import annotations

from collections.abc import Sequence

from domain.case.acts import AidTried
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH
from domain.money import yuan
from domain.policy import Snapshot
from domain.raising.order import (
    MAJOR_EVENT,
    RAISE_CLAUSE,
    RAISERS,
    SOURCE_ZH,
    ItemOrder,
    ItemSource,
)
from domain.rules import Rules

ADMISSION_NEEDS = ("escalation.rule", "escalation.causes", "escalation.ceilings")
"""The policy values admission asks for."""


def gap_of(
    law: Rules | Snapshot, cause: str, cause_text: str, need_fen: int, tried: Sequence[AidTried]
) -> int:
    """The gap that remains after every single department's limit, in fen and above zero (TR-12).

    Refused with PolicyNotSet where the place's documents give no rule for 一事一议.
    """
    _cause_holds(law, cause, cause_text)
    require(
        tried,
        "nothing_tried",
        "请先列明已实施或者测算的各部门单项救助及其限额。",
        "TR-12",
    )
    _ceilings_hold(law, tried)
    over = [t.programme for t in tried if t.granted_fen > t.ceiling_fen]
    require(
        not over,
        "over_ceiling",
        f"以下救助已给金额超过限额，请核对：{'、'.join(over)}。",
        "TR-12",
    )
    gap = need_fen - sum(t.ceiling_fen for t in tried)
    require(
        gap > 0,
        "no_gap",
        f"各部门单项限额合计可以解决，缺口为{yuan(max(gap, 0))}元，无需提请一事一议。",
        "TR-12",
    )
    return gap


def _cause_holds(law: Rules | Snapshot, cause: str, cause_text: str) -> None:
    law.text("escalation.rule")
    causes = law.table("escalation.causes")
    require(
        cause in causes,
        "cause_unknown",
        f"提请一事一议的情形只能是：{'、'.join(str(zh) for zh in causes.values())}。",
        law.cite("escalation.causes"),
    )
    require(
        cause != "other" or cause_text.strip(),
        "cause_text_missing",
        "选择“其他”情形的，应当写明具体情形。",
        law.cite("escalation.causes"),
    )


def _ceilings_hold(law: Rules | Snapshot, tried: Sequence[AidTried]) -> None:
    """Where the place has set each programme's limit, the limit stated is that one (OPN-20)."""
    name = "escalation.ceilings"
    if not law.has(name):
        return
    limits = law.table(name)
    for aid in tried:
        limit = limits.get(f"{aid.unit}/{aid.programme}")
        require(
            isinstance(limit, int),
            "programme_unknown",
            f"“{aid.unit}/{aid.programme}”不在本地单项救助限额表中，可选：{'、'.join(limits)}。",
            law.cite(name),
        )
        require(
            aid.ceiling_fen == limit,
            "ceiling_differs",
            f"“{aid.unit}/{aid.programme}”的限额与本地限额表不一致，"
            f"应为{yuan(limit if isinstance(limit, int) else 0)}元。",
            law.cite(name),
        )


def admitted(order: ItemOrder, law: Snapshot) -> ItemOrder:
    """The order of an item that no case has raised, with its gap computed. Raises CaseRefusal."""
    clause = RAISE_CLAUSE.get(order.source, "")
    _may_raise(order, clause)
    _told_whole(order, clause)
    law.text("escalation.rule")
    if order.facts is not None:
        gap = gap_of(law, order.cause, order.cause_text, order.need_fen, order.tried)
        return order.model_copy(update={"gap_fen": gap})
    if order.cause:
        _cause_holds(law, order.cause, order.cause_text)
    return order.model_copy(update={"gap_fen": 0})


def _may_raise(order: ItemOrder, clause: str) -> None:
    roles, officer = RAISERS.get(order.source, ()), order.raised_by
    require(roles, "source_unknown", "案件提请一事一议的，请在该案件中办理。", "TR-12")
    role = officer.role if officer else None
    require(
        role in roles,
        "role_not_allowed",
        f"“{SOURCE_ZH[order.source]}”的议题应当由{'、'.join(ROLE_ZH[r] for r in roles)}提出"
        f"{f'，您的岗位是{ROLE_ZH[role]}' if role else ''}。",
        clause,
    )
    require(
        officer is not None and officer.place == order.place,
        "not_your_place",
        "议题不属于您所在县（市、区）的联席会议，请由本县（市、区）联席会议的工作人员办理。",
        clause,
    )


def _told_whole(order: ItemOrder, clause: str) -> None:
    require(order.topic.strip(), "topic_missing", "请写明议题名称。", clause)
    if order.source is ItemSource.BUREAU:
        require(
            order.cause == MAJOR_EVENT,
            "not_major_event",
            "民政部门只对重大特殊事件自行启动联席会议，其他情形请由案件或者成员单位提出。",
            clause,
        )
    if order.source is ItemSource.ALERT:
        require(
            order.lead_no,
            "lead_missing",
            "由监测预警、主动发现提出的议题，应当写明线索编号。",
            clause,
        )
    if order.source is ItemSource.ASSIGNED:
        require(
            order.paper.strip(),
            "paper_missing",
            "党委、政府交办的议题，应当写明交办文件。",
            clause,
        )
    if order.facts is None and order.source is not ItemSource.BUREAU:
        require(
            order.solution.strip() and order.owner.strip(),
            "solution_missing",
            "不涉及具体家庭的议题，应当写明解决建议和牵头单位。",
            "TR-10",
        )
