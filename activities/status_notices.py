"""The medical-security department hears of every start, change and end of aid (ZH-12).

`POST {base}/{place}/medical/status` with the notice's number as `Idempotency-Key`. A notice that
could not be delivered is tried again each round and stays visible until it is.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Final

import httpx

from activities.tools import Tools
from runtime import packs
from runtime.logs import get_logger
from store.compare import status
from store.tables import StatusNotice
from workflows.base import SHANGHAI

RULE: Final = "notify.medical"
MEDICAL: Final = "medical"
_TIMEOUT: Final = httpx.Timeout(4.0, connect=2.0)
_log = get_logger("status")


def places_told(tools: Tools, on: date) -> tuple[str, ...]:
    """Places whose document has the department told."""
    known = packs.load(tools.overlays)
    return tuple(
        place
        for place in packs.places(tools.overlays)
        if packs.value(known, place, on, RULE).value is True
    )


async def tell(tools: Tools, today: date | None = None) -> int:
    """How many notices were delivered now, in every place that has the rule."""
    on = today or datetime.now(UTC).astimezone(SHANGHAI).date()
    delivered = 0
    async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
        for place in places_told(tools, on):
            rows = await asyncio.to_thread(_look, tools, place, on)
            for row in rows:
                trouble = await _deliver(client, tools.settings.department_base_url, row)
                await asyncio.to_thread(_mark, tools, row.id, on, trouble)
                delivered += not trouble
            if rows:
                _log.info("status notices", place=place, found=len(rows), delivered=delivered)
    return delivered


def _look(tools: Tools, place: str, on: date) -> tuple[StatusNotice, ...]:
    with tools.store.write() as session:
        status.found(session, place, on)
    with tools.store.read() as session:
        return status.pending(session, place)


def _mark(tools: Tools, name: str, on: date, trouble: str) -> None:
    with tools.store.write() as session:
        status.tried(session, name, on, trouble)


async def _deliver(client: httpx.AsyncClient, base: str, row: StatusNotice) -> str:
    """Why it was not delivered, as a code; empty when it was."""
    body = {
        "number": row.id,
        "case_no": row.case_no,
        "event": row.event,
        "on": row.on.isoformat(),
        "programme": row.programme,
        "monthly_fen": row.fen,
        "persons": json.loads(row.body),
    }
    url = f"{base.rstrip('/')}/{row.place}/{MEDICAL}/status"
    try:
        answer = await client.post(url, json=body, headers={"Idempotency-Key": row.id})
    except httpx.HTTPError:
        return "down"
    return "" if answer.is_success else f"status_{answer.status_code}"
