"""What a unit's answer must hold before it counts, whether a whole request or one aid was sent to it."""

from __future__ import annotations

from domain.case.acts import AnswerReferral
from domain.case.acts.together import AnswerCaseReferral
from domain.case.file import require
from domain.referral import Answered, ReferralAnswer, ending

CLAUSE = "社会救助法 Art 64; ZH-21"


def answered(act: AnswerReferral | AnswerCaseReferral, before: tuple[Answered, ...]) -> Answered:
    """The answer, after those `before`. CaseRefusal where one ended the matter already, or where this
    one is incomplete: taken on once, given with a sum or a service, refused with reason and clause."""
    require(
        ending(before) is None,
        "already_answered",
        "本事项已经答复办理结果，等待乡镇（街道）告知家庭。",
        CLAUSE,
    )
    _complete(act, before)
    return Answered(
        answer=act.answer,
        on=act.on,
        by=act.officer.id,
        amount_fen=act.amount_fen,
        service=act.service.strip(),
        reason=act.reason.strip(),
        clause=act.clause.strip(),
    )


def _complete(act: AnswerReferral | AnswerCaseReferral, before: tuple[Answered, ...]) -> None:
    match act.answer:
        case ReferralAnswer.TAKEN_ON:
            require(
                not before,
                "already_taken_on",
                "本事项已经登记受理，请直接答复办理结果。",
                CLAUSE,
            )
        case ReferralAnswer.GIVEN:
            require(
                act.amount_fen > 0 or act.service.strip(),
                "result_missing",
                "给予救助的，应当填写救助金额或者服务内容。",
                CLAUSE,
            )
        case ReferralAnswer.REFUSED:
            require(
                len(act.reason.strip()) > len("理由") and act.clause.strip(),
                "reason_missing",
                "不予救助的，应当写明理由和依据条款。",
                "社会救助法 Art 45; ZH-21",
            )
