"""定期工作: one round of a place, reminded half way and marked when late, until every township is done."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.timing as timing
    import workflows.watch_steps as watch_steps
    from domain.proceeding import Done, Errand
    from domain.rounds.engine import PROCEDURE
    from domain.rounds.file import RoundFile, RoundOrder, opened
    from workflows.proceeding import ProceedingWorkflow


@workflow.defn
class RoundWorkflow(ProceedingWorkflow[RoundFile]):
    """One period of one kind of regular work."""

    procedure = PROCEDURE

    @workflow.init
    def __init__(self, order: RoundOrder) -> None:
        super().__init__()
        self._file = opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: RoundOrder) -> int:
        """Gives how many townships were late."""
        file = await self._live()
        return sum(part.late for part in file.parts)

    @workflow.query
    def file(self) -> RoundFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Which townships it still waits for, in one Chinese paragraph."""
        return self.procedure.waiting_zh(self._file, self._today())

    async def _run_errand(self, errand: Errand) -> Done:
        raise RuntimeError("a round has no errands")

    async def _write(self) -> None:
        await workflow.execute_local_activity(
            watch_steps.project_round,
            watch_steps.RoundProjection(
                file=self._file.model_copy(update={"policy": None}),
                tasks=self.procedure.open_tasks(self._file),
                units=self.procedure.units(self._file),
                waiting=self.procedure.waiting_zh(self._file, self._today()),
            ),
            **timing.RECORD,
        )
