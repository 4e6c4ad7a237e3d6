"""Duties of a family in aid: to report in time, to take suitable work; and who keeps its account.

Each is marked and shown to whoever decides. None of them cuts or stops anything by itself.
"""

from __future__ import annotations

from datetime import date

from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.acts.duties import FileCustody, RecordWorkOffer
from domain.case.duties import CustodyFiling, LateReport, WorkOffer
from domain.case.file import CaseFile, LivingReview, Rulebook, require
from domain.household import Member, WorkAbility
from domain.means.counting import members
from domain.means.result import Assessment
from domain.money import yuan

DUTIES_NEEDS = ("refuse_work_limit", "unreported_change_months", "adult_age")
CUSTODIAN = "custodian"
_WORK = "57号 Art 34"
_CUSTODY = "57号 Art 26"
NOBODY_REPORTS = (
    ChangeCause.RECHECK,
    ChangeCause.STANDARD,
    ChangeCause.TRANSITION_END,
    ChangeCause.VOLUNTARY,
    ChangeCause.SELFCARE,
    ChangeCause.WORK,
    ChangeCause.FAMILY,
    ChangeCause.CORRECTION,
)
"""Causes that are not the family's to report."""


def reported(file: CaseFile, cause: ChangeCause, happened_on: date, on: date) -> CaseFile:
    """Marks a change that came to light after the months of the rule; nothing follows of itself."""
    name = "unreported_change_months"
    if cause in NOBODY_REPORTS or not file.law.has(name):
        return file
    if on <= months_after(happened_on, file.law.months(name)):
        return file
    late = LateReport(cause=cause.value, happened_on=happened_on, reported_on=on)
    return file.having(
        duties=file.duties.model_copy(update={"late": (*file.duties.late, late)}),
    )


def reported_late(file: CaseFile) -> bool:
    """Whether the change that is being looked at was reported too late."""
    looked = file.review
    return looked is not None and any(
        (x.cause, x.happened_on, x.reported_on)
        == (looked.cause.value, looked.happened_on, looked.opened_on)
        for x in file.duties.late
    )


def record_work_offer(file: CaseFile, act: RecordWorkOffer) -> CaseFile:
    who = file.household.member(act.member)
    require(
        who is not None and _should_work(file, who, act.on),
        "not_bound_to_work",
        "只有有劳动能力、未就业且不在校的成年家庭成员才登记介绍工作情况，请核对成员。",
        _WORK,
    )
    require(
        act.reason or not act.refused,
        "reason_missing",
        "拒绝接受介绍工作的，应当记录本人说明的理由。",
        _WORK,
    )
    require(
        act.refused or not act.justified,
        "nothing_refused",
        "只有拒绝接受的才登记理由是否正当，请取消“拒绝的理由正当”。",
        _WORK,
    )
    offer = WorkOffer(
        member=act.member,
        on=act.on,
        work=act.work,
        refused=act.refused,
        justified=act.justified,
        occasion=act.occasion,
    )
    return file.having(
        duties=file.duties.model_copy(update={"offers": (*file.duties.offers, offer)})
    )


def _should_work(file: CaseFile, who: Member, on: date) -> bool:
    return (
        who.counted
        and who.work is WorkAbility.ABLE
        and not who.student
        and members.is_adult(who, on, file.law)
        and members.is_jobless(file.household, who)
    )


def bound_to_work(file: CaseFile, on: date) -> tuple[str, ...]:
    """Members whom work may be offered to: able, adult, neither at work nor at school (57号 Art 34)."""
    return tuple(m.key for m in file.household.members if _should_work(file, m, on))


def work_refused(file: CaseFile) -> tuple[str, ...]:
    """Members who refused as many times in a row as the rule asks: somebody may look into it."""
    name = "refuse_work_limit"
    if not file.duties.offers or not file.law.has(name):
        return ()
    limit = file.law.count(name)
    named = dict.fromkeys(o.member for o in file.duties.offers)
    return tuple(key for key in named if file.duties.refusals(key) >= limit)


def refused_days(file: CaseFile, member: str) -> str:
    """The days of the refusals in a row, as whoever looks into them wants to see them."""
    return "、".join(o.on.isoformat() for o in file.duties.refused(member))


def must_have_refused(file: CaseFile, member: str) -> None:
    limit = file.law.count("refuse_work_limit")
    require(
        member in work_refused(file),
        "not_refused_often_enough",
        f"该成员无正当理由连续拒绝接受介绍的、与其健康状况和劳动能力相适应的工作未满{limit}次"
        "（同一日介绍的算一次），不得因此减发或者停发其本人的最低生活保障金。",
        _WORK,
    )


def may_lose_share(review: LivingReview, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Beside what the facts give: this member's own share may be cut, or all if he lives alone."""
    new = review.assessment
    if review.cause is not ChangeCause.WORK or new is None or not new.eligible:
        return outcomes
    alone = (Outcome.STOP,) if new.persons == 1 else ()
    return tuple(dict.fromkeys((*outcomes, Outcome.DECREASE, *alone)))


def is_share(file: CaseFile, outcome: Outcome) -> bool:
    """A decrease that is for refused work alone, not for what the facts come to."""
    review = file.review
    if review is None or review.cause is not ChangeCause.WORK or review.assessment is None:
        return False
    found = review.assessment
    less = found.monthly_fen < file.monthly_fen_now
    return outcome is Outcome.DECREASE and found.eligible and not less


def least_left(computed: Assessment) -> int:
    """Fen a month that stay when one person's whole share is cut for refused work."""
    return max(computed.monthly_fen - computed.monthly_fen // computed.persons, 1)


def within_share(file: CaseFile, review: LivingReview, outcome: Outcome, fen: int) -> bool:
    """A cut for refused work takes part or all of one person's share and nobody else's."""
    new, now = review.assessment, file.monthly_fen_now
    if review.cause is not ChangeCause.WORK or new is None or not new.eligible:
        return False
    if outcome is Outcome.STOP:
        return fen == 0
    floor = least_left(new)
    require(
        outcome is not Outcome.DECREASE or floor <= fen <= min(new.monthly_fen, now - 1),
        "more_than_his_share",
        f"只能减发或者停发该成员本人的份额：减发后的月补助金额应在{yuan(floor)}元"
        f"至{yuan(min(new.monthly_fen, now - 1))}元之间。",
        _WORK,
    )
    return outcome is Outcome.DECREASE


def file_custody(file: CaseFile, act: FileCustody) -> CaseFile:
    account = file.household.account
    require(
        custody_unfiled(file),
        "no_custody_to_file",
        "本案没有待备案的代管协议：账户由家庭成员本人持有，或者协议已经备案。",
        _CUSTODY,
    )
    if account is None:
        raise AssertionError
    require(
        bool(act.custodian) == bool(act.custodian_id),
        "custodian_incomplete",
        "代管人的姓名（名称）与证件号码应当同时填写。",
        "JZ-52",
    )
    filing = CustodyFiling(
        agreement=account.custodian_agreement,
        reference=act.reference,
        on=act.on,
        custodian=act.custodian,
        custodian_id=act.custodian_id,
    )
    return file.having(duties=file.duties.model_copy(update={"custody": filing}))


def custody_unfiled(file: CaseFile) -> bool:
    """Somebody else keeps the account under an agreement the county has not got."""
    account, held = file.household.account, file.duties.custody
    if account is None or account.holder != CUSTODIAN:
        return False
    return held is None or held.agreement != account.custodian_agreement


RULES: Rulebook = {
    "record_work_offer": record_work_offer,
    "file_custody": file_custody,
}
