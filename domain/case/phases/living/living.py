"""发放 and 动态管理: changes, rechecks, transitional period, decrease and stop (57号 Art 30-34).

No data match and no timer ends aid. The only way to a decrease or a stop is: somebody went and
looked, the family was heard, and a decider gave written reasons (JZ-62, 社会救助法 Art 48).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.case import acts
from domain.case.acts import CAUSE_ZH, OUTCOME_ZH, ChangeCause, Outcome
from domain.case.acts.passage import RecallPostponement
from domain.case.discovered import review_answered
from domain.case.file import (
    ROLE_OF_DECIDER,
    CaseFile,
    LivingReview,
    Rulebook,
    different,
    require,
)
from domain.case.freshness import first_stale, stale_items, stale_zh
from domain.case.lifecycle import ROLE_ZH, Stage
from domain.case.notices import all_served
from domain.case.phases.deciding.investigation import (
    _keep_account,
    _survey_team,
    in_emergency,
    same_household,
)
from domain.case.phases.deciding.means import MEANS, assess
from domain.case.phases.living import ageing, duties, tapering
from domain.case.phases.living.opening import open_review
from domain.case.phases.living.outcomes import (
    EFFECTS,
    leaves_freely,
    next_month,
    next_recheck_after,
    reviewing,
)
from domain.case.phases.living.recognition import RECOGNITION_NEEDS, run_out
from domain.case.phases.passage import parting, standing
from domain.case.phases.support import placing
from domain.case.phases.window import recusal
from domain.check.demand import CHECK_NEEDS
from domain.money import yuan

LIVING_NEEDS = (
    *MEANS,
    *RECOGNITION_NEEDS,
    "surveyors",
    "decider",
    "hearing_before_stop",
    "transition_months",
    "death_adjust_months",
    "refusal_notice",
    "relative_kinship",
    "relative_kinship_extra",
    "first_month_offset",
    "remedies",
    *CHECK_NEEDS,
    "check_answer",
    "check_retry_days",
    "pay.account_holder",
    *duties.DUTIES_NEEDS,
    "survey.emergency_periods",
    "escalation.rule",
    "escalation.causes",
    "escalation.min_units",
    "escalation.ceilings",
    "notice.hotline",
    "notice.reconsideration_organ",
)
ADVERSE = standing.ADVERSE


def begin_supervision(file: CaseFile, today: date) -> CaseFile:
    """The first month of aid has begun; the recheck date is set by class (57号 Art 31)."""
    start = file.next_recheck or (file.decision.on if file.decision else today)
    return file.having(stage=Stage.SUPERVISION, next_recheck=next_recheck_after(file, start))


def report_change(file: CaseFile, act: acts.ReportChange) -> CaseFile:
    require(
        file.passes(Stage.SUPERVISION),
        "not_supervised",
        "一次性救助没有动态管理环节；家庭情况有变化需要救助的，请重新申请。",
        "57号 Art 30",
    )
    require(
        act.happened_on <= act.on,
        "change_in_future",
        "变化发生日期不得晚于报告日期。",
        "57号 Art 30",
    )
    require(
        file.review is None,
        "review_open",
        f"本案正在因“{CAUSE_ZH[file.review.cause]}”核实，请待作出决定后再报告新的变化。"
        if file.review
        else "",
        "57号 Art 32",
    )
    require(
        not act.member or file.household.member(act.member) is not None,
        "member_unknown",
        "变化所涉人员不是本户家庭成员，请核对成员编号。",
        "57号 Art 30",
    )
    require(
        act.cause not in OF_SUPPORT or file.law.has("reassess"),
        "cause_not_here",
        f"{CAUSE_ZH[act.cause]}只在特困人员救助供养中报告，请选择其他变化原因。",
        "43号 Art 23-24",
    )
    require(
        act.cause is not ChangeCause.CORRECTION,
        "cause_not_here",
        "登记的事实有误的，请办理“提出更正登记事实”，由另一人复核。",
        "57号 Art 18",
    )
    if act.cause is ChangeCause.WORK:
        duties.must_have_refused(file, act.member)
    marked = duties.reported(file, act.cause, act.happened_on, act.on)
    opened = open_review(marked, act.cause, act.on, act.happened_on, act.member)
    return opened.having(review=reviewing(opened).model_copy(update={"lead_no": act.lead_no}))


OF_SUPPORT: Final = (ChangeCause.SELFCARE, ChangeCause.ABILITY, ChangeCause.SUPPORTER)
"""What 43号 alone makes a person in 特困 aid be looked at again for (Art 23, 24 (2) and (5))."""


def causes_without_occasion(file: CaseFile) -> frozenset[ChangeCause]:
    """What cannot be reported of this case now: its programme has no such cause, or nobody has refused
    suitable work often enough."""
    known = file.policy is not None
    supported = known and file.law.has("reassess")
    refused = known and bool(duties.work_refused(file))
    return frozenset(
        (*(() if supported else OF_SUPPORT), *(() if refused else (ChangeCause.WORK,)))
    )


def verify_change(file: CaseFile, act: acts.VerifyChange) -> CaseFile:
    review = reviewing(file)
    _survey_team(file, act.surveyors, act.officer)
    if any(m.counted for m in act.household.members):
        same_household(file, act.household)
    parting.must_have_left(file, act.household)
    household = _keep_account(file, act.household)
    looked = file.having(household=household, unstable_income=act.unstable_income)
    return looked.having(
        review=review.model_copy(
            update={
                "verified_on": act.on,
                "verified_by": tuple(sorted({*review.verified_by, *act.surveyors})),
                "assessment": assess(looked),
                "heard_on": None,
                "nobody_left": act.alive and not any(m.can_speak for m in household.members),
                **_first_seen(file, review),
            }
        ),
        caring=placing.visited_no_more(looked, review, act),
    )


def _first_seen(file: CaseFile, review: LivingReview) -> dict[str, object]:
    """The household nobody had looked at yet, for a ruling that would put the case back to it."""
    if review.before is not None or not standing.keeps(file):
        return {}
    return {"before": file.household}


def hear_family(file: CaseFile, act: acts.HearFamily) -> CaseFile:
    review = reviewing(file)
    require(
        review.verified_on is not None,
        "not_verified",
        "请先入户核实，再就核实结果听取家庭意见。",
        "社会救助法 Art 48",
    )
    who = file.household.member(act.heard)
    require(
        not act.alive or (who is not None and who.can_speak),
        "cannot_be_heard",
        "听取意见的对象应当是家庭成员本人，已经死亡、宣告失踪的不能选，请重新选择。",
        "社会救助法 Art 48",
    )
    return file.having(
        review=review.model_copy(update={"heard_on": act.on, "heard_opinion": act.opinion})
    )


def lawful_outcomes(file: CaseFile) -> tuple[Outcome, ...]:
    """What the verified facts allow: computed, so that nobody is stopped or raised by favour."""
    review, now = file.review, file.monthly_fen_now
    if review is None or review.assessment is None:
        return ()
    new = review.assessment
    if not new.eligible:
        paid = file.recognition is None
        job = paid and review.cause in (ChangeCause.EMPLOYMENT, ChangeCause.RECHECK)
        over_income_only = {r.code for r in new.reasons if r.code.startswith(("over_", "not_"))}
        may_wait = file.law.has("transition_months") and file.transition is None
        if job and over_income_only == {"over_income"} and may_wait:
            return (Outcome.STOP, Outcome.TRANSITION)
        return (Outcome.STOP,)
    change = Outcome.INCREASE if new.monthly_fen > now else Outcome.DECREASE
    found = duties.may_lose_share(review, (change if new.monthly_fen != now else Outcome.KEEP,))
    if leaves_freely(review):
        found = (*found, Outcome.STOP)
    return tapering.with_keep(file, review, found)


def decide_change(file: CaseFile, act: acts.DecideChange) -> CaseFile:
    review = reviewing(file)
    law = file.law
    role = ROLE_OF_DECIDER[law.text("decider")]
    require(
        act.officer.role is role,
        "wrong_decider",
        f"本地由{ROLE_ZH[role]}作出动态管理决定。",
        law.cite("decider"),
    )
    require(
        review.verified_on is not None and review.assessment is not None,
        "not_verified",
        "未经入户核实，不得仅凭数据比对或者报告作出决定，请先入户核实。",
        "JZ-62",
    )
    different(
        act.officer,
        file.actors("verify_change", "verify_lead") | set(review.verified_by),
        "动态管理决定",
        file,
    )
    recheck = review.cause is ChangeCause.RECHECK
    require(
        not recheck or (file.check and file.check.done and not _asked_before(file, review)),
        "not_checked",
        "定期复核应当重新核对家庭经济状况，请待各部门答复后再作决定。",
        "JZ-61; ZH-13",
    )
    stale = stale_items(file, act.on) if recheck else ()
    require(
        not stale,
        "answers_stale",
        f"部门核对结果已超过有效期：{stale_zh(stale)}。系统将重新核对，请待各部门答复后再作决定。",
        "YC-17",
    )
    require(
        not file.open_leads(),
        "leads_open",
        "尚有比对线索未核实，请先逐条核实。",
        "JZ-62",
    )
    recusal.may_be_decided(file)
    lawful = lawful_outcomes(file)
    require(
        act.outcome in lawful,
        "outcome_differs",
        f"按核实的事实，可以作出的决定为：{'、'.join(OUTCOME_ZH[o] for o in lawful)}。",
        "57号 Art 32",
    )
    require(
        act.outcome not in ADVERSE or review.heard_on is not None or not hearing_needed(file),
        "not_heard",
        "减发、停发前应当听取家庭意见，请先由入户调查员或者乡镇（街道）审核员登记听取意见情况。",
        "社会救助法 Art 48",
    )
    new = review.assessment
    unchanged = act.outcome in (Outcome.TRANSITION, Outcome.KEEP)
    fen = file.monthly_fen_now if new is None or unchanged else new.monthly_fen
    if act.outcome is Outcome.STOP and leaves_freely(review):
        fen = 0
    require(
        act.monthly_fen == fen or duties.within_share(file, review, act.outcome, act.monthly_fen),
        "amount_differs",
        f"按核实的事实，月补助金额应为{yuan(fen)}元，与您提交的金额不一致。",
        "57号 Art 23",
    )
    decided = EFFECTS[act.outcome](file, act)
    first = next_month(file, act.on) if act.outcome in ADVERSE else act.on
    kept = standing.stood_before(file, decided, act.outcome, act.on, first)
    return review_answered(
        review, ageing.seen_grown(parting.let_go(file, kept, act.on), review), act
    )


def ripe(file: CaseFile) -> bool:
    """Something can be decided now: it was looked at, and where the result would be less, the family
    was heard."""
    review = file.review
    if review is None or review.verified_on is None:
        return False
    heard = review.heard_on is not None or not hearing_needed(file)
    return heard or any(outcome not in ADVERSE for outcome in lawful_outcomes(file))


def hearing_needed(file: CaseFile) -> bool:
    """Since 2026-07-01 the family is heard before a decrease or a stop (社会救助法 Art 48); where nobody
    of it lives there is nobody to hear."""
    name = "hearing_before_stop"
    if file.review is not None and file.review.nobody_left:
        return False
    return not file.law.has(name) or file.law.flag(name)


def recheck_needs_answers(file: CaseFile, today: date) -> bool:
    """A periodic recheck asks the departments again (GEN-01), and once more when their answers
    have grown too old before it was decided (YC-17); other reviews look at one change."""
    review = file.review
    if review is None or review.cause is not ChangeCause.RECHECK:
        return False
    if file.check is None or _asked_before(file, review):
        return True
    return file.check.done and file.check.started_on < today and bool(stale_items(file, today))


def _asked_before(file: CaseFile, review: LivingReview) -> bool:
    return file.check is not None and file.check.started_on < review.opened_on


def answers_last_until(file: CaseFile) -> date | None:
    """The day the answers of an open recheck grow too old; None where they do not."""
    review, check = file.review, file.check
    if review is None or review.cause is not ChangeCause.RECHECK or check is None:
        return None
    return first_stale(file) if check.done and not _asked_before(file, review) else None


def postpone_recheck(file: CaseFile, act: acts.PostponeRecheck) -> CaseFile:
    require(
        in_emergency(file, act.on),
        "no_emergency",
        "只有在登记的重大突发事件期间、受影响的乡镇（街道）才可以暂缓定期复核，请按期复核；"
        "突发事件在本案读取政策参数以后才登记的，请先办理“重新读取政策参数”。",
        "57号 Art 31",
    )
    require(
        file.next_recheck is not None and act.until > file.next_recheck,
        "not_later",
        f"暂缓后的复核日期应当晚于原定日期{file.next_recheck}。",
        "57号 Art 31",
    )
    return standing.postponed(file, act.until, act.reason, act.on, act.order)


def recall_postponement(file: CaseFile, act: RecallPostponement) -> CaseFile:
    last = standing.waits(file)
    require(
        last is not None and (not act.order or last.order == act.order),
        "not_postponed",
        "本案的定期复核目前没有暂缓，或者暂缓后已经重新安排，无需撤销。",
        "57号 Art 31",
    )
    if last is None:
        raise AssertionError
    return standing.recalled(file, last, act.on)


def clockwork(file: CaseFile, today: date) -> CaseFile:
    """What happens to a living case by itself: a review opens on its day. Nothing else."""
    if file.stage is Stage.DISBURSEMENT and file.entitlements and file.policy is not None:
        if today >= min(e.first for e in file.entitlements):
            return begin_supervision(file, today)
        return file
    if file.stage is Stage.SUPERVISION and file.recognition is not None:
        after = run_out(file, today)
        if after is not file:
            return after
    if file.stage is not Stage.SUPERVISION or file.review is not None or file.ending is not None:
        return file
    joining = parting.look_at_joining(file, today)
    if joining is not file:
        return joining
    looks = tapering.looks_on(file)
    if looks is not None and today >= looks:
        return open_review(file, ChangeCause.TRANSITION_END, today, today)
    if file.next_recheck and today >= file.next_recheck and file.transition is None:
        return open_review(file, ChangeCause.RECHECK, today, today)
    return ageing.look_at_grown(file, today)


def close_when_ended(file: CaseFile, on: date) -> CaseFile:
    """A stopped case closes when the notice was served; its last month is still paid by the county."""
    if file.ending is None or not all_served(file) or file.caring.keeps_open:
        return file
    return file.having(
        stage=Stage.CLOSED, closed=file.ending.model_copy(update={"on": on}), ending=None
    )


RULES: Rulebook = {
    "report_change": report_change,
    "verify_change": verify_change,
    "hear_family": hear_family,
    "decide_change": decide_change,
    "postpone_recheck": postpone_recheck,
    "recall_postponement": recall_postponement,
}
