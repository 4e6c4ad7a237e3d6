"""While an activity works, the server is told that its worker is alive.

So what a killed worker was at is taken up by another within `workflows.timing.ALIVE`, and not only
when the time for the whole activity is over.
"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

BEAT_SECONDS = 2.0


class Heart(Interceptor):
    """For a worker's `interceptors`: every activity with a heartbeat timeout beats by itself."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Beating(next)


class _Beating(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        if activity.info().heartbeat_timeout is None:
            return await super().execute_activity(input)
        heart = asyncio.create_task(_beat(inspect.iscoroutinefunction(input.fn)))
        try:
            return await super().execute_activity(input)
        finally:
            heart.cancel()
            with suppress(asyncio.CancelledError):
                await heart


async def _beat(on_the_loop: bool) -> None:
    """`on_the_loop`: the step itself runs there. One that runs in a thread is told of from a thread:
    the SDK then waits for the loop, and on the loop it would wait for itself, ten seconds a beat."""
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        if on_the_loop:
            activity.heartbeat()
        else:
            await asyncio.to_thread(activity.heartbeat)
