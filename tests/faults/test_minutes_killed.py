"""A worker killed with -9 while minutes go out: no unit gets them twice, and none is left without."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from audit.joint.certificate import certify_matter
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import assembly as tables
from store import migrate
from tests.assembly import CIVIL, CONVENER
from tests.faults.forked import ForkedChild
from tests.workflows.test_assembly import Hall

_BEFORE_DEATH = 9


@contextlib.asynccontextmanager
async def worker(
    home: Path, settings: Settings, queue: str, units: int
) -> AsyncIterator[ForkedChild]:
    """A worker in a process of its own, ready; it dies after so many units, or lives."""
    order = [home, settings.temporal_address, settings.key_file, queue, units]
    command = [sys.executable, "-m", "tests.faults.minutes_worker", *map(str, order)]
    log = home / f"worker-{units}.log"
    process = ForkedChild("worker", command, log, os.environ)
    await process.start()
    try:
        async with asyncio.timeout(60):
            while "ready\n" not in log.read_text():
                assert process.running, log.read_text()
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.running:
            os.kill(process.pid, signal.SIGKILL)
            await process.ended()


async def test_minutes_reach_every_unit_once_although_the_worker_died_among_them(
    client: Client, skipper: TimeSkipper, settings: Settings, keyring: KeyRing, tmp_path: Path
) -> None:
    tables_at = {"home": tmp_path, "database_url": f"sqlite:///{tmp_path}/doudi.db"}
    own = settings.model_copy(update=tables_at)
    migrate.upgrade(own.database_url)
    queue = f"minutes-{uuid.uuid4().hex[:8]}"
    hall = Hall(client, skipper)
    place, number = hall.order.place, hall.order.number
    async with worker(tmp_path, settings, queue, _BEFORE_DEATH) as first:
        await hall.start(queue)
        await hall.called({"title": "资金安排"})
        await hall.sitting(CIVIL)
        await hall.do(
            "decide_point", CONVENER, point="p1", outcome="approved", text="同意方案", owner=CIVIL
        )
        await hall.minuted()
        assert await asyncio.wait_for(first.ended(), 60) == -signal.SIGKILL
    tools = Tools.of(own, keyring)
    with tools.store.read() as session:
        half = [m for m in tables.mail_of(session, place, number) if m.kind == "minutes"]
    assert len(half) == _BEFORE_DEATH
    async with worker(tmp_path, settings, queue, -1):
        result = await asyncio.wait_for(hall.at.result(), 120)
    with tools.store.read() as session:
        mails = [m for m in tables.mail_of(session, place, number) if m.kind == "minutes"]
    tools.store.close()
    certificate = await certify_matter(client, place, number)
    assert certificate.passed, certificate.findings[0].line
    held = certificate.meeting
    assert held is not None and held.mail[-1].units == len(mails)
    assert max(Counter(m.unit for m in mails).values()) == 1
    assert {m.paper for m in mails} == {result.minutes}
