"""What a family in aid has to do, and who keeps its money: values a case carries between decisions.

Nothing here ends or cuts aid; it is what somebody reads before a person decides.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen


class WorkOffer(Frozen):
    """Suitable work was introduced to one member; `refused`: he did not take it (57号 Art 34)."""

    member: str
    on: date
    work: str
    refused: bool


class LateReport(Frozen):
    """A major change nobody reported for longer than the rule allows (2022年通知五（五）)."""

    cause: str
    happened_on: date
    reported_on: date


class CustodyFiling(Frozen):
    """The county has the written agreement about the account somebody else keeps (57号 Art 26)."""

    agreement: str
    reference: str
    on: date
    custodian: str = ""
    custodian_id: str = ""


class Duties(Frozen):
    """One value of the case file: everything above. `edge_ended_on`: the family of a single person
    has lost its 低保边缘 recognition since that day (JZ-05)."""

    offers: tuple[WorkOffer, ...] = ()
    late: tuple[LateReport, ...] = ()
    custody: CustodyFiling | None = None
    edge_ended_on: date | None = None

    def refusals(self, member: str) -> int:
        """How many offers in a row this member has refused, counted back from the last one."""
        count = 0
        for offer in reversed([o for o in self.offers if o.member == member]):
            if not offer.refused:
                break
            count += 1
        return count

    def without_offers(self, member: str) -> Duties:
        """The same once a decision was taken on this member's refusals: counting begins anew."""
        kept = tuple(o for o in self.offers if o.member != member)
        return self.model_copy(update={"offers": kept})
