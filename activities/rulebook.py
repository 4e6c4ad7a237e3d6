"""The nightly round of the rulebook: in a process of its own, behind everything else.

Recomputing a county takes the processor for a while; the worker's own tasks must not wait for it.
What was answered stands in the tables at once, so a round that was cut off goes on where it was.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Final

from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client

from activities.schedules import ensure_daily
from activities.tools import Tools
from store.rehearsal import rehearsal_day
from store.watching import rulebook
from workflows.rulebook import RulebookStart, RulebookWorkflow
from workflows.rulebook_steps import NightDone, NightOrder

SCHEDULE: Final = "rulebook"
HOUR: Final = 1
MINUTE: Final = 30
COMMAND: Final = (sys.executable, "-m", "cli", "audit", "rulebook", "--open", "--json")
ENDED: Final = (0, 1)
"""Without and with breaches. Anything else: it could not be asked."""


async def ensure_rulebook_schedule(client: Client, *, task_queue: str) -> tuple[str, ...]:
    """The one schedule of the rulebook, each night in Shanghai time; one that stands is left."""
    made = await ensure_daily(
        client,
        SCHEDULE,
        RulebookWorkflow.run,
        RulebookStart(),
        task_queue=task_queue,
        hour=HOUR,
        minute=MINUTE,
    )
    return (SCHEDULE,) if made else ()


class RulebookActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools, self._store = tools, tools.store

    @activity.defn
    async def ask_rulebook(self, order: NightOrder) -> NightDone:
        settings = self._tools.settings
        asked = await asyncio.create_subprocess_exec(
            *("nice", "-n", "19", *COMMAND),
            env={**os.environ, **settings.as_environment()},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            code = await asked.wait()
        finally:
            if asked.returncode is None:
                asked.kill()
        if code not in ENDED:
            raise RuntimeError(f"the rulebook ended with {code}")
        return await asyncio.to_thread(
            self._read, lambda s: rulebook.night_done(s, _night(s, order))
        )

    def _read(self, query: Callable[[Session], NightDone]) -> NightDone:
        with self._store.read() as session:
            return query(session)


def _night(session: Session, order: NightOrder) -> date:
    """The night, by the day a rehearsal has come to where there is one."""
    return rehearsal_day(session) or order.on
