"""The item before the joint meeting and the units' tasks after it, on a real Temporal server."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.case.acts import Act, Officer
from domain.case.lifecycle import Role, Stage
from domain.case.notices import NoticeReceipt
from domain.measures.acts import MEASURES_ACTS
from domain.measures.file import MeasuresFile
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.item import ItemFile, Members
from domain.meeting.lifecycle import ItemStage
from domain.policy import Snapshot
from runtime.lean import Lean, LeanRunner
from runtime.packs import snapshot
from tests.building import BUILD
from tests.meeting_desk import CIVIL, HEALTH, MEASURES, MEDICAL, liaison, members, order
from tests.people import START, application, officer
from tests.workflows import desk
from workflows import ids, meeting_steps, steps
from workflows.base import SHANGHAI, Receipt
from workflows.item import JointMeetingItemWorkflow
from workflows.measures import MeasuresWorkflow
from workflows.registry import WORKFLOWS

OFFICE = Role.MEETING_OFFICE


class World:
    """What the tables and the paper mill saw."""

    def __init__(self) -> None:
        self.items: list[meeting_steps.ItemProjection] = []
        self.measures: list[meeting_steps.MeasuresProjection] = []
        self.minutes: list[meeting_steps.MinutesOrder] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="list_members")
        def list_members(order: meeting_steps.MembersOrder) -> Members:
            return members(order.place)

        @activity.defn(name="project_item")
        def project_item(projection: meeting_steps.ItemProjection) -> None:
            self.items.append(projection)

        @activity.defn(name="project_measures")
        def project_measures(projection: meeting_steps.MeasuresProjection) -> None:
            self.measures.append(projection)

        @activity.defn(name="issue_minutes")
        async def issue_minutes(order: meeting_steps.MinutesOrder) -> NoticeReceipt:
            self.minutes.append(order)
            return NoticeReceipt(
                key="minutes", number="同纪〔2026〕1号", digest="0" * 64, issued_on=order.on
            )

        return [take_policy, list_members, project_item, project_measures, issue_minutes]


class Room:
    """One item and its measures on the server: brings each to its day, sends acts."""

    def __init__(self, client: Client, skipper: TimeSkipper, case_no: str) -> None:
        self.client, self.skipper, self.case_no = client, skipper, case_no
        self.order = order(case_no=case_no, ordered_on=datetime.now(SHANGHAI).date())
        self.item = client.get_workflow_handle_for(
            JointMeetingItemWorkflow.run, ids.item_id(case_no, 1)
        )
        self.tasks = client.get_workflow_handle_for(
            MeasuresWorkflow.run, ids.measures_id(case_no, 1)
        )

    async def start(self, queue: str) -> Room:
        await self.client.start_workflow(
            JointMeetingItemWorkflow.run, self.order, id=self.item.id, task_queue=queue
        )
        await self.until(lambda f: f.policy is not None)
        return self

    async def until(self, holds: Callable[[ItemFile], bool]) -> ItemFile:
        return await _until(self.item, JointMeetingItemWorkflow.file, holds)

    async def tasks_until(self, holds: Callable[[MeasuresFile], bool]) -> MeasuresFile:
        return await _until(self.tasks, MeasuresWorkflow.file, holds)

    async def do(self, name: str, who: Role | Officer, /, **fields: object) -> Receipt:
        file = await self.item.query(JointMeetingItemWorkflow.file)
        today = max(await self._now(self.item), file.latest)
        act = _act(ITEM_ACTS[name], who, today, fields)
        return await self.item.execute_update(name, act, result_type=Receipt)

    async def task(self, name: str, who: Role | Officer, /, **fields: object) -> Receipt:
        file = await self.tasks.query(MeasuresWorkflow.file)
        today = max(await self._now(self.tasks), file.latest)
        act = _act(MEASURES_ACTS[name], who, today, fields)
        return await self.tasks.execute_update(name, act, result_type=Receipt)

    async def _now(self, handle: WorkflowHandle[Any, Any]) -> date:
        return (await self.skipper.get_current_time(handle)).astimezone(SHANGHAI).date()

    async def to(self, handle: WorkflowHandle[Any, Any], day: date) -> None:
        """Bring one workflow to nine in the morning of that day."""
        now = await self.skipper.get_current_time(handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.skipper.fast_forward(handle, pause)

    async def ready_for_decision(self, **agenda: object) -> Room:
        await self.do(
            "submit_papers",
            OFFICE,
            papers=({"title": "医疗费用清单", "unit": MEDICAL}, {"title": "入户调查表"}),
        )
        await self.do("sort_papers", OFFICE, units=(CIVIL, MEDICAL, HEALTH))
        await self.do("review_papers", OFFICE, complete=True)
        await self.do("approve_agenda", Role.GOVERNMENT_OFFICE, **agenda)
        await self.do("request_preparatory", Role.GENERAL_CONVENER)
        await self.do("hold_preparatory", OFFICE, attended=(CIVIL, MEDICAL), opinion="建议联合救助")
        await self.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
        await self.do("give_unit_opinion", liaison(MEDICAL), agrees=False, opinion="资金紧张")
        return self

    async def met(self) -> Room:
        await self.do(
            "hold_meeting",
            OFFICE,
            chair="tongren.convener.1",
            chair_role=Role.CONVENER,
            attended=(CIVIL, MEDICAL, HEALTH),
        )
        return self

    async def finished(self, key: str) -> None:
        task = (await self.tasks.query(MeasuresWorkflow.file)).of(key)
        who = liaison(task.unit_code)
        await self.task("accept_task", who, task=key)
        await self.task(
            "complete_task",
            who,
            task=key,
            evidence=("发放凭证",),
            delivered_fen=task.measure.amount_fen,
        )


async def _until(handle: Any, query: Any, holds: Callable[[Any], bool]) -> Any:
    for _ in range(3000):
        with contextlib.suppress(Exception):
            file = await handle.query(query)
            if holds(file):
                return file
        await asyncio.sleep(0.02)
    raise AssertionError("never came about")


def _act(kind: type[Act], who: Role | Officer, today: date, fields: dict[str, object]) -> Act:
    person = officer(who, "tongren") if isinstance(who, Role) else who
    return kind.model_validate({"officer": person.model_dump(), "on": today, **fields})


@workflow.defn(sandboxed=False)
class AskingCase:
    """A stand-in for a case: asks the joint meeting and gives back what it decided."""

    @workflow.run
    async def run(self, case_no: str) -> dict[str, Any]:
        return await workflow.execute_child_workflow(
            "JointMeetingItemWorkflow",
            order(case_no=case_no, ordered_on=workflow.now().astimezone(SHANGHAI).date()),
            id=ids.item_id(case_no, 1),
            result_type=dict,
        )


@contextlib.asynccontextmanager
async def worker(
    client: Client, world: World, cases: desk.World | None = None
) -> AsyncIterator[str]:
    queue = f"test-{uuid.uuid4()}"
    activities = {activity._Definition.must_from_callable(a).name: a for a in world.activities()}
    for each in cases.activities() if cases else ():
        activities.setdefault(activity._Definition.must_from_callable(each).name, each)  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            build_id=BUILD,
            workflows=[*WORKFLOWS, AskingCase],
            activities=list(activities.values()),
            activity_executor=pool,
        ):
            yield queue


def room(client: Client, skipper: TimeSkipper) -> Room:
    return Room(client, skipper, f"TR2026{uuid.uuid4().hex[:6]}")


@pytest.mark.rule("TR-13", "TR-16", "TR-21")
async def test_an_item_is_decided_and_each_unit_gets_its_task(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = await room(client, skipper).start(queue)
        with pytest.raises(WorkflowUpdateFailedError) as early:
            await at.met()
        assert isinstance(early.value.cause, ApplicationError)
        assert early.value.cause.details[0] == "out_of_order"
        await (await at.ready_for_decision()).met()
        with pytest.raises(WorkflowUpdateFailedError) as office:
            await at.do("decide_item", OFFICE, approved=True, measures=MEASURES)
        assert isinstance(office.value.cause, ApplicationError)
        assert office.value.cause.details[0] == "role_not_allowed"
        with pytest.raises(WorkflowUpdateFailedError) as alone:
            await at.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES[:1])
        assert isinstance(alone.value.cause, ApplicationError)
        assert alone.value.cause.details[0] == "too_few_units"
        await at.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
        resolution = await at.item.result()
        assert resolution.approved and resolution.number == "同纪〔2026〕1号"
        assert resolution.dissent == (MEDICAL,) and resolution.silent == (HEALTH,)
        assert len(world.minutes) == 1
        assert world.items[-1].file.stage is ItemStage.DECIDED and world.items[-1].tasks == ()
        versions = [p.file.version for p in world.items]
        assert versions == sorted(set(versions))

        follow = await at.tasks_until(lambda f: f.version >= 0)
        assert [t.measure.unit for t in follow.tasks] == [CIVIL, MEDICAL]
        assert follow.minutes == resolution.number
        assert world.measures[0].units["accept_task:1"] == CIVIL
        await at.tasks.cancel()


@pytest.mark.rule("TR-11", "TR-58")
async def test_units_are_reminded_marked_late_supervised_and_the_matter_closes(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = await room(client, skipper).start(queue)
        await (await at.ready_for_decision()).met()
        await at.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
        await at.item.result()
        follow = await at.tasks_until(lambda f: True)
        due = follow.tasks[0].due
        await at.to(at.tasks, follow.remind_on(follow.tasks[0]))
        await at.tasks_until(lambda f: all(t.reminded_on for t in f.tasks))
        await at.finished("2")
        await at.to(at.tasks, due + timedelta(days=1))
        await at.tasks_until(lambda f: f.of("1").late)
        assert "已超期" in await at.tasks.query(MeasuresWorkflow.waiting)
        await at.task("supervise", OFFICE, task="1", reason="落实进度滞后")
        await at.finished("1")
        assert (await at.tasks.describe()).status is WorkflowExecutionStatus.RUNNING
        await at.task("answer_supervision", liaison(CIVIL), task="1", answer="已经完成拨付")
        await at.task("close_supervision", OFFICE, task="1", conclusion="已经督促落实")
        outcome = await at.tasks.result()
        assert outcome.late == (CIVIL,)
        assert outcome.delivered_fen == outcome.promised_fen == 3_000_000
        assert world.measures[-1].tasks == ()


async def test_the_case_goes_on_with_the_resolution_while_the_units_still_work(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        at = room(client, skipper)
        case = await client.start_workflow(
            AskingCase.run, at.case_no, id=f"case/{at.case_no}", task_queue=queue
        )
        await at.until(lambda f: f.policy is not None)
        await (await at.ready_for_decision()).met()
        await at.do("decide_item", Role.GENERAL_CONVENER, approved=True, measures=MEASURES)
        resolution = await case.result()
        assert resolution["approved"] and len(resolution["measures"]) == 2
        assert (await at.tasks.describe()).status is WorkflowExecutionStatus.RUNNING
        for key in ("1", "2"):
            await at.finished(key)
        assert (await at.tasks.result()).late == ()


@pytest.mark.rule("TR-12")
async def test_a_hard_case_waits_for_the_meeting_and_goes_on_with_its_resolution(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World(), desk.World()) as queue:
        at = room(client, skipper)
        case = application("tongren").having(case_no=at.case_no, applied_on=START, latest=START)
        clerk = await desk.Desk(client, skipper, case).open(queue)
        await clerk.do("accept", Role.INTAKE)
        await clerk.until(lambda f: f.check is not None and f.check.done)
        await clerk.surveyed()
        await clerk.opined()
        await clerk.publicised()
        tried = {
            "unit": "medical",
            "programme": "medical_assistance",
            "ceiling_fen": 3_000_000,
            "granted_fen": 3_000_000,
        }
        await clerk.do(
            "escalate",
            Role.COUNTY_REVIEWER,
            cause="serious_illness",
            need_fen=6_000_000,
            tried=(tried,),
            summary="自负医疗费用超出单个部门救助限额",
        )
        item = await at.until(lambda f: f.policy is not None)
        assert item.order.gap_fen == 3_000_000
        assert (await clerk.file()).stage is Stage.ESCALATION
        await (await at.ready_for_decision()).met()
        await at.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
        file = await clerk.until(lambda f: f.stage is Stage.APPROVAL)
        assert file.escalation is not None and file.escalation.resolution is not None
        assert file.escalation.resolution.number == "同纪〔2026〕1号"
        assert file.escalation.resolution.total_fen == 3_000_000
        await clerk.until(lambda f: f.assessment is not None)
        await clerk.confirmed()
        for key in ("1", "2"):
            await at.finished(key)
        assert (await at.tasks.result()).delivered_fen == 3_000_000
        await clerk.handle.terminate()


async def test_a_refused_item_has_minutes_and_no_tasks(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = await room(client, skipper).start(queue)
        await (await at.ready_for_decision()).met()
        await at.do("decide_item", Role.CONVENER, approved=False, reason="可由专项救助解决")
        resolution = await at.item.result()
        assert not resolution.approved and resolution.number
        assert world.measures == []


async def test_an_item_called_off_by_its_case_is_shown_as_withdrawn(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = room(client, skipper)
        case = await client.start_workflow(
            AskingCase.run, at.case_no, id=f"case/{at.case_no}", task_queue=queue
        )
        await at.until(lambda f: f.policy is not None)
        await case.cancel()
        with pytest.raises(WorkflowFailureError) as ended:
            await at.item.result()
        assert isinstance(ended.value.cause, CancelledError)
        assert world.items[-1].file.stage is ItemStage.WITHDRAWN
        assert world.items[-1].tasks == ()


async def test_what_is_late_before_the_meeting_is_noted_on_its_day(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = await room(client, skipper).start(queue)
        day = at.order.ordered_on + timedelta(days=10)
        await at.ready_for_decision(meeting_on=day)
        await at.to(at.item, day + timedelta(days=1))
        file = await at.until(lambda f: len(f.overdue) == 2)
        late = [e.text for e in file.journal if e.act == "overdue"]
        assert any("召开联席会议" in text for text in late)
        assert any("卫生健康局" in text for text in late)
        assert "已超期" in await at.item.query(JointMeetingItemWorkflow.waiting)
        await at.item.cancel()
