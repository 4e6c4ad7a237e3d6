"""The release gate: every open run and the recorded histories, replayed over the code at hand.

Called with the new program before it goes live. What diverges would stop or change a living case:
each is named with the event, and the exit code is 1.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from temporalio.client import Client
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.service import RPCError, RPCStatusCode

from audit import recorded
from audit.certificate import program_digest
from audit.recompute.findings import Finding
from audit.recompute.history import Run
from audit.replay import RunReport, audit_runs
from audit.sources import SourceFault
from domain.base import Frozen
from runtime.codec import ValueConverter
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect

CHUNK: Final = 20
RUNNING: Final = "ExecutionStatus = 'Running'"
OPEN: Final[DataConverter] = DataConverter(
    payload_converter_class=ValueConverter,
    failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
)
"""For recorded histories, which are stored open."""

Told = Callable[[int, int], None]


class Diverged(Frozen):
    """One run the code at hand would not go on with as it was begun. `first`: where, in Chinese."""

    workflow_id: str
    run_id: str
    findings: int
    first: str


class Gate(Frozen):
    """What was replayed and what would diverge. `gone`: runs that ended while the gate looked."""

    program: str
    runs: int
    events: int
    gone: int
    seconds: float
    diverged: tuple[Diverged, ...]

    @property
    def open(self) -> bool:
        """Whether the program may go live."""
        return not self.diverged and self.runs > 0


class Part(Frozen):
    """The same of some of them."""

    runs: int = 0
    events: int = 0
    gone: int = 0
    diverged: tuple[Diverged, ...] = ()


Named = tuple[str, str]
"""Workflow and run."""


async def open_runs(settings: Settings) -> list[Named]:
    """Every open run of the namespace, of every workflow type."""
    client = await connect(settings)
    return [(found.id, found.run_id) async for found in client.list_workflows(RUNNING)]


def recorded_in(folder: Path) -> list[Path]:
    """The recorded histories below a directory. Raises `SourceFault` when there is none."""
    found = sorted(folder.rglob(f"*{recorded.SUFFIX}"))
    if not found:
        raise SourceFault(f"目录{folder.name}中没有历史文件（*{recorded.SUFFIX}）。")
    return found


def passed(
    settings: Settings, runs: Sequence[Named], files: Sequence[Path], jobs: int, told: Told
) -> Gate:
    """Replays all of them in several processes."""
    began = time.monotonic()
    work: list[Sequence[Named] | Sequence[Path]] = [*_chunks(runs), *_chunks(files)]
    parts: list[Part] = []
    of, done = len(runs) + len(files), 0
    with ProcessPoolExecutor(jobs, get_context("spawn"), _sit_down, (settings,)) as pool:
        for chunk, part in zip(work, pool.map(_worked, work), strict=True):
            parts.append(part)
            done += len(chunk)
            told(done, of)
    return Gate(
        program=program_digest(),
        runs=sum(part.runs for part in parts),
        events=sum(part.events for part in parts),
        gone=sum(part.gone for part in parts),
        seconds=time.monotonic() - began,
        diverged=tuple(one for part in parts for one in part.diverged),
    )


async def replayed(runs: Sequence[Run], converter: DataConverter) -> Part:
    """These runs over the code at hand."""
    return judged(await audit_runs(runs, converter))


def judged(reports: Sequence[RunReport]) -> Part:
    """What the gate says of runs that were replayed: here, or by the tests of the recorded histories."""
    diverged = []
    for report in reports:
        if not report.passed:
            first: Finding = report.findings[0]
            diverged.append(
                Diverged(
                    workflow_id=report.run.workflow_id,
                    run_id=report.run.run_id,
                    findings=len(report.findings),
                    first=first.line,
                )
            )
    return Part(
        runs=len(reports),
        events=sum(len(report.run.events) for report in reports),
        diverged=tuple(diverged),
    )


def _chunks(values: Sequence[Named] | Sequence[Path]) -> Iterator[Sequence[Named] | Sequence[Path]]:
    for first in range(0, len(values), CHUNK):
        yield values[first : first + CHUNK]


class _Seat:
    """What one process keeps: its loop, and its client once it needs one."""

    def __init__(self, settings: Settings) -> None:
        logging.getLogger("temporalio").setLevel(logging.CRITICAL)
        self._settings = settings
        self._runner = asyncio.Runner()
        self._client: Client | None = None

    def part(self, chunk: Sequence[Named] | Sequence[Path]) -> Part:
        return self._runner.run(self._part(chunk))

    async def _part(self, chunk: Sequence[Named] | Sequence[Path]) -> Part:
        files = [one for one in chunk if isinstance(one, Path)]
        if files:
            return await replayed([run for path in files for run in recorded.read(path).runs], OPEN)
        if self._client is None:
            self._client = await connect(self._settings, KeyRing.load(self._settings.key_file))
        client = self._client
        fetched = [await self._fetched(client, one) for one in chunk if not isinstance(one, Path)]
        runs = [run for run in fetched if run is not None]
        part = await replayed(runs, self._client.data_converter)
        return part.model_copy(update={"gone": len(fetched) - len(runs)})

    async def _fetched(self, client: Client, named: Named) -> Run | None:
        handle = client.get_workflow_handle(named[0], run_id=named[1])
        try:
            history = await handle.fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        return Run(named[0], named[1], tuple(history.events))


_seat: list[_Seat] = []


def _sit_down(settings: Settings) -> None:
    _seat.append(_Seat(settings))


def _worked(chunk: Sequence[Named] | Sequence[Path]) -> Part:
    return _seat[0].part(chunk)
