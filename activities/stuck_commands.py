"""`doudi stuck`: everything that does not move, by name, at a terminal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import typer

from activities.stuck import failing_workflows, system_faults
from domain.stuck import STUCK_ZH, Stuck, in_order
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import TemporalUnreachable, connect
from store import stuck as tables
from store.commands.tables import AsJson, Place, as_json, desk, table
from store.engine import Store
from workflows.base import SHANGHAI

_PATIENCE = timedelta(seconds=5)


def stuck(place: Place = "", json_: AsJson = False) -> None:
    """列出停滞的事项：流程失败、对外环节重试、超期未办、已确认未发放、系统运行。"""
    found = in_order(_found(place))
    if json_:
        as_json([one.model_dump(mode="json") for one in found])
        raise typer.Exit(bool(found))
    if not found:
        typer.echo("没有停滞的事项。")
        return
    table(
        ("类别", "对象", "情况", "由谁办理", "自"),
        [
            (
                STUCK_ZH[one.kind],
                one.subject,
                one.zh,
                one.whose,
                f"{one.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            )
            for one in found
        ],
    )
    for kind, zh in STUCK_ZH.items():
        if sum(one.kind is kind for one in found) >= tables.MOST:
            typer.echo(f"{zh}只列出最早的{tables.MOST}件，可能还有。")
    raise typer.Exit(1)


def _found(place: str) -> tuple[Stuck, ...]:
    settings = load_settings()
    outside = asyncio.run(_outside(settings))
    with desk() as at:
        found = (
            *tables.late_acts(at.session, at.today, place=place, violations=False),
            *tables.unpaid(at.session, at.today, place=place),
            *tables.struggling(at.session, datetime.now(UTC)),
            *outside,
        )
        closed = tables.against_staff(at.session, (one.subject for one in found))
    return tuple(_closed(one) if one.subject in closed else one for one in found)


def _closed(one: Stuck) -> Stuck:
    """Of a report against staff an operator is told that something stands still, not which."""
    return one.model_copy(
        update={"subject": "complaint", "place": "", "zh": f"{one.zh}（编号由纪检监察机关查阅）"}
    )


async def _outside(settings: Settings) -> tuple[Stuck, ...]:
    ring = KeyRing.load(settings.key_file)
    store = Store(settings.database_url, ring)
    try:
        client = await connect(settings, ring, patience=_PATIENCE)
    except TemporalUnreachable:
        client = None
    try:
        faults = await system_faults(client, store, settings)
        failing = await failing_workflows(client) if client is not None else ()
    finally:
        store.close()
    return (*faults, *failing)
