"""How a procedure's file takes a line into its journal, and how it goes from stage to stage.

The same in every procedure: a line more is a version more, no line is ever changed, and a stage is
left only by a way its table knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from domain.base import Frozen

if TYPE_CHECKING:
    from domain.case.acts.base import Act, Officer

F = TypeVar("F", bound=Frozen)
L = TypeVar("L", bound=Frozen)


class Line(Protocol):
    """One line of a journal. `seq` counts on; `on` is the legal day it belongs to."""

    @property
    def seq(self) -> int: ...
    @property
    def on(self) -> date: ...


class Row(Protocol):
    """What the table of a procedure says of an act."""

    @property
    def act(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def clause(self) -> str: ...


def said(*parts: str) -> str:
    """What there is to say, as one text: what came of an act, and the remark to it."""
    return "；".join(part for part in parts if part)


def of_act(
    kind: Callable[..., L], seq: int, row: Row, act: Act, at: datetime, text: str, **more: object
) -> L:
    """The line of a person's act: called as in the table, `text` and then the remark."""
    return kind(
        seq=seq,
        act=row.act,
        zh=row.zh,
        on=act.on,
        at=at,
        officer=act.officer,
        text=said(text, act.note),
        clause=row.clause,
        **more,
    )


def written(file: F, entry: Line) -> F:
    """The file with the line at the end of its `journal`; `seq`, `version` and `latest` follow."""
    before: Any = file
    return file.model_copy(
        update={
            "journal": (*before.journal, entry),
            "seq": entry.seq,
            "version": before.version + 1,
            "latest": max(before.latest, entry.on),
        }
    )


def moved(before: F, after: F, on: date, exits: Mapping[Any, Collection[Any]]) -> F:
    """The file with the day its present stage began. RuntimeError, a defect of ours, where `exits`
    knows no way from the stage before to the stage after."""
    was: Any = before
    became: Any = after
    if became.stage is was.stage:
        return after
    if became.stage not in exits[was.stage]:
        raise RuntimeError(f"no way leads from {was.stage} to {became.stage}")
    return after.model_copy(update={"stage_since": on})


class Signed(Protocol):
    """A line that says who did which act; `officer` None: it happened by itself."""

    @property
    def act(self) -> str: ...
    @property
    def officer(self) -> Officer | None: ...


def doer(journal: Iterable[Signed], *acts: str) -> Officer | None:
    """Who did one of these acts last, with the person he stood in for; None where nobody did."""
    found = [line.officer for line in journal if line.officer and line.act in acts]
    return found[-1] if found else None


def bound(*officers: Officer | None) -> frozenset[str]:
    """Accounts that may not be the second person for what these did: their own, and those of whom
    they stood in for (OPN-34). A record's `by` names the acting account alone."""
    return frozenset(account for one in officers if one for account in one.accounts)


def named(by: str, officer: Officer | None) -> str:
    """The account a record names, as a paper shows it: with the person stood in for."""
    behalf = officer.behalf if officer and officer.id == by else None
    return f"{by}（代行{behalf.account}的职责）" if behalf else by
