"""Acts of society's help: gifts, pairing, services, insurance, special aid, sources of a decision.

`known` is read by the door from the place's rules and registers; None: the place has no such thing.
"""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act
from domain.together.helping import FundPart, Offered, SpecialAid


class RecordGift(Act):
    """From a fund of the place (`source`), a registered provider, or a donor (`giver`): one of them."""

    source: str = Field(default="", max_length=40)
    provider: str = Field(default="", max_length=40)
    giver: str = Field(default="", max_length=100)
    cause: str = Field(default="", max_length=40)
    fen: int = Field(default=0, ge=0)
    goods: str = Field(default="", max_length=200)
    receipt: str = Field(min_length=1, max_length=80)
    known: Offered | None = None


class StartPairing(Act):
    """`kind`: which sort of helper the place's document names; `helper`: who, as he is called."""

    kind: str = Field(min_length=1, max_length=40)
    helper: str = Field(min_length=2, max_length=100)
    known: Offered | None = None


class RecordPairVisit(Act):
    number: int = Field(ge=1, le=9999)
    finding: str = Field(min_length=4, max_length=500)


class EndPairing(Act):
    number: int = Field(ge=1, le=9999)
    reason: str = Field(min_length=2, max_length=200)


class OrderService(Act):
    """Without a contract no money goes with it; under one, `fen` is set aside of its budget."""

    kind: str = Field(min_length=1, max_length=40)
    member: str = Field(min_length=1, max_length=4)
    provider: str = Field(default="", max_length=40)
    contract: str = Field(default="", max_length=60)
    fen: int = Field(default=0, ge=0)
    aim: str = Field(min_length=4, max_length=500)
    contact: str = Field(default="", max_length=200)
    """What the family lets the provider know to reach it."""
    who: str = Field(default="", max_length=40)
    """As whom the member is visited and cared for, of the place's groups (JZ-41)."""
    every_days: int = Field(default=0, ge=0, le=366)  # not law: what can be typed at all
    known: Offered | None = None


class RecordService(Act):
    """What was done this time; `result` when the service has come to its end."""

    number: int = Field(ge=1, le=9999)
    done: str = Field(min_length=4, max_length=500)
    result: str = Field(default="", max_length=500)


class RecordInsurance(Act):
    """`insured` False: asked, and he has none. `instant`: settled at the hospital's counter."""

    kind: str = Field(min_length=1, max_length=40)
    member: str = Field(min_length=1, max_length=4)
    insured: bool
    total_fen: int = Field(default=0, ge=0)
    paid_fen: int = Field(default=0, ge=0)
    receipt: str = Field(default="", max_length=80)
    instant: bool = False
    known: Offered | None = None


class LinkSpecialAid(Act):
    """An application for special aid of the same household, or its result."""

    special: str = Field(min_length=1, max_length=20)
    known: SpecialAid | None = None


class SplitFunds(Act):
    """The sources that pay the decision; together they are its sum."""

    parts: tuple[FundPart, ...] = Field(min_length=1, max_length=10)
    known: Offered | None = None


ACTS: dict[str, type[Act]] = {
    "record_gift": RecordGift,
    "start_pairing": StartPairing,
    "record_pair_visit": RecordPairVisit,
    "end_pairing": EndPairing,
    "order_service": OrderService,
    "record_service": RecordService,
    "record_insurance": RecordInsurance,
    "link_special_aid": LinkSpecialAid,
    "split_funds": SplitFunds,
}
