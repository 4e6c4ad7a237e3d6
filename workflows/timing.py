"""How long we try, by name, so that no call sets its own seconds. These are operations, not law."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zlib import crc32

from temporalio import workflow
from temporalio.common import RetryPolicy

from workflows.visible import SHANGHAI

RECORD = workflow.LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
    ),
)
"""Writing our own tables: quick, and worth repeating until it works."""

ALIVE = timedelta(seconds=10)
"""Silence after which a worker counts as dead and its activity is given to another."""

LONG_HISTORY = 512 * 1024
"""Bytes after which a workflow that looks at the tables day by day begins a new run."""

SPREAD = timedelta(hours=4)
"""The stretch of a day's first hours over which living cases wake: before offices open, so that
whoever comes to work finds the day begun, and never on another day than the law's."""

LATE = timedelta(minutes=30)
"""A wake so long after its moment was kept waiting by a county that stood still, and so were the
wakes of all others of that stretch."""

_ASK = RetryPolicy(maximum_attempts=2, initial_interval=timedelta(seconds=1))
_DELIVER = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)
)


def moment_of(case_no: str, day: date) -> datetime:
    """When a living case wakes on that day: the same moment for the same case, always."""
    seconds = crc32(case_no.encode()) % int(SPREAD.total_seconds())
    return datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=seconds)


def turn_of(case_no: str, moment: datetime, now: datetime) -> datetime | None:
    """When a case whose moment went by while nothing ran has its turn: the same again for the same
    case, within the stretch of a day's wakes from `now`, and on the day of `now`. None: it is not
    late, or the day is nearly over and it goes on at once."""
    here = now.astimezone(SHANGHAI)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), SHANGHAI)
    room = min(SPREAD, midnight - here)
    if here - moment <= LATE or room <= LATE:
        return None
    return here + timedelta(seconds=crc32(case_no.encode()) % int(room.total_seconds()))


def ask(summary: str) -> workflow.ActivityConfig:
    """One question to one party. A silent one is asked again on another day, by the workflow."""
    return workflow.ActivityConfig(
        start_to_close_timeout=timedelta(seconds=20),
        heartbeat_timeout=ALIVE,
        retry_policy=_ASK,
        summary=summary,
    )


def deliver(summary: str) -> workflow.ActivityConfig:
    """A paper or a bank file: repeated until it is out; repeating changes nothing."""
    return workflow.ActivityConfig(
        start_to_close_timeout=timedelta(seconds=60),
        heartbeat_timeout=ALIVE,
        retry_policy=_DELIVER,
        summary=summary,
    )


def whole_list(config: workflow.ActivityConfig) -> workflow.ActivityConfig:
    """Steps that touch every line of a county, or of a part, get time for it; they go on where they
    stopped, and a silent worker is noticed by its heartbeat."""
    return {**config, "start_to_close_timeout": timedelta(minutes=20)}
