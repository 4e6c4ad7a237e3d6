"""Acts by which others help the household of a case: referral to the unit that owns an aid."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act
from domain.referral import ReferralAnswer
from domain.together.referring import OwnedAid, Shared


class ReferCase(Act):
    """To the unit that owns `aid` in the place's catalogue; `known` is read by the door.

    `members`: whom it is about; `signed_by`: the members who signed the consent on `paper`, every
    adult it is about, a guardian for a minor.
    """

    aid: str = Field(min_length=1, max_length=20)
    need: str = Field(min_length=4, max_length=500)
    members: tuple[str, ...] = Field(min_length=1, max_length=30)
    shares: tuple[Shared, ...] = Field(min_length=1, max_length=6)
    paper: str = Field(min_length=2, max_length=80)
    signed_by: tuple[str, ...] = Field(min_length=1, max_length=30)
    known: OwnedAid | None = None


class AnswerCaseReferral(Act):
    """`amount_fen` or `service` when aid is given, `reason` and `clause` when it is refused."""

    number: int = Field(ge=1, le=9999)
    answer: ReferralAnswer
    amount_fen: int = Field(default=0, ge=0)
    service: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)
    clause: str = Field(default="", max_length=100)


class UrgeCaseReferral(Act):
    number: int = Field(ge=1, le=9999)


class CloseCaseReferral(Act):
    """The result was told to a member of the family."""

    number: int = Field(ge=1, le=9999)
    told_to: str = Field(min_length=1, max_length=4)


class WithdrawReferralConsent(Act):
    """The family lets the unit read nothing more: an unanswered referral ends with it."""

    number: int = Field(ge=1, le=9999)
    signed_by: str = Field(min_length=1, max_length=4)
    reason: str = Field(default="", max_length=200)


ACTS: dict[str, type[Act]] = {
    "refer_case": ReferCase,
    "answer_case_referral": AnswerCaseReferral,
    "urge_case_referral": UrgeCaseReferral,
    "close_case_referral": CloseCaseReferral,
    "withdraw_referral_consent": WithdrawReferralConsent,
}
