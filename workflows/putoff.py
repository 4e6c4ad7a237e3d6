"""集中暂缓复核: from the proposal until every household put off was looked at, or was put back."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.timing as timing
    import workflows.watch_steps as watch_steps
    from domain.postponing.engine import PROCEDURE
    from domain.postponing.file import PassDone, PutOffFile, PutOffOrder, opened
    from domain.postponing.lifecycle import DOING_ZH
    from domain.proceeding import Errand
    from workflows.proceeding import ProceedingWorkflow


@workflow.defn
class PutOffWorkflow(ProceedingWorkflow[PutOffFile]):
    """One decision for an area."""

    procedure = PROCEDURE

    @workflow.init
    def __init__(self, order: PutOffOrder) -> None:
        super().__init__()
        self._file = opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: PutOffOrder) -> str:
        """Gives how it ended."""
        return (await self._live()).result

    @workflow.query
    def file(self) -> PutOffFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """What it waits for, in one Chinese paragraph."""
        return self.procedure.waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """The day itself may ask for a count: it is seen before the round, not after the next wait."""
        self._file = self.procedure.watched(self._file, self._today(), self._now())
        await super()._attend()

    def _errand_zh(self, errand: Errand) -> str:
        return DOING_ZH[errand.what]

    async def _run_errand(self, errand: Errand) -> PassDone:
        return await workflow.execute_activity(
            watch_steps.pass_over_cases,
            watch_steps.CasePass(order=self._file.order, errand=errand, on=self._today()),
            **timing.deliver(self._errand_zh(errand)),
        )

    async def _write(self) -> None:
        await workflow.execute_local_activity(
            watch_steps.project_put_off,
            watch_steps.PutOffProjection(
                file=self._file.model_copy(update={"policy": None}),
                tasks=self.procedure.open_tasks(self._file),
                waiting=self.procedure.waiting_zh(self._file, self._today()),
            ),
            **timing.RECORD,
        )
