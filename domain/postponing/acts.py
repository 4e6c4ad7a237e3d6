"""What people do about a bulk postponement: one frozen message each, with the legal day."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts import Act
from domain.complaint.acts import RefreshPolicy


class ApprovePutOff(Act):
    """The decision: `paper` is its number, where there is one."""

    paper: str = Field(default="", max_length=80)


class DeclinePutOff(Act):
    reason: str = Field(min_length=4, max_length=500)


class SendAgain(Act):
    """Cases that came to the area meanwhile, and those that could not be put off, are tried again."""


class RecallPutOff(Act):
    reason: str = Field(min_length=4, max_length=500)


class CountAgain(Act):
    """Whoever was put off and has not been looked at is counted now, not only next week."""


ACTS: dict[str, type[Act]] = {
    "approve_put_off": ApprovePutOff,
    "decline_put_off": DeclinePutOff,
    "send_again": SendAgain,
    "recall_put_off": RecallPutOff,
    "count_again": CountAgain,
    "refresh_policy": RefreshPolicy,
}
