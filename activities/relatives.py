"""Tells cases what the register of relatives knows: at intake, and whenever the register changes.

The tables say which matches nobody has dealt with; each goes to its case as an act of the system,
under an id of its own, so that telling it twice changes nothing. A closed case is listed for the
county instead (JZ-49, JZ-50).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.case.acts import Act, DeclareRelative, NoteRelativeLead, Officer, Relative
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from runtime.logs import get_logger
from store import relatives
from store.engine import Store
from store.relatives import Found
from store.tables import CaseRow
from workflows.base import Receipt
from workflows.ids import case_id

_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_AT_A_TIME: Final = 8
_LEFT: Final = "member_unknown"
"""The member has left the household since: nothing to tell a living case, still a match of the past."""

_log = get_logger("relatives")


async def tell(client: Client, store: Store, *, case_no: str = "", place: str = "") -> int:
    """How many matches were dealt with now. What cannot be told yet is left for the next time."""

    def look() -> tuple[tuple[Found, CaseRow | None], ...]:
        with store.read() as session:
            found = relatives.untold(session, case_no=case_no, place=place)
            return tuple((f, session.get(CaseRow, f.case_no)) for f in found)

    gate = asyncio.Semaphore(_AT_A_TIME)

    async def one(found: Found, row: CaseRow | None) -> bool:
        async with gate:
            state = await _told(client, found, row)
        if state:
            await asyncio.to_thread(_mark, store, found, state)
        return bool(state)

    pairs = await asyncio.to_thread(look)
    done = await asyncio.gather(*(one(found, row) for found, row in pairs))
    if pairs:
        _log.info("relatives told", found=len(pairs), told=sum(done))
    return sum(done)


def _mark(store: Store, found: Found, state: str) -> None:
    with store.write() as session:
        relatives.mark(session, found, state, datetime.now(UTC))


async def _told(client: Client, found: Found, row: CaseRow | None) -> str:
    """`told`, `past`, or nothing when the case cannot take it now."""
    if row is None:
        return ""
    if row.stage == Stage.CLOSED:
        return "past"
    handle = client.get_workflow_handle(case_id(row.place, row.case_no))
    try:
        file = await handle.query("file", result_type=CaseFile)
        name, act = _act(file, found)
        await handle.execute_update(
            name, act, id=f"register-{found.match.key}", result_type=Receipt
        )
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        left = isinstance(cause, ApplicationError) and tuple(cause.details[:1]) == (_LEFT,)
        return "past" if left else ""
    except RPCError as error:
        return "past" if error.status is RPCStatusCode.NOT_FOUND else ""
    return "told"


def _act(file: CaseFile, found: Found) -> tuple[str, Act]:
    match, who = found.match, found.match.who
    officer = Officer(id="system", role=Role.SYSTEM, unit="系统", place=file.place)
    on = max(datetime.now(_SHANGHAI).date(), file.latest)
    if match.certain:
        relative = Relative(
            member=match.member,
            kinship=who.kinship,
            official=who.official,
            official_account=who.account,
        )
        return "declare_relative", DeclareRelative(officer=officer, on=on, relative=relative)
    return "note_relative_lead", NoteRelativeLead(
        officer=officer,
        on=on,
        key=match.key,
        member=match.member,
        signal=match.signal,
        official=who.official,
        official_account=who.account,
    )
