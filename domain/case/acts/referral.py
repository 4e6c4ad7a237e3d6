"""Acts on a request another unit decides: its answer, and the township's telling of the family."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act
from domain.referral import ReferralAnswer


class AnswerReferral(Act):
    """`amount_fen` or `service` when aid is given, `reason` and `clause` when it is refused."""

    answer: ReferralAnswer
    amount_fen: int = Field(default=0, ge=0)
    service: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)
    clause: str = Field(default="", max_length=100)


class CloseReferral(Act):
    """The result was told to a member of the family."""

    told_to: str = Field(min_length=1, max_length=4)
