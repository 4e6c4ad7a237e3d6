"""What people do in a matter of credit: one frozen message each, with the legal day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act
from domain.complaint.acts import RefreshPolicy
from domain.credit.lifecycle import PoliceOutcome

Text = Annotated[str, Field(min_length=4, max_length=2000)]
PaperNo = Annotated[str, Field(min_length=4, max_length=60)]


class Known(Frozen):
    """What the door read: papers and photos of the case by digest; recoveries decided in the case,
    by key, with whether they are repaid in full; whether a change or stop was decided in the case
    since the matter began."""

    evidence: tuple[str, ...] = ()
    recoveries: dict[str, bool] = Field(default_factory=dict)
    stopped: bool = False


class HearPerson(Act):
    heard_on: date
    statement: Text


class ReferToPolice(Act):
    """`evidence`: digests of what stands in the case; `papers`: what else was handed over."""

    evidence: tuple[str, ...] = Field(default=(), max_length=40)
    papers: tuple[str, ...] = Field(default=(), max_length=40)
    facts: Text
    receipt: str = Field(default="", max_length=60)
    known: Known = Known()


class RecordPoliceOutcome(Act):
    outcome: PoliceOutcome
    paper: PaperNo


class FindCredit(Act):
    """`paper`: the decision's number; `recovery`: the matter of recovery it goes with."""

    paper: PaperNo
    facts: Text
    recovery: str = Field(default="", max_length=40)
    known: Known = Known()


class DropCredit(Act):
    reason: Text


class EnterCredit(Act):
    """`consequences`: codes of the place's list; none where it has none."""

    consequences: tuple[str, ...] = Field(default=(), max_length=10)


class RepairCredit(Act):
    paper: PaperNo
    done: Text
    known: Known = Known()


class CorrectCredit(Act):
    """`second`: somebody else than who brought or found it is asked for; acts of older histories ask
    for nobody else."""

    paper: PaperNo
    reason: Text
    second: bool = False


ACTS: dict[str, type[Act]] = {
    "hear_person": HearPerson,
    "refer_to_police": ReferToPolice,
    "record_police_outcome": RecordPoliceOutcome,
    "find_credit": FindCredit,
    "drop_credit": DropCredit,
    "enter_credit": EnterCredit,
    "repair_credit": RepairCredit,
    "correct_credit": CorrectCredit,
    "refresh_policy": RefreshPolicy,
}
