"""Spot checks: the seed, the population, the report, and a wrong decision on its way back."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Final

from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.tools import Tools
from activities.watch import OVER, why_not
from documents.watch import render_spot_report
from domain.case.acts import ChangeCause, Officer, ReportChange
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.discovery.file import LeadOrder, LeadPerson
from domain.discovery.lifecycle import LeadKind
from domain.proceeding import Done
from domain.sampling.file import NOT_YET
from domain.sampling.lifecycle import FAULT_ZH, Fault
from runtime.packs import place_info
from store import discovery
from store.desk import affairs
from store.notices import Written
from store.watch import spots
from workflows import ids, visible
from workflows.base import SHANGHAI
from workflows.discovery import DiscoveryWorkflow
from workflows.watch_steps import (
    Population,
    PopulationOrder,
    Seed,
    SeedOrder,
    SpotErrand,
    SpotProjection,
)

_BYTES: Final = 32
_TRIED: Final = "案件已办结，请按追回、重新申请或者信访程序办理"


class SpotActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def fix_seed(self, order: SeedOrder) -> Seed:
        """From the machine's source of chance; nobody chose it."""
        return Seed(chance=secrets.token_hex(_BYTES))

    @activity.defn
    def close_population(self, order: PopulationOrder) -> Population:
        """One reading of the tables, so that no case is in twice and none between two."""
        with self._tools.store.read() as session:
            return Population(lines=spots.population(session, order.place, order.period))

    @activity.defn
    def project_spot(self, projection: SpotProjection) -> None:
        with self._tools.store.write() as session:
            spots.project_spot(session, projection)

    @activity.defn
    async def run_spot_errand(self, order: SpotErrand) -> Done:
        if order.errand.what == "issue_report":
            return await asyncio.to_thread(self._issue, order)
        if order.errand.what != "send_back":
            raise ApplicationError("no such errand", non_retryable=True)
        ref, trouble = await self._sent_back(activity.client(), order)
        return Done(key=order.errand.key, on=order.on, ref=ref, trouble=trouble)

    def _issue(self, order: SpotErrand) -> Done:
        file = order.file
        place = place_info(file.place, self._tools.overlays)

        def write(number: str) -> Written:
            paper = render_spot_report(file, number=number, issued_on=order.on, place=place)
            return Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        with self._tools.store.write() as session:
            row = affairs.issue_paper(
                session,
                subject=file.id,
                place=file.place,
                kind="spot_report",
                word=f"{place.short[0]}抽报",
                on=order.on,
                about=(),
                write=write,
            )
        return Done(key=order.errand.key, on=order.on, ref=row.paper)

    async def _sent_back(self, client: Client, order: SpotErrand) -> tuple[str, str]:
        """The case that took it, or the lead opened about it; else why neither could be."""
        facts, place = order.errand.facts, order.file.place
        fault = Fault(facts["fault"])
        officer = Officer(
            id=facts["by"], role=Role.COUNTY_REVIEWER, unit=facts["unit"], place=place
        )
        case_no, today = facts["case_no"], datetime.now(UTC).astimezone(SHANGHAI).date()
        act = ReportChange(
            worded=True,
            officer=officer,
            on=today,
            cause=ChangeCause.OTHER,
            happened_on=order.on,
            text=f"{order.file.number}期抽查认定：{FAULT_ZH[fault]}，请核实后依法处理。",
        )
        key = f"spot-{order.file.number}"
        why = await why_not(client, place, case_no, "report_change", act, key=key)
        if not why:
            return case_no, ""
        if fault is not Fault.REFUSED:
            return "", _TRIED if why == OVER else f"{NOT_YET}：{why}"
        lead_no = await self._lead(client, order, case_no, officer)
        return lead_no, "" if lead_no else _TRIED

    async def _lead(self, client: Client, order: SpotErrand, case_no: str, officer: Officer) -> str:
        """Somebody wrongly refused is a lead of proactive discovery: 应救未救."""
        place = order.file.place
        file = await _file(client, place, case_no)
        if file is None:
            return ""
        info = place_info(place, self._tools.overlays)
        today = datetime.now(UTC).astimezone(SHANGHAI).date()
        with self._tools.store.write() as session:
            lead_no = discovery.number_lead(
                session,
                key=f"spot/{order.file.number}/{case_no}",
                abbr=info.abbr,
                place=place,
                on=today,
            )
        who = file.household.applicant
        lead = LeadOrder(
            lead_no=lead_no,
            place=place,
            township=file.township,
            village=file.village,
            kind=LeadKind.ENTER,
            channel="recheck",
            source=f"{order.file.number}期抽查",
            problem="other",
            text=f"抽查认定案件{case_no}符合条件而未纳入，请走访核实。",
            person=LeadPerson(name=who.name, id_no=who.id_no),
            reported_by=officer,
            reported_on=today,
        )
        try:
            await client.start_workflow(
                DiscoveryWorkflow.run,
                lead,
                id=ids.lead_id(place, lead_no),
                task_queue=self._tools.settings.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=f"主动发现线索 · {info.short} · {lead_no}",
                search_attributes=visible.at_place(place, file.township),
            )
        except WorkflowAlreadyStartedError:
            return lead_no
        return lead_no


async def _file(client: Client, place: str, case_no: str) -> CaseFile | None:
    """The case as its workflow holds it; None when Temporal has forgotten it."""
    handle = client.get_workflow_handle(ids.case_id(place, case_no))
    try:
        file: CaseFile = await handle.query("file", result_type=CaseFile)
        return file
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
