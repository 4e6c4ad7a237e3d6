"""What a finding of a comparison may mean for a family in aid. None of it is a decision."""

from __future__ import annotations

from typing import Final

from domain.case.acts.living import ChangeCause
from domain.check.abouts import ABOUT_ZH, COUNTED, EARNED, OWNED_MONEY

DEATH: Final = "death"
BIRTH: Final = "birth"

_OF_PERSON: Final = {
    DEATH: ChangeCause.DEATH,
    BIRTH: ChangeCause.BIRTH,
    "prison": ChangeCause.PRISON,
    "service": ChangeCause.SERVICE,
    "married_out": ChangeCause.MARRIAGE,
    "split": ChangeCause.MARRIAGE,
    "moved": ChangeCause.OTHER,
}
_AT_WORK: Final = (
    "wage",
    "public_pay",
    "occupation",
    "fund_contribution",
    "office",
    "business",
)
_ILL: Final = ("illness", "disability", "self_care")


def change_cause(about: str) -> ChangeCause:
    """The cause a review is opened under once a person found the match right."""
    if about in _OF_PERSON:
        return _OF_PERSON[about]
    if about in _AT_WORK:
        return ChangeCause.EMPLOYMENT
    if about in OWNED_MONEY or about in COUNTED:
        return ChangeCause.PROPERTY
    if about in EARNED:
        return ChangeCause.INCOME
    return ChangeCause.ILLNESS if about in _ILL else ChangeCause.LEAD


def of_one_person(about: str) -> bool:
    """Whether only this person's part of the payment may be concerned, not the household's."""
    return about in _OF_PERSON


def known(about: str) -> bool:
    return about in ABOUT_ZH


def zh(about: str) -> str:
    return ABOUT_ZH.get(about, about)
