"""Every effect a case can have on the world: name, types and promise, without a body.

`activities/` implements the same names; a test holds the two equal. All of them may be repeated:
the second time changes nothing and gives the first answer.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.case.file import CaseFile, NoticeDue
from domain.case.notices import NoticeReceipt
from domain.check.answers import DepartmentQuery, DepartmentReply, Heard
from domain.check.file import CheckFile
from domain.policy import Snapshot
from domain.task import Task
from domain.window.requests import Claim

PAPER_NOT_MADE = "PaperNotMade"
"""The failure of `issue_notice` that trying again does not mend: the template is at fault."""


class PolicyOrder(Frozen):
    """The rules of a place on a day: only the names asked for."""

    place: str
    on: date
    names: tuple[str, ...]


class CaseProjection(Frozen):
    """A case as the tables show it. Written only if newer (`file.version`) than what stands there."""

    file: CaseFile
    tasks: tuple[Task, ...]
    waiting: str
    due: date | None
    provisional: bool
    run_id: str


class CheckProjection(Frozen):
    """An information check as the tables show it: who was asked when, and what is open."""

    file: CheckFile
    tasks: tuple[Task, ...]
    waiting: str


class NoticeOrder(Frozen):
    """One paper to issue for a case: rendered, numbered, stored, sent. `on`: the case's today."""

    file: CaseFile
    notice: NoticeDue
    on: date


class SuccessorOrder(Frozen):
    """A number for the case of people another case hands on; `key` is that of this hand-over."""

    key: str
    place: str
    on: date
    claim: Claim
    persons: tuple[tuple[str, str], ...]


@activity.defn
def number_successor(order: SuccessorOrder) -> str:
    """The number of the new case, its people claimed; the same order gives the same number.

    Empty when another living case holds one of them: then people must see to it.
    """
    raise NotImplementedError


@activity.defn
def take_policy(order: PolicyOrder) -> Snapshot:
    """The snapshot of the names asked for, with its digest and the working-day table."""
    raise NotImplementedError


@activity.defn
def project_case(projection: CaseProjection) -> None:
    """Write the case's row, tasks, timeline, entitlements and claims; older versions are ignored."""
    raise NotImplementedError


@activity.defn
def project_check(projection: CheckProjection) -> None:
    """Write which department was asked when and answered when (the delay ledger)."""
    raise NotImplementedError


@activity.defn
async def ask_department(query: DepartmentQuery) -> DepartmentReply:
    """Ask one department over its route. The same `query.key` is never asked twice.

    Raises ApplicationError `DepartmentDown` (no answer came: ask again later) or
    `DepartmentNonsense` (an answer of another form or about other people: for a person to see).
    """
    raise NotImplementedError


@activity.defn
async def ask_departments(queries: tuple[DepartmentQuery, ...]) -> tuple[Heard, ...]:
    """Ask several departments side by side; each is tried by itself, as `ask_department` does.

    One that is silent keeps the others' answers back for seconds at most, and raises nothing: its
    trouble stands in its place. In the order of the queries.
    """
    raise NotImplementedError


@activity.defn
async def issue_notice(order: NoticeOrder) -> NoticeReceipt:
    """Render, number, store and send one paper. Repeating an order gives the same number.

    Raises ApplicationError `PaperNotMade`, for good, when the paper could not be rendered again
    and again; every other fault is tried until it passes.
    """
    raise NotImplementedError
