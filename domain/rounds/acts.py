"""What people do in a regular round: one frozen message each, with the legal day."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act
from domain.complaint.acts import RefreshPolicy


class Known(Frozen):
    """What the door read of the township's part of the register: living entries, and how many of
    them somebody has gone through since the round began."""

    entries: int = 0
    checked: int = 0


class ConfirmRegister(Act):
    """`changes`: whether officials came, left or have other relatives now."""

    changes: str = Field(min_length=2, max_length=500)
    known: Known = Known()


class RecordStudy(Act):
    held_on: date
    attended: int = Field(ge=2, le=500)
    topics: str = Field(min_length=4, max_length=1000)
    measures: str = Field(min_length=4, max_length=1000)


ACTS: dict[str, type[Act]] = {
    "confirm_register": ConfirmRegister,
    "record_study": RecordStudy,
    "refresh_policy": RefreshPolicy,
}
