"""U10: the event log of many archived cases as OCEL and XES, by the command itself, in its processes.

Each case is a recorded story under a number, run ids and seals of its own: the log has to open every
payload, as in a county. `python -m benchmarks.eventlogs 10000` is the whole.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from temporalio.api.history.v1 import History

from audit.archive.entries import Content
from audit.archive.log import Log
from audit.archive.space import DirectorySpace
from audit.recompute.history import Run, opened
from domain.base import Frozen
from tests.audit.archive.build import NOON, contents, write
from tests.replay import golden

CASES: Final = 10_000
TARGET_SECONDS: Final = 30.0
STORIES: Final = (
    "job_stop_jiaozuo",
    "over_income_yicheng",
    "property_found_stop",
    "expenditure_helped",
    "withdrawn_review",
    "quick_help",
    "refused_with_reason",
    "tekun_ended",
)
"""Ended cases of several programmes, of 58 to 228 events with their checks."""
_BATCH: Final = 200


class EventLogs(Frozen):
    """Seconds of the whole command, from start to files closed, and of all its processes' processors:
    half of the latter is what two cores with nothing else to do would take. `read`: events read."""

    cases: int
    read: int
    written: int
    seconds: float
    cpu_seconds: float
    ocel_mb: float
    xes_mb: float
    making_seconds: float


@dataclass(frozen=True)
class _Template:
    """An opened run, ready to be copied; all numbers in it have the length of the copy's."""

    workflow_id: str
    run_id: str
    raw: bytes
    content: Content


async def _templates() -> list[tuple[str, list[_Template]]]:
    made = []
    for name in STORIES:
        story = await golden.load(name)
        kept = await contents(story.runs)
        runs = []
        for run, content in kept:
            events = (await opened(run, golden.CONVERTER)).events
            raw = History(events=events).SerializeToString()
            runs.append(_Template(run.workflow_id, run.run_id, raw, content))
        made.append((story.case_no, runs))
    return made


async def _copied(n: int, number: str, runs: Sequence[_Template]) -> list[tuple[Run, Content]]:
    """The same case under another number, sealed anew."""
    mine = f"U1{n:0{len(number) - 2}d}"
    fresh = {one.run_id: str(uuid.uuid4()) for one in runs}
    made = []
    for one in runs:
        raw = one.raw.replace(number.encode(), mine.encode())
        for old, new in fresh.items():
            raw = raw.replace(old.encode(), new.encode())
        name = one.workflow_id.replace(number, mine)
        run = Run(name, fresh[one.run_id], tuple(History.FromString(raw).events))
        sealed = Run(name, run.run_id, await golden.seal(run))
        made.append((sealed, one.content))
    return made


async def _archive(space: DirectorySpace, cases: int) -> int:
    log, templates, events = Log(space), await _templates(), 0
    batch: list[tuple[Run, Content]] = []
    for n in range(cases):
        number, runs = templates[n % len(templates)]
        copied = await _copied(n, number, runs)
        events += sum(len(run.events) for run, _ in copied)
        batch += copied
        if len(batch) >= _BATCH or n == cases - 1:
            write(space, log, batch, NOON)
            batch = []
    return events


def _children() -> float:
    """Processor seconds of every process that has ended under this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(cases: int = CASES) -> EventLogs:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ring = home / "keys.json"
        ring.write_text(json.dumps(golden.RING.model_dump(mode="json")))
        ring.chmod(0o600)
        began = time.perf_counter()
        read = asyncio.run(_archive(DirectorySpace(home / "archive"), cases))
        making = time.perf_counter() - began
        ocel, xes = home / "log.json", home / "log.xes"
        command = [sys.executable, "-m", "cli", "audit", "log", "--all", "--from", home / "archive",
                   "--ocel", ocel, "--xes", xes]  # fmt: skip
        own = {
            "DOUDI_HOME": str(home),
            "DOUDI_KEY_FILE": str(ring),
            "DOUDI_NAMESPACE": golden.NAMESPACE,
            "DOUDI_DATABASE_URL": f"sqlite:///{home / 'doudi.db'}",
        }
        began, spent = time.perf_counter(), _children()
        done = subprocess.run(
            command, env={**os.environ, **own}, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(done.stderr[-500:] or done.stdout[-500:])
        written = int(done.stdout.split("、")[1].split("个事件")[0])
        return EventLogs(
            cases=cases,
            read=read,
            written=written,
            seconds=seconds,
            cpu_seconds=_children() - spent,
            ocel_mb=ocel.stat().st_size / 2**20,
            xes_mb=xes.stat().st_size / 2**20,
            making_seconds=making,
        )


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
    sys.stdout.write(found.model_dump_json(indent=1) + "\n")
