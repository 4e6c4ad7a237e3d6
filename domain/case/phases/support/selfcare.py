"""生活自理能力评估 by the county (43号 Art 20-23), and the health department's part (ZH-14)."""

from __future__ import annotations

from datetime import date

from domain.case.acts import ChangeCause
from domain.case.acts.selfcare import AssessSelfcare, RecordHealthAnswer
from domain.case.caring import HealthRequest, SelfcareResult
from domain.case.file import CaseFile, Rulebook, different, require
from domain.case.moves.base import LIVING
from domain.case.phases.deciding.means import assess
from domain.case.phases.support.placing import plan_follows
from domain.identity import age_on
from domain.means.selfcare import NEEDS as BAND_NEEDS
from domain.means.selfcare import Ability, band, failed

SELFCARE_NEEDS = (*BAND_NEEDS, "reassess")
HEALTH_NEEDS = ("selfcare.min_age", "selfcare.answer_days")
"""General names: they hold in a case of any programme where the place has set them."""
LOOKS_AT_PEOPLE = frozenset({"accept", "record_survey", "verify_lead", "verify_change"})
"""Acts after which the case knows who lives there, so that nobody of age is left out (ZH-14)."""


def assess_selfcare(file: CaseFile, act: AssessSelfcare) -> CaseFile:
    require(
        act.by != "third_party" or act.body.strip(),
        "third_party_unnamed",
        "委托第三方机构评估的，请填写机构名称。",
        "43号 Art 20",
    )
    different(
        act.officer,
        file.actors("accept", "record_survey", "give_opinion"),
        "生活自理能力评估",
        file,
    )
    if file.stage in LIVING:
        require(
            file.review is not None,
            "no_review_open",
            "请先登记生活自理能力变化报告或者待定期复核时，再组织复核评估。",
            "43号 Art 23",
        )
    items: dict[str, Ability] = {
        code: getattr(act, code) for code in file.law.items("selfcare_items")
    }
    count = failed(items, file.law)
    result = SelfcareResult(
        on=act.on,
        items=items,
        failed=count,
        band=band(count, file.law),
        by=act.by,
        body=act.body,
        assessors=act.assessors,
    )
    care = file.caring.model_copy(
        update={"selfcare": result, "assessments": file.caring.assessments + 1}
    )
    return _reviewed(plan_follows(file.having(caring=care)), act)


def _reviewed(file: CaseFile, act: AssessSelfcare) -> CaseFile:
    """A review opened for self-care is verified by the assessment itself; others take it in."""
    looked = file.review
    if looked is None:
        return file
    own = looked.cause is ChangeCause.SELFCARE
    if not own and looked.verified_on is None:
        return file
    changes: dict[str, object] = {"assessment": assess(file), "heard_on": None}
    if own:
        changes["verified_on"] = act.on
    return file.having(review=looked.model_copy(update=changes))


# --- the health department (ZH-14) ----------------------------------------------------------------


def ask_health(file: CaseFile, on: date) -> CaseFile:
    """One request for each counted member of the place's age who has none yet; once a member."""
    law = file.law
    if not law.has("selfcare.min_age"):
        return file
    least = law.count("selfcare.min_age")
    asked = {r.member for r in file.caring.health}
    due = law.due("selfcare.answer_days", on).on if law.has("selfcare.answer_days") else None
    new = tuple(
        HealthRequest(member=m.key, asked_on=on, due=due)
        for m in file.household.counted
        if m.key not in asked and m.id_no and age_on(m.id_no, on) >= least
    )
    if not new:
        return file
    health = (*file.caring.health, *new)
    return file.having(caring=file.caring.model_copy(update={"health": health}))


def record_health_answer(file: CaseFile, act: RecordHealthAnswer) -> CaseFile:
    waiting = [r.member for r in file.caring.health if r.answered_on is None]
    require(
        act.member in waiting,
        "health_not_asked",
        f"没有待反馈的成员{act.member}。待反馈的成员为：{'、'.join(waiting) or '无'}。",
        "ZH-14",
    )
    answer = {
        "answered_on": act.on,
        "has_record": act.has_record,
        "band": act.band,
        "reference": act.reference,
    }
    health = tuple(
        r.model_copy(update=answer) if r.member == act.member and r.answered_on is None else r
        for r in file.caring.health
    )
    return file.having(caring=file.caring.model_copy(update={"health": health}))


RULES: Rulebook = {
    "assess_selfcare": assess_selfcare,
    "record_health_answer": record_health_answer,
}
