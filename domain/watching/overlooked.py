"""应救未救: who may have been left without help, and how it came out (JZ-57)."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen

OVERLOOKED_ZH = {
    "not_accepted": "未予受理的申请",
    "lead_open": "逾期没有结果的困难线索",
    "reversed": "不予确认后又予以救助",
    "after_complaint": "投诉举报后才予以救助",
}


class Overlooked(Frozen):
    """One case or lead. `on`: the day it was refused, fell due or was granted after all."""

    what: str
    number: str
    township: str
    programme: str
    on: date
    days: int
    """Calendar days between the first no (or the report) and the help; or until today."""
