"""A meeting of the departments on a real Temporal server: calls, sittings, minutes, bounded history."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import MeetingFile, MeetingOrder, totals_of
from domain.assembly.lifecycle import MeetingKind, MeetingStage
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.meeting.item import Members
from domain.policy import Snapshot
from runtime.lean import Lean, LeanRunner
from runtime.packs import snapshot
from tests.assembly import (
    CIVIL,
    CONVENER,
    GENERAL,
    ITEM,
    MEDICAL,
    OFFICE,
    household,
    liaison,
    members,
    resolution,
)
from tests.building import BUILD
from tests.people import officer
from workflows import assembly_steps, desk_steps, ids, meeting_steps, steps
from workflows.affair import AffairWorkflow
from workflows.assembly import MeetingWorkflow
from workflows.base import SHANGHAI, Receipt
from workflows.registry import WORKFLOWS


class World:
    """What the tables, the paper mill and the units saw."""

    def __init__(self) -> None:
        self.shown: list[assembly_steps.MeetingProjection] = []
        self.mail: list[assembly_steps.MailOrder] = []
        self.minutes: list[assembly_steps.MeetingMinutesOrder] = []
        self.affairs: list[desk_steps.AffairProjection] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="list_members")
        def list_members(order: meeting_steps.MembersOrder) -> Members:
            return members(order.place, on=order.on)

        @activity.defn(name="project_meeting")
        def project_meeting(projection: assembly_steps.MeetingProjection) -> None:
            self.shown.append(projection)

        @activity.defn(name="mail_units")
        async def mail_units(order: assembly_steps.MailOrder) -> assembly_steps.MailReceipt:
            self.mail.append(order)
            return assembly_steps.MailReceipt(before=0, now=len(order.mailing.units))

        @activity.defn(name="issue_meeting_minutes")
        async def issue(order: assembly_steps.MeetingMinutesOrder) -> NoticeReceipt:
            self.minutes.append(order)
            return NoticeReceipt(
                key="minutes", number="同联会纪〔2026〕1号", digest="0" * 64, issued_on=order.on
            )

        @activity.defn(name="project_affair")
        def project_affair(projection: desk_steps.AffairProjection) -> None:
            self.affairs.append(projection)

        return [take_policy, list_members, project_meeting, mail_units, issue, project_affair]


class Hall:
    """One meeting on the server: brings it to its day, sends acts."""

    def __init__(self, client: Client, skipper: TimeSkipper, **order: Any) -> None:
        self.client, self.skipper = client, skipper
        self.order = MeetingOrder.model_validate(
            {
                "place": "tongren",
                "number": f"2026-{uuid.uuid4().int % 10**6}",
                "kind": MeetingKind.ORDINARY,
                "opened_on": datetime.now(SHANGHAI).date(),
                "opened_by": officer(OFFICE, "tongren").model_dump(),
                **order,
            }
        )
        self.at = client.get_workflow_handle_for(
            MeetingWorkflow.run, ids.meeting_id(self.order.place, self.order.number)
        )

    async def start(self, queue: str) -> Hall:
        await self.client.start_workflow(
            MeetingWorkflow.run, self.order, id=self.at.id, task_queue=queue
        )
        await self.until(lambda f: f.policy is not None)
        return self

    async def file(self) -> MeetingFile:
        return await self.at.query(MeetingWorkflow.file)

    async def until(self, holds: Callable[[MeetingFile], bool]) -> MeetingFile:
        for _ in range(3000):
            with contextlib.suppress(Exception):
                file = await self.file()
                if holds(file):
                    return file
            await asyncio.sleep(0.02)
        raise AssertionError("never came about")

    async def today(self) -> date:
        now = (await self.skipper.get_current_time(self.at)).astimezone(SHANGHAI).date()
        return max(now, (await self.file()).latest)

    async def do(self, name: str, who: Role | Officer, /, **fields: Any) -> Receipt:
        person = officer(who, "tongren") if isinstance(who, Role) else who
        act = MEETING_ACTS[name].model_validate(
            {"officer": person.model_dump(), "on": await self.today(), **fields}
        )
        receipt: Receipt = await self.at.execute_update(name, act, result_type=Receipt)
        return receipt

    async def called(self, *points: dict[str, Any], items: tuple[Any, ...] = ()) -> Hall:
        await self.do("add_points", OFFICE, points=points, known={"items": items})
        await self.do("submit_agenda", OFFICE)
        await self.do("approve_meeting", Role.GOVERNMENT_OFFICE)
        await self.do("call_meeting", OFFICE, meets_on=await self.today() + timedelta(days=2))
        return self

    async def sitting(self, *units: str) -> Hall:
        file = await self.until(lambda f: not f.unsent)
        assert file.call is not None
        days = (file.call.meets_on - await self.today()).days
        if days > 0:
            await self.skipper.fast_forward(self.at, timedelta(days=days))
        await self.do(
            "open_sitting",
            OFFICE,
            chair="tongren.convener.1",
            chair_role=CONVENER,
            attended=tuple({"unit": u} for u in units),
        )
        return self

    async def minuted(self) -> None:
        await self.do("close_sitting", CONVENER)
        await self.do("draft_minutes", OFFICE, copies=("市政府",))
        await self.do("check_minutes", CONVENER)
        await self.do("sign_minutes", GENERAL)


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
            workflows=WORKFLOWS,
            activities=world.activities(),
            activity_executor=pool,
        ):
            yield queue


async def test_a_meeting_is_called_sits_adjourns_sits_again_and_its_minutes_reach_the_units(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        hall = await Hall(client, skipper).start(queue)
        await hall.called(
            {"kind": "item", "item": ITEM}, {"title": "资金安排"}, items=(household(),)
        )
        await hall.do("confirm_notice", liaison(MEDICAL), coming=True, post="副局长")
        with pytest.raises(WorkflowUpdateFailedError) as early:
            await hall.do("sign_minutes", GENERAL)
        assert isinstance(early.value.cause, ApplicationError)
        assert early.value.cause.details[0] == "out_of_order"
        await hall.sitting(CIVIL, MEDICAL)
        known = {"resolution": resolution(on=await hall.today())}
        await hall.do("decide_point", CONVENER, point="p1", outcome="approved", known=known)
        on = await hall.today() + timedelta(days=3)
        await hall.do("adjourn_meeting", CONVENER, continue_on=on, reason="时间不够")
        await hall.sitting(CIVIL)
        await hall.do(
            "decide_point", CONVENER, point="p2", outcome="approved", text="同意方案", owner=CIVIL
        )
        await hall.minuted()
        result = await hall.at.result()
        assert result.minutes == "同联会纪〔2026〕1号"
        assert (result.points, result.settled, result.units) == (2, 2, 2)
        assert [m.mailing.kind for m in world.mail] == ["notice", "continued", "minutes"]
        assert world.mail[-1].mailing.units == (*members().names, "市政府")
        assert len(world.minutes) == 1
        followed = client.get_workflow_handle_for(
            AffairWorkflow.run, ids.affair_id("tongren", f"{hall.order.number}-p2")
        )
        for _ in range(400):
            if world.affairs:
                break
            await asyncio.sleep(0.02)
        affair = await followed.query(AffairWorkflow.file)
        assert (affair.owner, affair.order.meeting) == (CIVIL, hall.order.number)
        assert world.affairs[-1].tasks[0].act == "complete_affair"
        await followed.terminate()
        last = world.shown[-1]
        assert last.file.stage is MeetingStage.ENDED and last.tasks == ()
        versions = [p.file.version for p in world.shown]
        assert versions == sorted(set(versions))


async def test_a_meeting_cancelled_after_its_notices_tells_the_units_and_ends(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        hall = await (await Hall(client, skipper).start(queue)).called({"title": "资金安排"})
        await hall.do("cancel_meeting", CONVENER, reason="因防汛工作取消")
        result = await hall.at.result()
        assert result.stage is MeetingStage.CANCELLED
        assert [m.mailing.kind for m in world.mail] == ["notice", "cancelled"]


async def test_who_may_not_call_a_meeting_starts_none(client: Client, skipper: TimeSkipper) -> None:
    world = World()
    async with worker(client, world) as queue:
        stranger = officer(Role.REVIEWER, "tongren").model_dump()
        hall = Hall(client, skipper, opened_by=stranger)
        await client.start_workflow(
            MeetingWorkflow.run, hall.order, id=hall.at.id, task_queue=queue
        )
        with pytest.raises(WorkflowFailureError):
            await hall.at.result()
        assert not world.shown


async def test_sixty_items_before_thirty_two_units_stay_within_the_bounds_of_a_history(
    client: Client, skipper: TimeSkipper
) -> None:
    world, names = World(), members().names[:32]
    items = tuple(f"TR2026{n:06d}/1" for n in range(1, 61))
    async with worker(client, world) as queue:
        hall = await Hall(client, skipper).start(queue)
        await hall.called(
            *({"kind": "item", "item": i} for i in items), items=tuple(map(household, items))
        )
        for unit in names:
            await hall.do("confirm_notice", liaison(unit), coming=True, post="分管负责人")
        await hall.sitting(*names)
        said = tuple({"unit": u, "stand": "agree", "text": "同意救助"} for u in names)
        on = await hall.today()
        for n, item in enumerate(items, start=1):
            await hall.do("record_voices", OFFICE, point=f"p{n}", voices=said)
            known = {"resolution": resolution(item, True, n * 10_000, on=on)}
            await hall.do("decide_point", CONVENER, point=f"p{n}", outcome="approved", known=known)
        await hall.minuted()
        await hall.at.result()
        totals = totals_of(world.shown[-1].file)
        assert (totals.examined, totals.total_fen) == (60, 18_300_000)
        description = await hall.at.describe()
        size = description.raw_description.workflow_execution_info.history_size_bytes
        assert description.history_length < 1_300  # 1,076 measured
        assert size < 500_000  # 358 KB measured
        history = await hall.at.fetch_history()
        largest = max(event.ByteSize() for event in history.events)
        assert largest < 100_000  # 11 KB measured; the server takes 2 MB
