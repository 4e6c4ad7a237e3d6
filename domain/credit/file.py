"""One matter of credit: what is suspected or praised, what was found, what stands in the record."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.credit.lifecycle import GROUND_ZH, CreditGround, CreditStage, End, PoliceOutcome
from domain.proceeding import Proceeding


class CreditOrder(Frozen):
    """`member`: the key of the person in the case; who that is stands in the case alone. `facts`: what
    was seen, without names."""

    place: str
    number: str
    township: str
    case_no: str
    member: str
    ground: CreditGround
    facts: str = Field(min_length=4, max_length=2000)
    opened_on: date
    opened_by: Officer


class Heard(Frozen):
    on: date
    statement: str
    by: str


class Referred(Frozen):
    """What went to the police, and what came of it."""

    on: date
    by: str
    facts: str
    evidence: tuple[str, ...]
    papers: tuple[str, ...]
    receipt: str = ""
    outcome: PoliceOutcome | None = None
    outcome_paper: str = ""
    outcome_on: date | None = None


class Found(Frozen):
    """The decision an entry rests on."""

    paper: str
    facts: str
    on: date
    by: str
    recovery: str = ""


class Record(Frozen):
    """The entry: from when until when, with what the place's rule makes follow from it."""

    since: date
    until: date
    consequences: tuple[str, ...] = ()


class CreditFile(Proceeding):
    """The one value that holds a matter of credit."""

    order: CreditOrder
    stage: CreditStage
    heard: Heard | None = None
    police: tuple[Referred, ...] = ()
    found: Found | None = None
    entry: Record | None = None
    ended_as: End | None = None
    end_paper: str = ""

    @property
    def good(self) -> bool:
        return self.order.ground is CreditGround.FAITH

    @property
    def waits_for_police(self) -> bool:
        return any(r.outcome in (None, PoliceOutcome.FILED) for r in self.police)


def opened(order: CreditOrder, id: str, at: datetime) -> CreditFile:
    """The matter as it begins, its first line written."""
    file = CreditFile(
        order=order,
        id=id,
        place=order.place,
        number=order.number,
        township=order.township,
        opened_on=order.opened_on,
        opened_by=order.opened_by,
        stage=CreditStage.SUSPECTED,
        stage_since=order.opened_on,
        latest=order.opened_on,
    )
    zh = GROUND_ZH[order.ground]
    return file.noted("open_credit", f"登记{zh}事项", order.opened_on, at, order.case_no,
                      order.opened_by, "YC-31")  # fmt: skip
