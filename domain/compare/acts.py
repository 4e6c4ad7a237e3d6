"""What people do about a month's comparison. `COMPARE_ACTS`: name to message."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from domain.case.acts import Act, RefreshPolicy

PART = r"^[a-z_]{2,40}\.(death|general)$"


class Same(StrEnum):
    """Whether a doubtful line is about the member it may be about."""

    SAME = "same"
    OTHER = "other"


SAME_ZH = {Same.SAME: "是同一人", Same.OTHER: "不是同一人"}


class ReceiveRegister(Act):
    """The department's list lies in the tray, or its interface works again: it is read at once.

    `digest`: of the file; empty when the interface is to be asked once more.
    """

    part: str = Field(pattern=PART)
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class SettleDoubts(Act):
    """Somebody has compared these doubtful lines with the papers; all of them with one result."""

    part: str = Field(pattern=PART)
    doubts: tuple[str, ...] = Field(min_length=1, max_length=100)
    verdict: Same
    reason: str = Field(min_length=4, max_length=300)


class ExplainMissed(Act):
    """Why a department was not compared with in this month."""

    part: str = Field(pattern=PART)
    reason: str = Field(min_length=4, max_length=500)


COMPARE_ACTS: dict[str, type[Act]] = {
    "receive_register": ReceiveRegister,
    "settle_doubts": SettleDoubts,
    "explain_missed": ExplainMissed,
    "refresh_policy": RefreshPolicy,
}
