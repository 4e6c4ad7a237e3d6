"""Every effect a month's comparison can have on the world: name, types and promise, without a body.

Each may be repeated; the second time changes nothing and gives the first answer. None of them
changes anybody's aid: `tell_hits` puts a question on a living case.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.compare.file import CompareFile, Department, PartOutcome, Told, Verdict
from domain.task import Task


class PlanOrder(Frozen):
    """Which departments a place's document names on a day, and which of them are connected."""

    place: str
    on: date


class Plan(Frozen):
    place_zh: str
    departments: tuple[Department, ...]


class PartOrder(Frozen):
    part: str
    department: str
    subject: str


class ReadOrder(Frozen):
    """Ask for these lists, one after the other, and take in what comes."""

    place: str
    month: str
    on: date
    parts: tuple[PartOrder, ...]


class TellOrder(Frozen):
    """Put a list's hits on their cases. `due`, `death_due`: until when somebody must have looked, by
    the place's rules; `may_hold`: whether a death match keeps the person's payment back (DIF-09)."""

    place: str
    month: str
    part: str
    on: date
    due: date | None = None
    death_due: date | None = None
    may_hold: bool | None = None


class DoubtBooking(Frozen):
    place: str
    month: str
    verdict: Verdict


class DoubtsBooked(Frozen):
    same: int
    still_open: int


class CompareProjection(Frozen):
    """A month's comparison as the tables show it; older versions are ignored."""

    file: CompareFile
    tasks: tuple[Task, ...]
    waiting: str
    due: date | None


@activity.defn
def plan_comparison(order: PlanOrder) -> Plan:
    """The departments of the place's `check.items`, what each can be asked for, since when it is
    connected."""
    raise NotImplementedError


@activity.defn
async def read_registers(order: ReadOrder) -> tuple[PartOutcome, ...]:
    """Each department's list over its own transport, in bounded memory, matched as it streams.

    A worker that dies on the way is followed by one that goes on where it stopped. What did not
    come, or came in another form, stands in the outcome as `trouble`; nothing is raised for it.
    """
    raise NotImplementedError


@activity.defn
async def tell_hits(order: TellOrder) -> Told:
    """Each certain match becomes, or joins, a lead on the living case. Told once, whatever happens."""
    raise NotImplementedError


@activity.defn
def book_doubts(booking: DoubtBooking) -> DoubtsBooked:
    """Write what a person found of doubtful matches; those of the same person become hits."""
    raise NotImplementedError


@activity.defn
def project_comparison(projection: CompareProjection) -> None:
    """Write the month's row, its parts and tasks."""
    raise NotImplementedError
