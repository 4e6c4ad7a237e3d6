"""What people do to an item: one frozen message each, with the legal day.

`ITEM_ACTS` maps the name of an act to its message. A unit is named by its code or by its Chinese
name, as the place's member list has them; the file keeps the Chinese name.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.body.members import Members
from domain.case.acts import Act
from domain.case.lifecycle import Role
from domain.meeting.resolution import Measure


class HeldMeeting(Frozen):
    """A meeting as its own record has it: `number`, the day, who presided and who sat there.

    `recused`: units that took no part in this item.
    """

    number: str
    on: date
    chair: str
    chair_role: Role
    attended: tuple[str, ...]
    recused: tuple[str, ...] = ()


class Known(Frozen):
    """What the door read; nobody types it.

    `members`: the body on the day of the act; `held`: the meeting the act names; `spent`: fen
    already granted this year by fund; `related`: accounts of officials who are relatives of the
    family by the register (近亲属备案); `asks_why`: a major issue is named with its reason (OPN-22),
    which acts kept from before were not asked for.
    """

    members: Members | None = None
    held: HeldMeeting | None = None
    spent: dict[str, int] = Field(default_factory=dict)
    related: tuple[str, ...] = ()
    asks_why: bool = False


class Paper(Frozen):
    """One paper of the set: its title and the unit it came from. The paper itself stays on file."""

    title: str = Field(min_length=2, max_length=80)
    unit: str = Field(default="", max_length=60)


class SubmitPapers(Act):
    papers: tuple[Paper, ...] = Field(min_length=1, max_length=50)


class SortPapers(Act):
    """The set is in order. `units`: those the matter concerns; their opinion is asked."""

    units: tuple[str, ...] = Field(min_length=1, max_length=60)


class ReviewPapers(Act):
    """`complete` False sends the set back for what is `missing`."""

    complete: bool
    missing: str = Field(default="", max_length=300)


class ApproveAgenda(Act):
    """`meeting_on`: the day planned for the meeting; opinions are asked by then."""

    meeting_on: date | None = None


class ReturnAgenda(Act):
    reason: str = Field(min_length=4, max_length=300)


class RequestPreparatory(Act):
    pass


class WaivePreparatory(Act):
    reason: str = Field(min_length=4, max_length=300)


class HoldPreparatory(Act):
    """The office's preliminary opinion (初审意见), with the units that took part."""

    attended: tuple[str, ...] = Field(min_length=1, max_length=60)
    opinion: str = Field(min_length=4, max_length=1000)


class GiveUnitOpinion(Act):
    """The unit is the officer's own. A later opinion of the same unit takes the earlier's place."""

    agrees: bool
    opinion: str = Field(min_length=2, max_length=500)


class DeclareRecusal(Act):
    """A member who is a relative of the family, or concerned otherwise, steps back.

    `whose`: the account; empty for the officer's own. The unit sends somebody else.
    """

    whose: str = Field(default="", max_length=60)
    reason: str = Field(min_length=4, max_length=300)


class HoldMeeting(Act):
    """`chair`: the account of who presided, in the role `chair_role`. `major`: see HB-34, and
    `major_because` why it is one, the officer's choice (OPN-22).

    `meeting`: the number of a meeting with a record of its own; day, chair and attendance are
    then read from it and not typed.
    """

    chair: str = Field(default="", max_length=60)
    chair_role: Role = Role.CONVENER
    attended: tuple[str, ...] = Field(default=(), max_length=80)
    major: bool = False
    major_because: str = Field(default="", max_length=300)
    meeting: str = Field(default="", max_length=60)
    known: Known = Known()


class DecideItem(Act):
    """Approved with measures, or refused with a reason. `meeting`: see `HoldMeeting`."""

    approved: bool
    measures: tuple[Measure, ...] = Field(default=(), max_length=40)
    reason: str = Field(default="", max_length=500)
    meeting: str = Field(default="", max_length=60)
    known: Known = Known()


class RecordGovernmentDecision(DecideItem):
    """`number` of the paper in which the government decided."""

    number: str = Field(min_length=4, max_length=80)


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


ITEM_ACTS: dict[str, type[Act]] = {
    "submit_papers": SubmitPapers,
    "sort_papers": SortPapers,
    "review_papers": ReviewPapers,
    "approve_agenda": ApproveAgenda,
    "return_agenda": ReturnAgenda,
    "request_preparatory": RequestPreparatory,
    "waive_preparatory": WaivePreparatory,
    "hold_preparatory": HoldPreparatory,
    "give_unit_opinion": GiveUnitOpinion,
    "declare_recusal": DeclareRecusal,
    "hold_meeting": HoldMeeting,
    "decide_item": DecideItem,
    "record_government_decision": RecordGovernmentDecision,
    "refresh_policy": RefreshPolicy,
}
