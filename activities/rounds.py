"""What begins by itself: the regular rounds of each period, and the schedule of spot checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from temporalio.client import (
    Client,
)
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.schedules import ensure_monthly
from domain.reporting.period import period_of
from domain.rounds.file import RoundOrder
from domain.rounds.lifecycle import INTERVAL, KIND_ZH, RoundKind
from runtime.packs import place_info, snapshot
from workflows import ids
from workflows.rounds import RoundWorkflow
from workflows.spot import SpotStart, StartSpotChecks

_YEAR: Final = 12


def rounds_due(
    place: str, today: date, *, production: bool, overlays: Sequence[Path] = ()
) -> tuple[RoundOrder, ...]:
    """The rounds whose period runs on that day; none of a kind the place has set no interval for."""
    law = snapshot(place, today, tuple(INTERVAL.values()), production=production, overlays=overlays)
    towns = {t.code: t.zh for t in place_info(place, overlays).townships}
    found = []
    for kind in RoundKind:
        if not law.has(INTERVAL[kind]) or not towns:
            continue
        months = law.months(INTERVAL[kind])
        if _YEAR % months:
            continue
        code = f"{today.year}-H{(today.month - 1) // months + 1}"
        zh = period_of(code, months).zh
        order = RoundOrder(
            place=place, kind=kind, period=code, townships=towns, opened_on=today, period_zh=zh
        )
        found.append(order)
    return tuple(found)


async def ensure_rounds(
    client: Client,
    places: Iterable[str],
    today: date,
    *,
    production: bool,
    task_queue: str = "doudi",
    overlays: Sequence[Path] = (),
) -> tuple[str, ...]:
    """The regular rounds of every place, begun now unless they were begun before."""
    made = []
    for place in places:
        for order in rounds_due(place, today, production=production, overlays=overlays):
            name = ids.proceeding_id("round", place, order.number)
            zh = place_info(place, overlays).short
            try:
                await client.start_workflow(
                    RoundWorkflow.run,
                    order,
                    id=name,
                    task_queue=task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    static_summary=f"{KIND_ZH[order.kind]} · {zh} · {order.period}",
                )
            except WorkflowAlreadyStartedError:
                continue
            made.append(name)
    return tuple(made)


async def ensure_spot_schedules(
    client: Client, places: Iterable[str], *, task_queue: str = "doudi"
) -> tuple[str, ...]:
    """One schedule a place, on the first of each month in Shanghai time; those that stand are left.

    It starts `StartSpotChecks`, which does nothing in other months than those after a period's end.
    """
    made = []
    for place in places:
        name = f"spot/{place}"
        if await ensure_monthly(
            client,
            name,
            StartSpotChecks.run,
            SpotStart(place=place),
            task_queue=task_queue,
            hour=1,
            minute=10,
        ):
            made.append(name)
    return tuple(made)
