"""Help of society to one household: gifts of charity, pairing help, services, insurance, sources.

Sums are whole fen. What is coded here stands in the place's rules; the words beside a code are those
of the day it was recorded. Double entry of a fund's money is the ledger's, not ours.
"""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field

from domain.base import Frozen
from domain.programme import Programme


class Offered(Frozen):
    """What an act names, as the place's rules and registers had it on the day: code to words.

    `provider_zh` and `contract_until` are of a registered provider and its contract; `left_fen`
    what the contract still holds once the sum was set aside under the name `order`; `spending` the
    kind of spending an insurance pays back; `taken` the case where the same receipt stands already.
    """

    code: str
    zh: str = ""
    cause_zh: str = ""
    provider_zh: str = ""
    contract_until: date | None = None
    left_fen: int = 0
    order: str = ""
    spending: str = ""
    clause: str = ""
    taken: str = ""
    people: dict[str, str] = Field(default_factory=dict)
    """Of a service that is given by visits: for whom the place orders it, code to words (JZ-41)."""
    minor_age: int = 0
    aged_age: int = 0


class Gift(Frozen):
    """Money or goods of a fund, a registered provider or a donor (JZ-36, JZ-37, YC-03)."""

    number: int
    on: date
    by: str
    source: str = ""
    source_zh: str = ""
    provider: str = ""
    giver: str
    cause: str = ""
    cause_zh: str = ""
    fen: int = 0
    goods: str = ""
    receipt: str = ""


class PairVisit(Frozen):
    on: date
    finding: str


class Pair(Frozen):
    """One helper and this household (结对帮扶, JZ-38); `visits` counts those told in all."""

    number: int
    kind: str
    kind_zh: str
    helper: str
    since: date
    until: date | None = None
    why_ended: str = ""
    visits: int = 0
    recent: tuple[PairVisit, ...] = ()


class ServiceNote(Frozen):
    on: date
    by: str
    done: str


class Service(Frozen):
    """A service to one member (JZ-42), under a contract or without money (`fen` 0)."""

    number: int
    kind: str
    kind_zh: str
    member: str
    provider: str = ""
    provider_zh: str = ""
    contract: str = ""
    order: str = ""
    fen: int = 0
    aim: str
    contact: str = ""
    """What the family lets the provider know to reach it."""
    since: date
    notes: tuple[ServiceNote, ...] = ()
    ended_on: date | None = None
    result: str = ""
    every_days: int = 0
    """Calendar days between two visits; 0 where the service has no schedule."""
    who: str = ""
    """As which of the place's groups the member is visited and cared for (JZ-41)."""
    last_on: date | None = None

    @property
    def due(self) -> date | None:
        """The last day for the next visit; None without a schedule or after the end."""
        if not self.every_days or self.ended_on is not None:
            return None
        return (self.last_on or self.since) + timedelta(days=self.every_days)


class Paid(Frozen):
    """What an insurance paid for one member, or that he has none (HB-21); `instant`: settled at the
    hospital's counter (一站式, TR-41). `spending`: the kind of spending it pays back, if any."""

    number: int
    kind: str
    kind_zh: str
    member: str
    insured: bool
    total_fen: int = 0
    paid_fen: int = 0
    receipt: str = ""
    instant: bool = False
    spending: str = ""
    on: date
    by: str


class SpecialAid(Frozen):
    """A case of special aid of the same household, as the tables had it on the day (JZ-20)."""

    case_no: str
    programme: Programme
    state: str
    fen: int = 0
    service: str = ""
    on: date


class FundPart(Frozen):
    fund: str = Field(min_length=1, max_length=60)
    fen: int = Field(gt=0)


class FundSplit(Frozen):
    """Which sources pay one decision, and how much each (TR-08)."""

    number: int
    on: date
    by: str
    total_fen: int
    parts: tuple[FundPart, ...]
