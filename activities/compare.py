"""每月比对: lists are read and matched as they stream, hits are put on living cases.

Silence, garbage and a list that breaks off are told as such and asked for again on another day; a
list is never taken for done before its end. No aid is touched here (JZ-62).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import httpx
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.exchange import Down, Nonsense
from activities.registers import Asked, Half, Interface, NoFile, Transport, Workbooks
from activities.tools import Tools
from domain.case.acts import Officer
from domain.case.acts.hits import NoteHit
from domain.case.lifecycle import Role
from domain.compare.causes import DEATH
from domain.compare.file import DOWN, HALF, NO_FILE, NONSENSE, Department, PartOutcome, Told
from domain.compare.lifecycle import CompareStage
from runtime import packs
from runtime.logs import get_logger
from store.compare import months, taking, telling
from store.compare.taking import KNOWN, PAST, TOLD, Which
from store.tables import CompareHit
from workflows.base import Receipt
from workflows.compare_steps import (
    CompareProjection,
    DoubtBooking,
    DoubtsBooked,
    PartOrder,
    Plan,
    PlanOrder,
    ReadOrder,
    TellOrder,
)
from workflows.ids import case_id

_AT_A_TIME: Final = 8
_TIMEOUT: Final = httpx.Timeout(6.0, connect=2.0)
_KNOWN: Final = frozenset({"settled_before", "as_declared"})
_PAST: Final = frozenset({"member_unknown", "ended", "out_of_order"})
"""Refusals of a case that no longer gives aid to that person, or has heard of it before."""

_log = get_logger("compare")


class CompareActivities:
    def __init__(self, tools: Tools) -> None:
        settings = tools.settings
        client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)
        self._tools, self._store = tools, tools.store
        self._books = Workbooks(settings.exchange_dir)
        self._http = Interface(settings.department_base_url, client)
        self._platform = Interface(settings.platform_base_url, client)
        self._routes = settings.department_routes

    @activity.defn
    def plan_comparison(self, order: PlanOrder) -> Plan:
        """From the place's pack as it is on disk now, and what was said of connections."""
        found = packs.load(self._tools.overlays)
        bodies = _table(packs.value(found, order.place, order.on, "check.items").value)
        catalogue = _table(packs.value(found, order.place, order.on, "check.catalogue").value)
        told = packs.value(found, order.place, order.on, "compare.death_bodies").value
        deaths = {str(code) for code in told} if isinstance(told, list) else set()
        with self._store.read() as session:
            connected = months.connected(session, order.place)
        return Plan(
            place_zh=packs.place_info(order.place, self._tools.overlays).short,
            departments=tuple(
                _department(code, row, catalogue, code in deaths, connected.get(code))
                for code, row in sorted(bodies.items())
                if isinstance(row, dict)
            ),
        )

    @activity.defn
    async def read_registers(self, order: ReadOrder) -> tuple[PartOutcome, ...]:
        """Deaths first; within a subject a few departments side by side, so that one that is silent
        keeps nobody waiting for long."""
        gate, found = asyncio.Semaphore(_AT_A_TIME), list[PartOutcome]()

        async def one(part: PartOrder) -> PartOutcome:
            async with gate:
                return await self._read(order, part.part, part.department, part.subject)

        for subject in dict.fromkeys(p.subject for p in order.parts):
            same = [one(p) for p in order.parts if p.subject == subject]
            found += await asyncio.gather(*same)
        return tuple(found)

    async def _read(
        self, order: ReadOrder, part: str, department: str, subject: str
    ) -> PartOutcome:
        which = Which(order.place, order.month, part)
        asked = Asked(
            place=order.place,
            department=department,
            subject=subject,
            month=order.month,
            on=order.on,
        )
        transport, digest, trouble = self._route(asked), "", ""
        try:
            digest = await transport.list_id(asked)
            after = await self._write(taking.begin, which, digest)
            async for rows in transport.parts(asked, after):
                await self._write(taking.take, which, rows, order.on)
        except Down:
            trouble = DOWN
        except NoFile:
            trouble = NO_FILE
        except Half:
            trouble = HALF
        except Nonsense as nonsense:
            trouble = NONSENSE
            code = str(nonsense.args[0])
            _log.warning("not a list", department=department, place=order.place, code=code)
        with self._store.read() as session:
            counts = taking.counts(session, which)
        return PartOutcome(part=part, trouble=trouble, digest=digest, counts=counts)

    def _route(self, asked: Asked) -> Transport:
        """As configured; a workbook somebody handed in goes before an interface (JZ-02)."""
        if self._books.path(asked).exists():
            return self._books
        chosen = self._routes.get(
            f"{asked.place}/{asked.department}", self._routes.get(asked.department, "http")
        )
        if chosen == "platform":
            return self._platform
        return self._http if chosen == "http" else self._books

    @activity.defn
    async def tell_hits(self, order: TellOrder) -> Told:
        """A few at a time; what was told stands in the tables before the next ones go out."""
        which, client = Which(order.place, order.month, order.part), activity.client()
        left: set[tuple[str, str]] = set()
        while True:
            with self._store.read() as session:
                rows = telling.untold(session, which, len(left) + _AT_A_TIME)
            rows = tuple(r for r in rows if (r.case_no, r.key) not in left)[:_AT_A_TIME]
            if not rows:
                break
            states = await asyncio.gather(*(_tell(client, order, row) for row in rows))
            done = {(r.case_no, r.key): s for r, s in zip(rows, states, strict=True) if s}
            left |= {(r.case_no, r.key) for r in rows} - set(done)
            await self._write(telling.mark, which, done, order.on)
        with self._store.read() as session:
            return telling.told(session, which)

    @activity.defn
    def book_doubts(self, booking: DoubtBooking) -> DoubtsBooked:
        which = Which(booking.place, booking.month, booking.verdict.part)
        with self._store.write() as session:
            same, still_open = telling.book(session, which, booking.verdict)
            return DoubtsBooked(same=same, still_open=still_open)

    @activity.defn
    def project_comparison(self, projection: CompareProjection) -> None:
        """One transaction; the lists themselves go when nobody needs them any more."""
        with self._store.write() as session:
            months.project(session, projection)
        file = projection.file
        if file.stage is CompareStage.CLOSED:
            self._books.forget(file.place, file.order.month_code)

    async def _write(self, command: Any, *args: Any) -> Any:
        def run() -> Any:
            with self._store.write() as session:
                return command(session, *args)

        return await asyncio.to_thread(run)


async def _tell(client: Client, order: TellOrder, row: CompareHit) -> str:
    """`told`, `known`, `past`; nothing when the case cannot take it now."""
    death = row.about == DEATH
    act = NoteHit(
        worded=True,
        officer=Officer(id="system", role=Role.SYSTEM, unit="系统", place=order.place),
        on=order.on,
        hit=row.id,
        department=order.part.partition(".")[0],
        member=row.member,
        about=row.about,
        record=row.record,
        event_on=row.event_on,
        count=row.count,
        fen=row.fen,
        found_on=row.found_on,
        due=order.death_due if death else order.due,
        may_hold=order.may_hold if death else None,
        proof=row.proof,
    )
    handle = client.get_workflow_handle(case_id(order.place, row.case_no))
    try:
        await handle.execute_update("note_hit", act, id=f"hit-{row.id}", result_type=Receipt)
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        code = str(next(iter(cause.details), "")) if isinstance(cause, ApplicationError) else ""
        return KNOWN if code in _KNOWN else PAST if code in _PAST else ""
    except RPCError as error:
        return PAST if error.status is RPCStatusCode.NOT_FOUND else ""
    return TOLD


def _department(
    code: str,
    row: Mapping[str, Any],
    catalogue: Mapping[str, Any],
    deaths: bool,
    since: date | None,
) -> Department:
    abouts = {
        about
        for item in row.get("items", ())
        for about in _table(catalogue.get(item)).get("about", ())
    }
    return Department(
        code=code,
        zh=str(row["zh"]),
        deaths=deaths,
        others=bool(abouts - {DEATH}),
        connected_on=since,
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
