"""Everything a case holds of what others did for its household: one value of the case file."""

from __future__ import annotations

from domain.base import Frozen
from domain.together.referring import CaseReferral


class Linked(Frozen):
    """`count` is the last number given, so that none comes twice when a new period begins."""

    count: int = 0
    referrals: tuple[CaseReferral, ...] = ()

    def carried(self) -> Linked:
        """What a new period goes on with: the tables keep what is settled."""
        return self.model_copy(
            update={"referrals": tuple(r for r in self.referrals if r.open)},
        )

    @property
    def unsettled(self) -> bool:
        """Whether somebody has still to answer or to tell: a closed case is kept for that."""
        return any(r.open for r in self.referrals)
