"""P11: what one cached case holds in a worker, and how much of it is the SDK's and not ours.

`python -m benchmarks.cached [N]` keeps N empty workflows and N living cases waiting in a worker of this
process, without a sandbox, and N files of living cases by themselves. Each figure is resident memory of
this process divided by N; `traced` is what Python's allocator holds of it.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import tempfile
import tracemalloc
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.county import living
from domain.case.file import CaseFile
from domain.policy import Snapshot
from runtime.keys import KeyRing
from runtime.packs import snapshot
from runtime.settings import Settings
from runtime.temporal import connect, search_attributes_ready
from tests.conftest import start_server
from workflows import steps
from workflows.case import CaseWorkflow

QUEUE = "cached"
_AT_ONCE = 20


@workflow.defn
class Empty:
    """Nothing but a timer: what the SDK and its core hold for any workflow."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(timedelta(days=300))


def resident_kb() -> float:
    """Resident memory, what is free already given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    text = Path("/proc/self/status").read_text()
    return float(next(p for p in text.splitlines() if p.startswith("VmRSS")).split()[1])


def _steps(shown: set[str]) -> list[Callable[..., Any]]:
    @activity.defn(name="take_policy")
    def take_policy(order: steps.PolicyOrder) -> Snapshot:
        return snapshot(order.place, order.on, order.names, production=False)

    @activity.defn(name="project_case")
    def project_case(projection: steps.CaseProjection) -> None:
        shown.add(projection.file.case_no)

    return [take_policy, project_case]


async def _hold(client: Client, run: Any, given: Sequence[Any], ready: Callable[[], bool]) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(arg: Any) -> None:
        async with gate:
            args = [] if arg is None else [arg]
            await client.start_workflow(
                run, args=args, id=f"cached/{uuid.uuid4().hex}", task_queue=QUEUE
            )

    await asyncio.gather(*(one(arg) for arg in given))
    while not ready():  # noqa: ASYNC110 - the activities tell
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


async def measure(server: str, count: int) -> dict[str, float]:
    """KB a piece: `empty` workflow, living `case`, `file` alone, and `traced` of the case."""
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(4) as pool:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        client = await connect(
            Settings(home=Path(home), temporal_address=server, rehearsal=True), ring
        )
        await search_attributes_ready(client, timedelta(seconds=20))
        shown: set[str] = set()
        found: dict[str, float] = {}
        async with Worker(
            client,
            task_queue=QUEUE,
            workflows=[Empty, CaseWorkflow],
            activities=_steps(shown),
            activity_executor=pool,
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=4 * count,
        ):
            files = list(living(count + 30))
            # The first of each kind load and compile what all of them share.
            await _hold(client, Empty.run, [None] * 30, lambda: True)
            was = resident_kb()
            await _hold(client, Empty.run, [None] * count, lambda: True)
            await asyncio.sleep(3)
            found["empty"] = (resident_kb() - was) / count
            await _hold(client, CaseWorkflow.run, files[:30], lambda: len(shown) >= 30)
            tracemalloc.start()
            was, traced = resident_kb(), tracemalloc.get_traced_memory()[0]
            await _hold(client, CaseWorkflow.run, files[30:], lambda: len(shown) >= count + 30)
            gc.collect()
            snap = tracemalloc.take_snapshot()
            found["traced"] = (tracemalloc.get_traced_memory()[0] - traced) / 1024 / count
            overhead = tracemalloc.get_tracemalloc_memory() / 1024
            found["case"] = (resident_kb() - was - overhead) / count
            tracemalloc.stop()
            for line in snap.statistics("filename")[:14]:
                sys.stdout.write(f"    {line.size / 1024 / count:7.1f} KB  {line.traceback}\n")
            raw = files[-1].model_dump_json()
            was = resident_kb()
            kept = [CaseFile.model_validate_json(raw) for _ in range(count)]
            found["file"] = (resident_kb() - was) / count
            found["json"] = len(raw) / 1024
            del kept
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            found = asyncio.run(measure(next(running), count))
        finally:
            running.close()
    for name, kb in found.items():
        sys.stdout.write(f"{name}: {kb:.1f} KB\n")


if __name__ == "__main__":
    main()
