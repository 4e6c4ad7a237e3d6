"""转介: sent with consent to the unit that owns the aid, answered by it alone, told to the family."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.case.acts import together as acts
from domain.case.file import CaseFile, Rulebook, require
from domain.case.phases.answering import answered
from domain.household import Member
from domain.identity import age_on
from domain.together.referring import SHARED_ZH, CaseReferral, Consent, numbered

CLAUSE = "社会救助法 Art 64; ZH-21"
PRIVACY = "个人信息保护法 Art 6; 个人信息保护法 Art 23"
_DUE = "referral.answer_days"


def refer_case(file: CaseFile, act: acts.ReferCase) -> CaseFile:
    aid = act.known
    if aid is None or aid.code != act.aid:
        require(
            False,
            "aid_not_offered",
            "本地没有这项救助措施，请从本地救助措施目录中选择。",
            "HB-03",
        )
        raise AssertionError
    same = [r for r in file.linked.referrals if r.open and r.aid.code == act.aid]
    require(
        not any(set(r.members) & set(act.members) for r in same),
        "referred_already",
        f"已就同一成员向{aid.unit_zh}转介这项救助，尚未办结，请等待答复或者催办。",
        CLAUSE,
    )
    beyond = [SHARED_ZH[s] for s in act.shares if s not in aid.shares]
    require(
        not beyond,
        "more_than_needed",
        f"{aid.unit_zh}办理这项救助不需要知道{'、'.join(beyond)}。"
        f"可以提供的为：{'、'.join(SHARED_ZH[s] for s in aid.shares) or '无'}。",
        PRIVACY,
    )
    _consented(file, act)
    due = file.law.due(_DUE, act.on) if file.law.has(_DUE) else None
    number = file.linked.count + 1
    sent = CaseReferral(
        number=number,
        aid=aid,
        need=act.need,
        members=act.members,
        shares=act.shares,
        consent=Consent(paper=act.paper, signed_by=act.signed_by, on=act.on),
        sent_on=act.on,
        sent_by=act.officer.id,
        due=due.on if due else None,
        provisional=bool(due and due.provisional),
    )
    referrals = (*file.linked.referrals, sent)
    return _with(file, count=number, referrals=referrals)


def _consented(file: CaseFile, act: acts.ReferCase) -> None:
    """Every adult it is about signs for himself, some adult of the household for a minor."""
    home = file.household
    keys = (*act.members, *act.signed_by)
    require(
        all(home.member(key) is not None for key in keys),
        "member_unknown",
        "转介涉及的人或者签字的人不是本户家庭成员，请核对成员编号。",
        "57号 Art 7",
    )
    about = [m for m in home.members if m.key in act.members]
    signers = [m for m in home.members if m.key in act.signed_by]
    own = all(m.key in act.signed_by for m in about if _adult(file, act, m))
    guarded = any(_adult(file, act, m) for m in signers)
    require(
        own and guarded,
        "consent_missing",
        "转介须经家庭同意：涉及的成年成员应当本人签字，未成年人由成年的监护人签字。",
        "个人信息保护法 Art 23; 个人信息保护法 Art 31",
    )


def _adult(file: CaseFile, act: acts.ReferCase, who: Member) -> bool:
    """Somebody whose number is not known yet is taken for an adult: he is asked himself."""
    return not who.id_no or age_on(who.id_no, act.on) >= file.law.count("papers.adult_age")


def answer_case_referral(file: CaseFile, act: acts.AnswerCaseReferral) -> CaseFile:
    referral = _of(file, act.number)
    require(
        referral.is_by(act.officer.unit),
        "not_your_unit",
        f"本事项由{referral.aid.unit_zh}承办，应当由该单位联络员答复。",
        CLAUSE,
    )
    require(
        not referral.withdrawn,
        "consent_withdrawn",
        "家庭已经撤回同意，本次转介已经终止，无需答复。",
        "个人信息保护法 Art 15",
    )
    require(
        act.on >= referral.sent_on,
        "answered_before_sent",
        f"本事项于{referral.sent_on}转介，答复日期不得早于该日。",
        CLAUSE,
    )
    answer = answered(act, referral.answers)
    return _replaced(file, referral, answers=(*referral.answers, answer))


def urge_case_referral(file: CaseFile, act: acts.UrgeCaseReferral) -> CaseFile:
    referral = _of(file, act.number)
    require(
        referral.waits_for_unit,
        "nothing_to_urge",
        "本次转介已经答复或者终止，无需催办。",
        CLAUSE,
    )
    require(
        act.on not in referral.urged,
        "urged_today",
        "今日已经催办，请等待承办单位答复。",
        CLAUSE,
    )
    return _replaced(file, referral, urged=(*referral.urged, act.on))


def close_case_referral(file: CaseFile, act: acts.CloseCaseReferral) -> CaseFile:
    referral = _of(file, act.number)
    require(
        referral.result is not None and referral.open,
        "not_answered",
        f"{referral.aid.unit_zh}尚未答复办理结果，或者结果已经告知家庭，无需办理。",
        CLAUSE,
    )
    require(
        file.household.member(act.told_to) is not None,
        "member_unknown",
        "所告知的人不是本户家庭成员，请核对成员编号。",
        CLAUSE,
    )
    return _replaced(file, referral, told_on=act.on, told_to=act.told_to)


def withdraw_referral_consent(file: CaseFile, act: acts.WithdrawReferralConsent) -> CaseFile:
    referral = _of(file, act.number)
    require(
        referral.waits_for_unit,
        "nothing_to_withdraw",
        "本次转介已经答复或者终止，没有可以撤回的同意。",
        "个人信息保护法 Art 15",
    )
    require(
        act.signed_by in referral.consent.signed_by,
        "not_the_signer",
        "撤回同意应当由原来签字的家庭成员提出。",
        "个人信息保护法 Art 15",
    )
    consent = referral.consent.model_copy(
        update={"withdrawn_on": act.on, "withdrawn_by": act.signed_by}
    )
    return _replaced(file, referral, consent=consent)


def _of(file: CaseFile, number: int) -> CaseReferral:
    found = numbered(file.linked.referrals, number)
    known = "、".join(str(r.number) for r in file.linked.referrals if r.open)
    if found is None:
        require(
            False,
            "referral_unknown",
            f"本案没有编号为{number}的转介。未办结的转介编号为：{known or '无'}。",
            CLAUSE,
        )
        raise AssertionError
    return found


def _with(file: CaseFile, **changes: object) -> CaseFile:
    return file.having(linked=file.linked.model_copy(update=changes))


def _replaced(file: CaseFile, referral: CaseReferral, **changes: object) -> CaseFile:
    after = referral.model_copy(update=changes)
    return _with(
        file,
        referrals=tuple(after if r.number == referral.number else r for r in file.linked.referrals),
    )


def _any(which: Callable[[CaseReferral], bool]) -> Callable[[CaseFile], bool]:
    return lambda file: any(which(r) for r in file.linked.referrals)


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "answer_case_referral": _any(lambda r: r.waits_for_unit),
    "urge_case_referral": _any(lambda r: r.waits_for_unit),
    "close_case_referral": _any(lambda r: r.result is not None and r.open),
    "withdraw_referral_consent": _any(lambda r: r.waits_for_unit),
}
"""When there is anything to answer, to tell or to take back."""
RULES: Rulebook = {
    "refer_case": refer_case,
    "answer_case_referral": answer_case_referral,
    "urge_case_referral": urge_case_referral,
    "close_case_referral": close_case_referral,
    "withdraw_referral_consent": withdraw_referral_consent,
}
