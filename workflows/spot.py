"""抽查: one round of spot checks. The seed stands in the history before the population is known."""

from __future__ import annotations

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.steps as steps
    import workflows.timing as timing
    import workflows.watch_steps as watch_steps
    from domain.base import Frozen
    from domain.proceeding import Done, Errand
    from domain.reporting.period import last_ended
    from domain.sampling import engine
    from domain.sampling.drawing import SHARE
    from domain.sampling.file import SpotFile, SpotOrder, opened
    from workflows.base import SHANGHAI
    from workflows.proceeding import ProceedingWorkflow


class SpotResult(Frozen):
    """How a round ended: how many cases it was drawn from, how many were looked at, how many wrong."""

    period: str
    size: int
    checked: int
    wrong: int
    on: date


class SpotStart(Frozen):
    """What the schedule hands over."""

    place: str


@workflow.defn
class SpotCheckWorkflow(ProceedingWorkflow[SpotFile]):
    """One period of one place."""

    procedure = engine.PROCEDURE

    @workflow.init
    def __init__(self, order: SpotOrder) -> None:
        super().__init__()
        self._file = opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: SpotOrder) -> SpotResult:
        file = await self._live()
        return SpotResult(
            period=order.period,
            size=file.size,
            checked=len(file.checks),
            wrong=sum(not c.right for c in file.checks),
            on=file.stage_since,
        )

    @workflow.query
    def file(self) -> SpotFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this round not moving? In one Chinese paragraph."""
        return self.procedure.waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """The seed, then the population, then everything else."""
        file = self._file
        if not file.seed:
            seed = await workflow.execute_local_activity(
                watch_steps.fix_seed,
                watch_steps.SeedOrder(place=file.place, period=file.number),
                **timing.RECORD,
            )
            self._wake()
            self._file = engine.seed_fixed(self._file, seed.chance, self._today(), self._now())
            return
        if not file.population_digest:
            assert file.period is not None  # noqa: S101  (known since the rules were read)
            found = await self._woken(
                workflow.execute_activity(
                    watch_steps.close_population,
                    watch_steps.PopulationOrder(
                        place=file.place, period=file.period, on=self._today()
                    ),
                    **timing.deliver("确定抽查范围"),
                )
            )
            self._file = engine.population_closed(
                self._file, found.lines, self._today(), self._now()
            )
            return
        await super()._attend()

    def _errand_zh(self, errand: Errand) -> str:
        return "制发抽查情况报告" if errand.what == "issue_report" else "有误的决定退回办理"

    async def _run_errand(self, errand: Errand) -> Done:
        return await workflow.execute_activity(
            watch_steps.run_spot_errand,
            watch_steps.SpotErrand(file=self._light(), errand=errand, on=self._today()),
            **timing.deliver(self._errand_zh(errand)),
        )

    def _light(self) -> SpotFile:
        """Without what is long: the population stands in the history already."""
        return self._file.model_copy(update={"population": ()})

    async def _write(self) -> None:
        await workflow.execute_local_activity(
            watch_steps.project_spot,
            watch_steps.SpotProjection(
                file=self._light().model_copy(update={"policy": None}),
                tasks=self.procedure.open_tasks(self._file),
                waiting=self.procedure.waiting_zh(self._file, self._today()),
            ),
            **timing.RECORD,
        )


@workflow.defn
class StartSpotChecks:
    """Of the schedule `spot/<place>`, on the first of each month: begins the round of the period that
    has just ended, and does nothing in other months or where the place has no rule."""

    @workflow.run
    async def run(self, start: SpotStart) -> str:
        today = workflow.now().astimezone(SHANGHAI).date()
        law = await workflow.execute_local_activity(
            steps.take_policy,
            steps.PolicyOrder(place=start.place, on=today, names=engine.NEEDS),
            **timing.RECORD,
        )
        if not law.has(engine.PERIOD) or not any(law.has(n) for n in SHARE.values()):
            return ""
        period = last_ended(today, law.months(engine.PERIOD))
        if today.replace(day=1) != period.until + timedelta(days=1):
            return ""  # its own first month alone
        order = SpotOrder(place=start.place, period=period.code, opened_on=today)
        try:
            await workflow.start_child_workflow(
                SpotCheckWorkflow.run,
                order,
                id=ids.proceeding_id("spot", start.place, period.code),
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"抽查 · {law.place_zh} · {period.code}",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the round has begun already")
        return period.code
