"""P1: cases a second against bare runs of the same operations, on one server, in turns.

Absolute rates of a busy machine say little; the two arms take turns round by round and the median
of the rounds' ratios is the figure. One lifetime here: application, acceptance, check of every
department, survey, opinion, publicity begun, withdrawn.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from benchmarks.bare import SEEN, BareCase, BareCheck, Plan, Step, bare_ask, bare_write
from domain.case.lifecycle import Role, Stage
from tests.building import BUILD
from tests.people import application
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI

TARGET = 0.85
_numbers = itertools.count(1)
_COMPARED = {
    "activity_task_scheduled_event_attributes": "activities",
    "marker_recorded_event_attributes": "local activities",
    "timer_started_event_attributes": "timers",
    "workflow_execution_update_accepted_event_attributes": "updates",
    "upsert_workflow_search_attributes_event_attributes": "attributes",
    "start_child_workflow_execution_initiated_event_attributes": "children",
}

DEPARTMENTS = 10
STEPS = [
    Step(local=2, attributes=True),
    Step(local=2, attributes=True, papers=1, child=DEPARTMENTS),
    Step(local=2, attributes=True),
    Step(local=1, attributes=True),
    Step(local=1, attributes=False, papers=1),
    Step(local=1, attributes=True),
]
"""What a case writes on start, accept, record_survey, give_opinion, post_publicity, withdraw."""


@dataclass(frozen=True)
class Throughput:
    """Lifetimes a second of both arms, the median ratio, and the operations of each arm."""

    ours: float
    bare: float
    ratio: float
    ratios: tuple[float, ...]
    our_cpu_ms: float
    """Of worker and driver together, a lifetime; the server's share is not in it."""
    bare_cpu_ms: float
    our_operations: dict[str, int]
    bare_operations: dict[str, int]
    our_events: int
    bare_events: int


async def measure(
    client: Client, skipper: TimeSkipper, *, rounds: int = 6, cases: int = 12, at_once: int = 6
) -> Throughput:
    """Takes turns: `cases` lifetimes of ours, as many of the bare arm, `rounds` times."""
    plain_client = Client(
        service_client=client.service_client,
        namespace=client.namespace,
        data_converter=pydantic_data_converter,
    )
    scene = Scene()
    async with worker(client, scene) as queue:
        bare_queue = f"bare-{uuid.uuid4().hex[:8]}"
        with ThreadPoolExecutor(4) as pool:
            async with Worker(
                plain_client,
                task_queue=bare_queue,
                build_id=BUILD,
                workflows=[BareCase, BareCheck],
                activities=[bare_ask, bare_write],
                activity_executor=pool,
            ):

                async def ours() -> str:
                    return await lifetime(client, skipper, scene, queue)

                async def bare() -> str:
                    return await _bare(plain_client, bare_queue)

                our_id, bare_id = await ours(), await bare()  # warm
                pairs: list[tuple[_Spent, _Spent]] = []
                for turn in range(rounds):
                    # The arm that goes first changes, so that neither profits from a warm server.
                    if turn % 2:
                        two = await _timed(bare, cases, at_once)
                        one = await _timed(ours, cases, at_once)
                    else:
                        one = await _timed(ours, cases, at_once)
                        two = await _timed(bare, cases, at_once)
                    pairs.append((one, two))
                counts = await _operations(client, our_id), await _operations(client, bare_id)
    ratios = tuple(two.seconds / one.seconds for one, two in pairs)
    return Throughput(
        ours=statistics.median(cases / one.seconds for one, _ in pairs),
        bare=statistics.median(cases / two.seconds for _, two in pairs),
        ratio=statistics.median(ratios),
        ratios=ratios,
        our_cpu_ms=statistics.median(one.cpu * 1000 / cases for one, _ in pairs),
        bare_cpu_ms=statistics.median(two.cpu * 1000 / cases for _, two in pairs),
        our_operations=counts[0][0],
        bare_operations=counts[1][0],
        our_events=counts[0][1],
        bare_events=counts[1][1],
    )


@dataclass(frozen=True)
class _Spent:
    seconds: float
    cpu: float


async def _timed(one: Callable[[], Awaitable[str]], cases: int, at_once: int) -> _Spent:
    gate = asyncio.Semaphore(at_once)

    async def gated() -> None:
        async with gate:
            await one()

    began, cpu = time.monotonic(), time.process_time()
    await asyncio.gather(*(gated() for _ in range(cases)))
    return _Spent(time.monotonic() - began, time.process_time() - cpu)


async def lifetime(client: Client, skipper: TimeSkipper, scene: Scene, queue: str) -> str:
    today = datetime.now(SHANGHAI).date()
    file = application("jiaozuo").having(
        case_no=f"BM2026{next(_numbers):06d}", applied_on=today, latest=today
    )
    clerk = Clerk(client, skipper, file, scene)
    clerk.today = lambda: _day(clerk)  # type: ignore[method-assign]
    await clerk.open(queue)
    await clerk.do("accept", Role.INTAKE)
    await clerk.surveyed()
    await clerk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
    await clerk.opined()
    await clerk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    await clerk.do("withdraw", Role.INTAKE)
    await clerk.current().result()
    return clerk.handle.id


async def _day(clerk: Clerk) -> Any:
    """The day without asking the server: the bare arm does not ask either."""
    return max(datetime.now(SHANGHAI).date(), (await clerk.file()).latest)


async def _bare(client: Client, queue: str) -> str:
    key = f"bare/{next(_numbers)}"
    plan = Plan(key=key, steps=STEPS)
    handle = await client.start_workflow(BareCase.run, plan, id=key, task_queue=queue)
    await _seen(key, 0)
    for step in range(1, len(STEPS)):
        await handle.execute_update(BareCase.act, step)
        if step == 2:
            await _seen(f"{key}/check", 1)
    await handle.result()
    return key


async def _seen(key: str, at: int) -> None:
    for _ in range(3000):
        if SEEN.get(key, -1) >= at:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(key)


async def _operations(client: Client, workflow_id: str) -> tuple[dict[str, int], int]:
    counts: Counter[str] = Counter()
    events = 0
    waiting = [workflow_id]
    while waiting:
        history = await client.get_workflow_handle(waiting.pop()).fetch_history()
        events += len(history.events)
        for event in history.events:
            name = _COMPARED.get(event.WhichOneof("attributes") or "")
            if name:
                counts[name] += 1
            if name == "children":
                child = event.start_child_workflow_execution_initiated_event_attributes
                waiting.append(child.workflow_id)
    return dict(sorted(counts.items())), events
