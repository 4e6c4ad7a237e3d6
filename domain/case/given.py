"""What is given once, and what has to follow it: instalments, the county's list, the later papers."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen


class Delivery(Frozen):
    """One instalment in the family's hands: who signed for it, with which receipt, from which fund."""

    fen: int
    on: date
    receipt: str
    receiver: str
    by: str
    fund: str = ""


class Filing(Frozen):
    """报备: the township's list of small sums that went to the county."""

    on: date
    reference: str


class Grant(Frozen):
    """Aid given once, in fen or goods; `delivered_on` when all of it reached the family.

    `stopped`: why the rest was not handed over. `by_township`: decided there, without the county.
    """

    fen: int
    decided_on: date
    manner: str = ""
    receipt: str = ""
    delivered_on: date | None = None
    deliveries: tuple[Delivery, ...] = ()
    stopped: str = ""
    by_township: bool = False
    filed: Filing | None = None

    @property
    def given_fen(self) -> int:
        return sum(d.fen for d in self.deliveries)

    @property
    def remaining_fen(self) -> int:
        return self.fen - self.given_fen

    @property
    def first_on(self) -> date | None:
        """The day of the first help (ZH-22, HB-05)."""
        return min((d.on for d in self.deliveries), default=None)


class Completion(Frozen):
    """事后补充说明: what was explained and handed in after help came first. `late`: past its day."""

    on: date
    by: str
    explanation: str
    papers: tuple[str, ...]
    late: bool = False
