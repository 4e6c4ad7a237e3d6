"""一次会议: one meeting of the departments, from the call to the minutes in every unit's hands.

What it settles about a household is the item's own decision, which the door brings here; so the
meeting never waits for an item and no item for a meeting.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.assembly_steps as assembly_steps
    import workflows.ids as ids
    import workflows.meeting_steps as meeting_steps
    import workflows.timing as timing
    import workflows.visible as visible
    from domain.assembly import engine
    from domain.assembly.file import MAIL_ZH, MeetingFile, MeetingOrder, MeetingResult, result_of
    from domain.assembly.lifecycle import MEETING_KIND_ZH, MEETING_STAGE_ZH, MeetingStage
    from domain.assembly.tasks import (
        meeting_next_zh,
        meeting_task_units,
        meeting_waiting_zh,
        next_meeting_mark,
        open_meeting_tasks,
    )
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.desk.following import affairs_of
    from domain.desk.lifecycle import AFFAIR_KIND_ZH
    from domain.task import first_due
    from workflows.affair import AffairWorkflow
    from workflows.base import refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class MeetingWorkflow(CanBeSetBack[MeetingFile]):
    """One meeting: agenda, notice, sittings, what each said and was settled, minutes, their mail."""

    @workflow.init
    def __init__(self, order: MeetingOrder) -> None:
        super().__init__()
        self._file = engine.opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: MeetingOrder) -> MeetingResult:
        self._wake()
        try:
            engine.may_call(order.opened_by, order)
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        await self._prepare()
        while not (self._file.over and not self._file.unsent):
            await self._attend()
        await self._show()
        await self._hand_on()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result_of(self._file)

    @workflow.query
    def file(self) -> MeetingFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this meeting not moving? In one Chinese paragraph that names no point."""
        return meeting_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: what must go out, marks of the days, tables, then wait for the next thing."""
        if await self._sent_something():
            return
        self._file = engine.meeting_overdue_marked(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_meeting_mark(self._file, self._today()),
            f"{MEETING_STAGE_ZH[self._file.stage]}：等待办理",
        )

    async def _sent_something(self) -> bool:
        """The signed minutes are numbered; the oldest mailing goes out. False: nothing is due."""
        minutes = self._file.minutes
        if self._file.stage is MeetingStage.SENDING and minutes and not minutes.number:
            receipt = await self._woken(
                workflow.execute_activity(
                    assembly_steps.issue_meeting_minutes,
                    assembly_steps.MeetingMinutesOrder(file=self._file, on=self._today()),
                    **timing.deliver("会议纪要编号"),
                )
            )
            self._file = engine.minutes_numbered(self._file, receipt, self._now())
            return True
        if not self._file.unsent:
            return False
        mailing = self._file.unsent[0]
        await self._show()
        await self._woken(
            workflow.execute_activity(
                assembly_steps.mail_units,
                assembly_steps.MailOrder(file=self._file, mailing=mailing, on=self._today()),
                **timing.deliver(f"{MAIL_ZH[mailing.kind]}：送达{len(mailing.units)}个单位"),
            )
        )
        self._file = engine.mailed(self._file, mailing.key, self._today(), self._now())
        return True

    async def _hand_on(self) -> None:
        """What was settled besides households is followed by the office, each as an affair of its own."""
        orders = affairs_of(self._file)
        if not orders or not workflow.patched("2026-11-affairs-of-a-meeting"):
            return
        for order in orders:
            await workflow.start_child_workflow(
                AffairWorkflow.run,
                order,
                id=ids.affair_id(order.place, order.number),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"{AFFAIR_KIND_ZH[order.kind]} · {order.number}",
                search_attributes=visible.at_place(order.place, ""),
            )

    async def _prepare(self) -> None:
        """The place's rules and the members of the day, at the start and when somebody asks."""
        if self._file.policy is not None and not self._file.stale_policy:
            return
        place, on = self._file.order.place, self._today()
        law = await self._take_policy(place, on, engine.MEETING_NEEDS)
        members = await workflow.execute_local_activity(
            meeting_steps.list_members,
            meeting_steps.MembersOrder(place=place, on=on, township=self._file.order.township),
            **timing.RECORD,
        )
        self._file = engine.rules_taken(self._file, law, members, self._now())

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.meeting_act_named(name)

    def _try(self, name: str, act: Act) -> MeetingFile:
        return engine.apply_to_meeting(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_meeting_tasks(self._file)
        due = first_due(tasks)
        waiting = meeting_waiting_zh(self._file, today)
        order = self._file.order
        head = f"{MEETING_KIND_ZH[order.kind]} · {order.number}"
        self._announce(
            head, waiting, tasks, after=meeting_next_zh(self._file, today), place=order.place
        )
        await workflow.execute_local_activity(
            assembly_steps.project_meeting,
            assembly_steps.MeetingProjection(
                file=self._file,
                tasks=tasks,
                units=meeting_task_units(self._file),
                waiting=waiting,
                due=due,
            ),
            **timing.RECORD,
        )
