"""Records the golden histories through the real server: `python -m tests.replay.record [NAME …]`.

Without a name: those that have no history yet (`--anew`: all of them). Each story is recomputed at
once after it was played; one that does not pass is not written.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.certificate import certify
from audit.sources import ServerSource, every, with_children
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay import golden
from tests.replay.every_story import STORIES
from tests.replay.stories import Told
from tests.replay.world import Clerk, Scene, worker
from workflows import ids
from workflows.base import SHANGHAI

ATONCE = 6


async def play(client: Client, skipper: TimeSkipper, told: Told, number: int) -> tuple[str, str]:
    """Plays one story to its end; gives place and number of its case."""
    scene = Scene()
    told.scene(scene)
    today = datetime.now(SHANGHAI).date()
    case = told.application(number, today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        await told.play(clerk)
        # What the last act set going (papers, tables) belongs to the story.
        await asyncio.sleep(0.3)
    return case.place, case.case_no


async def _record(client: Client, skipper: TimeSkipper, told: Told, number: int) -> str:
    began = time.monotonic()
    place, case_no = await play(client, skipper, told, number)
    source = ServerSource(client)
    certificate = await certify(source, place, case_no)
    chains = await with_children(source, ids.case_id(place, case_no))
    runs = tuple(every(chains))
    events = sum(len(run.events) for run in runs)
    if not certificate.passed:
        lines = "\n    ".join(f.line[:300] for f in certificate.findings[:3])
        return f"{told.name}: not written, it does not pass\n    {lines}"
    size = await golden.save(golden.Golden(told.name, place, case_no, runs), source.converter)
    took = time.monotonic() - began
    return f"{told.name}: {len(runs)} runs, {events} events, {size // 1024} KB, {took:.1f} s"


async def _main(server: str, wanted: list[str]) -> int:
    golden.HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper = rehearsal_skipper(client)
        gate = asyncio.Semaphore(ATONCE)

        async def one(told: Told, number: int) -> bool:
            async with gate:
                try:
                    line = await _record(client, skipper, told, number)
                except Exception as error:
                    line = f"{told.name}: failed, {type(error).__name__}: {error}"
                    cause = getattr(error, "cause", None)
                    line += f" ({cause})" if cause else ""
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            return "failed" not in line and "not written" not in line

        wanted = list(STORIES) if wanted == ["--anew"] else wanted
        numbered = [(told, n) for n, told in enumerate(STORIES.values(), start=1)]
        chosen = [(told, n) for told, n in numbered if _is_wanted(told.name, wanted)]
        done = await asyncio.gather(*(one(told, n) for told, n in chosen))
    if not wanted:
        for name in set(golden.names()) - set(STORIES):
            golden.file_of(name).unlink()
    return 0 if all(done) else 1


def _is_wanted(name: str, wanted: list[str]) -> bool:
    """A wanted name ends with `*` where all that begin so are meant."""
    if wanted:
        return any(name == w or (w.endswith("*") and name.startswith(w[:-1])) for w in wanted)
    return not golden.file_of(name).exists()


def main() -> None:
    # Departments that are down are part of the stories, not news.
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
