"""The calendar of a rehearsal: brings a procedure to the day of the next act before it reaches it.

Every workflow has a clock of its own, and one with a running child stands still; so a check or an
item is brought forward before its case (DESIGN section 5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Final, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from runtime.temporal import bring_to, rehearsal_skipper
from store import rehearsal
from store.engine import Store
from workflows.base import SHANGHAI

_MORNING = time(9)
_GIVE_UP_SECONDS = 150.0
_AGAIN_SECONDS = 0.1
_AWAY: Final = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.INTERNAL,
    RPCStatusCode.UNKNOWN,
    RPCStatusCode.ABORTED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
)

T = TypeVar("T")


async def persist(call: Callable[[], Awaitable[T]]) -> T:
    """As long as the Temporal server is away, or too busy to answer, ask again."""
    deadline = monotonic() + _GIVE_UP_SECONDS
    while True:
        try:
            return await call()
        except RPCError as error:
            if error.status not in _AWAY or monotonic() > deadline:
                raise
        await asyncio.sleep(_AGAIN_SECONDS)


class Timekeeper:
    def __init__(self, client: Client, store: Store) -> None:
        self._client, self._store = client, store
        self._skipper = rehearsal_skipper(client)
        self._reached: dict[str, datetime] = {}

    async def bring(self, workflow_id: str, day: date) -> None:
        """Nine in the morning of that day, if the procedure has not come further. Ended ones stay."""
        target = datetime.combine(day, _MORNING, SHANGHAI)
        if self._reached.get(workflow_id, target - timedelta(1)) >= target:
            return
        handle = self._client.get_workflow_handle(workflow_id)
        await persist(lambda: bring_to(self._skipper, handle, target))
        self._reached[workflow_id] = target

    def show(self, day: date) -> None:
        """The day every page and every default date of the rehearsal shows."""
        with self._store.write() as session:
            rehearsal.set_rehearsal_day(session, day)
