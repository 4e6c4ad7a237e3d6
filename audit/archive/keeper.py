"""Rounds that bring every closed run into the archive before the server forgets it.

What is missing is found by holding the server's list of closed runs against the log, so a round
that was cut off, a worker that was away for a week and two workers at once all come to the same.
History objects are written before the segment that names them: what a crash leaves is an object
without a line, never a line without its object.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from temporalio.client import Client, WorkflowExecution
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode

from audit.archive.digests import Digest
from audit.archive.entries import Content, Entry, content_of, entry_of, policy_object, run_object
from audit.archive.holders import Hand
from audit.archive.log import Log
from audit.archive.notary import Handing, Notary, now, rounds
from audit.archive.space import Space, Taken
from audit.recompute.history import Run
from runtime.keys import KeyRing

CLOSED: Final = "ExecutionStatus != 'Running'"
BATCH: Final = 50
"""Runs in one segment of the log."""
AT_ONCE: Final = 8
_TRIES: Final = 20


@dataclass
class Round(Handing):
    """What one round did. `gone`: closed runs the server listed and could no longer give."""

    taken: int = 0
    gone: tuple[str, ...] = ()


class Keeper:
    """`once` is a round. `holders`: by name, how each gets the day's digest."""

    def __init__(
        self,
        client: Client,
        space: Space,
        ring: KeyRing,
        holders: Mapping[str, Hand] | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._client, self._space, self._clock = client, space, clock
        self.log = Log(space)
        self.notary = Notary(space, ring, holders, clock)

    async def forever(self, every: timedelta, log: Callable[[Round | Exception], None]) -> None:
        """A round that fails is told to `log`; the next one makes it good."""
        await rounds(self.once, every, log)

    async def once(self) -> Round:
        """Takes in what is missing, signs a digest where one is due, hands out the days' digests."""
        await asyncio.to_thread(self.refresh)
        done = Round()
        batch: list[WorkflowExecution] = []
        async for found in self.missing():
            batch.append(found)
            if len(batch) == BATCH:
                await self._take(batch, done)
                batch = []
        await self._take(batch, done)
        done.digest = await asyncio.to_thread(self.notary.signed, self.log.tree)
        await self.notary.hand_out(done)
        return done

    def refresh(self) -> None:
        """Reads what others have written since. Raises `LogBroken`."""
        self.log.refresh()
        self.notary.refresh()

    async def missing(self) -> AsyncIterator[WorkflowExecution]:
        """The closed runs of the server that are not in the log, of every workflow type."""
        async for found in self._client.list_workflows(CLOSED):
            if (found.id, found.run_id) not in self.log.known:
                yield found

    async def _take(self, batch: Sequence[WorkflowExecution], done: Round) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(found: WorkflowExecution) -> tuple[Run, Content] | None:
            async with gate:
                run = await self._fetched(found)
                if run is None:
                    return None
                # Opening a long run takes a while; the worker's own tasks go on meanwhile.
                opening = content_of(run, self._converter)
                return run, await asyncio.to_thread(asyncio.run, opening)

        # The oldest first, so that the log tells of a chain's runs in their order.
        ordered = sorted(batch, key=lambda w: w.close_time or self._clock())
        given = await asyncio.gather(*(one(found) for found in ordered))
        gone = [w.id for w, got in zip(ordered, given, strict=True) if got is None]
        done.gone = (*done.gone, *gone)
        kept = [got for got in given if got is not None]
        done.taken += await asyncio.to_thread(self._write, kept)

    @property
    def _converter(self) -> DataConverter:
        return self._client.data_converter

    async def _fetched(self, found: WorkflowExecution) -> Run | None:
        handle = self._client.get_workflow_handle(found.id, run_id=found.run_id)
        try:
            history = await handle.fetch_history()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        run = Run(found.id, found.run_id, tuple(history.events))
        # The list may be ahead of the history it speaks of, never for long.
        return run if run.status != "open" else None

    def _write(self, kept: Sequence[tuple[Run, Content]]) -> int:
        for run, content in kept:
            self._put(run_object(run.digest), run.serialized)
            for digest, stored in content.policies.items():
                self._put(policy_object(digest), stored)
        for _ in range(_TRIES):
            entries = self._numbered(kept)
            try:
                self.log.append(entries)
            except Taken:
                self.log.refresh()
                continue
            return len(entries)
        raise RuntimeError("the log of the archive is written by too many at once")

    def _numbered(self, kept: Sequence[tuple[Run, Content]]) -> list[Entry]:
        """Only those nobody else has taken in meanwhile."""
        now, first = self._clock(), len(self.log.entries)
        new = [
            (run, content)
            for run, content in kept
            if (run.workflow_id, run.run_id) not in self.log.known
        ]
        return [entry_of(first + n, run, content, now) for n, (run, content) in enumerate(new)]

    def _put(self, name: str, stored: bytes) -> None:
        try:
            self._space.put_new(name, stored)
        except Taken:
            if self._space.get(name) != stored:
                raise RuntimeError(f"the archive holds other content as {name}") from None


@dataclass(frozen=True)
class Standing:
    """How the archive stands against the server."""

    archived: int
    missing: int
    oldest: datetime | None
    """When the oldest missing run closed."""
    last: Digest | None
    owed: dict[str, int]
    """Days' digests each holder still has to be given."""
    closed_at: tuple[datetime, ...] = ()
    """When each missing run closed."""

    def ending(self, now: datetime, retention: timedelta, within: timedelta) -> int:
        """How many missing runs the server forgets `within` that time, and those it may have."""
        return sum(closed + retention - now <= within for closed in self.closed_at)

    def late(self, now: datetime, within: timedelta) -> bool:
        """Whether a closed run has waited longer than `within`."""
        return self.oldest is not None and now - self.oldest > within


async def standing(keeper: Keeper) -> Standing:
    """Compares the server's list of closed runs with the log."""
    await asyncio.to_thread(keeper.refresh)
    missing, closed_at = 0, []
    async for found in keeper.missing():
        missing += 1
        if found.close_time is not None:
            closed_at.append(found.close_time)
    return Standing(
        archived=len(keeper.log.entries),
        missing=missing,
        oldest=min(closed_at, default=None),
        last=keeper.notary.digests[-1] if keeper.notary.digests else None,
        owed={name: len(keeper.notary.owed(name)) for name in keeper.notary.holders},
        closed_at=tuple(sorted(closed_at)),
    )
