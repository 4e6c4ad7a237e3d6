"""诚信事项: one matter of credit, from what was seen until its entry has ended."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.timing as timing
    import workflows.watch_steps as watch_steps
    from domain.credit.engine import PROCEDURE
    from domain.credit.file import CreditFile, CreditOrder, opened
    from domain.proceeding import Done, Errand
    from workflows.proceeding import ProceedingWorkflow


@workflow.defn
class CreditWorkflow(ProceedingWorkflow[CreditFile]):
    """One matter about one person of one case."""

    procedure = PROCEDURE

    @workflow.init
    def __init__(self, order: CreditOrder) -> None:
        super().__init__()
        self._file = opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: CreditOrder) -> str:
        """Gives how it ended: a code of `End`, or `unfounded`."""
        file = await self._live()
        return file.ended_as.value if file.ended_as else "unfounded"

    @workflow.query
    def file(self) -> CreditFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this matter not moving? In one Chinese paragraph that names nobody."""
        return self.procedure.waiting_zh(self._file, self._today())

    async def _run_errand(self, errand: Errand) -> Done:
        raise RuntimeError("a matter of credit has no errands")

    async def _write(self) -> None:
        await workflow.execute_local_activity(
            watch_steps.project_credit,
            watch_steps.CreditProjection(
                file=self._file.model_copy(update={"policy": None}),
                tasks=self.procedure.open_tasks(self._file),
                waiting=self.procedure.waiting_zh(self._file, self._today()),
            ),
            **timing.RECORD,
        )
