"""办公室事项: one affair of the office, from the day it is opened until it is closed (TR-18)."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.desk_steps as desk_steps
    import workflows.meeting_steps as meeting_steps
    import workflows.timing as timing
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.desk import engine
    from domain.desk.file import AffairFile, AffairOrder, AffairResult, result_of
    from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_STAGE_ZH, AffairStage
    from domain.desk.tasks import (
        affair_task_units,
        affair_waiting_zh,
        next_affair_mark,
        open_affair_tasks,
    )
    from workflows.base import refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class AffairWorkflow(CanBeSetBack[AffairFile]):
    """One task, problem, suggestion, consultation, topic, urgent report, circular or briefing."""

    @workflow.init
    def __init__(self, order: AffairOrder) -> None:
        super().__init__()
        self._file = engine.opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: AffairOrder) -> AffairResult:
        self._wake()
        try:
            await self._prepare()
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        while not self._file.over:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result_of(self._file)

    @workflow.query
    def file(self) -> AffairFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this affair not moving? In one Chinese paragraph that names no title."""
        return affair_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: a paper that must go out, marks of the days, tables, then the next thing."""
        if await self._sent_something():
            return
        self._file = engine.watched(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_affair_mark(self._file, self._today()),
            f"{AFFAIR_STAGE_ZH[self._file.stage]}：等待办理",
        )

    async def _sent_something(self) -> bool:
        """A signed paper is numbered, then sent to everybody it is for. False: nothing is due."""
        if self._file.stage is not AffairStage.ISSUING:
            return False
        await self._show()
        zh = AFFAIR_KIND_ZH[self._file.kind]
        if not self._file.paper:
            receipt = await self._woken(
                workflow.execute_activity(
                    desk_steps.issue_affair_paper,
                    desk_steps.AffairPaperOrder(file=self._file, on=self._today()),
                    **timing.deliver(f"{zh}编号"),
                )
            )
            self._file = engine.paper_issued(self._file, receipt, self._now())
            return True
        mailing = self._file.unsent[0]
        await self._woken(
            workflow.execute_activity(
                desk_steps.mail_affair_paper,
                desk_steps.AffairMailOrder(file=self._file, mailing=mailing, on=self._today()),
                **timing.deliver(f"{zh}：送达{len(mailing.units)}个单位"),
            )
        )
        self._file = engine.mailed(self._file, mailing.key, self._today(), self._now())
        return True

    async def _prepare(self) -> None:
        """The place's rules and the members of the day, at the start and when somebody asks."""
        if self._file.policy is not None and not self._file.stale_policy:
            return
        place, on = self._file.order.place, self._today()
        law = await self._take_policy(place, on, engine.AFFAIR_NEEDS)
        members = await workflow.execute_local_activity(
            meeting_steps.list_members,
            meeting_steps.MembersOrder(place=place, on=on),
            **timing.RECORD,
        )
        if self._file.policy is None:
            order = engine.admitted(self._file.order, members)
            self._file = self._file.having(order=order, owner=order.owner)
        self._file = engine.rules_taken(self._file, law, members)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.affair_act_named(name)

    def _try(self, name: str, act: Act) -> AffairFile:
        return engine.apply_to_affair(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_affair_tasks(self._file, today)
        waiting = affair_waiting_zh(self._file, today)
        order = self._file.order
        self._announce(
            f"{AFFAIR_KIND_ZH[order.kind]} · {order.number}", waiting, tasks, place=order.place
        )
        await workflow.execute_local_activity(
            desk_steps.project_affair,
            desk_steps.AffairProjection(
                file=self._file,
                tasks=tasks,
                units=affair_task_units(self._file),
                waiting=waiting,
            ),
            **timing.RECORD,
        )
