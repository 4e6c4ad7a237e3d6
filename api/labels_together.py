"""The Chinese words of help by others: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.together.referring import SHARED_ZH

FIELDS: Final[dict[str, str]] = {
    "need": "困难和需求",
    "shares": "向承办单位提供的信息",
}
EXACT: Final[dict[str, str]] = {
    "answer_case_referral.amount_fen": "救助金额（元，给予救助时填写）",
    "answer_case_referral.clause": "依据条款（不予救助时填写）",
    "answer_case_referral.number": "转介",
    "answer_case_referral.reason": "理由（不予救助时填写）",
    "answer_case_referral.service": "服务内容（给予救助时填写）",
    "close_case_referral.number": "转介",
    "refer_case.aid": "救助措施和承办单位",
    "refer_case.members": "涉及的家庭成员",
    "refer_case.paper": "转介同意书编号",
    "refer_case.signed_by": "在同意书上签字的成员",
    "urge_case_referral.number": "转介",
    "withdraw_referral_consent.number": "转介",
    "withdraw_referral_consent.signed_by": "撤回同意的成员",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "Shared": {k.value: v for k, v in SHARED_ZH.items()},
}
HINTS: Final[dict[str, str]] = {
    "need": "承办单位看得到这段文字，不要写入与所需救助无关的情况",
    "shares": "只勾选承办单位办理这项救助必须知道的各项",
}
