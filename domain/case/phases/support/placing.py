"""集中供养 or 分散供养: the offer, the placement, the care agreement, the visits (JZ-11 to JZ-15).

Which of these a place demands stands in its `care.*` rules; what is recorded is recorded everywhere.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.acts.living import ChangeCause, VerifyChange
from domain.case.acts.tekun import (
    AssessWhole,
    CoverVisitor,
    OfferCentralised,
    PlacePerson,
    RecordCareVisit,
    SignCareAgreement,
    UrgeCareVisit,
)
from domain.case.caring import (
    Agreement,
    CareVisit,
    Caring,
    Offer,
    Placement,
    Urged,
    VisitCover,
    WholeAssessment,
)
from domain.case.file import CaseFile, Rulebook, require
from domain.case.lifecycle import Role
from domain.case.records import LivingReview
from domain.identity import age_on
from domain.means.selfcare import BAND_ZH

PLACING_NEEDS = (
    "care.offer_classes",
    "care.offer_age",
    "care.consent_required",
    "care.named_visitor",
    "care.agreement_coverage",
)

PLAN_NEEDS = ("care.visit_days", "care.missed_visit")
"""Read since 2026-11: how often each care level is visited, and who hears of a missed visit."""
LEVELS = ("township", "county")
"""To whom a missed visit is passed up, in this order."""
_LEVEL_OF = {Role.REVIEWER: "township", Role.COUNTY_REVIEWER: "county"}


def offer_centralised(file: CaseFile, act: OfferCentralised) -> CaseFile:
    _placeable(file)
    # Cases that began before plans by care level were read recorded no level here.
    band = _band(file) if file.law.knows(PLAN_NEEDS[0]) else ""
    offer = Offer(on=act.on, agrees=act.agrees, opinion=act.opinion, band=band)
    return _with(file, offer=offer)


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
    band = _band(file)
    if act.manner == "centralised":
        _may_move(file, act)
        placed = Placement(
            on=act.on, manner=act.manner, institution=act.institution.strip(), band=band
        )
        return _with(
            file, placement=placed, agreement=None, cover=None, visit=None, missed=(), urged=()
        )
    named = file.law.on_and_set("care.named_visitor")
    require(
        not named or (act.visitor.strip() and act.visit_days),
        "visitor_missing",
        "分散供养的，应当安排专人定期入户走访，请填写走访人和走访间隔天数。",
        "JZ-15",
    )
    longest = visit_days(file, band)
    require(
        not longest or act.visit_days <= longest,
        "visits_too_rare",
        f"{BAND_ZH.get(band, '该照料护理档次')}的分散供养特困人员，走访间隔不得超过{longest}天，"
        "请缩短走访间隔。",
        "JZ-15",
    )
    placed = Placement(
        on=act.on, manner=act.manner, visitor=act.visitor, visit_days=act.visit_days, band=band
    )
    return _with(file, placement=placed, cover=None, visit=None, missed=(), urged=())


def _band(file: CaseFile) -> str:
    return file.caring.selfcare.band if file.caring.selfcare else ""


def visit_days(file: CaseFile, band: str) -> int:
    """The longest interval between two visits at this care level; 0 where the place has set none."""
    if not file.law.has(PLAN_NEEDS[0]):
        return 0
    days = file.law.table(PLAN_NEEDS[0]).get(band)
    return days if isinstance(days, int) else 0


def plan_follows(file: CaseFile) -> CaseFile:
    """After a new assessment of who lives scattered: the plan is of the new care level at once.

    A level that needs fewer visits does not thin out the plan by itself: the township decides that.
    """
    placed, band = file.caring.placement, _band(file)
    longest = visit_days(file, band)
    if placed is None or not placed.scattered or not longest:
        return file
    days = min(placed.visit_days, longest) or longest
    return _with(file, placement=placed.model_copy(update={"band": band, "visit_days": days}))


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


def cover_visitor(file: CaseFile, act: CoverVisitor) -> CaseFile:
    _scattered(file, "JZ-15")
    placed = file.caring.placement
    require(
        placed is not None and placed.visitor,
        "visitor_missing",
        "尚未指定走访人，请先登记供养方式并指定走访人。",
        "JZ-15",
    )
    require(
        placed is None or act.visitor.strip() != placed.visitor,
        "own_stand_in",
        "代为走访的人员不能是原走访人本人，请另选一人。",
        "JZ-15",
    )
    require(
        act.on <= act.since <= act.until,
        "date_not_lawful",
        f"代为走访的期间应当自{act.on}或者以后起算，截止日期不得早于起始日期。",
        "JZ-15",
    )
    cover = VisitCover(
        on=act.on,
        visitor=act.visitor.strip(),
        since=act.since,
        until=act.until,
        reason=act.reason,
        by=act.officer.id,
    )
    return _with(file, cover=cover)


def cover_over(file: CaseFile, today: date) -> CaseFile:
    """The named visitor visits again: noted once, so that the task says whose it is."""
    cover = file.caring.cover
    if cover is None or cover.over or today <= cover.until:
        return file
    return _with(file, cover=cover.model_copy(update={"over": True}))


def record_care_visit(file: CaseFile, act: RecordCareVisit) -> CaseFile:
    _scattered(file, "JZ-15")
    placed = file.caring.placement
    require(
        placed is None or act.on >= placed.on,
        "visit_too_early",
        f"走访日期不得早于落实供养方式的日期{placed.on if placed else ''}。",
        "JZ-15",
    )
    gone = file.caring.gone_on
    require(
        gone is None or act.on <= gone,
        "visited_the_dead",
        f"经核实本人已于{gone}死亡或者宣告失踪，不能登记此后的走访；走访在此之前的，请按实际走访日期登记。"
        "核实结果有误的，请重新核实。",
        "JZ-15; 43号 Art 24",
    )
    done = CareVisit(on=act.on, visitor=act.visitor, finding=act.finding)
    return _with(file, visit=done, visits=file.caring.visits + 1, missed=(), urged=())


def visited_no_more(file: CaseFile, review: LivingReview, act: VerifyChange) -> Caring:
    """Where the person is found dead nobody has to come any more, from the day of the death (JZ-15)."""
    if not act.visits_end or file.caring.placement is None:
        return file.caring
    died = review.happened_on if review.cause is ChangeCause.DEATH else act.on
    lives = any(m.can_speak for m in file.household.members)
    if lives:
        return file.caring.model_copy(update={"gone_on": None})
    return file.caring.model_copy(update={"gone_on": died, "missed": (), "urged": ()})


def visit_missed(file: CaseFile, today: date) -> CaseFile:
    """A visit is overdue: passed up to the township, and to the county when nothing has happened."""
    last = file.caring.next_visit
    if last is None or today <= last or file.ending is not None or not file.monthly_fen_now:
        return file
    reached = tuple(level for level, day in _passed_up(file) if today >= day)
    if len(reached) <= len(file.caring.missed):
        return file
    return _with(file, missed=reached)


def _passed_up(file: CaseFile) -> tuple[tuple[str, date], ...]:
    """On which days the present visit, if it is not made, is passed up to whom."""
    last, law = file.caring.next_visit, file.law
    if last is None or not law.has(PLAN_NEEDS[1]):
        return ()
    days = law.table(PLAN_NEEDS[1])
    return tuple(
        (level, last + timedelta(days=n))
        for level in LEVELS
        if isinstance(n := days.get(level), int)
    )


def passing_up(file: CaseFile) -> tuple[date, ...]:
    """The days on which a visit that is not made is passed up further."""
    return tuple(day for level, day in _passed_up(file) if level not in file.caring.missed)


def urge_care_visit(file: CaseFile, act: UrgeCareVisit) -> CaseFile:
    _scattered(file, "JZ-15")
    level = _LEVEL_OF[act.officer.role]
    require(
        level in file.caring.missed,
        "visit_not_missed",
        "目前没有逾期未登记并需要您督促的走访，已经走访的请直接登记走访。",
        "JZ-15",
    )
    done = Urged(on=act.on, level=level, finding=act.finding)
    return _with(file, urged=(*file.caring.urged, done))


def to_urge(file: CaseFile) -> tuple[str, ...]:
    """Levels that have heard of the missed visit and not yet done anything about it."""
    answered = {u.level for u in file.caring.urged}
    return tuple(level for level in file.caring.missed if level not in answered)


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


def to_be_asked(file: CaseFile) -> bool:
    """An offer is due: none was made, or it was declined at another care level than now."""
    asked = file.caring.offer
    if asked is None:
        return True
    return not asked.agrees and bool(asked.band) and asked.band != _band(file)


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
    "cover_visitor": cover_visitor,
    "record_care_visit": record_care_visit,
    "urge_care_visit": urge_care_visit,
}
