"""信访件: one complaint, from the register until it is closed. Who said what is in no history."""

from __future__ import annotations

from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.timing as timing
    import workflows.watch_steps as watch_steps
    from domain.base import Frozen
    from domain.complaint.engine import PROCEDURE
    from domain.complaint.file import ComplaintFile, ComplaintOrder, opened
    from domain.proceeding import Done, Errand
    from workflows.proceeding import ProceedingWorkflow


class ComplaintResult(Frozen):
    """How a complaint ended."""

    number: str
    closed_as: str
    on: date
    late: bool


@workflow.defn
class ComplaintWorkflow(ProceedingWorkflow[ComplaintFile]):
    """One complaint, petition or report by name."""

    procedure = PROCEDURE

    @workflow.init
    def __init__(self, order: ComplaintOrder) -> None:
        super().__init__()
        self._file = opened(order, workflow.info().workflow_id, self._now())

    @workflow.run
    async def run(self, order: ComplaintOrder) -> ComplaintResult:
        file = await self._live()
        closed = "transferred" if file.closed_as is None else file.closed_as.value
        return ComplaintResult(
            number=file.number, closed_as=closed, on=file.stage_since, late=file.late
        )

    @workflow.query
    def file(self) -> ComplaintFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this complaint not moving? In one Chinese paragraph that names nobody."""
        return self.procedure.waiting_zh(self._file, self._today())

    def _secret(self) -> bool:
        return self._file.order.staff

    def _errand_zh(self, errand: Errand) -> str:
        return "制发答复意见书" if errand.what == "issue_answer" else "告知所关联的案件"

    async def _run_errand(self, errand: Errand) -> Done:
        return await workflow.execute_activity(
            watch_steps.run_complaint_errand,
            watch_steps.ComplaintErrand(file=self._file, errand=errand, on=self._today()),
            **timing.deliver(self._errand_zh(errand)),
        )

    async def _write(self) -> None:
        file = self._file
        await workflow.execute_local_activity(
            watch_steps.project_complaint,
            watch_steps.ComplaintProjection(
                file=file.model_copy(update={"policy": None}),
                tasks=self.procedure.open_tasks(file),
                units=self.procedure.units(file),
                waiting=self.procedure.waiting_zh(file, self._today()),
            ),
            **timing.RECORD,
        )
