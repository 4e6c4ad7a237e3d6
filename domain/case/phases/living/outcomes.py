"""What a decision on a living case does: to the months due, the notices owed, the next recheck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.calendar import months_after
from domain.case import acts
from domain.case.acts import ChangeCause, Outcome, Reason
from domain.case.file import (
    CaseFile,
    Closing,
    Entitlement,
    LivingReview,
    NoticeDue,
    Transition,
    require,
)
from domain.case.notices import owed
from domain.case.phases.living import tapering
from domain.case.phases.living.recognition import ended_early
from domain.money import yuan
from domain.programme import PROGRAMME_ZH

_LEAVES = Reason(code="voluntary", text="家庭自愿申请退出救助。", clause="57号 Art 32")


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_recheck_after(file: CaseFile, day: date) -> date:
    """When the household is looked at again, by its class (57号 Art 31)."""
    table = file.law.table("recheck_months")
    months = table.get(recheck_class(file), table["yearly"])
    if not isinstance(months, int):
        raise TypeError("recheck_months must hold whole months")
    return months_after(day, months)


def recheck_class(file: CaseFile) -> str:
    return "half_yearly" if file.unstable_income else "yearly"


def reviewing(file: CaseFile) -> LivingReview:
    require(
        file.review is not None,
        "no_review_open",
        "本案目前没有待核实的变化，请先登记家庭变化报告。",
        "57号 Art 32",
    )
    review = file.review
    if review is None:
        raise AssertionError
    return review


def leaves_freely(review: LivingReview) -> bool:
    """The family asked to leave though the facts would let it stay (自愿退出)."""
    asked = review.cause is ChangeCause.VOLUNTARY
    return asked and review.assessment is not None and review.assessment.eligible


def _reasons(file: CaseFile, act: acts.DecideChange) -> tuple[Reason, ...]:
    review = reviewing(file)
    computed = review.assessment.reasons if review.assessment else ()
    if act.outcome is Outcome.STOP and leaves_freely(review):
        computed = (_LEAVES,)
    return (
        *computed,
        Reason(
            code="stated",
            text=act.reason,
            clause=_stated_clause(review, act),
        ),
    )


def _stated_clause(review: LivingReview, act: acts.DecideChange) -> str:
    if act.outcome is Outcome.TRANSITION:
        return "57号 Art 33"
    return "57号 Art 34" if review.cause is ChangeCause.WORK else "57号 Art 32"


def next_month(file: CaseFile, on: date) -> date:
    return months_after(month_of(on), file.law.months("first_month_offset"))


def from_month(file: CaseFile, first: date, fen: int, cause: str) -> CaseFile:
    """From `first` on the household is due `fen` a month; what ran before ends the month before."""
    before = months_after(first, -1)
    kept = tuple(
        e.model_copy(update={"last": before}) if e.last is None or e.last >= first else e
        for e in file.entitlements
        if e.first < first
    )
    if fen == 0:
        return file.having(entitlements=kept)
    seq = max((e.seq for e in file.entitlements), default=0) + 1
    new = Entitlement(first=first, last=None, monthly_fen=fen, cause=cause, seq=seq)
    return file.having(entitlements=(*kept, new))


def _settled(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    """The review is over; a recheck done on the way counts, so the next one is counted from here."""
    looked = file.review
    done = file.having(review=None)
    if looked is not None and looked.cause is ChangeCause.WORK:
        done = done.having(duties=done.duties.without_offers(looked.member))
    if done.duties.edge_ended_on is not None:
        done = done.having(duties=done.duties.model_copy(update={"edge_ended_on": None}))
    if done.recognition is not None and done.recognition.until is not None:
        return done  # it ends by its own term and is not rechecked before
    return done.having(next_recheck=next_recheck_after(done, act.on))


def _keep(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    return _settled(file.having(transition=None), act)


def _change(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    first = file.passage.pays_from(reviewing(file).number, next_month(file, act.on))
    changed = from_month(file, first, act.monthly_fen, act.outcome.value)
    facts = {
        "原月补助金额": f"{yuan(file.monthly_fen_now)}元",
        "新月补助金额": f"{yuan(act.monthly_fen)}元",
        "执行起始月": f"{first.year}年{first.month}月",
    }
    noticed = owed(
        changed,
        NoticeDue(
            key="change",
            kind="change",
            reasons=_reasons(file, act),
            facts=_with_hearing(file, facts),
            must_serve=act.outcome is Outcome.DECREASE,
        ),
    )
    return _settled(noticed.having(transition=None), act)


def _with_hearing(file: CaseFile, facts: dict[str, str]) -> dict[str, str]:
    review = file.review
    if review is None or review.heard_on is None:
        return facts
    return {**facts, "听取意见日期": review.heard_on.isoformat()}


def _grant_transition(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    law = file.law
    limit = law.months("transition_months")
    require(
        0 < act.transition_months <= limit,
        "transition_too_long",
        f"渐退期为1至{limit}个月。",
        law.cite("transition_months"),
    )
    until = months_after(month_of(act.on), act.transition_months)
    granted = file.having(transition=Transition(granted_on=act.on, until=until))
    granted = tapering.tapered(granted, next_month(file, act.on), until)
    less = tapering.told(granted)
    noticed = owed(
        granted,
        NoticeDue(
            key="transition",
            kind="transition",
            reasons=_reasons(file, act),
            facts={"渐退期截止月": f"{until.year}年{until.month}月", **less},
            must_serve=act.with_proof and bool(less),  # what cuts aid (JZ-62)
        ),
    )
    return noticed.having(review=None)


def _stop(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    first = next_month(file, act.on)
    stopped = ended_early(from_month(file, first, 0, "stop"), act.on)
    reasons = _reasons(file, act)
    due = file.law.due("refusal_notice", act.on)
    return owed(
        stopped.having(
            review=None,
            transition=None,
            next_recheck=None,
            ending=Closing(outcome="stopped", on=act.on, reasons=reasons),
        ),
        NoticeDue(
            key="stop",
            kind="stop",
            reasons=reasons,
            facts=_with_hearing(file, _stopped_facts(file, first, act.on)),
            must_serve=True,
            due=due.on,
        ),
    )


def _stopped_facts(file: CaseFile, first: date, on: date) -> dict[str, str]:
    if file.recognition is not None:
        return {"终止认定": PROGRAMME_ZH[file.programme], "终止日期": on.isoformat()}
    return {
        "原月补助金额": f"{yuan(file.monthly_fen_now)}元",
        "停发起始月": f"{first.year}年{first.month}月",
    }


EFFECTS: dict[Outcome, Callable[[CaseFile, acts.DecideChange], CaseFile]] = {
    Outcome.KEEP: _keep,
    Outcome.INCREASE: _change,
    Outcome.DECREASE: _change,
    Outcome.TRANSITION: _grant_transition,
    Outcome.STOP: _stop,
}
