"""一事一议: one hard case on its way through the joint meeting, as the place's document orders it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.meeting_steps as meeting_steps
    import workflows.timing as timing
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.measures.file import measures_of
    from domain.meeting import engine
    from domain.meeting.item import ItemFile, ItemOrder
    from domain.meeting.lifecycle import ITEM_STAGE_ZH
    from domain.meeting.resolution import Resolution
    from domain.meeting.tasks import (
        item_next_zh,
        item_task_units,
        item_waiting_zh,
        next_item_mark,
        open_item_tasks,
    )
    from domain.meeting.timing import alarm_open
    from domain.task import first_due
    from workflows.base import SHANGHAI, refused
    from workflows.measures import MeasuresWorkflow
    from workflows.mending import CanBeSetBack

FROM_THE_START = "2026-11-alarm-from-the-start"


@workflow.defn
class JointMeetingItemWorkflow(CanBeSetBack[ItemFile]):
    """One item: papers, agenda, preparatory meeting, opinions, meeting, decision, minutes (TR)."""

    @workflow.init
    def __init__(self, order: ItemOrder) -> None:
        super().__init__()
        self._file = engine.opened(order, workflow.info().workflow_id)

    @workflow.run
    async def run(self, order: ItemOrder) -> Resolution:
        self._wake()
        try:
            return await self._settle()
        except asyncio.CancelledError:
            await self._withdraw()
            raise

    async def _settle(self) -> Resolution:
        await self._read_rules()
        while not self._file.ended:
            await self._attend()
        await self._issue_minutes()
        resolution = self._file.resolution
        if resolution is None:
            raise RuntimeError("a decided item has no resolution")
        if resolution.approved:
            await self._hand_to_units()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return resolution

    @workflow.query
    def file(self) -> ItemFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this item not moving? In one Chinese paragraph, without personal data."""
        return item_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: marks of the days, rules read anew if asked, tables, then wait."""
        if self._file.stale_policy:
            await self._read_rules()
        self._file = engine.item_overdue_marked(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_item_mark(self._file, self._today()),
            f"{ITEM_STAGE_ZH[self._file.stage]}：等待办理",
            self._file.alarm_at if alarm_open(self._file) else None,
        )

    async def _read_rules(self) -> None:
        place = self._file.order.place
        snapshot = await self._take_policy(place, self._today(), engine.ITEM_NEEDS)
        members = await workflow.execute_local_activity(
            meeting_steps.list_members,
            meeting_steps.MembersOrder(place=place, on=self._today()),
            **timing.RECORD,
        )
        try:
            at = self._began() if self._file.order.urgent_event else self._now()
            self._file = engine.rules_taken(self._file, snapshot, members, at)
        except CaseRefusal as refusal:
            raise refused(refusal) from None

    def _began(self) -> datetime:
        """From when the hours of an event's alarm are counted: the same however the first task is
        split by questions from outside, which the clock of that task is not."""
        if workflow.patched(FROM_THE_START):
            return workflow.info().workflow_start_time.astimezone(SHANGHAI)
        return self._now()

    async def _issue_minutes(self) -> None:
        receipt = await self._woken(
            workflow.execute_activity(
                meeting_steps.issue_minutes,
                meeting_steps.MinutesOrder(file=self._file, on=self._today()),
                **timing.deliver("制发会议纪要"),
            )
        )
        self._file = engine.minutes_issued(self._file, receipt, self._now())

    async def _hand_to_units(self) -> None:
        """The follow-up outlives the item: the case goes on while the units do their part."""
        order = self._file.order
        await workflow.start_child_workflow(
            MeasuresWorkflow.run,
            measures_of(self._file, self._today()),
            id=ids.measures_id(order.case_no, order.number),
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=f"议定措施落实 · {order.case_no} · 第{order.number}件",
        )

    async def _withdraw(self) -> None:
        """The case asks no longer; a decision already taken stands."""
        self._file = engine.withdrawn(self._file, self._today(), self._now())
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.item_act_named(name)

    def _try(self, name: str, act: Act) -> ItemFile:
        return engine.apply_to_item(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_item_tasks(self._file, today)
        due = first_due(tasks)
        waiting = item_waiting_zh(self._file, today)
        order = self._file.order
        head = f"一事一议 · {order.case_no} · 第{order.number}件"
        self._announce(
            head,
            waiting,
            tasks,
            after=item_next_zh(self._file, today),
            place=order.place,
            township=order.township,
        )
        await workflow.execute_local_activity(
            meeting_steps.project_item,
            meeting_steps.ItemProjection(
                file=self._file,
                tasks=tasks,
                units=item_task_units(self._file),
                waiting=waiting,
                due=due,
            ),
            **timing.RECORD,
        )
