"""What every act carries: who did it, in which role, and on which legal day."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH, Role
from domain.means.result import Reason


class Behalf(Frozen):
    """For whom a stand-in acts: the absent person's account, the number of the record, its days.

    `since`, `until`: both included (OPN-34). What names and ends it: `domain.delegation`.
    """

    account: str
    number: int
    since: date
    until: date


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
    behalf: Behalf | None = None
    """Set while he stands in for somebody: role, unit and township are then that person's."""

    @property
    def accounts(self) -> tuple[str, ...]:
        """His own account and that of the person he stands in for: what binds one binds the act."""
        return (self.id, self.behalf.account) if self.behalf else (self.id,)

    @property
    def whose(self) -> str:
        """The account of whom he stands in for; empty in his own post."""
        return self.behalf.account if self.behalf else ""

    @property
    def zh(self) -> str:
        """Post and account as a record shows them, and for whom he stood in."""
        whose = f"，代行{self.behalf.account}的职责" if self.behalf else ""
        return f"{ROLE_ZH[self.role]}（{self.id}{whose}）"


class Act(Frozen):
    officer: Officer
    on: date
    note: str = Field(default="", max_length=500)
    seen: int | None = Field(default=None, ge=0)
    """The last line of the record its author had before him. When somebody else has acted since,
    the act is refused, saying who and when; None: whatever has happened."""
    worded: bool = False
    """The line of the record tells what was said (`domain.case.wording`), not the note alone."""


class Relative(Frozen):
    """A close relative of an official among the members (57号 Art 11): kinship code from policy."""

    member: str
    kinship: str
    official: str = Field(min_length=1, max_length=60)
    official_account: str = ""
    """The relative's account in doudi when the official handles cases: that account is recused."""


__all__ = ["Act", "Behalf", "Officer", "Reason", "Relative"]
