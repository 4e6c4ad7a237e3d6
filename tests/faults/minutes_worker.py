"""A worker of ours with real activities, killed with -9 while it sends minutes to the units.

`python -m tests.faults.minutes_worker <home> <temporal address> <key file> <queue> <units before death>`
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio.worker import Worker

from activities import assembly, registry
from activities.heart import Heart
from activities.tools import Tools
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect
from store.tables.assembly import MeetingMail
from workflows.registry import WORKFLOWS


def dying(units: int) -> None:
    """The process ends before the unit after so many; a negative number lets it live."""
    deliver, done = assembly.tables.deliver, 0

    def one(session: object, mail: MeetingMail) -> bool:
        nonlocal done
        if mail.kind == "minutes":
            if done == units:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
        return deliver(session, mail)  # type: ignore[arg-type]

    assembly.tables.deliver = one


async def main(home: str, address: str, key_file: str, queue: str, units: int) -> None:
    dying(units)
    settings = Settings(home=Path(home), temporal_address=address, rehearsal=True)
    ring = KeyRing.load(Path(key_file))
    client = await connect(settings, ring)
    with ThreadPoolExecutor(8) as pool:
        worker = Worker(
            client,
            task_queue=queue,
            workflows=WORKFLOWS,
            activities=registry.collect(Tools.of(settings, ring)),
            activity_executor=pool,
            interceptors=[Heart()],
        )
        async with worker:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5], int(sys.argv[5])))
