"""While an activity works, the server is told that its worker is alive.

So what a killed worker was at is taken up by another within `workflows.timing.ALIVE`, and not only
when the time for the whole activity is over.
"""

from __future__ import annotations

import asyncio
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
        heart = asyncio.create_task(_beat())
        try:
            return await super().execute_activity(input)
        finally:
            heart.cancel()
            with suppress(asyncio.CancelledError):
                await heart


async def _beat() -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        activity.heartbeat()
