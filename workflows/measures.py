"""议定措施落实: what each unit promised at the meeting, watched until it is done (TR-11, TR-58)."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.meeting_steps as meeting_steps
    import workflows.timing as timing
    from domain.case.acts import Act
    from domain.measures import engine
    from domain.measures.file import MeasuresFile, MeasuresOutcome, next_run, outcome_of
    from domain.measures.tasks import (
        measures_next_zh,
        measures_waiting_zh,
        next_measures_mark,
        open_measures_tasks,
        task_units,
    )
    from domain.task import first_due
    from workflows.mending import CanBeSetBack


@workflow.defn
class MeasuresWorkflow(CanBeSetBack[MeasuresFile]):
    """The tasks of one decision. It ends when all are complete and every 督办 is closed."""

    @workflow.init
    def __init__(self, start: MeasuresFile) -> None:
        super().__init__()
        self._file = start

    @workflow.run
    async def run(self, start: MeasuresFile) -> MeasuresOutcome:
        self._wake()
        while not self._file.closed:
            await self._attend()
            if workflow.info().is_continue_as_new_suggested() and not self._file.closed:
                await self._show()
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(next_run(self._file))
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return outcome_of(self._file, self._today())

    @workflow.query
    def file(self) -> MeasuresFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Which unit is waited for, in one Chinese paragraph, without personal data."""
        return measures_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: reminders and marks of the days, tables, then wait for the next thing."""
        self._file = engine.watched(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_measures_mark(self._file, self._today()),
            "等待各单位落实措施",
        )

    def _act_named(self, name: str) -> type[Act]:
        return engine.measures_act_named(name)

    def _try(self, name: str, act: Act) -> MeasuresFile:
        return engine.apply_to_measures(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_measures_tasks(self._file, today)
        due = first_due(tasks)
        waiting = measures_waiting_zh(self._file, today)
        head = f"议定措施落实 · {self._file.case_no} · 第{self._file.number}件"
        self._announce(
            head,
            waiting,
            tasks,
            after=measures_next_zh(self._file, today),
            place=self._file.place,
            township=self._file.township,
        )
        await workflow.execute_local_activity(
            meeting_steps.project_measures,
            meeting_steps.MeasuresProjection(
                file=self._file,
                tasks=tasks,
                units=task_units(self._file),
                waiting=waiting,
                due=due,
            ),
            **timing.RECORD,
        )
