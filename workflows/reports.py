"""单位报告: the half-yearly reports of the member units, to the report to the government (TR-52)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.desk_steps as desk_steps
    import workflows.ids as ids
    import workflows.meeting_steps as meeting_steps
    import workflows.steps as steps
    import workflows.timing as timing
    from domain.base import CaseRefusal, Frozen
    from domain.case.acts import Act
    from domain.reporting import engine
    from domain.reporting.file import ReportFile, ReportOrder, ReportResult, result_of
    from domain.reporting.lifecycle import REPORT_STAGE_ZH, ReportStage
    from domain.reporting.period import last_ended
    from domain.reporting.tasks import (
        next_report_mark,
        open_report_tasks,
        report_task_units,
        report_waiting_zh,
    )
    from workflows.base import SHANGHAI, refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class MemberReportWorkflow(CanBeSetBack[ReportFile]):
    """The reports of one period: a task for every unit, reminders, the office's report."""

    @workflow.init
    def __init__(self, order: ReportOrder) -> None:
        super().__init__()
        self._file = engine.opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: ReportOrder) -> ReportResult:
        self._wake()
        try:
            engine.may_open(order)
            await self._prepare()
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        while not self._file.over:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result_of(self._file)

    @workflow.query
    def file(self) -> ReportFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Which units are waited for, and what happens by itself, in one Chinese paragraph."""
        return report_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: a signed report goes out, reminders of the days, tables, the next thing."""
        if self._file.stage is ReportStage.SENDING:
            await self._show()
            receipt = await self._woken(
                workflow.execute_activity(
                    desk_steps.send_summary,
                    desk_steps.SummaryOrder(file=self._file, on=self._today()),
                    **timing.deliver("向政府报送工作报告"),
                )
            )
            self._file = engine.numbered(self._file, receipt, self._now())
            return
        self._file = engine.watched(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_report_mark(self._file, self._today()),
            f"{REPORT_STAGE_ZH[self._file.stage]}：等待各单位报送",
        )

    async def _prepare(self) -> None:
        """The rules, the members at the end of the period, and what each of them did in it."""
        if self._file.policy is not None and not self._file.stale_policy:
            return
        place = self._file.order.place
        law = await self._take_policy(place, self._today(), engine.REPORT_NEEDS)
        if self._file.policy is not None:
            self._file = engine.rules_refreshed(self._file, law)
            return
        period = engine.period_for(self._file.order, law)
        members = await workflow.execute_local_activity(
            meeting_steps.list_members,
            meeting_steps.MembersOrder(place=place, on=period.until),
            **timing.RECORD,
        )
        done = await workflow.execute_local_activity(
            desk_steps.count_work,
            desk_steps.WorkOrder(place=place, period=period, units=members.units),
            **timing.RECORD,
        )
        self._file = engine.begun(self._file, law, members, done.work)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.report_act_named(name)

    def _try(self, name: str, act: Act) -> ReportFile:
        return engine.apply_to_report(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_report_tasks(self._file, today)
        waiting = report_waiting_zh(self._file, today)
        self._announce(
            f"单位报告 · {self._file.order.period}", waiting, tasks, place=self._file.order.place
        )
        await workflow.execute_local_activity(
            desk_steps.project_report,
            desk_steps.ReportProjection(
                file=self._file,
                tasks=tasks,
                units=report_task_units(self._file),
                waiting=waiting,
            ),
            **timing.RECORD,
        )


class ReportsStart(Frozen):
    """Whose reports a schedule opens, for the period that has just ended."""

    place: str


@workflow.defn
class StartReports:
    """What a schedule starts: the reports of the period that is over, under their exact name.

    Gives that name, or the empty string in other months and where the place asks for no reports.
    """

    @workflow.run
    async def run(self, start: ReportsStart) -> str:
        today = workflow.now().astimezone(SHANGHAI).date()
        law = await workflow.execute_local_activity(
            steps.take_policy,
            steps.PolicyOrder(place=start.place, on=today, names=engine.REPORT_NEEDS),
            **timing.RECORD,
        )
        if not law.has(engine.PERIOD_MONTHS):
            return ""
        period = last_ended(today, law.months(engine.PERIOD_MONTHS))
        if today.replace(day=1) != period.until + timedelta(days=1):
            return ""  # its own first month alone: what ended long ago may be archived already
        name = ids.report_id(start.place, period.code)
        try:
            await workflow.start_child_workflow(
                MemberReportWorkflow.run,
                ReportOrder(place=start.place, period=period.code, opened_on=today),
                id=name,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"单位报告 · {law.place_zh} · {period.code}",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the reports of the period have begun already")
        return name
