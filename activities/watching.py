"""What the system raises by itself: the audit of a year where the place's document wants one, and risk
signals (ZH-15, YC-29). Doing it twice, or in several workers at once, opens nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.tools import Tools
from domain.complaint.lifecycle import COUNTY_ZH
from domain.oversight import engine
from domain.oversight.file import OVERSIGHT_ZH, Held, OversightFile, OversightKind
from domain.places import PlaceInfo
from domain.policy import Snapshot
from domain.watching.facts import Facts, Signal
from domain.watching.signals import RISK_NEEDS, SIGNALS, WINDOW, signals
from runtime import packs
from store.watching import acts, matters
from workflows import ids, visible
from workflows.oversight import OversightWorkflow

AUDIT_PERIOD: Final = "audit.period"
_A_YEAR: Final = 12
_MANY: Final = 3650
"""Days looked back where the place has set no window: nothing is left out then."""


async def ensure_audits(
    client: Client,
    places: Iterable[str],
    today: date,
    *,
    task_queue: str,
    overlays: Sequence[Path] = (),
    production: bool = False,
) -> tuple[str, ...]:
    """The audit of the present budget year, where the document asks for one each year (ZH-15)."""
    made, known = [], packs.load(overlays)
    for place in places:
        period = packs.value(known, place, today, AUDIT_PERIOD, production=production)
        if period.value != _A_YEAR:
            continue
        held = Held(text=f"{today.year}年度社会救助资金审计", clause=period.cite)
        file = engine.opened(OversightKind.AUDIT, place, f"{today.year}-001", None, today, held)
        if await start(client, file, task_queue, packs.place_info(place, overlays).short):
            made.append(file.subject)
    return tuple(made)


async def start(client: Client, file: OversightFile, task_queue: str, place_zh: str) -> bool:
    """Begins a matter; False when it was begun before, now or years ago."""
    try:
        await client.start_workflow(
            OversightWorkflow.run,
            file,
            id=ids.oversight_id(file.kind, file.place, file.number),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{OVERSIGHT_ZH[file.kind]} · {place_zh} · {file.number}",
            search_attributes=visible.at_place(file.place, ""),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def raise_signals(client: Client, tools: Tools, place: str, today: date) -> int:
    """Opens a matter for each signal that is new this month; how many."""
    found = await asyncio.to_thread(_new_signals, tools, place, today)
    raised = 0
    for signal in found:
        info = packs.place_info(place, tools.overlays)
        title = signal_title(info, signal, tools.overlays)
        file, zh = signal_file(place, signal, today, title), info.short
        raised += await start(client, file, tools.settings.task_queue, zh)
    return raised


def signal_title(info: PlaceInfo, signal: Signal, overlays: Sequence[Path] = ()) -> str:
    """Which signal, in the words of the rules, and where; of the county itself where no township
    answers."""
    where = info.township(signal.township).zh if signal.township else COUNTY_ZH
    return f"{packs.label(packs.load(overlays), info, SIGNALS, signal.code)}，{where}"


def signal_file(place: str, signal: Signal, today: date, title: str = "") -> OversightFile:
    """The matter of a signal: its sentence, its clause, the cases behind it; its township answers."""
    held = Held(
        head=signal.code,
        text=signal.zh,
        clause=signal.clause,
        unit=signal.township,
        unit_kind="township" if signal.township else "",
        cases=signal.cases,
        source=f"signal:{signal.code}",
        title=title,
    )
    number = f"{today.year}-s{signal.fingerprint(place, today)}"
    return engine.opened(OversightKind.SIGNAL, place, number, None, today, held)


def _new_signals(tools: Tools, place: str, today: date) -> tuple[Signal, ...]:
    law = risk_law(tools, place, today)
    with tools.store.read() as session:
        seen = signals(facts_for(tools, place, law, today), law, today)
        return tuple(
            s
            for s in seen
            if matters.get_oversight(session, signal_file(place, s, today).subject) is None
        )


def risk_law(tools: Tools, place: str, today: date) -> Snapshot:
    return packs.snapshot(
        place, today, RISK_NEEDS, production=tools.production, overlays=tools.overlays
    )


def facts_for(tools: Tools, place: str, law: Snapshot, today: date) -> Facts:
    """The present window and the one before it."""
    days = 2 * law.days(WINDOW) if law.has(WINDOW) else _MANY
    names = {t.code: t.zh for t in packs.place_info(place, tools.overlays).townships}
    with tools.store.read() as session:
        return acts.facts_of(session, place, today - timedelta(days=days), today, names)
