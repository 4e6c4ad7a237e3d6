"""The facts the boards judge: codes, days, case numbers and accounts in office; nobody's name."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen, digest_of
from domain.case.lifecycle import TOWNSHIP_ROLES, Role


class ActFact(Frozen):
    """One line of a case's record: done on `on`, recorded at `at` (Shanghai)."""

    case_no: str
    township: str
    village: str
    programme: str
    act: str
    officer: str
    on: date
    at: datetime
    role: str = ""

    @property
    def answers(self) -> str:
        """The township whose account it was; empty for the county's, which answers for itself."""
        return "" if self.role and Role(self.role) not in TOWNSHIP_ROLES else self.township

    @property
    def days_after(self) -> int:
        """How many days later than it was done it was recorded."""
        return max((self.at.date() - self.on).days, 0)


class AccountFact(Frozen):
    """To which account a living case is paid. `number`, `custodian`: blind indexes; `custodian` (by
    its agreement) empty: the household holds its account itself."""

    case_no: str
    township: str
    number: str
    custodian: str = ""


class OpenFact(Frozen):
    """A case under way: the day of its last act."""

    case_no: str
    township: str
    stage: str
    last_act: date


class ReversedFact(Frozen):
    """A refusal that did not stand: refused on `refused_on`, granted by the same case later."""

    case_no: str
    township: str
    programme: str
    refused_on: date
    reversed_on: date


class Facts(Frozen):
    """Everything the signals of one place are judged from."""

    acts: tuple[ActFact, ...] = ()
    accounts: tuple[AccountFact, ...] = ()
    open_cases: tuple[OpenFact, ...] = ()
    reversals: tuple[ReversedFact, ...] = ()
    townships: dict[str, str] = Field(default_factory=dict)
    """Chinese names by code."""


class Signal(Frozen):
    """What was seen. `key`: what makes it this one and no other, so that it is raised once a month."""

    code: str
    zh: str
    clause: str
    township: str
    key: str
    cases: tuple[str, ...]

    def fingerprint(self, place: str, today: date) -> str:
        """The same sighting of the same month has the same one; eight hex digits."""
        parts = [place, self.code, self.township, self.key, f"{today:%Y-%m}"]
        return digest_of(parts)[:8]
