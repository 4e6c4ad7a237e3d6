"""A case that people look at while it works is recomputed as well as one nobody looks at."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import datetime

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.certificate import certify
from tests.people import application
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI
from workflows.case import CaseWorkflow

WATCHERS = 3


async def test_a_case_that_is_queried_all_the_time_still_passes(
    client: Client, skipper: TimeSkipper
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"AQ2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        over = asyncio.Event()

        async def look() -> None:
            while not over.is_set():
                with contextlib.suppress(Exception):
                    await clerk.current().query(CaseWorkflow.file)

        watching = [asyncio.create_task(look()) for _ in range(WATCHERS)]
        try:
            await clerk.living()
            await clerk.rechecked()
        finally:
            over.set()
            await asyncio.gather(*watching)
        certificate = await certify(client, "jiaozuo", number)
    assert certificate.passed, "\n".join(f.line for f in certificate.findings)
