"""What a family still needs after the government has decided (JZ-36): then charity may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.base import Frozen
from domain.money import yuan

if TYPE_CHECKING:
    from domain.case.file import CaseFile


class Unmet(Frozen):
    """`fen` 0: no sum is known. `why`: a sentence for the case page."""

    fen: int
    why: str


def unmet_need(file: CaseFile) -> Unmet | None:
    """None before a decision, and where the decision met what was asked for."""
    resolved = file.escalation.resolution if file.escalation else None
    if file.escalation is not None and resolved is not None:
        left = file.escalation.gap_fen - resolved.total_fen
        return _left(left, "联席会议决定以后") if left > 0 or not resolved.approved else None
    decision = file.decision
    if decision is None:
        return None
    asked = file.hardship.asked_fen if file.hardship else 0
    given = file.grant.fen if file.grant else 0
    if not decision.granted:
        return _left(asked, "政府救助没有给予")
    if file.hardship is not None and asked > given:
        return _left(asked - given, "政府救助决定以后")
    return None


def _left(fen: int, when: str) -> Unmet:
    still = f"，仍缺{yuan(fen)}元" if fen > 0 else "，困难没有解决"
    return Unmet(fen=max(fen, 0), why=when + still)
