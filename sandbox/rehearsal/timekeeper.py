"""The calendar of a rehearsal: brings a procedure to the day of the next act before it reaches it.

Every workflow has a clock of its own, and one with a running child stands still; so a check or an
item is brought forward before its case (DESIGN section 5).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from temporalio.client import Client

from runtime.temporal import bring_to, rehearsal_skipper
from store import rehearsal
from store.engine import Store
from workflows.base import SHANGHAI

_MORNING = time(9)


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
        await bring_to(self._skipper, self._client.get_workflow_handle(workflow_id), target)
        self._reached[workflow_id] = target

    def show(self, day: date) -> None:
        """The day every page and every default date of the rehearsal shows."""
        with self._store.write() as session:
            rehearsal.set_rehearsal_day(session, day)
