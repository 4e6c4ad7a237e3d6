"""What matters of supervision ask of the world: the tables, a year's figures, histories as they stand."""

from __future__ import annotations

import asyncio
import hashlib

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.tools import Tools
from domain.funds.books import account_zh
from domain.oversight.file import CaseProof
from domain.oversight.special import Counted, HistoriesFrozen
from domain.programme import PROGRAMME_ZH
from runtime.packs import place_info
from store.watching import matters, measured
from workflows.ids import case_id
from workflows.oversight_steps import HistoriesOrder, OversightProjection, YearOrder


class OversightActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools, self._store = tools, tools.store

    @activity.defn
    def project_oversight(self, projection: OversightProjection) -> None:
        units = place_info(projection.file.place, self._tools.overlays).units
        with self._store.write() as session:
            matters.project_oversight(session, projection, {unit.code: unit.zh for unit in units})

    @activity.defn
    async def measure_year(self, order: YearOrder) -> Counted:
        return await asyncio.to_thread(self._measured, order)

    def _measured(self, order: YearOrder) -> Counted:
        with self._store.read() as session:
            found = measured.measure(session, order.place, order.year, order.on)
        towns = place_info(order.place, self._tools.overlays).townships
        known = {**{t.code: t.zh for t in towns}, **{p.value: zh for p, zh in PROGRAMME_ZH.items()}}
        codes = [m.code for m in found.measured]
        names = {code: known.get(code) or account_zh(code) for code in codes}
        return found.model_copy(update={"names": names})

    @activity.defn
    async def freeze_histories(self, order: HistoriesOrder) -> HistoriesFrozen:
        client = activity.client()
        proofs = [await proof_of(client, order.place, case_no) for case_no in order.cases]
        return HistoriesFrozen(proofs=tuple(proofs))


async def proof_of(client: Client, place: str, case_no: str) -> CaseProof:
    """SHA-256 over the events of every run, the newest run first, as the server has them: sealed."""
    digest, runs, events = hashlib.sha256(), 0, 0
    run_id = ""
    while True:
        handle = client.get_workflow_handle(case_id(place, case_no), run_id=run_id or None)
        try:
            history = await handle.fetch_history()
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT):
                break
            raise
        if not history.events:
            break
        for event in history.events:
            digest.update(event.SerializeToString(deterministic=True))
        runs, events = runs + 1, events + len(history.events)
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
        if not run_id:
            break
    return CaseProof(
        case_no=case_no, runs=runs, events=events, digest=digest.hexdigest() if events else ""
    )
