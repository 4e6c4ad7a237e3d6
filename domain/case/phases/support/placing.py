"""集中供养 or 分散供养: the offer, the placement, the care agreement, the visits (JZ-11 to JZ-15).

Which of these a place demands stands in its `care.*` rules; what is recorded is recorded everywhere.
"""

from __future__ import annotations

from datetime import date

from domain.case.acts.tekun import (
    AssessWhole,
    OfferCentralised,
    PlacePerson,
    RecordCareVisit,
    SignCareAgreement,
)
from domain.case.caring import Agreement, CareVisit, Offer, Placement, WholeAssessment
from domain.case.file import CaseFile, Rulebook, require
from domain.identity import age_on

PLACING_NEEDS = (
    "care.offer_classes",
    "care.offer_age",
    "care.consent_required",
    "care.named_visitor",
    "care.agreement_coverage",
)


def offer_centralised(file: CaseFile, act: OfferCentralised) -> CaseFile:
    _placeable(file)
    return _with(file, offer=Offer(on=act.on, agrees=act.agrees, opinion=act.opinion))


def assess_whole(file: CaseFile, act: AssessWhole) -> CaseFile:
    require(
        set(act.signed_by) >= set(act.assessors),
        "whole_unsigned",
        "综合评估应当由全体评估人员签字。",
        "JZ-12",
    )
    found = WholeAssessment(
        on=act.on, assessors=act.assessors, finding=act.finding, recommends=act.recommends
    )
    return _with(file, whole=found)


def place_person(file: CaseFile, act: PlacePerson) -> CaseFile:
    _placeable(file)
    band = file.caring.selfcare.band if file.caring.selfcare else ""
    if act.manner == "centralised":
        _may_move(file, act)
        placed = Placement(
            on=act.on, manner=act.manner, institution=act.institution.strip(), band=band
        )
        return _with(file, placement=placed, agreement=None, visit=None)
    named = file.law.on_and_set("care.named_visitor")
    require(
        not named or (act.visitor.strip() and act.visit_days),
        "visitor_missing",
        "分散供养的，应当安排专人定期入户走访，请填写走访人和走访间隔天数。",
        "JZ-15",
    )
    placed = Placement(
        on=act.on, manner=act.manner, visitor=act.visitor, visit_days=act.visit_days, band=band
    )
    return _with(file, placement=placed, visit=None)


def _may_move(file: CaseFile, act: PlacePerson) -> None:
    """Into an institution only by recorded consent, or, for who cannot speak, by assessment."""
    require(
        act.institution.strip(),
        "institution_missing",
        "集中供养的，请填写供养服务机构名称。",
        "JZ-13",
    )
    if not file.law.on_and_set("care.consent_required"):
        return
    care = file.caring
    if care.statement is None or care.statement.speaks:
        require(
            care.offer is not None and care.offer.agrees,
            "consent_missing",
            "集中供养应当尊重本人意愿，请先征询并登记本人同意集中供养的意见。",
            "JZ-11",
        )
        return
    require(
        care.whole is not None and care.whole.recommends,
        "whole_missing",
        "本人无法准确表达意愿的，经综合评估认为适宜的方可集中供养，请先登记综合评估。",
        "JZ-12",
    )


def sign_care_agreement(file: CaseFile, act: SignCareAgreement) -> CaseFile:
    _scattered(file, "JZ-14")
    require(
        act.since <= act.until and act.on <= act.until,
        "agreement_over",
        "委托照料服务协议的截止日期不得早于起始日期和签订日期。",
        "JZ-14",
    )
    signed = Agreement(number=act.number, carer=act.carer, since=act.since, until=act.until)
    return _with(file, agreement=signed)


def record_care_visit(file: CaseFile, act: RecordCareVisit) -> CaseFile:
    _scattered(file, "JZ-15")
    placed = file.caring.placement
    require(
        placed is None or act.on >= placed.on,
        "visit_too_early",
        f"走访日期不得早于落实供养方式的日期{placed.on if placed else ''}。",
        "JZ-15",
    )
    done = CareVisit(on=act.on, visitor=act.visitor, finding=act.finding)
    return _with(file, visit=done, visits=file.caring.visits + 1)


def should_be_offered(file: CaseFile) -> bool:
    """Of the classes the place wants to guide into centralised support, and living scattered."""
    law, care = file.law, file.caring
    if not law.has("care.offer_classes") or (care.placement and not care.placement.scattered):
        return False
    classes = set(law.items("care.offer_classes"))
    aged = law.has("care.offer_age") and age_on(
        file.household.applicant.id_no, file.latest
    ) >= law.count("care.offer_age")
    return ("aged" in classes and aged) or (
        care.selfcare is not None and care.selfcare.band in classes
    )


def agreement_wanted(file: CaseFile) -> bool:
    """A scattered person of a place that wants an agreement for everybody (JZ-14)."""
    placed = file.caring.placement
    if placed is None or not placed.scattered or file.ending is not None:
        return False
    return file.law.has("care.agreement_coverage")


def agreement_over(file: CaseFile, today: date) -> CaseFile:
    """An agreement ended: noted once, so that the county is told to sign a new one (JZ-14)."""
    agreed = file.caring.agreement
    if agreed is None or agreed.over or today <= agreed.until or not agreement_wanted(file):
        return file
    return _with(file, agreement=agreed.model_copy(update={"over": True}))


def _placeable(file: CaseFile) -> None:
    require(
        file.ending is None and file.monthly_fen_now > 0,
        "support_ended",
        "救助供养已经终止，无需再落实供养方式。",
        "43号 Art 24",
    )


def _scattered(file: CaseFile, clause: str) -> None:
    placed = file.caring.placement
    require(
        placed is not None and placed.scattered,
        "not_scattered",
        "只有分散供养的特困人员才签订委托照料服务协议和登记走访，请先登记供养方式。",
        clause,
    )


def _with(file: CaseFile, **changes: object) -> CaseFile:
    return file.having(caring=file.caring.model_copy(update=changes))


RULES: Rulebook = {
    "offer_centralised": offer_centralised,
    "assess_whole": assess_whole,
    "place_person": place_person,
    "sign_care_agreement": sign_care_agreement,
    "record_care_visit": record_care_visit,
}
