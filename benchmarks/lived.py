"""P11: what a cached case holds that went all its way, from the window to its first month, in the run
it is in; `benchmarks.cached` has one that is carried on into a new run.

`python -m benchmarks.lived [N [ROUNDS]]` lets N such cases wait in a worker of this process, whose steps
are the small world of the workflow tests, and again as many, round after round; each figure is what the
process has more for each case of a round, resident and handed out by malloc. What that world remembers is
forgotten first; a little of it is counted all the same, so the figures are rather too high.

The first rounds pay for room that later ones use again: what a thousand cases take is told by the last.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from benchmarks.cached import allocated_kb, resident_kb
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.people import application
from tests.workflows.desk import Desk, World, worker

_AT_ONCE, _FIRST = 4, 12


async def _live(client: Client, queue: str, world: World, numbers: range) -> tuple[float, float]:
    """Brings cases of these numbers to life, a few at a time; what the process holds then, in KB."""
    skipper = rehearsal_skipper(client)

    async def one(n: int) -> None:
        case = application("jiaozuo").having(case_no=f"JZ2026{n:06d}")
        await (await Desk(client, skipper, case).open(queue)).living()

    for begin in range(0, len(numbers), _AT_ONCE):
        await asyncio.gather(*(one(n) for n in numbers[begin : begin + _AT_ONCE]))
    await asyncio.sleep(2)
    world.cases.clear()
    world.queries.clear()
    gc.collect()
    return resident_kb(), allocated_kb()


async def measure(
    server: str, home: Path, count: int, rounds: int
) -> AsyncIterator[tuple[float, float]]:
    """KB each of the cases of a round, one round after the other: resident, and handed out by malloc."""
    ring = KeyRing.create(home / "keys.json", demo=True)
    client = await connect(Settings(home=home, temporal_address=server, rehearsal=True), ring)
    await search_attributes_ready(client, timedelta(seconds=20))
    world = World()
    async with worker(client, world) as queue:
        before = await _live(client, queue, world, range(1, _FIRST + 1))
        for done in range(rounds):
            begin = _FIRST + 1 + done * count
            after = await _live(client, queue, world, range(begin, begin + count))
            yield (after[0] - before[0]) / count, (after[1] - before[1]) / count
            before = after


async def _tell(server: str, home: Path, count: int, rounds: int) -> None:
    held = handed = 0.0
    number = 0
    async for resident, used in measure(server, home, count, rounds):
        held, handed, number = held + resident, handed + used, number + 1
        sys.stdout.write(
            f"lived, cases {(number - 1) * count + 1} to {number * count}: {resident:.1f} KB each, of it "
            f"handed out by malloc {used:.1f}; all so far {held / number:.1f} and {handed / number:.1f}\n"
        )
        sys.stdout.flush()


def main() -> None:
    given = [int(n) for n in sys.argv[1:]]
    count, rounds = (*given, *(40, 1)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            asyncio.run(_tell(next(running), Path(folder), count, rounds))
        finally:
            running.close()


if __name__ == "__main__":
    main()
