"""Everything a case holds of what others did for its household: one value of the case file."""

from __future__ import annotations

from domain.base import Frozen
from domain.together.helping import FundSplit, Gift, Paid, Pair, Service, SpecialAid
from domain.together.referring import CaseReferral


class Linked(Frozen):
    """`count` is the last number given, so that none comes twice when a new period begins."""

    count: int = 0
    referrals: tuple[CaseReferral, ...] = ()
    gifts: tuple[Gift, ...] = ()
    pairs: tuple[Pair, ...] = ()
    services: tuple[Service, ...] = ()
    paid: tuple[Paid, ...] = ()
    special: tuple[SpecialAid, ...] = ()
    splits: tuple[FundSplit, ...] = ()

    def carried(self) -> Linked:
        """What a new period goes on with: the tables keep what is settled."""
        return self.model_copy(
            update={
                "referrals": tuple(r for r in self.referrals if r.open),
                "gifts": (),
                "pairs": tuple(
                    p.model_copy(update={"recent": ()}) for p in self.pairs if p.until is None
                ),
                "services": tuple(
                    s.model_copy(update={"notes": ()}) for s in self.services if s.ended_on is None
                ),
                "paid": (),
                "special": (),
                "splits": (),
            }
        )

    @property
    def unsettled(self) -> bool:
        """Whether somebody has still to answer or to tell: a closed case is kept for that."""
        return any(r.open for r in self.referrals)
