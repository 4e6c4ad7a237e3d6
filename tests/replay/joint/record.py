"""Records the joint histories through the real server: `python -m tests.replay.joint.record [NAME …]`.

Each story's certificate is made at once; a story that does not pass is not written.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.joint.certificate import certify_matter, runs_of
from audit.sources import ServerSource
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay import golden
from tests.replay.joint.stories import STORIES, Told
from tests.replay.joint.world import House, worker

HISTORIES = Path(__file__).parent / "histories"


async def play(client: Client, skipper: TimeSkipper, told: Told, number: int) -> str:
    """Plays one story to its end; gives what an auditor would name."""
    house = House(client, skipper, told.place, number)
    async with worker(client, house):
        subject = await told.play(house)
        # What the last act set going (tables, minutes) belongs to the story.
        await asyncio.sleep(0.3)
    return subject


async def _record(client: Client, skipper: TimeSkipper, told: Told, number: int) -> bool:
    began = time.monotonic()
    subject = await play(client, skipper, told, number)
    source = ServerSource(client)
    certificate = await certify_matter(source, told.place, subject)
    if not certificate.passed:
        lines = "\n    ".join(f.line[:300] for f in certificate.findings[:3])
        sys.stdout.write(f"{told.name}: not written, it does not pass\n    {lines}\n")
        return False
    place, runs = await runs_of(source, told.place, subject)
    kept = golden.Golden(told.name, place, subject, tuple(runs))
    size = await golden.save(kept, source.converter, HISTORIES)
    events = sum(len(run.events) for run in runs)
    took = time.monotonic() - began
    sys.stdout.write(
        f"{told.name}: {len(runs)} runs, {events} events, {size // 1024} KB, {took:.1f} s\n"
    )
    return True


async def _main(server: str, wanted: list[str]) -> int:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper = rehearsal_skipper(client)
        done = [
            await _record(client, skipper, told, n)
            for n, told in enumerate(STORIES.values(), start=1)
            if not wanted or told.name in wanted
        ]
    return 0 if all(done) else 1


def main() -> None:
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            code = asyncio.run(_main(next(running), sys.argv[1:]))
        finally:
            running.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
