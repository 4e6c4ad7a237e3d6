"""One round of spot checks: its seed, its population, who was drawn, what was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.proceeding import Proceeding
from domain.reporting.period import Period
from domain.sampling.drawing import Drawn, Share, Stratum, shares
from domain.sampling.lifecycle import Fault, SpotStage


class SpotOrder(Frozen):
    """`period` as 2026-H4: the fourth period of the year where a period is a quarter. `witness`: a
    text drawn or said in public, which goes into the seed; empty for none."""

    place: str
    period: str = Field(pattern=r"^20\d\d-H\d{1,2}$")
    witness: str = Field(default="", max_length=100)
    opened_on: date
    opened_by: Officer | None = None


NOT_YET: Final = "案件暂未接收，请待可以办理后再次登记本案的抽查结果"
"""How the word begins that a living case could not take a wrong decision back at the moment."""


class Check(Frozen):
    """What was found at one drawn case. `back`: how a wrong decision went back: the case's number
    when the case took it, a lead's number, or why neither could."""

    case_no: str
    township: str
    checkers: tuple[str, ...]
    papers: bool
    visited_on: date | None
    finding: str
    right: bool
    fault: Fault | None
    on: date
    by: str
    back: str = ""
    answer: str = ""


class SpotFile(Proceeding):
    """The one value that holds a round of spot checks."""

    order: SpotOrder
    stage: SpotStage
    period: Period | None = None
    seed: str = ""
    seed_digest: str = ""
    population: tuple[str, ...] = ()
    population_digest: str = ""
    size: int = 0
    draws: tuple[Drawn, ...] = ()
    unset: tuple[Stratum, ...] = ()
    checks: tuple[Check, ...] = ()
    conclusion: str = ""
    reported_on: date | None = None
    paper: str = ""

    @property
    def townships(self) -> dict[str, str]:
        """The township of each drawn case."""
        return {case: d.township for d in self.draws for case in d.cases}

    @property
    def checked(self) -> tuple[str, ...]:
        return tuple(c.case_no for c in self.checks)

    @property
    def open_cases(self) -> tuple[str, ...]:
        """Drawn cases nobody has looked at yet, sorted."""
        return tuple(sorted(set(self.townships) - set(self.checked)))

    @property
    def shares(self) -> tuple[Share, ...]:
        return shares(self.draws, self.checked)

    @property
    def unanswered(self) -> tuple[Check, ...]:
        """Decisions found wrong of which the township has not said what it did."""
        return tuple(c for c in self.checks if not c.right and not c.answer)

    def of(self, case_no: str) -> Check | None:
        return next((c for c in self.checks if c.case_no == case_no), None)


def opened(order: SpotOrder, id: str, at: datetime) -> SpotFile:
    """The round as it begins, its first line written."""
    file = SpotFile(
        order=order,
        id=id,
        place=order.place,
        number=order.period,
        opened_on=order.opened_on,
        opened_by=order.opened_by,
        stage=SpotStage.DRAWING,
        stage_since=order.opened_on,
        latest=order.opened_on,
    )
    return file.noted("open_spot", "开始抽查", order.opened_on, at, order.period, order.opened_by,
                      "JZ-24")  # fmt: skip
