"""Records the histories of money: `python -m tests.replay.money.record [NAME …]`.

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

from activities.tools import Tools
from audit.joint.certificate import certify_matter, runs_of
from audit.sources import ServerSource
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from store.migrate import upgrade
from tests.conftest import start_server
from tests.replay import golden
from tests.replay.money.stories import STORIES, Told
from tests.replay.money.world import Treasury

HISTORIES = Path(__file__).parent / "histories"


async def play(client: Client, skipper: TimeSkipper, told: Told, tools: Tools) -> str:
    """Plays one story to its end; gives the workflow's id, which an auditor would name."""
    house = Treasury(client, skipper, tools, told.place)
    async with house.at_work():
        subject = await told.play(house)
        await asyncio.sleep(0.3)  # what the last act set going belongs to the story
    return subject


async def _record(
    client: Client, skipper: TimeSkipper, told: Told, ring: KeyRing, home: Path
) -> bool:
    began = time.monotonic()
    settings = Settings(home=home / told.name, policy_overlays=_overlays(told, home))
    upgrade(settings.database_url)
    tools = Tools.of(settings, ring)
    subject = await play(client, skipper, told, tools)
    tools.store.close()
    source = ServerSource(client)
    certificate = await certify_matter(source, told.place, subject)
    if not certificate.passed or not certificate.entries:
        lines = "\n    ".join(f.line[:300] for f in certificate.findings[:3])
        sys.stdout.write(f"{told.name}: not written, it does not pass\n    {lines}\n")
        return False
    _, runs = await runs_of(source, told.place, subject)
    kept = golden.Golden(told.name, told.place, subject, tuple(runs))
    size = await golden.save(kept, source.converter, HISTORIES)
    events, took = sum(len(run.events) for run in runs), time.monotonic() - began
    sys.stdout.write(f"{told.name}: {events} events, {size // 1024} KB, {took:.1f} s\n")
    sys.stdout.flush()
    return True


def _overlays(told: Told, home: Path) -> tuple[Path, ...]:
    if not told.overlay:
        return ()
    folder = home / "packs" / told.name
    place = folder / "places" / told.place
    place.mkdir(parents=True)
    (place / "later.yaml").write_text(told.overlay, encoding="utf-8")
    return (folder,)


async def _main(server: str, wanted: list[str]) -> int:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ring = KeyRing.create(home / "keys.json", demo=True)
        settings = Settings(home=home, temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper = rehearsal_skipper(client)
        done = []
        for told in STORIES.values():
            if wanted and told.name not in wanted:
                continue
            try:
                done.append(await _record(client, skipper, told, ring, home))
            except Exception as error:
                sys.stdout.write(f"{told.name}: failed, {error} ({error.__cause__})\n")
                done.append(False)
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
