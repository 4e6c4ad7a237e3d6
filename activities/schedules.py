"""What begins by itself each month or each night: a schedule of the Temporal server, in Shanghai time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)


async def ensure_monthly(
    client: Client,
    name: str,
    run: Any,
    start: object,
    *,
    task_queue: str,
    days: Iterable[int] = (1,),
    hour: int,
    minute: int,
) -> bool:
    """Makes the schedule `name` unless it stands, paused or not. Gives whether it was made.

    A workflow that a schedule starts gets a time stamp in its id (`start-<name>-<time>`), so `run`
    only looks at the day and opens what is due under its exact name, and no second time. One that
    still waits does not hold up the next.
    """
    at = ScheduleCalendarSpec(
        day_of_month=[ScheduleRange(day) for day in days],
        hour=[ScheduleRange(hour)],
        minute=[ScheduleRange(minute)],
    )
    return await _made(
        client, name, run, start, task_queue, at, overlap=ScheduleOverlapPolicy.ALLOW_ALL
    )


async def ensure_daily(
    client: Client,
    name: str,
    run: Any,
    start: object,
    *,
    task_queue: str,
    hour: int,
    minute: int,
) -> bool:
    """As `ensure_monthly`, for every day. A round that is still at work is not begun beside itself."""
    at = ScheduleCalendarSpec(hour=[ScheduleRange(hour)], minute=[ScheduleRange(minute)])
    return await _made(client, name, run, start, task_queue, at, overlap=ScheduleOverlapPolicy.SKIP)


async def _made(
    client: Client,
    name: str,
    run: Any,
    start: object,
    task_queue: str,
    at: ScheduleCalendarSpec,
    *,
    overlap: ScheduleOverlapPolicy,
) -> bool:
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(run, start, id=f"start-{name}", task_queue=task_queue),
        spec=ScheduleSpec(calendars=[at], time_zone_name="Asia/Shanghai"),
        policy=SchedulePolicy(overlap=overlap),
    )
    try:
        await client.create_schedule(name, schedule)
    except ScheduleAlreadyRunningError:
        return False
    return True
