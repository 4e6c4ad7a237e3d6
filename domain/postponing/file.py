"""One bulk postponement: for which area, until when, why; how many cases carry it, who is left."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.postponing.lifecycle import PutOffStage
from domain.proceeding import Done, Proceeding


class PutOffOrder(Frozen):
    """`townships`: code and name of each township of the area. `until`: the day rechecks begin again."""

    place: str
    number: str = Field(pattern=r"^20\d\d-z\d{4}$")
    townships: dict[str, str] = Field(min_length=1)
    until: date
    reason: str = Field(min_length=4, max_length=500)
    opened_on: date
    opened_by: Officer


class PassDone(Done):
    """What one part of a pass over the area's cases did: `counts` by township, `failed` the cases that
    refused with why (code). `last`: the case number reached; empty when none is left."""

    counts: dict[str, int] = Field(default_factory=dict)
    failed: dict[str, str] = Field(default_factory=dict)
    last: str = ""


class PutOffFile(Proceeding):
    """The one value that holds a bulk postponement.

    `counts`: cases put off, by township; `failed`: those that could not be, of the newest pass;
    `recalled`: those put back; `left`: households put off and not yet looked at, by township.
    """

    order: PutOffOrder
    stage: PutOffStage
    decided_by: str = ""
    decided_on: date | None = None
    passes: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    failed: dict[str, str] = Field(default_factory=dict)
    recalled: int = 0
    left: dict[str, int] = Field(default_factory=dict)
    counted_on: date | None = None
    result: str = ""

    @property
    def put_off(self) -> int:
        return sum(self.counts.values())

    @property
    def remaining(self) -> int:
        return sum(self.left.values())


def opened(order: PutOffOrder, id: str, at: datetime) -> PutOffFile:
    """The proposal as it begins, its first line written."""
    file = PutOffFile(
        order=order,
        id=id,
        place=order.place,
        number=order.number,
        opened_on=order.opened_on,
        opened_by=order.opened_by,
        stage=PutOffStage.PROPOSED,
        stage_since=order.opened_on,
        latest=order.opened_on,
    )
    text = f"{'、'.join(order.townships.values())}，暂缓至{order.until}：{order.reason}"
    return file.noted(
        "open_put_off", "提出集中暂缓复核", order.opened_on, at, text, order.opened_by
    )
