"""What every act carries: who did it, in which role, and on which legal day."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.means.result import Reason


class Officer(Frozen):
    """Who acts: account id (never a name), role, unit as the county calls it, place, township."""

    id: str
    role: Role
    unit: str
    place: str
    township: str = ""
    village: str = ""
    """Set for a village assistant: bound to the own village (YC-08)."""
    contract: str = ""
    """Number of the contract he works under; empty for the staff of county and townships (YC-09)."""


class Act(Frozen):
    officer: Officer
    on: date
    note: str = Field(default="", max_length=500)
    seen: int | None = Field(default=None, ge=0)
    """The last line of the record its author had before him. When somebody else has acted since,
    the act is refused, saying who and when; None: whatever has happened."""


class Relative(Frozen):
    """A close relative of an official among the members (57号 Art 11): kinship code from policy."""

    member: str
    kinship: str
    official: str = Field(min_length=1, max_length=60)
    official_account: str = ""
    """The relative's account in doudi when the official handles cases: that account is recused."""


__all__ = ["Act", "Officer", "Reason", "Relative"]
