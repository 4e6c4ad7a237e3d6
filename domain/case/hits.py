"""疑点线索 on a living case: what another body's register says of a member, and what came of it.

A hit gives nothing and takes nothing. A person looks at it: a wrong one is closed with a reason and
the family hears nothing of it; a right one opens a review, and only a review's decision changes aid
(JZ-62). The same record is never asked about twice.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


class HitState(StrEnum):
    """`open`: nobody has looked. `review`: it is right so far and a review is at work on it."""

    OPEN = "open"
    REVIEW = "review"
    CLOSED = "closed"


HIT_STATE_ZH = {
    HitState.OPEN: "待核实",
    HitState.REVIEW: "核实属实，复核中",
    HitState.CLOSED: "已办结",
}
REFUTED = "refuted"
"""The outcome of a hit a person found wrong; otherwise the outcome of the review's decision."""
ENDED = "ended"
"""The case ended for another reason before anybody had come to the hit."""
HIT_OUTCOME_ZH = {REFUTED: "核实不属实", ENDED: "案件因其他原因终止"}


class Hold(Frozen):
    """The dead person's part of the payment, kept back while somebody looks (DIF-09).

    `fen` a month from the month `first` on. `released_on`: the match was wrong, so what was kept
    is paid with the next list; `last`: it was right, and this is the last month it was kept for.
    """

    first: date
    fen: int = Field(ge=0)
    since: date
    last: date | None = None
    released_on: date | None = None


class Source(Frozen):
    """Which register said so, found on which day; `proof`: the paper that came with it (TR-42)."""

    department: str
    on: date
    proof: str = ""


class Hit(Frozen):
    """One cause about one member. `record`: fingerprint of what the registers say of it.

    `event_on`: the day of the event outside, None where no register gives it. `stake_month_fen`:
    the part of the monthly sum it may concern, and `stake_day_fen` that by the day, rounded up.
    """

    id: str
    member: str
    about: str
    record: str
    event_on: date | None = None
    found_on: date
    told_on: date
    due: date | None = None
    sources: tuple[Source, ...]
    stake_month_fen: int = 0
    stake_day_fen: int = 0
    hold: Hold | None = None
    state: HitState = HitState.OPEN
    review: int = 0
    looked_on: date | None = None
    looked_by: str = ""
    how: str = ""
    outcome: str = ""
    reason: str = ""
    clause: str = ""
    closed_on: date | None = None
    effective: date | None = None
    """The first month paid otherwise, where the decision changed or ended the aid."""

    @property
    def cause(self) -> str:
        return f"{self.member}/{self.about}"

    @property
    def closed(self) -> bool:
        return self.state is HitState.CLOSED


class Settled(Frozen):
    """A record somebody looked into and closed: the household is not asked about it again."""

    cause: str
    record: str
    on: date
    outcome: str


class Watch(Frozen):
    """One value of the case file: hits, and what was settled before."""

    hits: tuple[Hit, ...] = ()
    settled: tuple[Settled, ...] = ()

    def hit(self, key: str) -> Hit | None:
        return next((hit for hit in self.hits if hit.id == key), None)

    @property
    def open(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.state is HitState.OPEN)

    @property
    def pending(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if not hit.closed)

    def about(self, cause: str) -> Hit | None:
        """The hit of this cause that is still at work."""
        return next((hit for hit in self.pending if hit.cause == cause), None)

    def heard(self, cause: str, record: str) -> Settled | None:
        return next((s for s in self.settled if s.cause == cause and s.record == record), None)

    def having(self, changed: Hit) -> Watch:
        rest = {hit.id: hit for hit in self.hits} | {changed.id: changed}
        return self.model_copy(update={"hits": tuple(rest.values())})

    def closing(self, hit: Hit, on: date) -> Watch:
        """The hit ends, and its record is known for good."""
        done = Settled(cause=hit.cause, record=hit.record, on=on, outcome=hit.outcome)
        kept = tuple(s for s in self.settled if (s.cause, s.record) != (done.cause, done.record))
        after = self.having(hit.model_copy(update={"state": HitState.CLOSED, "closed_on": on}))
        return after.model_copy(update={"settled": (*kept, done)})

    def held_fen(self, month: date) -> int:
        """What is kept back of this month's payment, in fen."""
        holds = (hit.hold for hit in self.hits if hit.hold is not None)
        return sum(
            h.fen for h in holds if h.released_on is None and h.first <= month <= (h.last or month)
        )

    def carried(self) -> Watch:
        """What a new period takes along: what is at work, and what was kept back of a payment, by
        which months are proved. The tables hold the rest."""
        kept = tuple(h for h in self.hits if not h.closed or h.hold)
        return self.model_copy(update={"hits": kept})
