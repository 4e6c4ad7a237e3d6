"""One 一事一议 item on its way to a decision."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.case.acts import AidTried


class ItemOrder(Frozen):
    """What the case brings to the meeting: the cause, what was tried, the gap in fen (TR-12)."""

    case_no: str
    place: str
    township: str
    number: int
    cause: str
    need_fen: int
    gap_fen: int
    tried: tuple[AidTried, ...]
    summary: str
    ordered_on: date
