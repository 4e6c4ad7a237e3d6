"""A change of the body: proposed, then decided by whom the place's rule names, never taken back.

Kept changes are only added to; what was decided wrongly is corrected by a later change. So who was
a member on any day can be answered, also as it was known on an earlier one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act, Officer


class ChangeKind(StrEnum):
    JOIN = "join"
    LEAVE = "leave"
    RENAME = "rename"
    HOLDER = "holder"
    LIAISON = "liaison"
    STAND_IN = "stand_in"
    CONFIRM_LIST = "confirm_list"


CHANGE_ZH = {
    ChangeKind.JOIN: "增加成员单位",
    ChangeKind.LEAVE: "成员单位退出",
    ChangeKind.RENAME: "成员单位更名",
    ChangeKind.HOLDER: "成员调整",
    ChangeKind.LIAISON: "联络员调整",
    ChangeKind.STAND_IN: "指定代行职责",
    ChangeKind.CONFIRM_LIST: "核定成员名单",
}


class ProposeChange(Act):
    """What is to change and from which day.

    `unit`: code of the unit (a new one for `join`). `zh`: its name, for `join` and `rename`.
    `account`: who holds the post from then on; `person`: his post in words, never needed to act.
    `post`: `general_convener` or `convener`, for `stand_in`, which ends with `until`.
    `successor`: the unit that takes over the duties of one that leaves. `paper`: the document
    behind it. `township`: the body of that township, empty for the place's own.
    """

    kind: ChangeKind
    since: date
    township: str = Field(default="", max_length=40)
    unit: str = Field(default="", max_length=40)
    zh: str = Field(default="", max_length=40)
    account: str = Field(default="", max_length=60)
    person: str = Field(default="", max_length=60)
    post: str = Field(default="", max_length=40)
    until: date | None = None
    successor: str = Field(default="", max_length=40)
    paper: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=300)


class DecideChange(Act):
    """What the government or the joint meeting said. `paper`: the number of decision or minutes."""

    number: int = Field(ge=1)
    approved: bool
    paper: str = Field(min_length=4, max_length=120)
    decided_on: date
    reason: str = Field(default="", max_length=300)


class Decision(Frozen):
    """`recorded_on`: the day it was told to doudi, by `by`."""

    approved: bool
    on: date
    paper: str
    recorded_on: date
    by: Officer
    reason: str = ""


class Change(Frozen):
    """A kept change. `decider` empty: the place asks for no decision (automatic with the post)."""

    number: int
    place: str
    kind: ChangeKind
    since: date
    township: str = ""
    unit: str = ""
    zh: str = ""
    account: str = ""
    person: str = ""
    post: str = ""
    until: date | None = None
    successor: str = ""
    paper: str = ""
    reason: str = ""
    proposed_on: date
    by: Officer
    decider: str = ""
    clause: str = ""
    decision: Decision | None = None

    @property
    def pending(self) -> bool:
        return bool(self.decider) and self.decision is None

    def effective(self, known: date | None = None) -> date | None:
        """The day from which it holds, as known on the day `known`; None while or when it does not.

        What must be decided holds from its decision on, not before it.
        """
        if known is not None and self.proposed_on > known:
            return None
        if not self.decider:
            return self.since
        said = self.decision
        if said is None or not said.approved or (known is not None and said.recorded_on > known):
            return None
        return max(self.since, said.on)
