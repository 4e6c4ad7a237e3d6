"""A place that runs cases: who decides there, which units it has, and how sure we are of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from domain.base import Frozen
from domain.case.lifecycle import STAGE_ZH, Stage


class BodyKind(StrEnum):
    """Which kind of body settles what no department can settle alone."""

    JOINT_MEETING = "joint_meeting"
    LEADING_GROUP = "leading_group"
    TOWNSHIP_MEETING = "township_meeting"


class Township(Frozen):
    """A township or street office; `code` is stable and safe in ids. `demo`: an invented name.

    `body`: which kind it has set up, where the place's document leaves the choice (DIF-13).
    """

    code: str
    zh: str
    demo: bool = False
    body: BodyKind | None = None


class UnitName(Frozen):
    """A name a unit bore or bears, both days included. `demo`: the day is not documented."""

    zh: str
    since: date | None = None
    until: date | None = None
    demo: bool = False


class Unit(Frozen):
    """A unit with duties in the place, under the name its document gives it.

    `inferred`: named only in a damaged part of the text. `aliases`: other words for it. `names`:
    what it was called when that was something else. `group`: stands for several bodies of a kind.
    `since`, `until`: the days of its membership where they are not the document's own.
    """

    code: str
    zh: str
    inferred: bool = False
    aliases: tuple[str, ...] = ()
    names: tuple[UnitName, ...] = ()
    group: bool = False
    since: date | None = None
    until: date | None = None

    def name_on(self, day: date) -> str:
        """What the unit is called on that day."""
        for name in self.names:
            if (name.since or day) <= day <= (name.until or day):
                return name.zh
        return self.zh

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it answers to: code, names of any day, aliases."""
        return (self.code, self.zh, *(name.zh for name in self.names), *self.aliases)


_Row = TypeVar("_Row", Township, Unit)


class SecondLevel(Frozen):
    """The body each township has of its own. `kinds`: what the document lets it be."""

    zh: str
    kinds: tuple[BodyKind, ...]
    head: str = ""
    clause: str = ""


class Body(Frozen):
    """The coordinating body of a place; empty posts are those its document does not state.

    `members_stated` False: the document names units with duties, and no member (7.1).
    """

    kind: BodyKind
    zh: str
    head: str = ""
    head_zh: str = ""
    conveners: tuple[str, ...] = ()
    office: str = ""
    director: str = ""
    liaisons: bool = False
    invites: bool = False
    members_stated: bool = True
    second: SecondLevel | None = None
    clause: str = ""


class Period(Frozen):
    """Both days included; an open end is one the document does not state."""

    since: date | None = None
    until: date | None = None
    note: str = ""


class Extension(Frozen):
    """A recorded decision that a document goes on after its end. `demo`: invented."""

    until: date
    doc: str
    demo: bool = False


class Superseded(Frozen):
    """An older document that one repeals, and since when it no longer holds (HB-01)."""

    number: str
    issued: date | None = None
    until: date | None = None


class Document(Frozen):
    """The document whose rules the place's pack holds."""

    number: str
    title: str
    issuer: str
    issued: date | None = None
    in_force: Period = Period()
    other_reading: Period | None = None
    extension: Extension | None = None
    supersedes: tuple[Superseded, ...] = ()
    basis: tuple[str, ...] = ()
    """Higher documents it names as its grounds."""
    reference: str = ""
    """What its page is filed under, where that differs from its number."""
    copies: tuple[str, ...] = ()
    """Bodies that receive a copy (抄送)."""

    def last_day(self, production: bool = False) -> date | None:
        """The last day on which a new case may be started under it; None: no end is stated. A demo
        extension counts only outside production."""
        if self.extension is not None and not (production and self.extension.demo):
            return self.extension.until
        return self.in_force.until

    def in_force_on(self, day: date, production: bool = False) -> bool:
        """Whether a new case may be started under it; a demo extension counts only outside
        production (YC-36)."""
        since, until = self.in_force.since or self.issued, self.last_day(production)
        return (since is None or since <= day) and (until is None or day <= until)


class LocalWords(Frozen):
    """How the place's document says what is one thing everywhere (DIF-23, DIF-24).

    `decision`: its word for the stage of 审核确认, empty where it says the same. `checked`: whom the
    departments answer about; in every place those who apply and those who draw aid.
    """

    decision: str = ""
    checked: tuple[str, ...] = ()
    clause: str


class PlaceInfo(Frozen):
    """Facts of a place that are not rules: names, codes, document, townships, units."""

    code: str
    abbr: str
    gb2260: str
    zh: str
    short: str
    level: str
    parents: tuple[str, ...] = ()
    prefecture: str = ""
    bureau: str
    document: Document
    body: Body
    townships: tuple[Township, ...]
    units: tuple[Unit, ...] = ()
    aliases: dict[str, str] = Field(default_factory=dict)
    words: LocalWords | None = None
    source_incomplete: bool = False
    notes: tuple[str, ...] = ()

    def township(self, code: str) -> Township:
        """KeyError when the place has no such township."""
        return _by_code(self.townships, code)

    def unit(self, code: str) -> Unit:
        """KeyError when the place has no such unit."""
        return _by_code(self.units, code)

    def stage_label(self, stage: Stage) -> str:
        """The name of a stage, of the decision with the word of the place's document beside it."""
        zh, said = STAGE_ZH[stage], self.words.decision if self.words else ""
        return f"{zh}（本地文件称“{said}”）" if stage is Stage.APPROVAL and said else zh

    @property
    def chain(self) -> tuple[str, ...]:
        """The levels whose rules apply here, far to near."""
        return ("national", *self.parents, self.code)


def _by_code(rows: tuple[_Row, ...], code: str) -> _Row:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)
