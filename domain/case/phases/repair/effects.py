"""What a confirmed repair does to the case. What it takes back is kept in the repair (`aside`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from domain.base import CaseRefusal
from domain.case.acts import ChangeCause
from domain.case.file import CaseFile, require
from domain.case.lifecycle import Stage
from domain.case.phases.deciding.means import assess
from domain.case.phases.living.opening import open_review
from domain.case.phases.passage import standing
from domain.case.phases.repair.facts import fact_of
from domain.case.repairs import Aside, Repair, RepairKind
from domain.means.result import Assessment

_PUBLISHED = ("post_publicity", "record_collective_review", "record_county_visit", "receive_file")
_REVIEWED = (*_PUBLISHED, "record_appraisal", "give_opinion")
_DONE_SINCE: Mapping[Stage, tuple[str, ...]] = {
    Stage.INVESTIGATION: (*_REVIEWED, "start_survey", "record_survey", "verify_lead"),
    Stage.REVIEW: _REVIEWED,
    Stage.PUBLICITY: _PUBLISHED,
}
"""What is done from a stage on, and set aside when the case goes back to it."""


def was_in(file: CaseFile, stage: Stage) -> bool:
    return stage is not Stage.PUBLICITY or file.publicity is not None


def did_since(file: CaseFile, stage: Stage) -> frozenset[str]:
    """Accounts of those whose work a return to that stage sets aside."""
    team = file.survey.surveyors if file.survey and stage is Stage.INVESTIGATION else ()
    return file.actors(*_DONE_SINCE[stage]) | set(team)


def skip(file: CaseFile, repair: Repair, on: date) -> CaseFile:
    """The check is told by the workflow; what can have changed meanwhile is looked at here."""
    require(
        file.check is not None and file.check.number == repair.check and not file.check.done,
        "check_over",
        "该次信息核对已经结束，各部门均已答复或者登记免等，无需再登记无法取得，请登记不同意。",
        "ZH-20",
    )
    return file


def correct(file: CaseFile, repair: Repair, on: date) -> CaseFile:
    """The right value stands; what follows from it is computed again, and decided by those who decide."""
    fact = fact_of(file, repair.fact)
    require(
        (fact.zh, fact.show(fact.value)) == (repair.fact_zh, repair.old),
        "fact_changed",
        f"“{repair.fact_zh}”在提出以后已经改变，请登记不同意，由提出人按现在的登记重新提出。",
        "57号 Art 18",
    )
    after = fact.put(file, fact.read(repair.value))
    if file.living:
        return _looked_at_anew(file, after, on)
    before = file.opinion.assessment if file.opinion else None
    if before is None or file.stage not in (Stage.PUBLICITY, Stage.APPROVAL):
        return after
    computed = assess(after)
    if _told(computed) == _told(before):
        return after.having(assessment=computed)
    return _back(after, repair, Stage.REVIEW, on)


def _told(found: Assessment) -> tuple[bool, int, int, int]:
    """What the opinion says and the sheet shows: another one has to be given and shown anew."""
    return found.eligible, found.monthly_fen, found.once_fen, found.persons


def _looked_at_anew(before: CaseFile, after: CaseFile, on: date) -> CaseFile:
    """A living case is looked at before anything changes for the family (社会救助法 Art 48)."""
    if before.review is None:
        after = open_review(after, ChangeCause.CORRECTION, on, on)
    review = after.review
    if review is None:
        raise AssertionError
    kept = review.before or (before.household if standing.keeps(before) else None)
    anew = review.model_copy(
        update={
            "verified_on": None,
            "assessment": None,
            "heard_on": None,
            "heard_opinion": "",
            "before": kept,
        }
    )
    return after.having(review=anew)


def go_back(file: CaseFile, repair: Repair, on: date) -> CaseFile:
    require(
        file.stage is repair.stage and file.decision is None,
        "moved_on",
        "本案在提出以后已经进入其他环节，请登记不同意，由提出人按现在的环节重新提出。",
        "57号 Art 20",
    )
    if repair.to_stage is None:
        raise AssertionError
    return _back(file, repair, repair.to_stage, on)


def _back(file: CaseFile, repair: Repair, stage: Stage, on: date) -> CaseFile:
    """To the beginning of the stage: what was done since is kept beside it and counts no more."""
    aside: dict[str, object] = {
        "publicity": file.publicity,
        "rounds": file.rounds,
        "objections": file.objections,
        "collective_review": file.collective_review,
        "county_visit": file.county_visit,
        "county_received_on": file.county_received_on,
    }
    if stage is not Stage.PUBLICITY:
        aside |= {
            "appraisal": file.appraisal,
            "opinion": file.opinion,
            "assessment": file.assessment,
        }
    if stage is Stage.INVESTIGATION:
        aside |= {
            "survey": file.survey,
            "survey_started_on": file.survey_started_on,
            "check": file.check,
        }
    fresh = Aside()
    kept = repair.model_copy(update={"aside": fresh.model_copy(update=aside)})
    return file.having(
        stage=stage,
        clock=file.clock.hand_to("乡镇（街道）", on),
        repairs=file.repairs.with_changed(kept),
        **{name: getattr(fresh, name) for name in aside},
    )


def not_stuck(file: CaseFile, repair: Repair, on: date) -> CaseFile:
    """A run is set back from outside, while it takes no acts; one that takes them needs it no more."""
    raise CaseRefusal(
        "not_stuck",
        "本案已经可以办理，不需要系统运行回退，请登记不同意，或者待其逾期失效。",
        "YC-06",
    )


EFFECTS: Mapping[RepairKind, Callable[[CaseFile, Repair, date], CaseFile]] = {
    RepairKind.SKIP: skip,
    RepairKind.CORRECT: correct,
    RepairKind.RETURN: go_back,
    RepairKind.RESET: not_stuck,
}
