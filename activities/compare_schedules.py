"""The schedules that open each place's comparison of the month."""

from __future__ import annotations

from collections.abc import Iterable

from temporalio.client import (
    Client,
)

from activities.pay import OPENING_DAYS
from activities.schedules import ensure_monthly
from workflows.compare import ComparisonsStart, StartComparisons


async def ensure_compare_schedules(
    client: Client, places: Iterable[str], *, task_queue: str = "doudi"
) -> tuple[str, ...]:
    """One schedule a place, in Shanghai time, before the month's payment is opened; those that
    stand are left, paused ones too.

    It starts `StartComparisons`, which waits for the day and opens the month under its exact name,
    and does nothing where the place's document asks for no comparison.
    """
    made = []
    for place in places:
        name = f"compare/{place}"
        if await ensure_monthly(
            client,
            name,
            StartComparisons.run,
            ComparisonsStart(place=place),
            task_queue=task_queue,
            days=OPENING_DAYS,
            hour=0,
            minute=10,
        ):
            made.append(name)
    return tuple(made)
