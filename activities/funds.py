"""Errands of matters of money: the ledger, a round's list, a statement, every case of a rise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.rise_ended import RiseOfEnded
from activities.tools import Tools
from domain.base import CaseRefusal, digest_of
from domain.case.acts import AdjustStandard, Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.needs import needs
from domain.case.phases.living import standard
from domain.funds.matter import ErrandDone
from domain.policy import Snapshot
from domain.programme import Programme
from runtime.packs import snapshot
from store.funds import matters, price, rises, sheets
from store.funds.accounts import NotCovered
from store.tables import CaseRow
from workflows import ids
from workflows.base import Receipt
from workflows.fund_steps import ErrandOrder, MatterProjection

_AT_ONCE = 8
"""Cases asked at the same time: enough to keep the server busy, few enough for others to be heard."""

_TABLES: dict[str, Callable[[Session, ErrandOrder], ErrandDone]] = {
    "book": matters.book,
    "publish_sheet": sheets.publish,
    "list_price": price.list_lines,
    "claim_price": price.claim,
    "book_price": price.book,
    "watch_price": price.watch,
}


class FundActivities:
    """Each errand is one transaction, or many that each may be repeated."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._store = tools.store

    @activity.defn
    async def run_errand(self, order: ErrandOrder) -> ErrandDone:
        work = _TABLES.get(order.errand.what)
        if work is not None:
            return await asyncio.to_thread(self._in_tables, work, order)
        rise = Rising(self._tools, activity.client(), order)
        match order.errand.what:
            case "preview_rise":
                return await rise.preview()
            case "apply_rise":
                return await rise.apply()
            case "prove_rise":
                return await rise.prove()
        raise ApplicationError("no such errand", non_retryable=True)

    def _in_tables(
        self, work: Callable[[Session, ErrandOrder], ErrandDone], order: ErrandOrder
    ) -> ErrandDone:
        try:
            with self._store.write() as session:
                return work(session, order)
        except NotCovered as short:
            return ErrandDone(key=order.errand.key, ok=False, text=str(short))

    @activity.defn
    def project_matter(self, projection: MatterProjection) -> None:
        with self._store.write() as session:
            matters.project_matter(session, projection)


class Rising:
    """One pass over every living case of a place, for a rise of the standards."""

    def __init__(self, tools: Tools, client: Client, order: ErrandOrder) -> None:
        self._tools, self._client, self._order = tools, client, order
        details = dict(order.errand.details)
        self._programmes = details["programmes"].split(",")
        self._since = date.fromisoformat(details["since"])
        self._paper, self._by = details["paper"], details["by"]
        self._rules: dict[str, Snapshot] = {}
        self._ended = RiseOfEnded(tools, order, self._file, self._snapshot)

    async def preview(self) -> ErrandDone:
        """Who would change and by how much; written down, nothing changed."""
        found = await self.counted()
        await asyncio.to_thread(self._keep, [*found, *await self._ended.counted()])
        figures, digest = await asyncio.to_thread(self._summed)
        return ErrandDone(key=self._order.errand.key, figures=tuple(figures.items()), digest=digest)

    async def apply(self) -> ErrandDone:
        """Sends the act to each case that is not adjusted yet; a case in the middle is not lost."""
        await asyncio.to_thread(self._keep, await self.counted())
        await self._ended.owe()
        waiting = await asyncio.to_thread(self._lines)
        applied = failed = 0
        for start in range(0, len(waiting), _AT_ONCE):
            part = waiting[start : start + _AT_ONCE]
            for case_no, why in await asyncio.gather(*(self._adjust(no) for no in part)):
                state = rises.FAILED if why else rises.APPLIED
                await asyncio.to_thread(self._mark, case_no, state, why)
                applied, failed = applied + (not why), failed + bool(why)
        return ErrandDone(
            key=self._order.errand.key, figures=(("applied", applied), ("failed", failed))
        )

    async def prove(self) -> ErrandDone:
        """Counts every living case anew: nobody may be left whom the new standard would give more."""
        found = await self.counted()
        missed = [one for one in found if one.now_fen != one.was_fen]
        for one in missed:
            await asyncio.to_thread(self._mark, one.case_no, rises.PLANNED, "")
        left = await self._ended.left_out()
        proof = digest_of([[one.case_no, one.was_fen] for one in found])
        return ErrandDone(
            key=self._order.errand.key,
            figures=(("households", len(found)), ("missed", len(missed) + left)),
            digest=proof,
        )

    async def counted(self) -> list[rises.Counted]:
        rows = await asyncio.to_thread(self._living)
        found: list[rises.Counted] = []
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            found += [one for one in await asyncio.gather(*map(self._would_be, part)) if one]
        return found

    async def _would_be(self, row: CaseRow) -> rises.Counted | None:
        file = await self._file(row.case_no)
        if file is None or file.stage is not Stage.SUPERVISION:
            return None  # the first month has not begun: its rules are read when it does
        more = would_add(file, self._snapshot(row.programme))
        return rises.Counted(
            case_no=row.case_no,
            township=row.township,
            programme=row.programme,
            was_fen=file.monthly_fen_now,
            now_fen=file.monthly_fen_now + more,
        )

    async def _file(self, case_no: str) -> CaseFile | None:
        handle: Any = self._client.get_workflow_handle(ids.case_id(self._order.place, case_no))
        try:
            found: CaseFile = await handle.query("file", result_type=CaseFile)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        return found

    async def _adjust(self, case_no: str) -> tuple[str, str]:
        """Case number and why it was not done; empty when it was, now or before."""
        handle: Any = self._client.get_workflow_handle(ids.case_id(self._order.place, case_no))
        subject = self._order.subject
        act = AdjustStandard(
            officer=Officer(
                id=self._by, role=Role.COUNTY_APPROVER, unit="民政", place=self._order.place
            ),
            on=self._order.on,
            since=self._since,
            paper=self._paper,
            rise=subject,
        )
        try:
            await handle.execute_update(
                "adjust_standard", act, id=f"{subject}/{case_no}", result_type=Receipt
            )
        except WorkflowUpdateFailedError as failed:
            code = _code_of(failed)
            return case_no, "" if code == "risen_already" else code
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return case_no, "ended"
            raise
        return case_no, ""

    def _snapshot(self, programme: str) -> Snapshot:
        """The rules of the month the rise begins with, as a living case reads them."""
        if programme not in self._rules:
            self._rules[programme] = snapshot(
                self._order.place,
                max(self._since, self._order.on),
                needs(Stage.SUPERVISION, Programme(programme)),
                production=self._tools.production,
                overlays=self._tools.overlays,
            )
        return self._rules[programme]

    def _living(self) -> tuple[CaseRow, ...]:
        with self._tools.store.read() as session:
            return rises.living(session, self._order.place, self._programmes)

    def _keep(self, found: list[rises.Counted]) -> None:
        with self._tools.store.write() as session:
            rises.keep(session, self._order.subject, found)

    def _summed(self) -> tuple[dict[str, int], str]:
        with self._tools.store.read() as session:
            return rises.summed(session, self._order.subject)

    def _lines(self) -> list[str]:
        with self._tools.store.read() as session:
            rows = rises.lines(session, self._order.subject, rises.PLANNED, rises.FAILED)
            return [row.case_no for row in rows]

    def _mark(self, case_no: str, state: str, why: str) -> None:
        with self._tools.store.write() as session:
            rises.mark(session, self._order.subject, case_no, state, why)


def would_add(file: CaseFile, rules: Snapshot) -> int:
    """What these rules would add to the month of a living case, in fen."""
    try:
        return standard.difference(file, standard.with_rules(file, rules))
    except CaseRefusal:
        return 0


def _code_of(failed: WorkflowUpdateFailedError) -> str:
    cause = failed.cause
    if isinstance(cause, ApplicationError) and cause.details:
        return str(cause.details[0])
    return "failed"
