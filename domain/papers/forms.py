"""The forms people fill in and sign: which there are, what each is called, which programme needs it.

A form is printed blank at the window or with what the case already holds; signing it is an act of
a person, recorded by the acts that ask for it. The inventory follows the county files E5 and E6 of
national-rules section 8.
"""

from __future__ import annotations

from domain.papers.titles import AID_ZH, REQUEST_ZH
from domain.programme import Programme

FORM_ZH: dict[str, str] = {
    "application": "{request}申请书",
    "commitment": "社会救助申请承诺书",
    "promise": "社会救助证明事项告知承诺书",
    "authorisation": "社会救助家庭经济状况信息核对授权书",
    "mandate": "社会救助申请委托书",
    "relatives": "社会救助经办人员和村（居）民委员会成员近亲属备案表",
    "help_first": "先行救助登记表",
    "survey": "{aid}入户调查表",
    "entrusted_survey": "委托调查函",
    "appraisal": "{aid}民主评议记录表",
    "selfcare_form": "特困人员生活自理能力评估表",
    "review_form": "{request}审核确认表",
}
"""Code → title; `{aid}` and `{request}` are the words of the programme."""

_ALL = frozenset(Programme)
_REFERRED = frozenset(
    {
        Programme.MEDICAL,
        Programme.EDUCATION,
        Programme.HOUSING,
        Programme.EMPLOYMENT,
        Programme.LEGAL_AID,
        Programme.REHABILITATION,
        Programme.CHARITY,
    }
)
_ON_MEANS = frozenset(
    {
        Programme.DIBAO,
        Programme.TEKUN,
        Programme.EDGE,
        Programme.RIGID,
        Programme.EXPENDITURE,
    }
)
_FOR: dict[str, frozenset[Programme]] = {
    "application": _ALL,
    "commitment": _ALL - _REFERRED,
    "promise": _ALL - _REFERRED,
    "authorisation": _ON_MEANS,
    "mandate": _ALL,
    "relatives": _ALL - _REFERRED,
    "help_first": frozenset({Programme.QUICK, Programme.EMERGENCY}),
    "survey": _ALL - _REFERRED - {Programme.QUICK},
    "entrusted_survey": _ON_MEANS,
    "appraisal": _ON_MEANS,
    "selfcare_form": frozenset({Programme.TEKUN}),
    "review_form": _ALL - _REFERRED,
}
"""Who uses which form. 小额快救 has no survey and no check (2026 opinion 二（一））, so no form of one."""


def forms_of(programme: str) -> tuple[str, ...]:
    """The codes of the forms of a programme, in the order of the procedure."""
    return tuple(code for code in FORM_ZH if programme in _FOR[code])


def form_title(code: str, programme: str) -> str:
    """KeyError for a form nobody made."""
    return FORM_ZH[code].format(aid=AID_ZH[programme], request=REQUEST_ZH[programme])


__all__ = ["FORM_ZH", "form_title", "forms_of"]
