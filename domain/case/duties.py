"""What a family in aid has to do, and who keeps its money: values a case carries between decisions.

Nothing here ends or cuts aid; it is what somebody reads before a person decides.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen


class WorkOffer(Frozen):
    """Suitable work was introduced to one member; `refused`: he did not take it (57号 Art 34).

    `justified`: he had good reason to, which the article does not hold against him. `occasion`:
    counted by occasion, as the article says 次; those of older histories count each by itself.
    """

    member: str
    on: date
    work: str
    refused: bool
    justified: bool = False
    occasion: bool = False


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

    def refused(self, member: str) -> tuple[WorkOffer, ...]:
        """The occasions in a row on which this member refused without good reason, up to the last.

        Whatever was introduced on one day is one occasion.
        """
        found: list[WorkOffer] = []
        for offer in reversed([o for o in self.offers if o.member == member]):
            if not offer.refused or offer.justified:
                break
            if not (offer.occasion and found and found[-1].on == offer.on):
                found.append(offer)
        return tuple(reversed(found))

    def refusals(self, member: str) -> int:
        return len(self.refused(member))

    def without_offers(self, member: str) -> Duties:
        """The same once a decision was taken on this member's refusals: counting begins anew."""
        kept = tuple(o for o in self.offers if o.member != member)
        return self.model_copy(update={"offers": kept})
