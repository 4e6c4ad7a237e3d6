"""A place that runs cases: who decides there, which units it has, and how sure we are of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from domain.base import Frozen


class Township(Frozen):
    """A township or street office; `code` is stable and safe in ids. `demo`: an invented name."""

    code: str
    zh: str
    demo: bool = False


class Unit(Frozen):
    """A unit with duties in the place. `inferred`: named only in a damaged part of the text."""

    code: str
    zh: str
    inferred: bool = False


_Row = TypeVar("_Row", Township, Unit)


class BodyKind(StrEnum):
    """Which kind of body settles what no department can settle alone."""

    JOINT_MEETING = "joint_meeting"
    LEADING_GROUP = "leading_group"
    TOWNSHIP_MEETING = "township_meeting"


class Body(Frozen):
    """The coordinating body of a place; empty posts are those its document does not state."""

    kind: BodyKind
    zh: str
    head: str = ""
    conveners: tuple[str, ...] = ()
    office: str = ""
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


class Document(Frozen):
    """The document whose rules the place's pack holds."""

    number: str
    title: str
    issuer: str
    issued: date | None = None
    in_force: Period = Period()
    other_reading: Period | None = None
    extension: Extension | None = None

    def in_force_on(self, day: date, production: bool = False) -> bool:
        """Whether a new case may be started under it; a demo extension counts only outside
        production (YC-36)."""
        since, until = self.in_force.since or self.issued, self.in_force.until
        if self.extension is not None and not (production and self.extension.demo):
            until = self.extension.until
        return (since is None or since <= day) and (until is None or day <= until)


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
    source_incomplete: bool = False
    notes: tuple[str, ...] = ()

    def township(self, code: str) -> Township:
        """KeyError when the place has no such township."""
        return _by_code(self.townships, code)

    def unit(self, code: str) -> Unit:
        """KeyError when the place has no such unit."""
        return _by_code(self.units, code)

    @property
    def chain(self) -> tuple[str, ...]:
        """The levels whose rules apply here, far to near."""
        return ("national", *self.parents, self.code)


def _by_code(rows: tuple[_Row, ...], code: str) -> _Row:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)
