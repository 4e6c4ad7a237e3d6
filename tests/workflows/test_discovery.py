"""A lead on the real server: its clock, its marks, and the case that tells it what was decided."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest
from temporalio import activity
from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.case.lifecycle import Role
from domain.discovery.acts import LEAD_ACTS
from domain.discovery.file import DiscoveryFile, LeadOrder, LeadResult
from domain.discovery.lifecycle import LeadStage
from runtime.lean import Lean, LeanRunner
from tests.building import BUILD
from tests.leads import Trace, lead, seen
from tests.people import application, officer
from tests.workflows.desk import Desk, World
from workflows import discovery_steps, ids
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.discovery import DiscoveryWorkflow


class Leads(World):
    """The small world with a table of leads."""

    def __init__(self) -> None:
        super().__init__()
        self.leads: dict[str, discovery_steps.LeadProjection] = {}

    def activities(self) -> list[object]:
        @activity.defn(name="project_lead")
        def project_lead(projection: discovery_steps.LeadProjection) -> None:
            self.leads[projection.file.lead_no] = projection

        return [*super().activities(), project_lead]


@contextlib.asynccontextmanager
async def worker(client: Client, world: World) -> AsyncIterator[str]:
    queue = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            build_id=BUILD,
            workflows=[DiscoveryWorkflow, CaseWorkflow, HouseholdCheckWorkflow],
            activities=world.activities(),  # type: ignore[arg-type]
            activity_executor=pool,
        ):
            yield queue


class LeadDesk:
    """Staff at work on one lead."""

    def __init__(self, client: Client, skipper: TimeSkipper, order: LeadOrder) -> None:
        self.client, self.skipper, self.order = client, skipper, order
        self.handle: WorkflowHandle[DiscoveryWorkflow, LeadResult]

    async def open(self, queue: str) -> LeadDesk:
        self.handle = await self.client.start_workflow(
            DiscoveryWorkflow.run,
            self.order,
            id=ids.lead_id(self.order.place, self.order.lead_no),
            task_queue=queue,
        )
        return self

    async def file(self) -> DiscoveryFile:
        return await self.handle.query(DiscoveryWorkflow.file)

    async def until(self, stage: LeadStage) -> DiscoveryFile:
        for _ in range(3000):
            file = await self.file()
            if file.stage is stage:
                return file
            await asyncio.sleep(0.02)
        raise AssertionError(f"the lead is in {file.stage}")

    async def to(self, day: date) -> None:
        now: datetime = await self.skipper.get_current_time(self.handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.skipper.fast_forward(self.handle, pause)

    async def do(self, act: str, role: Role, /, **fields: object) -> Receipt:
        file = await self.file()
        who = officer(role, file.place, 1, file.township)
        message = LEAD_ACTS[act].model_validate(
            {"officer": who.model_dump(), "on": fields.pop("on", file.latest), **fields}
        )
        return await self.handle.execute_update(act, message, result_type=Receipt)

    async def visited(self) -> None:
        await self.do("assign_visit", Role.INTAKE, visitor=officer(Role.VILLAGE).id)
        await self.do("record_visit", Role.VILLAGE, **seen(Trace(self.order)))


def numbered(**changes: object) -> LeadOrder:
    """A lead of today under a number nobody else has on this server."""
    today = datetime.now(SHANGHAI).date()
    number = uuid.uuid4().int % 100_000
    return lead(lead_no=f"JZL2026{number:06d}", reported_on=today, **changes)


@pytest.mark.rule("JZ-35")
async def test_the_case_tells_its_lead_what_was_decided_and_the_lead_ends_with_it(
    client: Client, skipper: TimeSkipper
) -> None:
    world = Leads()
    async with worker(client, world) as queue:
        desk = await LeadDesk(client, skipper, numbered()).open(queue)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await desk.do("open_application", Role.INTAKE, case_no="JZ2026000001")
        cause = refused.value.cause
        assert isinstance(cause, ApplicationError)
        assert cause.details[0] == "out_of_order"
        await desk.visited()
        case_no = desk.order.lead_no.replace("L", "")
        file = application().model_copy(update={"case_no": case_no, "lead_no": desk.order.lead_no})
        case = await Desk(client, skipper, file).open(queue)
        await desk.do("open_application", Role.INTAKE, case_no=case_no)
        assert (await desk.file()).stage is LeadStage.APPLYING
        await case.do("decline", Role.INTAKE, reason="申请人户籍和经常居住地均不在本地")
        result = await desk.handle.result()
        assert (result.outcome, result.ref) == ("not_accepted", case_no)
        assert world.leads[desk.order.lead_no].file.stage is LeadStage.CLOSED
        assert (await case.file()).ending is not None


@pytest.mark.rule("JZ-33", "JZ-62")
async def test_a_change_a_lead_reported_is_answered_when_it_is_decided(
    client: Client, skipper: TimeSkipper
) -> None:
    world = Leads()
    async with worker(client, world) as queue:
        order = numbered(kind="leave", problem="improved")
        case_no = order.lead_no.replace("L", "")
        desk = await LeadDesk(client, skipper, order).open(queue)
        await desk.visited()
        case = await Desk(
            client, skipper, application().model_copy(update={"case_no": case_no})
        ).open(queue)
        living = await case.living()
        before = living.monthly_fen_now
        await case.do(
            "report_change",
            Role.REVIEWER,
            cause="other",
            happened_on=await case.today(),
            lead_no=order.lead_no,
        )
        await desk.do("hand_to_case", Role.REVIEWER, case_no=case_no)
        assert (await case.file()).monthly_fen_now == before, "a lead alone changes no aid"
        team = tuple(officer(Role.SURVEYOR, "jiaozuo", n).id for n in (1, 2))
        await case.do(
            "verify_change",
            Role.SURVEYOR,
            surveyors=team,
            household=living.household,
            finding="经入户核实没有变化",
        )
        await case.do(
            "decide_change",
            Role.TOWNSHIP_LEADER,
            outcome="keep",
            monthly_fen=before,
            reason="核实后没有变化",
        )
        result = await desk.handle.result()
        assert (result.outcome, result.ref) == ("keep", case_no)


@pytest.mark.rule("JZ-35", "HB-29")
async def test_an_urgent_lead_is_on_the_teams_list_at_once_and_noted_when_nobody_came(
    client: Client, skipper: TimeSkipper
) -> None:
    world = Leads()
    async with worker(client, world) as queue:
        order = numbered().model_copy(
            update={
                "place": "hanbin",
                "township": lead("hanbin").township,
                "urgent": True,
                "reported_by": officer(Role.VILLAGE, "hanbin"),
            }
        )
        desk = await LeadDesk(client, skipper, order).open(queue)
        file = await desk.until(LeadStage.REPORTED)
        for _ in range(3000):
            if order.lead_no in world.leads:
                break
            await asyncio.sleep(0.02)
        [task] = world.leads[order.lead_no].tasks
        assert (task.act, task.role) == ("take_urgent", Role.SURVEYOR)
        await desk.to(file.latest + timedelta(days=3))
        late = [e for e in (await desk.file()).journal if e.act == "overdue"]
        assert len(late) == 1
        assert late[0].text.startswith("急难问题快速响应服务队伍")


async def test_who_may_not_report_starts_no_lead(client: Client, skipper: TimeSkipper) -> None:
    world = Leads()
    async with worker(client, world) as queue:
        order = numbered(reported_by=officer(Role.BANK).model_dump())
        desk = await LeadDesk(client, skipper, order).open(queue)
        with pytest.raises(WorkflowFailureError) as failed:
            await desk.handle.result()
        cause = failed.value.cause
        assert isinstance(cause, ApplicationError)
        assert cause.details[0] == "role_not_allowed"
        assert world.leads == {}
