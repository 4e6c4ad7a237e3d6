"""One 一事一议 item on its way to a decision: what the case brings, and all that is recorded of it."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.body.members import Members as Members
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.meeting.acts import Paper
from domain.meeting.lifecycle import ENDED, ItemStage
from domain.meeting.resolution import Resolution
from domain.policy import Snapshot
from domain.raising.order import ItemOrder as ItemOrder
from domain.resets import Mendable


class ItemEntry(Frozen):
    """One line of the item's record. `officer` None: the item did it by itself."""

    seq: int
    act: str
    zh: str
    stage: ItemStage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class Opinion(Frozen):
    """One unit's written opinion. A unit that was asked and has none is silent, not agreeing."""

    unit: str
    agrees: bool
    text: str
    on: date
    by: str
    late: bool = False


class Recused(Frozen):
    """One person who takes no part; what he had said for his unit before counts no more."""

    account: str
    unit: str
    reason: str
    on: date


class Preparatory(Frozen):
    """The preparatory meeting: asked for, then held with a preliminary opinion, or waived."""

    requested_on: date | None = None
    held_on: date | None = None
    attended: tuple[str, ...] = ()
    opinion: str = ""
    waived_on: date | None = None
    waived_by: str = ""
    waived_because: str = ""


class Meeting(Frozen):
    """The meeting itself. `absent` is None where the member list is not certain (ZH-01).

    `number`: of a meeting with a record of its own; `stand_in`: who presided stood in for the
    convener; `recused`: units that took no part in this item; `guests`: invited for this meeting.
    """

    on: date
    chair: str
    chair_role: Role
    attended: tuple[str, ...]
    absent: tuple[str, ...] | None
    major: bool = False
    major_because: str = ""
    number: str = ""
    stand_in: bool = False
    recused: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()


class ItemFile(Mendable):
    """The one value that holds an item's state; it changes only through `domain.meeting.engine`."""

    order: ItemOrder
    id: str
    stage: ItemStage = ItemStage.COLLECTING
    stage_since: date
    latest: date
    version: int = 0
    members: Members | None = None
    policy: Snapshot | None = None
    stale_policy: bool = False
    papers: tuple[Paper, ...] = ()
    concerned: tuple[str, ...] = ()
    """The units whose opinion is asked."""
    planned_on: date | None = None
    opinions_due: date | None = None
    """The day by which the units are to answer; set when they are asked."""
    preparatory: Preparatory = Preparatory()
    opinions: tuple[Opinion, ...] = ()
    recused: tuple[Recused, ...] = ()
    meeting: Meeting | None = None
    alarm_at: datetime | None = None
    """When a meeting on an event the bureau started with must have been held (TR-27)."""
    alarmed: bool = False
    pressed: tuple[date, ...] = ()
    """The days on which the government was reminded of its decision (HB-34)."""
    resolution: Resolution | None = None
    """Without a number until the minutes are issued."""
    overdue: tuple[str, ...] = ()
    journal: tuple[ItemEntry, ...] = Field(default=())
    seq: int = 0

    @property
    def place(self) -> str:
        return self.order.place

    @property
    def papers_state(self) -> str:
        """`collecting`, `sorted` or `reviewed` (TR-15)."""
        if self.stage in (ItemStage.COLLECTING, ItemStage.SORTED):
            return self.stage.value
        return "reviewed"

    @property
    def ended(self) -> bool:
        return self.stage in ENDED

    @property
    def law(self) -> Snapshot:
        """The rules the item stands under. An item without them is a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the item has no policy snapshot yet")
        return self.policy

    @property
    def body(self) -> Members:
        if self.members is None:
            raise RuntimeError("the item does not know the member units yet")
        return self.members

    @property
    def silent(self) -> tuple[str, ...]:
        """Units that were asked and have not answered, in the order they were named."""
        heard = {opinion.unit for opinion in self.opinions}
        return tuple(unit for unit in self.concerned if unit not in heard)

    @property
    def dissent(self) -> tuple[str, ...]:
        return tuple(opinion.unit for opinion in self.opinions if not opinion.agrees)

    @property
    def barred(self) -> tuple[str, ...]:
        """Accounts that do nothing on this item: relatives of the family, and who stepped back."""
        return (*self.order.barred, *(r.account for r in self.recused))

    def having(self, **changes: object) -> ItemFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)
