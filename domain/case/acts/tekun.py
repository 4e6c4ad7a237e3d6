"""Acts of 特困 alone: statements, the county's draw, placement and care, and the end of support."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.case.acts.base import Act
from domain.means.tekun_facts import ChildAid, Obligor


class RecordStatement(Act):
    """What the person stated in writing (43号 Art 10). `no_obligors` says that there is nobody."""

    obligors: tuple[Obligor, ...] = Field(default=(), max_length=20)
    no_obligors: bool = False
    child_aid: ChildAid = ChildAid.NONE
    capacity: str = Field(default="full", pattern="^(full|limited|none)$")
    helper: str = Field(default="", max_length=60)
    """Who of the township or village helped to apply (43号 Art 11)."""
    speaks: bool = True


class DrawSpotCheck(Act):
    """A draw among the files of a batch; `seed` is a public word anybody can draw with again."""

    batch: tuple[str, ...] = Field(min_length=1, max_length=500)
    seed: str = Field(min_length=4, max_length=40)


class PublishResult(Act):
    place_posted: str = Field(min_length=2, max_length=80)


class OfferCentralised(Act):
    agrees: bool
    opinion: str = Field(min_length=1, max_length=500)


class AssessWhole(Act):
    assessors: tuple[str, ...] = Field(min_length=1, max_length=10)
    signed_by: tuple[str, ...] = Field(min_length=1, max_length=10)
    finding: str = Field(min_length=4, max_length=500)
    recommends: bool


class PlacePerson(Act):
    manner: str = Field(pattern="^(centralised|scattered)$")
    institution: str = Field(default="", max_length=80)
    visitor: str = Field(default="", max_length=40)
    visit_days: int = Field(default=0, ge=0, le=366)  # not law: what can be typed at all


class SignCareAgreement(Act):
    number: str = Field(min_length=2, max_length=60)
    carer: str = Field(min_length=1, max_length=60)
    since: date
    until: date


class CoverVisitor(Act):
    """Somebody else visits while the named visitor is absent; both days included (OPN-34)."""

    visitor: str = Field(min_length=1, max_length=40)
    since: date
    until: date
    reason: str = Field(min_length=4, max_length=200)


class RecordCareVisit(Act):
    visitor: str = Field(min_length=1, max_length=40)
    finding: str = Field(min_length=2, max_length=500)


class UrgeCareVisit(Act):
    """The township or the county follows up a missed visit; the visit itself is still to be made."""

    finding: str = Field(min_length=4, max_length=500)


class PostEnding(Act):
    """`sheet`: the sheet that hangs is made for the board; acts of older histories have none."""

    place_posted: str = Field(min_length=2, max_length=80)
    sheet: bool = False


class ObjectEnding(Act):
    content: str = Field(min_length=2, max_length=500)
    named: bool = False


ACTS: dict[str, type[Act]] = {
    "record_statement": RecordStatement,
    "draw_spot_check": DrawSpotCheck,
    "publish_result": PublishResult,
    "offer_centralised": OfferCentralised,
    "assess_whole": AssessWhole,
    "place_person": PlacePerson,
    "sign_care_agreement": SignCareAgreement,
    "cover_visitor": CoverVisitor,
    "record_care_visit": RecordCareVisit,
    "urge_care_visit": UrgeCareVisit,
    "post_ending": PostEnding,
    "object_ending": ObjectEnding,
}
