"""What nobody asks for and still must be done: schedules that stand, and what has died swept away.

Every worker does it at its start and then now and again. Doing it twice, or in several workers at
the same moment, changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import families, relatives
from activities.departments import names_in
from activities.desk import ensure_report_schedules, ensure_years
from activities.exchange_files import make_batches
from activities.pay import ensure_schedules
from activities.tools import Tools
from runtime.logs import get_logger
from runtime.packs import places
from store import intake, providers, users
from store.tables import IntakeRow
from workflows.base import SHANGHAI
from workflows.ids import case_id

EVERY: Final = timedelta(minutes=15)
LOST_AFTER: Final = timedelta(hours=1)
"""How long the sender of an application may repeat it before its people may apply anew."""

_log = get_logger("upkeep")


class Upkeep:
    """One round is `once`; `forever` does rounds until it is cancelled."""

    def __init__(
        self,
        client: Client,
        tools: Tools,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client, self._tools, self._clock = client, tools, clock

    async def forever(self) -> None:
        """A round that fails is logged; the next one makes it good."""
        while True:
            try:
                await self.once()
            except Exception as error:  # whatever it was must not end the rounds
                _log.warning("upkeep put off", error=type(error).__name__)
            await asyncio.sleep(EVERY.total_seconds())

    async def once(self) -> None:
        await self._schedules()
        await asyncio.to_thread(self._forget_dead_sessions)
        await asyncio.to_thread(self._make_batches)
        await asyncio.to_thread(self._free_forgotten_orders)
        await self._give_up_lost_intakes()
        await relatives.tell(self._client, self._tools.store)
        await families.tell(self._client, self._tools.store)

    async def _schedules(self) -> None:
        """A rehearsal starts its monthly runs itself, on its own calendar."""
        settings = self._tools.settings
        if settings.rehearsal:
            return
        codes = places(settings.policy_overlays)
        queue = settings.task_queue
        made = await ensure_schedules(self._client, codes, task_queue=queue)
        made += await ensure_report_schedules(self._client, codes, task_queue=queue)
        today = self._clock().astimezone(SHANGHAI).date()
        made += await ensure_years(
            self._client, codes, today, task_queue=queue, overlays=settings.policy_overlays
        )
        if made:
            _log.info("schedules made", count=len(made))

    def _make_batches(self) -> None:
        """Queries of departments without an interface go out in a workbook (file route)."""
        settings = self._tools.settings
        today = self._clock().astimezone(SHANGHAI).date()
        overlays = settings.policy_overlays
        made = make_batches(settings.exchange_dir, today, lambda place: names_in(place, overlays))
        if made:
            _log.info("batches made", count=len(made))

    def _forget_dead_sessions(self) -> None:
        with self._tools.store.write() as session:
            users.forget_revoked(session, self._clock())

    def _free_forgotten_orders(self) -> None:
        with self._tools.store.write() as session:
            providers.free_forgotten(session, self._clock() - LOST_AFTER)

    async def _give_up_lost_intakes(self) -> None:
        """An application whose case was never started holds its people for nothing.

        A case that exists but is not in the tables yet is only late, and left alone.
        """
        before = self._clock() - LOST_AFTER
        for row in await asyncio.to_thread(self._unstarted, before):
            if await self._exists(case_id(row.place, row.case_no)):
                _log.warning("case not in the tables yet", case=row.case_no)
                continue
            await asyncio.to_thread(self._give_up, row.case_no)
            _log.warning("intake given up", case=row.case_no)

    def _unstarted(self, before: datetime) -> tuple[IntakeRow, ...]:
        with self._tools.store.read() as session:
            return intake.unstarted(session, before)

    def _give_up(self, case_no: str) -> None:
        with self._tools.store.write() as session:
            intake.give_up(session, case_no)

    async def _exists(self, workflow_id: str) -> bool:
        try:
            await self._client.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True
