"""Which rows of a table one kind of procedure writes, and what of them its histories give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from domain.base import Frozen
from store.tables import MeetingLine, TaskRow

Rows = Mapping[str, Mapping[tuple[Any, ...], Mapping[str, Any]]]
"""By table, then by primary key: the columns."""
Same = Callable[[Any, Any], bool]
WRITTEN_AT: Final = ("updated_at",)
"""Says when a row was written, not what it tells."""


CLOCK: Final = timedelta(seconds=5)
"""A workflow's clock moves on by milliseconds while a step runs, and not in the same steps when it is
replayed; the comparison of histories allows as much."""


def about_then(one: Any, other: Any) -> bool:
    """The same moment as near as a replay can tell."""
    both = isinstance(one, datetime) and isinstance(other, datetime)
    return both and abs(one - other) <= CLOCK


def alike(one: Any, other: Any) -> bool:
    """The same value, however deep its moments stand in it."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return about_then(one, other) or one == other


def _as_they_are(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return values


def _as_told(right: Mapping[str, Any], _stands: Mapping[str, Any] | None) -> dict[str, Any]:
    return dict(right)


@dataclass(frozen=True)
class Share:
    """The rows of one table that one kind of procedure writes.

    `by`: the columns that name the procedure; `at`: what stands in them, from its workflow id.
    `ours`: which rows of the table are of this kind at all; `strange`: which of those a procedure no
    history knows may be told by. `columns`: empty when the row is told whole; else the row is a
    record of its own, and only these columns (with what stands in them at first) are told.
    `needed`: every procedure has such a record; where it is gone, something was taken out.
    `read`: the values of `by` as `at` would give them. `same`: columns that are equal when they say
    the same. `mend`: the row to write, from what is right and what stands there.
    """

    table: type[SQLModel]
    by: tuple[str, ...]
    at: Callable[[str], tuple[Any, ...]]
    ours: Callable[[], Sequence[Any]] = tuple
    strange: Callable[[], Sequence[Any]] = tuple
    columns: Mapping[str, Any] = field(default_factory=dict)
    needed: bool = False
    aside: tuple[str, ...] = WRITTEN_AT
    read: Callable[[tuple[Any, ...]], tuple[Any, ...]] = _as_they_are
    within: Callable[[str], Sequence[Any]] | None = None
    same: Mapping[str, Same] = field(default_factory=dict)
    mend: Callable[[Mapping[str, Any], Mapping[str, Any] | None], dict[str, Any]] = _as_told

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.table.__table__.primary_key)  # type: ignore[attr-defined]

    def of(self, name: str) -> list[Any]:
        """The condition for the rows of one procedure."""
        if self.within is not None:
            return [*self.within(name), *self.ours()]
        pairs = zip(self.by, self.at(name), strict=True)
        return [*(col(getattr(self.table, c)) == value for c, value in pairs), *self.ours()]

    def differing(self, right: Mapping[str, Any], there: Mapping[str, Any]) -> tuple[str, ...]:
        """Columns that do not say what they should."""
        told = self.columns or right
        return tuple(
            c
            for c in told
            if c not in self.aside
            and not (right[c] == there[c] or self._same(c, right[c], there[c]))
        )

    def _same(self, column: str, one: Any, other: Any) -> bool:
        same = self.same.get(column, about_then if column == "at" else None)
        return same is not None and same(one, other)

    def strangers(
        self, session: Session, known: Iterable[str], place: str = ""
    ) -> set[tuple[Any, ...]]:
        """What names procedures that rows stand of and that are not among `known`."""
        if self.columns or (place and not hasattr(self.table, "place")):
            return set()
        columns = [col(getattr(self.table, c)) for c in self.by]
        query = sa.select(*columns).where(*self.ours(), *self.strange()).distinct()
        if place:
            query = query.where(self.table.place == place)  # type: ignore[attr-defined]
        told = {self.read(tuple(row)) for row in session.connection().execute(query)}
        return told - {self.at(name) for name in known}


class Seen(Frozen):
    """The rows of a procedure as they stood at one moment."""

    rows: Any

    def of(self, table: type[SQLModel]) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
        found: Mapping[tuple[Any, ...], Mapping[str, Any]] = self.rows[str(table.__tablename__)]
        return found


def _nothing_to_settle(_session: Session, wanted: Seen, _stands: Seen) -> Seen:
    return wanted


@dataclass(frozen=True)
class Kind:
    """One kind of procedure. `workflow`: its type on the server; `forms`: the steps that tell the
    tables, with what they are given; `tell`: does what those steps do; `shares`: the rows, the one
    that is locked first. `settle`: what of the rows depends on procedures beside this one."""

    kind: str
    workflow: str
    forms: Mapping[str, type[Frozen]]
    tell: Callable[[Session, Sequence[Any]], None]
    shares: tuple[Share, ...]
    settle: Callable[[Session, Seen, Seen], Seen] = _nothing_to_settle


def parts(name: str) -> tuple[str, ...]:
    """What stands in a workflow id after its kind."""
    return tuple(name.split("/")[1:])


def tasks(kinds: str | tuple[str, ...]) -> Share:
    """The tasks of a procedure whose subject is its workflow id."""
    wanted = (kinds,) if isinstance(kinds, str) else kinds
    return Share(
        TaskRow, ("subject",), lambda name: (name,), lambda: (col(TaskRow.kind).in_(wanted),)
    )


def lines(kind: str) -> Share:
    """The record of a procedure whose subject is its workflow id."""
    return Share(
        MeetingLine,
        ("subject",),
        lambda name: (name,),
        lambda: (col(MeetingLine.subject).startswith(f"{kind}/"),),
    )
