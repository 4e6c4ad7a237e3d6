"""Acts that mend a stuck or wrong case: one person proposes, another confirms."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.case.acts.base import Act
from domain.case.lifecycle import Stage


class _Proposal(Act):
    """`until`: the last day on which a second person may confirm it."""

    reason: str = Field(min_length=4, max_length=500)
    until: date


class ProposeSkip(_Proposal):
    """The answer of a department cannot be had. `said_by`: who says so and on which paper;
    `otherwise`: how what it was asked has been established."""

    department: str = Field(min_length=1, max_length=60)
    said_by: str = Field(min_length=4, max_length=200)
    otherwise: str = Field(min_length=4, max_length=500)


class ProposeCorrection(_Proposal):
    """A fact was recorded wrongly. `fact`: its code; `value`: what is right, as it is typed (sums of
    money in yuan); `paper`: what shows it."""

    fact: str = Field(min_length=1, max_length=60)
    value: str = Field(max_length=60)
    paper: str = Field(min_length=2, max_length=200)


class ProposeReturn(_Proposal):
    """The case goes back to an earlier stage; what was done since is kept and set aside."""

    to_stage: Stage


class _Answer(Act):
    number: int = Field(ge=1)


class ConfirmRepair(_Answer):
    opinion: str = Field(min_length=2, max_length=500)


class RefuseRepair(_Answer):
    reason: str = Field(min_length=4, max_length=500)


class WithdrawRepair(_Answer):
    reason: str = Field(min_length=4, max_length=500)


ACTS: dict[str, type[Act]] = {
    "propose_skip": ProposeSkip,
    "propose_correction": ProposeCorrection,
    "propose_return": ProposeReturn,
    "confirm_repair": ConfirmRepair,
    "refuse_repair": RefuseRepair,
    "withdraw_repair": WithdrawRepair,
}
