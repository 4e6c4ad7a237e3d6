"""What a joint meeting decides on one case (TR-13)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen


class Measure(Frozen):
    """One unit's promise: a measure of the place's catalogue (`AID-nn`), amount in fen or a service."""

    code: str = Field(pattern=r"^AID-\d{2}$")
    unit: str
    manner: str = Field(min_length=2, max_length=200)
    amount_fen: int = Field(default=0, ge=0)
    period_months: int = Field(default=0, ge=0, le=60)
    fund_source: str = Field(default="", max_length=60)


class Resolution(Frozen):
    """`approved` with measures of several units, or refused with reasons. `number`: of the minutes."""

    item: str
    number: str
    approved: bool
    decided_on: date
    measures: tuple[Measure, ...] = ()
    reason: str = ""
    attended: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()

    @property
    def total_fen(self) -> int:
        return sum(m.amount_fen for m in self.measures)
