"""审核确认: four eyes, the computed amount, written reasons and remedies (57号 Art 20-22)."""

from __future__ import annotations

from datetime import date

from domain.base import CaseRefusal
from domain.case import acts
from domain.case.acts import Reason
from domain.case.file import (
    ROLE_OF_DECIDER,
    CaseFile,
    Closing,
    Decision,
    NoticeDue,
    Rulebook,
    different,
    require,
)
from domain.case.freshness import stale_items, stale_zh
from domain.case.lifecycle import ROLE_ZH, Stage
from domain.case.notices import all_served, owed
from domain.case.phases.deciding import granting, midway
from domain.case.phases.deciding.investigation import unchecked_members
from domain.case.phases.deciding.means import assess
from domain.case.phases.relief import hardship, once
from domain.case.phases.window import recusal
from domain.case.phases.window.identity import must_be_paid_nowhere_else
from domain.case.phases.window.passing import fits_zh
from domain.means.result import Assessment

EARLIER_DUTIES = (
    "accept",
    "record_hardship",
    "record_survey",
    "give_opinion",
    "verify_lead",
    "record_county_visit",
)


def county_visit_missing(file: CaseFile) -> bool:
    """The county goes itself for a registered relative or a complaint (57号 Art 20)."""
    if file.county_visit is not None:
        return False
    causes = file.law.items("county_visit_causes")
    return ("relative" in causes and bool(file.relatives)) or (
        "complaint" in causes and bool(file.complaints or file.objections)
    )


def collective_review_missing(file: CaseFile) -> bool:
    return file.law.flag("collective_review") and file.collective_review is None


def answers_too_old(file: CaseFile, on: date) -> bool:
    return bool(stale_items(file, on))


def record_collective_review(file: CaseFile, act: acts.RecordCollectiveReview) -> CaseFile:
    return file.having(collective_review=act)


def record_county_visit(file: CaseFile, act: acts.RecordCountyVisit) -> CaseFile:
    different(
        act.officer, file.actors("accept", "record_survey", "give_opinion"), "县级入户核查", file
    )
    return file.having(county_visit=act)


def deciding_organ(file: CaseFile) -> str:
    """The organ that decides where it is not civil affairs (受灾); empty for all others.

    PolicyNotSet where the programme has one and the place has not said which it is.
    """
    return file.law.text("organ") if file.law.knows("organ") else ""


def _may_decide(file: CaseFile, act: acts.Act, duty: str) -> Assessment:
    """Everything that must stand before anybody decides; gives the assessment to decide on."""
    law = file.law
    role, organ = ROLE_OF_DECIDER[file.decider], deciding_organ(file)
    require(
        act.officer.role is role,
        "wrong_decider",
        f"本地由{organ or ROLE_ZH[role]}办理“{duty}”。",
        law.cite("decider"),
    )
    team = set(file.survey.surveyors if file.survey else ())
    different(act.officer, file.actors(*EARLIER_DUTIES) | team, duty, file)
    require(
        not file.passes(Stage.INVESTIGATION)
        or (
            file.survey is not None
            and (hardship.means_known(file) or (file.check is not None and file.check.done))
        ),
        "not_investigated",
        "未经入户调查和信息核对，不得作出确认决定，请先完成入户调查和信息核对。",
        "JZ-61; 57号 Art 28",
    )
    left_out = unchecked_members(file)
    require(
        not left_out,
        "check_incomplete",
        f"成员{'、'.join(left_out)}未经信息核对，请退回补充核对后再作决定。",
        "ZH-13",
    )
    stale = () if file.passage.decides_anew else stale_items(file, act.on)
    require(
        not stale,
        "answers_stale",
        f"部门核对结果已超过有效期：{stale_zh(stale)}。请退回重新核对后再作决定。",
        "YC-17",
    )
    require(
        not collective_review_missing(file),
        "collective_review_missing",
        "作出决定前应当经集体研究，请先登记集体研究记录。",
        "JZ-23",
    )
    require(
        not county_visit_missing(file),
        "county_visit_missing",
        "本案涉及近亲属备案或者投诉举报，县级民政部门应当入户核查后方可决定。",
        "57号 Art 20",
    )
    recusal.may_be_decided(file)
    midway.undisturbed(file)
    return assess(file)


def confirm(file: CaseFile, act: acts.Confirm) -> CaseFile:
    computed = _may_decide(file, act, "审核确认")
    require(
        computed.eligible,
        "not_eligible",
        "按已登记的事实计算，该家庭不符合条件，不能确认同意，应当作出不予确认的决定。",
        "57号 Art 20",
    )
    once.may_help_first(file)
    must_be_paid_nowhere_else(file)
    granting.agrees(act, computed)
    require(
        not file.passes(Stage.PUBLICITY)
        or (
            file.opinion is not None
            and file.publicity is not None
            and (file.publicity.completed_on is not None or file.objections)
        ),
        "not_publicised",
        "初审意见未经完整公示，不得确认，请待公示期满。",
        "57号 Art 19",
    )
    decided = file.having(
        decision=Decision(
            granted=True,
            monthly_fen=computed.monthly_fen,
            on=act.on,
            by=act.officer,
            reasons=computed.reasons,
            assessment=computed,
        ),
        assessment=computed,
        clock=file.clock.stop(act.on),
        unstable_income=file.survey.unstable_income if file.survey else False,
    )
    return granting.grant(decided, act, computed)


def refuse(file: CaseFile, act: acts.Refuse) -> CaseFile:
    computed = _may_decide(file, act, "不予确认")
    require(
        not computed.eligible or (len(act.reason) > 3 and act.clause),
        "reason_missing",
        "按已登记的事实计算该家庭符合条件；不予确认的，应当写明理由和依据条款。",
        "57号 Art 21; JZ-60",
    )
    against = tuple(r for r in computed.reasons if r.code.startswith(("over_", "not_")))
    stated = (
        (Reason(code="stated", text=act.reason, clause=act.clause),) if act.reason.strip() else ()
    )
    reasons = (*against, *stated)
    due = file.law.due("refusal_notice", act.on)
    decided = file.having(
        decision=Decision(
            granted=False,
            monthly_fen=0,
            on=act.on,
            by=act.officer,
            reasons=reasons,
            assessment=computed,
        ),
        assessment=computed,
        clock=file.clock.stop(act.on),
    )
    elsewhere = fits_zh(decided)
    return owed(
        decided,
        NoticeDue(
            key="refusal",
            kind="refusal",
            reasons=reasons,
            facts={
                "决定日期": act.on.isoformat(),
                **({"可以另行申请": elsewhere} if elsewhere else {}),
            },
            must_serve=True,
            due=due.on,
        ),
    )


def close_when_served(file: CaseFile, on: date) -> CaseFile:
    """A refusal is closed only when its notice has reached the family (JZ-60)."""
    if file.stage is not Stage.APPROVAL or file.decision is None or file.decision.granted:
        return file
    if not all_served(file):
        return file
    return file.having(
        stage=Stage.CLOSED,
        closed=Closing(outcome="refused", on=on, reasons=file.decision.reasons),
    )


def undecided(file: CaseFile) -> None:
    if file.decision is not None:
        raise CaseRefusal(
            "decided",
            f"本案已于{file.decision.on}作出决定，待文书送达后办结。",
            "57号 Art 21",
        )


RULES: Rulebook = {
    "record_collective_review": record_collective_review,
    "record_county_visit": record_county_visit,
    "confirm": confirm,
    "refuse": refuse,
}
