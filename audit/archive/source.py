"""Histories out of the archive: for a laptop alone, or beside a server that has begun to forget."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterable

from google.protobuf.message import DecodeError
from temporalio.api.history.v1 import History
from temporalio.client import Client
from temporalio.converter import DataConverter

from audit.archive.entries import Entry
from audit.archive.log import Log, in_order, segment_object
from audit.archive.space import Space
from audit.recompute.findings import Finding, What
from audit.recompute.history import Run
from audit.recompute.resumed import taken_up
from audit.recompute.turned import gathered, turn_of
from audit.sources import ServerSource, Source


class ArchiveSource:
    """The archived runs. Only closed ones lie here, so a chain may go on outside (`partial`)."""

    partial = True

    def __init__(self, space: Space, converter: DataConverter, *, alone: bool = False) -> None:
        """`alone`: nobody else waits for this process, so that it need not read beside its loop."""
        self._space = space
        self._converter = converter
        self._alone = alone
        self.log = Log(space)
        self.log.refresh()
        self._by_workflow: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.log.entries:
            self._by_workflow[entry.workflow_id].append(entry)
        self._faults: list[Finding] = []

    @property
    def converter(self) -> DataConverter:
        return self._converter

    def faults(self) -> tuple[Finding, ...]:
        return tuple(self._faults)

    def workflow_ids(self) -> list[str]:
        return list(self._by_workflow)

    def newest(self, workflow_id: str) -> Entry | None:
        """The last archived run of a workflow."""
        entries = in_order(self._by_workflow.get(workflow_id, ()))
        return entries[-1] if entries else None

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        entries = self._by_workflow.get(workflow_id, ())
        runs = {run.run_id: run for run in gathered(await self.every(workflow_id), partial=True)}
        return tuple(runs[e.run_id] for e in in_order([e for e in entries if e.run_id in runs]))

    async def every(self, workflow_id: str) -> tuple[Run, ...]:
        """Each archived run of a workflow as it was archived, those that were set back among them."""
        entries = self._by_workflow.get(workflow_id, ())
        if self._alone:
            return self._runs(entries)
        return await asyncio.to_thread(self._runs, entries)

    def _runs(self, entries: Iterable[Entry]) -> tuple[Run, ...]:
        return tuple(run for entry in entries if (run := self._run(entry)) is not None)

    def _run(self, entry: Entry) -> Run | None:
        raw = self._space.get(entry.object)
        if raw is None:
            self._fault(entry, f"归档第{entry.n}条的历史文件缺失")
            return None
        if hashlib.sha256(raw).hexdigest() != entry.sha256:
            self._fault(entry, f"归档第{entry.n}条的历史文件与登记的摘要不符")
            return None
        try:
            events = tuple(History.FromString(raw).events)
        except DecodeError:
            self._fault(entry, f"归档第{entry.n}条的文件不是历史文件")
            return None
        return Run(entry.workflow_id, entry.run_id, events)

    def _fault(self, entry: Entry, zh: str) -> None:
        found = Finding(
            workflow_id=entry.workflow_id,
            run_id=entry.run_id,
            event_id=0,
            what=What.MANIFEST,
            zh=zh,
        )
        if found not in self._faults:
            self._faults.append(found)


class BothSources:
    """The server for what it still has, the archive for what it has forgotten."""

    partial = False

    def __init__(self, server: ServerSource, archive: ArchiveSource) -> None:
        self.server, self.archive = server, archive

    @property
    def converter(self) -> DataConverter:
        return self.server.converter

    def faults(self) -> tuple[Finding, ...]:
        return self.archive.faults()

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        fresh = await self.server.chain(workflow_id)
        if fresh and not await self._forgot(fresh[0]):
            return fresh
        there = {one.run_id for run in fresh for one in (*run.aside, run)}
        older = await self.archive.every(workflow_id)
        return gathered([*(run for run in older if run.run_id not in there), *fresh])

    async def _forgot(self, first: Run) -> bool:
        """Whether something went before what the server still has."""
        oldest = (*first.aside, first)[0]
        turn = turn_of(oldest)
        earlier = oldest.continued_from or await taken_up(oldest, self.server.converter)
        return bool(turn or earlier)


def source_of(client: Client, archive: Space | None) -> Source:
    """The server, and what it has forgotten from the archive, where there is one."""
    server = ServerSource(client)
    if archive is None or not archive.has(segment_object(0)):
        return server
    return BothSources(server, ArchiveSource(archive, client.data_converter))
