"""The rulebook over many cases, in several processes, and only of what has changed since last time.

What was answered is kept (`kept`); a case is recomputed when its histories have grown or a
deadline has passed. The questions over all cases together are asked anew each time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import UTC, date, datetime
from multiprocessing import get_context

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from audit.archive.log import LogBroken
from audit.archive.source import ArchiveSource, BothSources
from audit.certificate import recomputed
from audit.many.origin import AHEAD, BATCH, Origin
from audit.many.population import CaseRef
from audit.rulebook.asked import Answers, Asked, answers_of
from audit.rulebook.book import asked_together
from audit.rulebook.kept import Book
from audit.sources import CaseUnknown, ServerSource, Source
from runtime.keys import KeyRing
from workflows import ids

Told = Callable[[int, int], None]


def ask_all(
    refs: Sequence[CaseRef], origin: Origin, book: Book, today: date, jobs: int, told: Told
) -> Answers:
    """Asks what has changed, keeps the answers, and gives all breaches of these cases."""
    began, asked, events, done = time.monotonic(), 0, 0, 0
    known = {ref.case_no: book.answers.get(ref.case_no) for ref in refs}
    for several in _answered(refs, known, origin, today, jobs):
        for _, answer in several:
            done += 1
            if answer is not None:
                book.add(answer)
                asked, events = asked + 1, events + answer.events
        told(done, len(refs))
        book.write()
    answers = [book.answers[ref.case_no] for ref in refs if ref.case_no in book.answers]
    alone = [found for one in answers for found in one.breaches]
    together = asked_together(one.trace for one in answers if one.trace is not None)
    return Answers(
        on=today,
        made_at=datetime.now(UTC),
        cases=len(answers),
        asked=asked,
        events=events,
        seconds=time.monotonic() - began,
        breaches=tuple(sorted((*alone, *together), key=lambda b: (b.rule, b.case_no, b.seq))),
        unknown=tuple(one.case_no for one in answers if one.unknown),
        mended=tuple(
            sorted(
                (found for one in answers for found in one.mended),
                key=lambda m: (m.on, m.case_no, m.number),
                reverse=True,
            )
        ),
    )


Answered = list[tuple[str, Asked | None]]
_Task = tuple[CaseRef, Asked | None]


def _answered(
    refs: Sequence[CaseRef],
    known: dict[str, Asked | None],
    origin: Origin,
    today: date,
    jobs: int,
) -> Iterator[Answered]:
    tasks: list[_Task] = [(ref, known[ref.case_no]) for ref in refs]
    batches = [tasks[n : n + BATCH] for n in range(0, len(tasks), BATCH)]
    if jobs == 1 or len(batches) < 2:
        seat = _Seat(origin, today)
        for batch in batches:
            yield seat.answers(batch)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _sit_down, (origin, today)) as pool:
        waiting: set[Future[Answered]] = set()
        try:
            while batches or waiting:
                while batches and len(waiting) < jobs * AHEAD:
                    waiting.add(pool.submit(_worked, batches.pop(0)))
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for one in ready:
                    yield one.result()
        finally:
            for one in waiting:
                one.cancel()


class _Seat:
    """What one process keeps: its loop, its source, its key for traces."""

    def __init__(self, origin: Origin, today: date) -> None:
        logging.getLogger("temporalio").setLevel(logging.CRITICAL)
        settings = origin.settings
        self._production, self._today = settings.env == "production", today
        self._salt = KeyRing.load(settings.key_file).blind_index("rulebook").encode()
        self._runner = asyncio.Runner()
        self._source = self._runner.run(origin.open())

    def answers(self, batch: Sequence[_Task]) -> Answered:
        return [(ref.case_no, self._runner.run(self._one(ref, old))) for ref, old in batch]

    async def _one(self, ref: CaseRef, old: Asked | None) -> Asked | None:
        """None where the old answer holds."""
        try:
            mark = await mark_of(self._source, ids.case_id(ref.place, ref.case_no))
            if old is not None and old.holds(mark, self._today):
                return None
            found = await recomputed(
                self._source, ref.place, ref.case_no, production=self._production
            )
        except CaseUnknown as fault:
            return Asked(case_no=ref.case_no, place=ref.place, unknown=str(fault))
        except (RPCError, LogBroken) as fault:
            return Asked(case_no=ref.case_no, place=ref.place, unknown=type(fault).__name__)
        return answers_of(found, mark, self._today, self._salt, production=self._production)


async def mark_of(source: Source, workflow_id: str) -> str:
    """What changes when the newest run of a workflow goes on: its id and length."""
    if isinstance(source, ArchiveSource):
        newest = source.newest(workflow_id)
        return f"{newest.run_id}:{newest.events}" if newest else ""
    client = _client(source)
    if client is None:
        return ""
    try:
        described = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and isinstance(source, BothSources):
            return await mark_of(source.archive, workflow_id)
        raise
    return f"{described.run_id}:{described.history_length}"


def _client(source: Source) -> Client | None:
    if isinstance(source, BothSources):
        return source.server.client
    return source.client if isinstance(source, ServerSource) else None


_seat: list[_Seat] = []


def _sit_down(origin: Origin, today: date) -> None:
    _seat.append(_Seat(origin, today))


def _worked(batch: Sequence[_Task]) -> Answered:
    return _seat[0].answers(batch)
