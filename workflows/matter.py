"""资金事项: a budget year, a price subsidy, a rise of the standards, a recovery; one workflow for all.

Their rules differ, and stand in `domain.funds`; what they share stands here: acts come in, errands
go out one by one in order, and the day is waited for on which something happens by itself.
"""

from __future__ import annotations

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.fund_steps as fund_steps
    import workflows.ids as ids
    import workflows.timing as timing
    from domain.base import CaseRefusal, Frozen
    from domain.case.acts import Act
    from domain.funds import engine
    from domain.funds.kinds import price
    from domain.funds.matter import KIND_ZH, Matter
    from domain.funds.moves import act_named
    from domain.task import first_due
    from workflows.mending import CanBeSetBack


class MatterOutcome(Frozen):
    subject: str
    on: date
    version: int


def _errand_config(summary: str) -> workflow.ActivityConfig:
    """An errand may go through every case of a county; it heartbeats and takes up where it was."""
    return {**timing.deliver(summary), "start_to_close_timeout": timedelta(hours=2)}


@workflow.defn
class MatterWorkflow(CanBeSetBack[Matter]):
    """One matter of money, from its opening to its end."""

    @workflow.init
    def __init__(self, start: Matter) -> None:
        super().__init__()
        self._file = start

    @workflow.run
    async def run(self, start: Matter) -> MatterOutcome:
        self._wake()
        self._file = engine.begun(self._file, self._now())
        while not self._file.closed or self._file.errands:
            await self._attend()
            if workflow.info().is_continue_as_new_suggested() and not self._file.closed:
                await self._show()
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(engine.carried(self._file))
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        file = self._file
        return MatterOutcome(subject=file.subject, on=file.latest, version=file.version)

    @workflow.query
    def file(self) -> Matter:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this matter not moving? In one Chinese paragraph, without personal data."""
        return engine.matter_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: the rules, the calendar, one errand, the tables, then wait for the next thing."""
        await self._show()
        self._file = engine.turned(self._file, self._today(), self._now())
        version = self._file.version
        await self._show()
        if engine.next_errand(self._file, self._today()) is not None:
            await self._run_errand()
            return
        if self._file.price is not None and await self._begin_run():
            return
        if self._file.version != version or self._file.closed:
            return  # something came in meanwhile
        mark = engine.next_matter_mark(self._file, self._today())
        await self._wait(
            lambda: self._file.version != version,
            mark,
            f"{KIND_ZH[self._file.kind]}：等待办理，{mark}自动检查",
        )

    async def _run_errand(self) -> None:
        errand = engine.next_errand(self._file, self._today())
        assert errand is not None  # noqa: S101  (narrowing for the type checker)
        done = await self._woken(
            workflow.execute_activity(
                fund_steps.run_errand,
                fund_steps.ErrandOrder(
                    place=self._file.place,
                    subject=self._file.subject,
                    errand=errand,
                    accounts=engine.sheets_of(self._file),
                    on=self._today(),
                    cause=f"{workflow.info().workflow_id}#{errand.seq}",
                ),
                **_errand_config(engine.ERRAND_ZH[errand.what]),
            )
        )
        self._file = engine.errand_done(self._file, done, self._today(), self._now())

    async def _begin_run(self) -> bool:
        """A price subsidy is paid in the month of publication, by a run of its own if need be."""
        order = price.run_to_begin(self._file, self._today())
        if order is None:
            return False
        try:
            await workflow.start_child_workflow(
                "DisbursementRunWorkflow",
                order,
                id=ids.pay_id(order.place, order.group, order.month_code),
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"{order.month_code}价格补贴发放 · {order.place}",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the supplementary run has begun already")
        self._wake()
        self._file = price.run_begun(self._file)
        return True

    async def _prepare(self) -> None:
        """Read the rules once, and anew when asked or when one of them has come to its end."""
        if self._file.closed or not engine.rules_are_stale(self._file, self._today()):
            return
        rules = await self._take_policy(
            self._file.place, self._today(), engine.needs(self._file.kind)
        )
        self._file = engine.matter_rules_read(self._file, rules)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return act_named(self._file.kind, name)

    def _try(self, name: str, act: Act) -> Matter:
        if engine.rules_are_stale(self._file, self._today()):
            raise CaseRefusal("not_ready", "本事项正在读取政策参数，请稍后再试。")
        return engine.apply_to_matter(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        file, today = self._file, self._today()
        tasks = engine.open_matter_tasks(file, today)
        due = first_due(tasks)
        waiting = engine.matter_waiting_zh(file, today)
        head = f"{KIND_ZH[file.kind]} · {file.place} · {file.key}"
        self._announce(head, waiting, tasks, place=file.place, programme=file.kind.value)
        await workflow.execute_local_activity(
            fund_steps.project_matter,
            fund_steps.MatterProjection(
                file=file.model_copy(update={"rules": None}),
                tasks=tasks,
                waiting=waiting,
                due=due,
            ),
            **timing.RECORD,
        )
