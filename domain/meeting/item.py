"""One 一事一议 item on its way to a decision: what the case brings, and all that is recorded of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from domain.base import Frozen
from domain.body.composition import BodyOn, Gone, StandIn
from domain.case.acts import AidTried, Officer
from domain.case.file import require
from domain.case.lifecycle import Role
from domain.meeting.acts import Paper
from domain.meeting.lifecycle import ENDED, ItemStage
from domain.meeting.resolution import Resolution
from domain.places import Unit
from domain.policy import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable


class ItemOrder(Frozen):
    """What the case brings to the meeting: the cause, what was tried, the gap in fen (TR-12)."""

    case_no: str
    place: str
    township: str
    number: int
    cause: str
    need_fen: int
    gap_fen: int
    tried: tuple[AidTried, ...]
    summary: str
    ordered_on: date

    @property
    def still_needed_fen(self) -> int:
        """The need less what single departments have already granted: the most a meeting may add."""
        return max(self.need_fen - sum(t.granted_fen for t in self.tried), 0)


class Members(Frozen):
    """The member units of a place's coordinating body on the day `on`, under their names then.

    `incomplete`: nobody may be called absent from it (ZH-01, 7.1). `gone`: units that were members
    and are no longer; `stand_ins`: who does a convener's duties that day (OPN-34).
    """

    body_zh: str
    units: tuple[Unit, ...]
    incomplete: bool = False
    on: date | None = None
    township: str = ""
    gone: tuple[Gone, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()

    @staticmethod
    def of(body: BodyOn) -> Members:
        """The members as an item keeps them, from the body of that day."""
        return Members(
            body_zh=body.zh,
            units=tuple(
                Unit(
                    code=s.code,
                    zh=s.zh,
                    inferred=s.inferred,
                    aliases=s.aliases,
                    group=s.group,
                    since=s.since,
                )
                for s in body.seats
            ),
            incomplete=not body.certain,
            on=body.on,
            township=body.township,
            gone=body.gone,
            stand_ins=body.stand_ins,
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(unit.zh for unit in self.units)

    def unit(self, text: str) -> Unit | None:
        """The member unit with that code, name of any day, or other word for it."""
        return next((unit for unit in self.units if text in unit.words), None)

    def after(self, text: str) -> Unit | None:
        """The member unit of that name, or the one that took over from it when it left."""
        for _ in self.gone:
            left = next((g for g in self.gone if text in (g.code, g.zh)), None)
            if left is None or not left.successor or self.unit(text):
                break
            text = left.successor
        return self.unit(text)

    def stands_in(self, account: str, post: Role, on: date) -> bool:
        """Whether this account does the duties of that post on the day."""
        return any(
            s.account == account and s.post is post and s.since <= on <= s.until
            for s in self.stand_ins
        )

    def named(self, given: Iterable[str], clause: str) -> tuple[str, ...]:
        """The Chinese names of these units (codes or names). Refused unless each is a member
        unit and named once."""
        texts = tuple(given)
        found = tuple(self.unit(text) for text in texts)
        strange = tuple(text for text, unit in zip(texts, found, strict=True) if unit is None)
        require(
            not strange,
            "unit_unknown",
            f"以下单位不在{self.body_zh}成员单位名单中：{'、'.join(strange)}。"
            f"{self._departed(strange)}成员单位为：{'、'.join(self.names)}。",
            clause,
        )
        names = tuple(unit.zh for unit in found if unit is not None)
        require(
            len(set(names)) == len(names),
            "unit_twice",
            "同一单位只能填写一次，请删除重复的单位。",
            clause,
        )
        return names

    def _departed(self, texts: Iterable[str]) -> str:
        """What became of those among them that were members once."""
        left = {g.code: g for g in self.gone} | {g.zh: g for g in self.gone}
        said = []
        for gone in dict.fromkeys(left[t] for t in texts if t in left):
            heir = self.unit(gone.successor) if gone.successor else None
            then = f"，职责由{heir.zh}承接" if heir else ""
            said.append(f"{gone.zh}自{gone.until}后不再是成员单位{then}。")
        return "".join(said)


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
    """The meeting itself. `absent` is None where the member list is not certain (ZH-01)."""

    on: date
    chair: str
    chair_role: Role
    attended: tuple[str, ...]
    absent: tuple[str, ...] | None
    major: bool = False


class ItemFile(Frozen):
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
    preparatory: Preparatory = Preparatory()
    opinions: tuple[Opinion, ...] = ()
    meeting: Meeting | None = None
    resolution: Resolution | None = None
    """Without a number until the minutes are issued."""
    overdue: tuple[str, ...] = ()
    journal: tuple[ItemEntry, ...] = Field(default=())
    seq: int = 0

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

    def having(self, **changes: object) -> ItemFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)
