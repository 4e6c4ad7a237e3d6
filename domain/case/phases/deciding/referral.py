"""转办: sent to the unit that owns the aid, answered by it alone, told to the family (ZH-02, ZH-21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from domain.case import acts
from domain.case.acts import Reason
from domain.case.file import CaseFile, Closing, NoticeDue, Rulebook, require
from domain.case.lifecycle import Stage
from domain.case.notices import all_served, owed
from domain.case.phases.answering import answered
from domain.money import yuan
from domain.referral import ANSWER_ZH, Answered, Referral, ReferralAnswer

REFERRAL_NEEDS = ("referral.owner", "referral.answer_days")
CLAUSE = "社会救助法 Art 64; ZH-21"


def sent(file: CaseFile, on: date) -> CaseFile:
    """An accepted request that another unit decides goes to that unit; any other is unchanged.

    PolicyNotSet or a refusal when the place has not said which unit owns the aid.
    """
    if file.stage is not Stage.REFERRAL:
        return file
    law = file.law
    owner = law.table("referral.owner").get(file.programme.value)
    require(
        isinstance(owner, dict),
        "owner_not_set",
        "本地尚未设定这项救助的承办单位，请政策管理员先行设定。",
        law.cite("referral.owner"),
    )
    row = owner if isinstance(owner, dict) else {}
    due = law.due("referral.answer_days", on) if law.has("referral.answer_days") else None
    unit = str(row.get("zh", ""))
    referred = file.having(
        referral=Referral(
            unit=str(row.get("unit", "")),
            zh=unit,
            sent_on=on,
            due=due.on if due else None,
            provisional=bool(due and due.provisional),
        ),
        clock=file.clock.hand_to(unit, on),
    )
    facts = {"主送单位": unit, "转办日期": on.isoformat()}
    if due:
        facts["答复期限"] = due.on.isoformat()
    return owed(referred, NoticeDue(key="referral", kind="referral", facts=facts))


def answer_referral(file: CaseFile, act: acts.AnswerReferral) -> CaseFile:
    referral = _of(file)
    require(
        referral.is_by(act.officer.unit),
        "not_your_unit",
        f"本事项由{referral.zh}承办，应当由该单位联络员答复。",
        CLAUSE,
    )
    answer = answered(act, referral.answers)
    after = file.having(
        referral=referral.model_copy(update={"answers": (*referral.answers, answer)})
    )
    if act.answer is ReferralAnswer.TAKEN_ON:
        return after
    return owed(after.having(clock=file.clock.hand_to("乡镇（街道）", act.on)), _result(after))


def _result(file: CaseFile) -> NoticeDue:
    referral = _of(file)
    result = referral.result or referral.answers[-1]
    refused = result.answer is ReferralAnswer.REFUSED
    facts = {"承办单位": referral.zh, "办理结果": ANSWER_ZH[result.answer]}
    if result.amount_fen:
        facts["救助金额"] = f"{yuan(result.amount_fen)}元"
    if result.service:
        facts["救助服务"] = result.service
    facts["答复日期"] = result.on.isoformat()
    return NoticeDue(
        key="referral_result",
        kind="referral_result",
        reasons=_reasons(result),
        facts=facts,
        must_serve=refused,
    )


def _reasons(result: Answered) -> tuple[Reason, ...]:
    if result.answer is not ReferralAnswer.REFUSED:
        return ()
    return (Reason(code="refused_by_unit", text=result.reason, clause=result.clause),)


def close_referral(file: CaseFile, act: acts.CloseReferral) -> CaseFile:
    referral = _of(file)
    result = referral.result
    require(
        result is not None,
        "not_answered",
        f"{referral.zh}尚未答复办理结果，请待答复后再告知家庭。",
        CLAUSE,
    )
    require(
        file.household.member(act.told_to) is not None,
        "member_unknown",
        "所告知的人不是本户家庭成员，请核对成员编号。",
        CLAUSE,
    )
    require(
        all_served(file),
        "notice_not_served",
        "不予救助的结果应当书面告知，请先送达转介办理结果告知书。",
        "社会救助法 Art 45",
    )
    given = result is not None and result.answer is ReferralAnswer.GIVEN
    return file.having(
        stage=Stage.CLOSED,
        closed=Closing(
            outcome="referral_given" if given else "referral_refused",
            on=act.on,
            reasons=_reasons(result) if result else (),
        ),
        clock=file.clock.stop(act.on),
    )


def _of(file: CaseFile) -> Referral:
    if file.referral is None:
        raise RuntimeError("a case is in referral without having been referred")
    return file.referral


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "answer_referral": lambda f: f.referral is not None and f.referral.result is None,
    "close_referral": lambda f: (
        f.referral is not None and f.referral.result is not None and all_served(f)
    ),
}
"""When there is anything to answer or to tell."""
RULES: Rulebook = {
    "answer_referral": answer_referral,
    "close_referral": close_referral,
}
