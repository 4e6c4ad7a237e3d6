"""Records the histories of supervision on the real server: `python -m tests.replay.watch.record [NAME …]`.

Each story is recomputed at once after it was played; one that does not pass is not written.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from audit.replay import audit_runs
from audit.sources import ServerSource, every
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay import golden
from tests.replay.watch.stories import STORIES
from tests.replay.watch.world import House, worker

HISTORIES = Path(__file__).parent / "histories"


async def _record(house: House, name: str, source: ServerSource) -> bool:
    async with worker(house.client, house):
        await STORIES[name](house)
        # What the last act set going belongs to the story.
        await asyncio.sleep(0.3)
    runs = await source.chain(house.handle.id)
    failed = [f.line for r in await audit_runs(runs, source.converter) for f in r.findings]
    if failed:
        sys.stdout.write(f"{name}: not written, it does not pass\n    {failed[:3]}\n")
        return False
    kept = golden.Golden(
        name, house.file.place, house.file.number, tuple(every({house.handle.id: runs}))
    )
    size = await golden.save(kept, source.converter, HISTORIES)
    events = sum(len(run.events) for run in runs)
    sys.stdout.write(f"{name}: {len(runs)} runs, {events} events, {size // 1024} KB\n")
    return True


async def _main(server: str, wanted: list[str]) -> int:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper = rehearsal_skipper(client)
        source = ServerSource(client)
        done = [
            await _record(House(skipper.client, skipper), name, source)
            for name in STORIES
            if not wanted or name in wanted
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
