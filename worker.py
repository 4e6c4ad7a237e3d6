"""The composition root of a worker: settings, keys, client, activities, workflows; then run.

Beside its tasks it keeps the schedules and sweeps (`activities.upkeep`).

`python -m worker`. It ends cleanly on SIGTERM and SIGINT: no new task is taken, those at work get
`GRACE` to finish, and what they did not finish another worker takes up.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities import registry
from activities.heart import Heart
from activities.tools import Tools
from activities.upkeep import Upkeep
from audit.certificate import program_digest
from runtime.keys import KeyFault, KeyRing
from runtime.logs import configure_logging, get_logger
from runtime.settings import Settings, SettingsRefused, load_settings
from runtime.temporal import TemporalUnreachable, connect
from workflows.registry import WORKFLOWS

GRACE: Final = timedelta(seconds=10)
STICKY: Final = timedelta(seconds=2)
"""How long a killed worker's cases wait for it before another takes them up."""
THREADS: Final = 16
BUILD_ID_CHARS: Final = 32
CACHED: Final = 1000
"""Workflows kept in memory; one more costs a replay when it is next acted on."""
PASSED_THROUGH: Final = ("domain", "pydantic", "pydantic_core", "annotated_types")
"""Modules workflows share with the worker: pure ones, whose purity a test guards."""


def make_worker(client: Client, tools: Tools, executor: ThreadPoolExecutor) -> Worker:
    """A worker with everything a county needs; `async with` runs it."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return Worker(
        client,
        task_queue=tools.settings.task_queue,
        workflows=WORKFLOWS,
        activities=registry.collect(tools),
        activity_executor=executor,
        interceptors=[Heart()],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        max_cached_workflows=CACHED,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
        # Every task of a history then says which program decided it; the certificate compares.
        build_id=program_digest()[:BUILD_ID_CHARS],
    )


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
                upkeep = asyncio.create_task(Upkeep(client, tools).forever())
                await stop.wait()
                upkeep.cancel()
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
