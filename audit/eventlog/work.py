"""Reads the courses of many cases, in several processes, and hands them on in their order.

Nothing but rendered text and object ids crosses the border of a process, and no more than a few
batches wait at a time: a county's log takes no more memory than a township's.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from audit.eventlog.course import Course
from audit.eventlog.net import unlawful
from audit.eventlog.ocel import Part, part_of
from audit.eventlog.reading import course_of
from audit.eventlog.words import LIFECYCLES
from audit.eventlog.xes import trace_of
from audit.many.origin import AHEAD, BATCH, Origin
from audit.many.population import CaseRef
from audit.recompute.sweeping import settled_in
from audit.sources import with_children
from runtime.keys import KeyRing
from workflows import ids


@dataclass(frozen=True)
class Piece:
    """One case of the log. `strange`: steps its lifecycle table does not know; `missing`: no history."""

    case_no: str
    events: int = 0
    ocel: Part | None = None
    xes: str = ""
    strange: tuple[str, ...] = ()
    unread: int = 0
    missing: bool = False


def pieces(
    refs: Sequence[CaseRef], origin: Origin, jobs: int, *, ocel: bool, xes: bool
) -> Iterator[Piece]:
    """The pieces in the order of `refs`."""
    batches = [refs[n : n + BATCH] for n in range(0, len(refs), BATCH)]
    if jobs == 1 or len(batches) < 2:
        seat = _Seat(origin, ocel, xes)
        for batch in batches:
            yield from seat.pieces(batch)
        return
    # Spawned: Temporal's core has threads that do not survive a fork.
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _sit_down, (origin, ocel, xes)) as pool:
        waiting: deque[Future[list[Piece]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_worked, batch))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def courses(refs: Sequence[CaseRef], origin: Origin) -> Iterator[Course]:
    """The courses of these cases, in this process; without those that have no history here."""
    seat = _Seat(origin, False, False)
    for ref in refs:
        found = seat.course(ref)
        if found is not None:
            yield found


class _Seat:
    """What one process keeps: its loop, its source, its key for pseudonyms."""

    def __init__(self, origin: Origin, ocel: bool, xes: bool) -> None:
        logging.getLogger("temporalio").setLevel(logging.CRITICAL)
        self._ocel, self._xes = ocel, xes
        self._ring = KeyRing.load(origin.settings.key_file)
        # Not a Runner: it takes Ctrl-C over for each call, and to do so writes out the task it had
        # before, with all the pieces of a batch.
        self._loop = asyncio.new_event_loop()
        self._source = self._loop.run_until_complete(origin.open())

    def pieces(self, batch: Sequence[CaseRef]) -> list[Piece]:
        return self._loop.run_until_complete(self._pieces(batch))

    async def _pieces(self, batch: Sequence[CaseRef]) -> list[Piece]:
        return [await self._piece(ref) for ref in batch]

    def course(self, ref: CaseRef) -> Course | None:
        return self._loop.run_until_complete(self._course(ref))

    async def _course(self, ref: CaseRef) -> Course | None:
        """None where there is no history of this case."""
        chains = await with_children(self._source, ids.case_id(ref.place, ref.case_no))
        if not chains:
            return None
        return await course_of(
            ref.place, ref.case_no, chains, self._source.converter, self._pseudonym
        )

    async def _piece(self, ref: CaseRef) -> Piece:
        course = await self._course(ref)
        if course is None:
            return Piece(ref.case_no, missing=True)
        return Piece(
            case_no=ref.case_no,
            events=len(course.happenings),
            ocel=part_of(course) if self._ocel else None,
            xes=trace_of(course) if self._xes else "",
            strange=strange(course),
            unread=course.unread,
        )

    def _pseudonym(self, text: str) -> str:
        # Another text than the tables' index has: a log cannot be joined with a stolen table.
        return self._ring.blind_index(f"eventlog/{text}")


def strange(course: Course) -> tuple[str, ...]:
    """Where the course leaves its lifecycle tables: procedure and step."""
    return tuple(
        f"{kind} {step}" for kind in LIFECYCLES for _, step in unlawful(course.steps(kind), kind)
    )


_seat: list[_Seat] = []


def _sit_down(origin: Origin, ocel: bool, xes: bool) -> None:
    _seat.append(_Seat(origin, ocel, xes))
    settled_in()


def _worked(batch: Sequence[CaseRef]) -> list[Piece]:
    return _seat[0].pieces(batch)
