"""After a standstill: a county's worker is down over the moment many living cases wait for, and for more
than half an hour after it; then it comes back.

`python -m benchmarks.standstill [N]` starts N living cases on the embedded default, kills the worker,
brings each case's own clock to the moment of the day it waits for, waits until all of them are late for
real, lets the worker start again, and tells: how long until every case has heard that it is late, what
the API answered meanwhile, when their turns are (by the minute, from the histories), and that no case
was worked on before its turn.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from benchmarks import county
from domain.case.file import CaseFile
from domain.case.tasks import next_mark
from runtime.embedded import EmbeddedDefault
from runtime.temporal import bring_to, rehearsal_skipper
from workflows import ids
from workflows.timing import LATE, SPREAD, moment_of

_AT_ONCE = 20


class Standstill:
    """Keeps the worker away between `begin` and `end`."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    async def before_restart(self, part: str) -> None:
        await self._open.wait()

    def begin(self, stack: EmbeddedDefault) -> None:
        self._open.clear()
        os.kill(stack.pids["worker"], 9)

    def end(self) -> None:
        self._open.set()


async def _to_their_moments(client: Client, files: Sequence[CaseFile]) -> None:
    skipper, gate = rehearsal_skipper(client), asyncio.Semaphore(_AT_ONCE)

    async def one(file: CaseFile) -> None:
        async with gate:
            handle = client.get_workflow_handle(ids.case_id(county.PLACE, file.case_no))
            day = next_mark(file, file.latest) or file.latest
            await bring_to(skipper, handle, moment_of(file.case_no, day))

    await asyncio.gather(*(one(f) for f in files))


async def _turn(client: Client, file: CaseFile) -> timedelta | None:
    """How long after it heard that it is late a case has its turn; None: it has not heard yet."""
    handle = client.get_workflow_handle(ids.case_id(county.PLACE, file.case_no))
    heard: datetime | None = None
    async for event in handle.fetch_history_events():
        marker = event.marker_recorded_event_attributes
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED and "take-turns" in str(marker):
            heard = event.event_time.ToDatetime()
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED and heard is not None:
            return event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    return None


async def _turns(client: Client, files: Sequence[CaseFile]) -> list[timedelta]:
    """All of them, once every case has heard."""
    turns: dict[str, timedelta] = {}
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        for file in files:
            if file.case_no not in turns and (turn := await _turn(client, file)) is not None:
                turns[file.case_no] = turn
        if len(turns) == len(files):
            return list(turns.values())
        await asyncio.sleep(1)
    raise TimeoutError(f"only {len(turns)} of {len(files)} cases take turns")


async def measure(home: Path, cases: int) -> list[str]:
    """One standstill, told in lines."""
    files, still = list(county.living(cases)), Standstill()
    worked = range(1, cases + 1)
    async with county.stack_of(home, None, still.before_restart) as (stack, client, store):
        meter = county.Meter(stack)
        await county.start(client, store, stack.settings.task_queue, files, 0)
        api = await county.signed_in(stack.settings)
        calm = await county.ask(api, worked, seconds=20)
        still.begin(stack)
        await _to_their_moments(client, files)
        lost = datetime.now().astimezone()
        await asyncio.sleep(LATE.total_seconds() + 30)
        down = datetime.now().astimezone() - lost
        await api.aclose()  # a session ends by itself when nobody asks for a quarter of an hour
        api = await county.signed_in(stack.settings)
        stop = asyncio.Event()
        server = meter.cpu("temporal")
        still.end()
        began = time.monotonic()
        asking = asyncio.create_task(county.ask(api, worked, stop))
        turns = await _turns(client, files)
        took = time.monotonic() - began
        stop.set()
        answers = await asking
        woken = [
            f.case_no for f in files if county.version_shown(store, f.case_no) > county.first()
        ]
        cpu = meter.cpu("worker"), meter.cpu("temporal") - server
        await api.aclose()
    minutes = Counter(int(t.total_seconds() // 60) for t in turns)
    return [
        f"{cases} living cases, worker away {down.total_seconds() / 60:.0f} min over the moment of all",
        f"  API before: {county.said(calm)}",
        f"  every case has heard that it is late {took:.0f} s after the worker was let start; CPU worker "
        f"{cpu[0]:.0f} s, server {cpu[1]:.0f} s; API meanwhile: {county.said(answers)}",
        f"  their turns lie {min(turns)} to {max(turns)} ahead (at most {SPREAD}), the busiest minute has "
        f"{max(minutes.values())}; {len(woken)} were worked on before their turn",
    ]


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as home:
        for line in asyncio.run(measure(Path(home), cases)):
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
