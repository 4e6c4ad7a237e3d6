"""A request another unit decides (转办): sent to the unit that owns the aid, answered by it, told on.

Each request ends with an answer of that unit, given or refused with reason; silence is overdue
and stays on the unit's list (ZH-21, 社会救助法 Art 64). Amounts are whole fen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


class ReferralAnswer(StrEnum):
    TAKEN_ON = "taken_on"
    GIVEN = "given"
    REFUSED = "refused"


ANSWER_ZH = {
    ReferralAnswer.TAKEN_ON: "已受理，正在办理",
    ReferralAnswer.GIVEN: "给予救助",
    ReferralAnswer.REFUSED: "不予救助",
}


class Answered(Frozen):
    """One answer of the unit, by an officer of it."""

    answer: ReferralAnswer
    on: date
    by: str
    amount_fen: int = Field(default=0, ge=0)
    service: str = ""
    reason: str = ""
    clause: str = ""


def ending(answers: tuple[Answered, ...]) -> Answered | None:
    """The answer that ends the matter, once there is one: to take it on does not."""
    last = answers[-1] if answers else None
    return last if last and last.answer is not ReferralAnswer.TAKEN_ON else None


class Referral(Frozen):
    """`unit` is the code of the owning unit, `zh` what the county calls it; `due` when it is to
    answer, None where the place has set no period."""

    unit: str
    zh: str
    sent_on: date
    due: date | None = None
    provisional: bool = False
    answers: tuple[Answered, ...] = ()

    @property
    def taken_on(self) -> bool:
        return bool(self.answers)

    @property
    def result(self) -> Answered | None:
        """The answer that ends it, once there is one."""
        return ending(self.answers)

    def is_by(self, unit: str) -> bool:
        """Whether an officer of this unit (by its name or code) answers it."""
        return unit in (self.zh, self.unit)
