"""P11: what one cached case holds in a worker, and how much of it is the SDK's and not ours.

`python -m benchmarks.cached [N]` keeps N workflows waiting in a worker of this process that is made as
ours is, kind after kind; each figure is resident memory of this process divided by N:
- `empty`: nothing but a timer;
- `bare`: the commands of a living case's first task and a start value of as many bytes, all forgotten:
  what the SDK and its core hold of them whatever we do;
- `case`: a living case, as one goes on in a new run: its file tells it its ways, and it is shown as the
  run before left it; and `asked` one more question each (its whole file);
- `stock`: the case in a worker as the SDK makes it, without `runtime.lean`;
- `evicted`: a case that has left a cache of 50, after twice as many had left it;
- `traced`: what Python's allocator holds of a case; `json`: the size of its file as text.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import subprocess
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
from temporalio.common import TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.county import living
from domain.case.file import CaseFile
from domain.policy import Snapshot
from runtime.allocator import LEAN_ALLOCATOR
from runtime.keys import KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.packs import snapshot
from runtime.settings import Settings
from runtime.temporal import connect, search_attributes_ready
from tests.conftest import start_server
from workflows import steps, visible
from workflows.case import CaseWorkflow
from workflows.ways import CARRIED

QUEUE = "cached"
KINDS = ("empty", "bare", "case", "stock", "evicted", "traced")
_AT_ONCE = 10


@workflow.defn
class Empty:
    """Nothing but a timer."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(timedelta(days=300))


@workflow.defn
class Bare:
    """As many commands as a living case's first task has, and nothing kept."""

    @workflow.run
    async def run(self, given: dict[str, Any]) -> None:
        given.clear()
        limit = timedelta(minutes=1)
        await workflow.execute_local_activity("forgets", "x", start_to_close_timeout=limit)
        await workflow.sleep(timedelta(days=300))


def resident_kb() -> float:
    """Resident memory, what is free already given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    text = Path("/proc/self/status").read_text()
    return float(next(p for p in text.splitlines() if p.startswith("VmRSS")).split()[1])


class _Mallinfo(ctypes.Structure):
    """`struct mallinfo2` of glibc."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks"),
            *("fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def allocated_kb() -> float:
    """What malloc has handed out and not got back, over all its arenas."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = _Mallinfo
    found = mallinfo2()
    return float(found.uordblks + found.hblkhd) / 1024


def _steps(shown: set[str]) -> list[Callable[..., Any]]:
    @activity.defn(name="take_policy")
    def take_policy(order: steps.PolicyOrder) -> Snapshot:
        return snapshot(order.place, order.on, order.names, production=False)

    @activity.defn(name="project_case")
    def project_case(projection: steps.CaseProjection) -> None:
        shown.add(projection.file.case_no)

    @activity.defn(name="forgets")
    def forgets(text: str) -> None:
        return None

    return [take_policy, project_case, forgets]


async def _hold(
    client: Client,
    run: Any,
    given: Sequence[Any],
    ready: Callable[[int], bool],
    shown_as: TypedSearchAttributes | None = None,
) -> None:
    """Starts a few at a time, so that no task is late and repeated however busy the machine is."""
    for begin in range(0, len(given), _AT_ONCE):
        wave = given[begin : begin + _AT_ONCE]
        await asyncio.gather(
            *(
                client.start_workflow(
                    run,
                    args=[] if arg is None else [arg],
                    id=f"cached/{uuid.uuid4().hex}",
                    task_queue=QUEUE,
                    search_attributes=shown_as,
                )
                for arg in wave
            )
        )
        await asyncio.sleep(0.1)
        while not ready(begin + len(wave)):  # noqa: ASYNC110 - the activities tell
            await asyncio.sleep(0.05)
    await asyncio.sleep(2)


def _worker(client: Client, shown: set[str], pool: ThreadPoolExecutor, **how: Any) -> Worker:
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Empty, Bare, CaseWorkflow],
        activities=_steps(shown),
        activity_executor=pool,
        **{"workflow_runner": LeanRunner(), "interceptors": [Lean()], **how},
    )


async def _each(
    client: Client, run: Any, given: Sequence[Any], shown: set[str] | None
) -> tuple[float, float]:
    """KB each of these, resident and handed out by malloc (what pymalloc and the stacks hold is not in
    the second); the first thirty load and compile what all of them share."""

    def ready(begun: int) -> Callable[[int], bool]:
        return lambda count: shown is None or len(shown) >= begun + count

    shown_as, rest = None, given[30:]
    if shown is not None:
        shown.clear()
    await _hold(client, run, given[:30], ready(0))
    if shown is not None:
        shown_as, rest = await _as_shown(client), [one.having(ways=CARRIED) for one in rest]
    was, used = resident_kb(), allocated_kb()
    await _hold(client, run, rest, ready(30), shown_as)
    count = len(given) - 30
    return (resident_kb() - was) / count, (allocated_kb() - used) / count


async def _as_shown(client: Client) -> TypedSearchAttributes:
    """What a living case of these shows of itself, which the run after it begins with."""
    query = "WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"
    async for found in client.list_workflows(query, limit=1):
        return TypedSearchAttributes(
            [pair for pair in found.typed_search_attributes if pair.key in visible.ALL]
        )
    raise LookupError("no living case")


async def _asked(client: Client, most: int) -> None:
    query = "WorkflowType = 'CaseWorkflow' AND ExecutionStatus = 'Running'"
    async for found in client.list_workflows(query, limit=most):
        await client.get_workflow_handle(found.id).query("file")


async def measure(server: str, kind: str, count: int) -> dict[str, float]:
    """KB a piece of one kind, by the names above, in a process that holds no other."""
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(4) as pool:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        client = await connect(
            Settings(home=Path(home), temporal_address=server, rehearsal=True), ring
        )
        await search_attributes_ready(client, timedelta(seconds=20))
        shown: set[str] = set()
        files = list(living(count + 30))
        if kind == "traced":
            return await _traced(client, files, shown, pool)
        given: Sequence[Any] = files
        how: dict[str, Any] = {"max_cached_workflows": 9 * count}
        run: Any = CaseWorkflow.run
        if kind == "empty":
            run, given = Empty.run, [None] * len(files)
        elif kind == "bare":
            run, given = Bare.run, [{"text": files[0].model_dump_json()}] * len(files)
        elif kind == "stock":
            how |= {"workflow_runner": UnsandboxedWorkflowRunner(), "interceptors": []}
        elif kind == "evicted":
            how["max_cached_workflows"] = 50
        async with _worker(client, shown, pool, **how):
            if kind == "evicted":
                for _ in range(2):  # what the first hundreds bring once is there by then
                    await _each(client, run, files, shown)
            each, used = await _each(client, run, given, shown if given is files else None)
            found = {kind: each, f"{kind}, of it handed out by malloc": used}
            if kind == "case":
                was = resident_kb()
                await _asked(client, len(files))
                found["asked"] = found["case"] + (resident_kb() - was) / len(files)
    return found


async def _traced(
    client: Client, files: Sequence[CaseFile], shown: set[str], pool: ThreadPoolExecutor
) -> dict[str, float]:
    """What Python's allocator holds of a case, by who asked for it."""
    found, count = {}, len(files) - 30
    async with _worker(client, shown, pool, max_cached_workflows=9 * count):
        shown.clear()
        await _hold(client, CaseWorkflow.run, files[:30], lambda n: len(shown) >= n)
        tracemalloc.start()
        traced = tracemalloc.get_traced_memory()[0]
        await _hold(client, CaseWorkflow.run, files[30:], lambda n: len(shown) >= 30 + n)
        gc.collect()
        found["traced"] = (tracemalloc.get_traced_memory()[0] - traced) / 1024 / count
        snap = tracemalloc.take_snapshot()
        tracemalloc.stop()
    for line in snap.statistics("filename")[:14]:
        sys.stdout.write(f"    {line.size / 1024 / count:7.1f} KB  {line.traceback}\n")
    found["json"] = len(files[-1].model_dump_json()) / 1024
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    if len(sys.argv) > 2:
        for name, kb in asyncio.run(measure(sys.argv[3], sys.argv[2], count)).items():
            sys.stdout.write(f"{name}: {kb:.1f} KB\n")
        return
    environment = {**LEAN_ALLOCATOR, **os.environ}
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            running = start_server(Path(folder))
            try:
                command = [sys.executable, "-m", "benchmarks.cached", str(count), kind]
                subprocess.run([*command, next(running)], check=True, env=environment)
            finally:
                running.close()


if __name__ == "__main__":
    main()
