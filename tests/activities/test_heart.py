"""A worker at a long piece of work does not look dead, and a short piece says nothing."""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Worker

from activities import heart


class _Work(ActivityInboundInterceptor):
    """What stands behind the interceptor: a piece of work of so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        await asyncio.sleep(self._seconds)
        return "done"


@pytest.mark.parametrize(
    ("seconds", "local", "beats"), [(0.3, False, True), (0.0, False, False), (0.3, True, False)]
)
async def test_only_long_work_the_server_waits_for_beats(
    monkeypatch: pytest.MonkeyPatch, seconds: float, local: bool, beats: bool
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.02)
    told: list[object] = []
    environment = ActivityEnvironment()
    timeout = None if local else timedelta(seconds=10)
    environment.info = replace(environment.info, heartbeat_timeout=timeout)
    environment.on_heartbeat = lambda *details: told.append(details)
    beating = heart.Heart().intercept_activity(_Work(seconds))
    work = ExecuteActivityInput(fn=lambda: None, args=(), executor=None, headers={})
    assert await environment.run(beating.execute_activity, work) == "done"
    assert bool(told) is beats


@activity.defn
def in_a_thread() -> int:
    """Works until the loop has had its turn many times, beats among them."""
    time.sleep(0.5)
    return activity.info().attempt


@workflow.defn(sandboxed=False)
class LongWork:
    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity(
            in_a_thread,
            start_to_close_timeout=timedelta(minutes=1),
            heartbeat_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


async def test_a_step_in_a_thread_beats_without_holding_up_its_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BEAT_SECONDS", 0.02)
    queue = str(uuid.uuid4())
    with ThreadPoolExecutor(1) as pool:
        async with Worker(
            client,
            task_queue=queue,
            workflows=[LongWork],
            activities=[in_a_thread],
            activity_executor=pool,
            interceptors=[heart.Heart()],
        ):
            assert await client.execute_workflow(LongWork.run, id=queue, task_queue=queue) == 1
