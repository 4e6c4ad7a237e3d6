"""One regular round: which township has done its part, when, and who said so."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Officer
from domain.proceeding import Proceeding
from domain.reporting.period import Period
from domain.rounds.lifecycle import KIND_ZH, RoundKind, RoundStage


class RoundOrder(Frozen):
    """`period` as 2026-H2; `townships`: code and name of each that has part in it. `period_zh`: the
    period in words; rounds begun before it was told have none."""

    place: str
    kind: RoundKind
    period: str = Field(pattern=r"^20\d\d-H\d{1,2}$")
    townships: dict[str, str]
    opened_on: date
    opened_by: Officer | None = None
    period_zh: str = ""

    @property
    def number(self) -> str:
        return f"{self.kind.value}-{self.period}"


class Part(Frozen):
    """What one township did. `entries`: of its register, all of them gone through."""

    township: str
    on: date
    by: str
    text: str
    entries: int = 0
    late: bool = False


class RoundFile(Proceeding):
    """The one value that holds a regular round."""

    order: RoundOrder
    stage: RoundStage
    period: Period | None = None
    parts: tuple[Part, ...] = ()

    @property
    def open_townships(self) -> tuple[str, ...]:
        done = {p.township for p in self.parts}
        return tuple(t for t in self.order.townships if t not in done)


def opened(order: RoundOrder, id: str, at: datetime) -> RoundFile:
    """The round as it begins, its first line written."""
    file = RoundFile(
        order=order,
        id=id,
        place=order.place,
        number=order.number,
        opened_on=order.opened_on,
        opened_by=order.opened_by,
        stage=RoundStage.OPEN,
        stage_since=order.opened_on,
        latest=order.opened_on,
    )
    zh = f"开始{KIND_ZH[order.kind]}"
    return file.noted(
        "open_round", zh, order.opened_on, at, order.period_zh or order.period, order.opened_by
    )
