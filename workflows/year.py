"""办公室年度跟踪: day by day, what stands still reaches the convener by itself (TR-18, TR-11)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.desk_steps as desk_steps
    import workflows.timing as timing
    from domain.assembly.tasks import year_of_meetings
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.officeyear import engine
    from domain.officeyear.file import YearFile
    from domain.officeyear.tasks import open_year_tasks, year_waiting_zh
    from workflows.base import refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class OfficeYearWorkflow(CanBeSetBack[YearFile]):
    """One year of the office of a place; it ends with the year."""

    @workflow.init
    def __init__(self, start: YearFile) -> None:
        super().__init__()
        self._file = start

    @workflow.run
    async def run(self, start: YearFile) -> int:
        """Gives how many things stood still in the year."""
        self._wake()
        try:
            engine.may_open(start.order)
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        while not self._file.over:
            await self._attend()
            if self._long() and not self._file.over:
                await self._show()
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(engine.next_run(self._file))
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._file.stalls_given

    @workflow.query
    def file(self) -> YearFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """What stands still and whom it waits for, in one Chinese paragraph."""
        return year_waiting_zh(self._file, self._today())

    def _long(self) -> bool:
        """Each day adds what was seen on it, so a run is cut before the server suggests it."""
        info = workflow.info()
        return (
            info.is_continue_as_new_suggested()
            or info.get_current_history_size() > timing.LONG_HISTORY
        )

    async def _attend(self) -> None:
        """One day: the tables are looked over once, then acts come in until the next day begins."""
        await self._prepare()
        today = self._today()
        if self._file.looked_on != today:
            seen = await workflow.execute_local_activity(
                desk_steps.look_over,
                desk_steps.LookOrder(place=self._file.order.place, on=today),
                **timing.RECORD,
            )
            self._wake()
            meetings = year_of_meetings(seen.held, seen.extra, today, self._file.law)
            self._file = engine.looked(self._file, seen.things, meetings, today, self._now())
        version = self._file.version
        await self._show()
        if self._file.version != version or self._file.over:
            return
        tomorrow = today + timedelta(days=1)
        await self._wait(
            lambda: self._file.version != version, tomorrow, f"年度跟踪，{tomorrow}自动检查"
        )

    async def _prepare(self) -> None:
        """The place's rules, at the start and when somebody asks."""
        if self._file.policy is not None and not self._file.stale_policy:
            return
        law = await self._take_policy(self._file.order.place, self._today(), engine.OFFICE_NEEDS)
        self._file = engine.rules_taken(self._file, law)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.year_act_named(name)

    def _try(self, name: str, act: Act) -> YearFile:
        return engine.apply_to_year(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        tasks = open_year_tasks(self._file)
        waiting = year_waiting_zh(self._file, self._today())
        self._announce(
            f"办公室年度跟踪 · {self._file.order.year}",
            waiting,
            tasks,
            place=self._file.order.place,
        )
        await workflow.execute_local_activity(
            desk_steps.project_year,
            desk_steps.YearProjection(file=self._file, tasks=tasks),
            **timing.RECORD,
        )
