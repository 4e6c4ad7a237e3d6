"""A hardship that asks for help once: what happened, where, how hard (临时救助、受灾).

Amounts are whole fen. `Hardship` is what the family said at the window; `Known` is what the
county's own tables said at that moment. Both stand in the case like any other fact.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.programme import Programme


class Urgency(StrEnum):
    """Why it cannot wait (民发〔2018〕23号 一; ZH-22)."""

    SUDDEN = "sudden"
    URGENT = "urgent"
    TEMPORARY = "temporary"


URGENCY_ZH = {
    Urgency.SUDDEN: "突发性",
    Urgency.URGENT: "紧迫性",
    Urgency.TEMPORARY: "临时性",
}


class Manner(StrEnum):
    """How the help is given (民发〔2018〕23号 二（四）)."""

    MONEY = "money"
    GOODS = "goods"
    REFERRAL = "referral"


MANNER_ZH = {
    Manner.MONEY: "发放救助金",
    Manner.GOODS: "发放实物",
    Manner.REFERRAL: "转介服务",
}


class Hardship(Frozen):
    """`cause` and `grade` are codes of the programme's policy lists.

    `township` is where it happened, by the code of the place; `home_township` the one the family
    lives in, empty outside the county. `asked_fen` 0: no sum was asked for.
    """

    cause: str = Field(min_length=1, max_length=40)
    happened_on: date
    statement: str = Field(min_length=4, max_length=500)
    township: str = Field(min_length=1, max_length=40)
    spot: str = Field(default="", max_length=120)
    home: str = Field(default="", max_length=120)
    home_township: str = Field(default="", max_length=40)
    urgency: Urgency
    grade: str = Field(min_length=1, max_length=40)
    manner: Manner = Manner.MONEY
    asked_fen: int = Field(default=0, ge=0)
    again_reason: str = Field(default="", max_length=200)
    """Why help for the same cause is asked for a second time, where it is."""
    linked_case: str = Field(default="", max_length=20)
    """An application for 低保 or 特困 that is still being looked at (JZ-19)."""


class EarlierAid(Frozen):
    """Help once that one of the same people was given: `on` is the day it was decided."""

    case_no: str
    programme: Programme
    cause: str
    on: date
    fen: int = Field(ge=0)


class Known(Frozen):
    """What the county's tables said on the day `on`; sorted, so that it is the same each time.

    `overdue_papers`: cases of the township whose later papers are past their day. `recognised`:
    the programmes this family is confirmed in. `linked`: the programme of the linked case, when
    it is of this family and undecided; None otherwise.
    """

    on: date
    earlier: tuple[EarlierAid, ...] = ()
    overdue_papers: int = Field(default=0, ge=0)
    recognised: tuple[Programme, ...] = ()
    linked: Programme | None = None


class OnceFacts(Frozen):
    """What a test of help once looks at beside the household. `resolved_fen`: as 一事一议 set it."""

    hardship: Hardship
    known: Known
    resolved_fen: int | None = None
