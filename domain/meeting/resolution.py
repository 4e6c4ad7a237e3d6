"""What a joint meeting decides on one case (TR-13)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen


class Measure(Frozen):
    """One unit's promise: a measure of the place's catalogue (`AID-nn`), amount in fen or a service.

    `unit` is the unit's Chinese name; `amount_fen` the whole sum over `period_months` (0: once),
    `standard` what it is given by where no sum can be named (TR-13).
    `due` is the day the meeting itself set; without one the policy counts (`escalation.task_days`).
    """

    code: str = Field(pattern=r"^AID-\d{2}$")
    unit: str
    manner: str = Field(min_length=2, max_length=200)
    amount_fen: int = Field(default=0, ge=0)
    standard: str = Field(default="", max_length=120)  # not law: how long a text may be
    period_months: int = Field(default=0, ge=0, le=60)
    fund_source: str = Field(default="", max_length=60)
    due: date | None = None


class Resolution(Frozen):
    """`approved` with measures of several units, or refused with reasons. `number`: of the minutes.

    `dissent` are the units that disagreed, `silent` those that were asked and never answered;
    `government_decision` is the paper that decided where the meeting may not (HB-34).
    """

    item: str
    number: str
    approved: bool
    decided_on: date
    measures: tuple[Measure, ...] = ()
    reason: str = ""
    attended: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    government_decision: str = ""
    meeting: str = ""
    """Number of the meeting that decided, where it has a record of its own."""
    recused: tuple[str, ...] = ()

    @property
    def total_fen(self) -> int:
        return sum(m.amount_fen for m in self.measures)
