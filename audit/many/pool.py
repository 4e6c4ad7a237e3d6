"""Certifies cases in several processes. Each has its own connection and key ring; a line comes back.

Nothing of a case but its line crosses the border of a process. What was done is in the state file
at once, so the command may be stopped and called again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Final

from temporalio.service import RPCError

from audit.archive.log import LogBroken
from audit.certificate import Certificate, certify
from audit.many.origin import AHEAD, BATCH, Origin
from audit.many.population import CaseRef
from audit.many.tally import Line, State
from audit.recompute.sweeping import settled_in
from audit.sources import CaseUnknown
from runtime.temporal import TemporalUnreachable

SHOWN: Final = 5

Told = Callable[[Line, int, int], None]
"""Line by line as it comes: the line, how many are done, of how many."""


def certified(
    refs: Sequence[CaseRef], origin: Origin, state: State, jobs: int, told: Told
) -> tuple[float, int]:
    """Certifies what the state has not yet; gives seconds and events of this run."""
    todo = [ref for ref in refs if ref.case_no not in state.done]
    began, events, done = time.monotonic(), 0, len(refs) - len(todo)
    for lines in _lines(todo, origin, jobs):
        state.add(lines)
        for line in lines:
            done, events = done + 1, events + line.events
            told(line, done, len(refs))
    return time.monotonic() - began, events


def _lines(todo: Sequence[CaseRef], origin: Origin, jobs: int) -> Iterator[list[Line]]:
    batches = [todo[n : n + BATCH] for n in range(0, len(todo), BATCH)]
    if jobs == 1 or len(batches) < 2:
        seat = _Seat(origin)
        for batch in batches:
            yield seat.lines(batch)
        return
    # Spawned: Temporal's core has threads that do not survive a fork.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _sit_down, (origin,)) as pool:
        waiting: set[Future[list[Line]]] = set()
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
    """What one process keeps between batches: its loop and its source."""

    def __init__(self, origin: Origin) -> None:
        logging.getLogger("temporalio").setLevel(logging.CRITICAL)
        self._production = origin.settings.env == "production"
        self._runner = asyncio.Runner()
        self._source = self._runner.run(origin.open())

    def lines(self, batch: Sequence[CaseRef]) -> list[Line]:
        return [self._runner.run(self._line(ref)) for ref in batch]

    async def _line(self, ref: CaseRef) -> Line:
        began = time.monotonic()
        try:
            found = await certify(self._source, ref.place, ref.case_no, production=self._production)
        except CaseUnknown as fault:
            return _unknown(ref, str(fault))
        except (RPCError, TemporalUnreachable):
            return _unknown(ref, "读取历史时 Temporal 没有应答，请重新核验")
        except LogBroken:
            return _unknown(ref, "归档的日志不能读取")
        return line_of(found, time.monotonic() - began)


_seat: list[_Seat] = []


def _sit_down(origin: Origin) -> None:
    _seat.append(_Seat(origin))
    settled_in()


def _worked(batch: Sequence[CaseRef]) -> list[Line]:
    return _seat[0].lines(batch)


def line_of(found: Certificate, seconds: float) -> Line:
    return Line(
        case_no=found.case_no,
        place=found.place,
        township=found.township,
        verdict=found.verdict,
        runs=len(found.runs),
        events=sum(run.events for run in found.runs),
        compared=found.compared,
        findings=tuple(finding.line for finding in found.findings[:SHOWN]),
        more=max(0, len(found.findings) - SHOWN),
        notes=len(found.notes),
        digest=found.digest,
        seconds=round(seconds, 3),
    )


def _unknown(ref: CaseRef, zh: str) -> Line:
    return Line(case_no=ref.case_no, place=ref.place, verdict="unknown", findings=(zh,))
