"""What a household can be owed for a month besides, or instead of, the ordinary amount.

One obligation per household, programme, month and purpose. Whoever finds out that something is
owed (a price round, a ruling, a new standard) says so with an `Owed`; the next list takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pydantic import Field, field_validator

from domain.base import Frozen

REGULAR: Final = "regular"
DIFFERENCE: Final = "difference"
RULING: Final = "ruling"
TOP_UP: Final = "top_up"
PRICE: Final = "price"
RISE: Final = "rise"

PURPOSE_ZH: Final = {
    REGULAR: "当月救助金",
    DIFFERENCE: "补差",
    RULING: "复议、诉讼决定补发",
    TOP_UP: "成员增发",
    PRICE: "价格临时补贴",
    RISE: "提标补发",
}

BASIC: Final = (REGULAR, DIFFERENCE, TOP_UP)
"""Purposes that pay what a case's own decisions give. The others come on top of it."""


def purpose_of(kind: str, number: int | str = "") -> str:
    """A purpose of which one month may hold several: `difference.3`, `top_up.m2`, of two `top_up.m2-m3`."""
    return f"{kind}.{number}" if number != "" else kind


def purpose_zh(purpose: str) -> str:
    """A purpose in Chinese; a code nobody knows is shown as it is."""
    return PURPOSE_ZH.get(purpose.partition(".")[0], purpose)


def basic(purpose: str) -> bool:
    return purpose.partition(".")[0] in BASIC


def obligation_id(case_no: str, programme: str, month: date, purpose: str = REGULAR) -> str:
    """The one name of what a household is owed for a month: nothing can be owed twice."""
    return f"{case_no}/{programme}/{month:%Y-%m}/{purpose}"


class Owed(Frozen):
    """`fen` that a household is owed for `month`, for a purpose, because of `cause`.

    `cause` names what brought it about: a workflow and the line of its record, a round, a ruling.
    `pay_month`: the first month whose list may hold it.
    """

    case_no: str = Field(max_length=20)
    programme: str
    place: str
    township: str
    month: date
    purpose: str = Field(pattern=r"^[a-z_]+(\.[a-z0-9-]+)?$", max_length=24)
    fen: int = Field(gt=0)
    cause: str = Field(min_length=1, max_length=120)
    on: date
    pay_month: date

    @field_validator("month", "pay_month")
    @classmethod
    def _first_day(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError("a month is given as its first day")
        return month

    @property
    def id(self) -> str:
        return obligation_id(self.case_no, self.programme, self.month, self.purpose)


def purpose_for(cause: str, stands: Sequence[tuple[str, str]]) -> str:
    """Under which name a month gets what its decisions give and it has not: `stands` are purpose and
    cause of the lines it has.

    A month without a line gets its ordinary one. One listed before somebody's joining was decided
    gets the members' top-up, once: a later line for the same cause is a difference.
    """
    if not stands:
        return REGULAR
    joined = cause.partition(".")[0] == TOP_UP
    if joined and all(cause not in line for line in stands):
        return cause
    return purpose_of(DIFFERENCE, len(stands))


def owed_more(entitled: int, owed: int) -> int:
    """What is missing of a month that was entitled to more than it was given; too much is no
    obligation but a matter of recovery, which people decide."""
    return max(entitled - owed, 0)
