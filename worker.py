"""The composition root of a worker: settings, keys, client, activities, workflows; then run.

Beside its tasks it keeps the schedules and sweeps (`activities.upkeep`) and fills the archive
(`audit.archive`).

`python -m worker`. It ends cleanly on SIGTERM and SIGINT: no new task is taken, those at work get
`GRACE` to finish, and what they did not finish another worker takes up.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker

from activities import registry
from activities.heart import BEAT_SECONDS, Heart
from activities.messengers import MailServer, Message
from activities.stuck import ARCHIVING, TRAIL, UPKEEP, Rounds, Struggles
from activities.tools import Tools
from activities.upkeep import Upkeep
from audit.archive.digests import Digest
from audit.archive.holders import Hand, drops, holder_name, letter
from audit.archive.keeper import Keeper, Round
from audit.archive.notary import Handing
from audit.archive.where import space_of, trail_space_of
from audit.certificate import program_digest
from audit.trail.keeper import EVERY, Kept, Trail
from runtime.allocator import give_back
from runtime.keys import KeyFault, KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.logs import configure_logging, get_logger
from runtime.settings import Settings, SettingsRefused, load_settings
from runtime.temporal import TemporalUnreachable, connect
from workflows.registry import WORKFLOWS

GRACE: Final = timedelta(seconds=10)
STICKY: Final = timedelta(seconds=2)
"""How long a killed worker's cases wait for it before another takes them up."""
THREADS: Final = 16
ARCHIVE_EVERY: Final = timedelta(minutes=15)
TIDY_EVERY: Final = timedelta(minutes=1)
BUILD_ID_CHARS: Final = 32


def make_worker(client: Client, tools: Tools, executor: ThreadPoolExecutor) -> Worker:
    """A worker with everything a county needs; `async with` runs it."""
    return Worker(
        client,
        task_queue=tools.settings.task_queue,
        workflows=WORKFLOWS,
        activities=registry.collect(tools),
        activity_executor=executor,
        interceptors=[Heart(), Struggles(tools.store), Lean()],
        # Every beat goes out: kept back until the time limit is nearly over, one lost is a death.
        max_heartbeat_throttle_interval=timedelta(seconds=BEAT_SECONDS),
        # Ours are pure by other gates (docs/adr/0008): no module is loaded anew for each case.
        workflow_runner=LeanRunner(),
        max_cached_workflows=tools.settings.cached_workflows,
        max_activities_per_second=tools.settings.activities_per_second,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
        # Every task of a history then says which program decided it; the certificate compares.
        build_id=program_digest()[:BUILD_ID_CHARS],
    )


def outside(settings: Settings) -> dict[str, Hand]:
    """Who is given each day's digests."""
    return {
        **drops(settings.archive_drops),
        **{holder_name("mail", to): mailed(settings, to) for to in settings.archive_mail},
    }


async def archive(client: Client, tools: Tools, listed: Rounds) -> None:
    """Brings closed runs into the archive round after round; each day's digest goes outside."""
    log, settings = get_logger("archive"), tools.settings
    space = space_of(settings)
    keeper = Keeper(client, space, tools.keyring, outside(settings))

    def told(done: Round | Exception) -> None:
        listed.told(ARCHIVING, wrong(done))
        if isinstance(done, Exception):
            log.warning("archiving put off", error=type(done).__name__)
        elif done.gone:
            log.error("closed runs lost before they were archived", count=len(done.gone))
        elif done.taken or done.refused:
            log.info("archived", count=done.taken, not_handed=len(done.refused))

    await keeper.forever(ARCHIVE_EVERY, told)


async def trail(tools: Tools, listed: Rounds) -> None:
    """Brings new lines of the operators' log into the trail minute by minute (S21)."""
    log, settings = get_logger("trail"), tools.settings
    keeper = Trail(tools.store, trail_space_of(settings), tools.keyring, outside(settings))

    def told(done: Kept | Exception) -> None:
        listed.told(TRAIL, wrong(done))
        if isinstance(done, Exception):
            log.warning("trail put off", error=type(done).__name__)
        elif done.refused:
            log.info("trail not handed", not_handed=len(done.refused))

    await keeper.forever(EVERY, told)


def wrong(done: Handing | Exception) -> Exception | str | None:
    """What of a round is to be listed: that it failed, that closed runs were lost before they were kept, or
    that a holder was not given its digests."""
    if isinstance(done, Exception):
        return done
    if isinstance(done, Round) and done.gone:
        return "RunsLost"
    return "NotHanded" if done.refused else None


async def tidy() -> None:
    """Gives back minute by minute what tasks have freed (P11)."""
    while True:
        await asyncio.sleep(TIDY_EVERY.total_seconds())
        await asyncio.to_thread(give_back)


def mailed(settings: Settings, to: str) -> Hand:
    """A holder that is sent each day's digest by mail."""
    server = MailServer(settings)

    async def hand(digest: Digest) -> None:
        subject, text = letter(digest)
        await server.send(Message(to=to, subject=subject, text=text, key=f"{digest.sha256} {to}"))

    return hand


async def run(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT."""
    log = get_logger("worker")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    keyring = KeyRing.load(settings.key_file)
    client = await connect(settings, keyring)
    tools = Tools.of(settings, keyring)
    try:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="activity") as executor:
            async with make_worker(client, tools, executor):
                log.info("worker ready", task_queue=settings.task_queue)
                listed = Rounds(tools.store)
                told = partial(listed.told, UPKEEP)
                upkeep = asyncio.create_task(Upkeep(client, tools).forever(told))
                keeping = asyncio.create_task(archive(client, tools, listed))
                noting = asyncio.create_task(trail(tools, listed))
                tidying = asyncio.create_task(tidy())
                await stop.wait()
                upkeep.cancel()
                keeping.cancel()
                noting.cancel()
                tidying.cancel()
                log.info("worker stopping")
    finally:
        tools.store.close()


def main() -> None:
    """Ends with 2 and one clear line when the process may not start."""
    try:
        settings = load_settings()
        configure_logging(settings, "worker")
        asyncio.run(run(settings))
    except (SettingsRefused, KeyFault, TemporalUnreachable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
