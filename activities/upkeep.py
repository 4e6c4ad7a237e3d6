"""What nobody asks for and still must be done: schedules that stand, and what has died swept away.

Every worker does it at its start and then now and again. Doing it twice, or in several workers at
the same moment, changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import families, relatives, risks, status_notices
from activities.compare_schedules import ensure_compare_schedules
from activities.departments import names_in
from activities.desk import ensure_report_schedules, ensure_years
from activities.exchange_files import make_batches
from activities.pay import ensure_schedules
from activities.rounds import ensure_rounds, ensure_spot_schedules
from activities.rulebook import ensure_rulebook_schedule
from activities.tools import Tools
from activities.watching import ensure_audits, raise_signals
from domain.funds.kinds.reserve import YEAR_END, taken_back
from domain.roll.sheet import ROLL_NEEDS, long_term, sheets_of
from runtime.logs import get_logger
from runtime.packs import places, snapshot
from store import intake, providers, roll, stuck, users
from store.funds import year_end
from store.rehearsal import rehearsal_day
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
        self._watched: dict[str, date] = {}

    async def forever(self, told: Callable[[Exception | None], None] = lambda failed: None) -> None:
        """Each round is told to `told`: what failed in it first, or None. The next one makes it good."""
        while True:
            failed: Exception | None = None
            try:
                await self.once()
            except Exception as error:  # whatever it was must not end the rounds
                _log.warning("upkeep put off", error=type(error).__name__)
                failed = error
            told(failed)
            await asyncio.sleep(EVERY.total_seconds())

    async def once(self) -> None:
        """Every part of a round, those after one that failed too; what failed first is raised."""
        failed: Exception | None = None
        for part in self._parts():
            try:
                await part()
            except Exception as error:  # what one part cannot do must not keep the others waiting
                _log.warning("part of upkeep put off", error=type(error).__name__)
                failed = failed or error
        if failed is not None:
            raise failed

    def _parts(self) -> Iterator[Callable[[], Awaitable[object]]]:
        client, tools = self._client, self._tools
        yield self._schedules
        for work in (
            self._forget_dead_sessions,
            self._make_batches,
            self._free_forgotten_orders,
            self._watch_rolls,
            self._watch_reserves,
        ):
            yield partial(asyncio.to_thread, work)
        yield self._give_up_lost_intakes
        yield partial(relatives.tell, client, tools.store)
        yield partial(families.tell, client, tools.store)
        if not tools.settings.rehearsal:
            yield partial(status_notices.tell, tools)
            today = self._clock().astimezone(SHANGHAI).date()
            yield partial(asyncio.to_thread, risks.look_over, tools, today)

    async def _schedules(self) -> None:
        """A rehearsal starts its monthly runs itself, on its own calendar."""
        settings = self._tools.settings
        if settings.rehearsal:
            return
        codes = places(settings.policy_overlays)
        queue = settings.task_queue
        made = await ensure_schedules(self._client, codes, task_queue=queue)
        made += await ensure_report_schedules(self._client, codes, task_queue=queue)
        made += await ensure_compare_schedules(self._client, codes, task_queue=queue)
        today = self._clock().astimezone(SHANGHAI).date()
        made += await ensure_years(
            self._client, codes, today, task_queue=queue, overlays=settings.policy_overlays
        )
        made += await ensure_audits(
            self._client,
            codes,
            today,
            task_queue=queue,
            overlays=settings.policy_overlays,
            production=self._tools.production,
        )
        made += await ensure_spot_schedules(self._client, codes, task_queue=queue)
        made += await ensure_rulebook_schedule(self._client, task_queue=queue)
        made += await ensure_rounds(
            self._client,
            codes,
            today,
            production=self._tools.production,
            task_queue=queue,
            overlays=settings.policy_overlays,
        )
        if made:
            _log.info("schedules made", count=len(made))
        await self._watch(codes, today)

    async def _watch(self, codes: Iterable[str], today: date) -> None:
        """Risk signals of every place, looked for once a day (YC-29)."""
        for place in codes:
            if self._watched.get(place) == today:
                continue
            raised = await raise_signals(self._client, self._tools, place, today)
            self._watched[place] = today
            if raised:
                _log.info("risk signals raised", place=place, count=raised)

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
            stuck.forget(session, self._clock())

    def _free_forgotten_orders(self) -> None:
        with self._tools.store.write() as session:
            providers.free_forgotten(session, self._clock() - LOST_AFTER)

    def _today(self) -> date:
        """The county's day; a rehearsal's own."""
        settings = self._tools.settings
        with self._tools.store.read() as session:
            virtual = rehearsal_day(session) if settings.rehearsal else None
        return virtual or self._clock().astimezone(SHANGHAI).date()

    def _watch_reserves(self) -> None:
        """What is left of a township's reserve at the end of a year, where it goes back (YC-22)."""
        settings, today = self._tools.settings, self._today()
        for place in places(settings.policy_overlays):
            law = snapshot(
                place,
                today,
                YEAR_END,
                production=settings.env == "production",
                overlays=settings.policy_overlays,
            )
            with self._tools.store.write() as session:
                year_end.watch_place(session, place, today, returns=taken_back(law))

    def _watch_rolls(self) -> None:
        """Villages whose long-term sheet no longer shows what the cases say get a task (JZ-43)."""
        settings, today = self._tools.settings, self._today()
        for place in places(settings.policy_overlays):
            law = snapshot(
                place,
                today,
                ROLL_NEEDS,
                production=settings.env == "production",
                overlays=settings.policy_overlays,
            )
            if not long_term(law):
                continue
            # Read and compared outside: the one writer SQLite lets in would keep all others waiting.
            with self._tools.store.read() as session:
                found = roll.drawing_on(session, place, today)
            sheets = sheets_of(found, law, today)
            with self._tools.store.write() as session:
                roll.watch(session, place, sheets, today)

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
