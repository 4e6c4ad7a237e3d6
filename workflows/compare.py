"""每月比对: the whole roll against each department that is not connected, deaths before all (JZ-03).

The lists and the people stand in the tables alone; the workflow holds counts, days and who must do
what. A department that is silent is asked again every day of the month; a month that ends without a
comparison stays a miss that somebody has to explain. What was found goes to the living cases as
leads and to nothing else (JZ-62).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.compare_steps as compare_steps
    import workflows.ids as ids
    import workflows.steps as steps
    import workflows.timing as timing
    from domain.base import CaseRefusal, Frozen
    from domain.calendar import months_after
    from domain.case.acts import Act
    from domain.compare import engine
    from domain.compare.file import (
        COMPARE_NEEDS,
        DEATH_DAYS,
        DEATH_HOLD,
        VERIFY_DAYS,
        CompareFile,
        CompareOrder,
        CompareResult,
    )
    from domain.compare.lifecycle import COMPARE_STAGE_ZH
    from domain.compare.tasks import (
        compare_waiting_zh,
        late_marks,
        next_compare_mark,
        open_compare_tasks,
    )
    from domain.task import first_due
    from workflows.base import SHANGHAI, refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class ComparisonWorkflow(CanBeSetBack[CompareFile]):
    """One place's comparison of one month, from its first list to the last doubt."""

    @workflow.init
    def __init__(self, order: CompareOrder) -> None:
        super().__init__()
        self._file = engine.opened(order, self._now())

    @workflow.run
    async def run(self, order: CompareOrder) -> CompareResult:
        self._wake()
        try:
            engine.may_open(order)
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        await self._prepare()
        while not self._file.over:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return engine.result_of(self._file)

    @workflow.query
    def file(self) -> CompareFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Which departments are waited for, and what happens by itself, in one Chinese paragraph."""
        return compare_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: lists that are due, doubts people settled, leads to open, then the next thing."""
        await self._read()
        await self._book()
        await self._tell()
        today = self._today()
        self._file = engine.clockwork(self._file, today, self._now())
        self._file = engine.overdue_marked(
            self._file, late_marks(self._file, today), today, self._now()
        )
        if self._file.over or self._more_to_do():
            return
        await self._rest(
            lambda: next_compare_mark(self._file, self._today()),
            f"{COMPARE_STAGE_ZH[self._file.stage]}：等待部门名单",
        )

    def _more_to_do(self) -> bool:
        """An act came in while a step was at work."""
        return bool(engine.to_read(self._file, self._today()) or engine.to_book(self._file))

    async def _read(self) -> None:
        """The lists whose day has come, all in one step: deaths first (JZ-53)."""
        due = engine.to_read(self._file, self._today())
        if not due:
            return
        order = self._file.order
        outcomes = await self._woken(
            workflow.execute_activity(
                compare_steps.read_registers,
                compare_steps.ReadOrder(
                    place=order.place,
                    month=order.month_code,
                    on=self._today(),
                    parts=tuple(
                        compare_steps.PartOrder(
                            part=p.key, department=p.department, subject=p.subject.value
                        )
                        for p in due
                    ),
                ),
                **timing.whole_list(timing.deliver(f"取得并比对部门名单（{len(due)}项）")),
            )
        )
        self._file = engine.heard(self._file, outcomes, self._today(), self._now())

    async def _book(self) -> None:
        while verdict := engine.to_book(self._file):
            booked = await self._woken(
                workflow.execute_activity(
                    compare_steps.book_doubts,
                    compare_steps.DoubtBooking(
                        place=self._file.place,
                        month=self._file.order.month_code,
                        verdict=verdict,
                    ),
                    **timing.deliver("登记疑似匹配核对结果"),
                )
            )
            self._file = engine.booked(self._file, verdict, booked.same, booked.still_open)

    async def _tell(self) -> None:
        """Each hit becomes a lead on its case. What no case takes now is offered again another day."""
        for part in engine.to_tell(self._file):
            told = await self._woken(
                workflow.execute_activity(
                    compare_steps.tell_hits,
                    self._telling(part),
                    **timing.whole_list(timing.deliver("疑点线索转在保案件核实")),
                )
            )
            self._file = engine.told(self._file, part, told, self._today(), self._now())

    def _telling(self, part: str) -> compare_steps.TellOrder:
        law, today, order = self._file.law, self._today(), self._file.order
        if law is None:
            raise RuntimeError("hits are told under the place's rules")

        def day(name: str) -> date | None:
            return law.due(name, today).on if law.has(name) else None

        return compare_steps.TellOrder(
            place=order.place,
            month=order.month_code,
            part=part,
            on=today,
            due=day(VERIFY_DAYS),
            death_due=day(DEATH_DAYS),
            may_hold=law.flag(DEATH_HOLD) if law.has(DEATH_HOLD) else None,
        )

    async def _prepare(self) -> None:
        """The place's rules and its departments, read once and again when somebody asks."""
        if self._file.law is not None and not self._file.stale_policy:
            return
        place, today = self._file.place, self._today()
        law = await self._take_policy(place, today, COMPARE_NEEDS)
        plan = await workflow.execute_local_activity(
            compare_steps.plan_comparison,
            compare_steps.PlanOrder(place=place, on=today),
            **timing.RECORD,
        )
        self._file = engine.planned(self._file, law, plan.departments, today)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.compare_act_named(name)

    def _try(self, name: str, act: Act) -> CompareFile:
        return engine.apply_to_comparison(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_compare_tasks(self._file)
        due = first_due(tasks)
        waiting = compare_waiting_zh(self._file, today)
        self._announce(
            f"每月比对 · {self._file.order.month_code}", waiting, tasks, place=self._file.place
        )
        await workflow.execute_local_activity(
            compare_steps.project_comparison,
            compare_steps.CompareProjection(
                file=self._file.model_copy(update={"law": None}),
                tasks=tasks,
                waiting=waiting,
                due=due,
            ),
            **timing.RECORD,
        )


class ComparisonsStart(Frozen):
    """Whose comparison a schedule opens. `month` None: that of today, or of the month that follows
    where its payment list is made before it begins."""

    place: str
    month: date | None = None


@workflow.defn
class StartComparisons:
    """What a schedule starts: it waits for the month's first day and opens the comparison by name.

    Gives that name, or the empty string where the place's document asks for none.
    """

    @workflow.run
    async def run(self, start: ComparisonsStart) -> str:
        today = workflow.now().astimezone(SHANGHAI).date()
        first = today.replace(day=1)
        month = start.month or (first if today == first else months_after(first, 1))
        law = await workflow.execute_local_activity(
            steps.take_policy,
            steps.PolicyOrder(place=start.place, on=month, names=COMPARE_NEEDS),
            **timing.RECORD,
        )
        if not engine.wanted(law):
            return ""
        begins = engine.begins_on(law, month)
        morning = datetime.combine(begins, time(), SHANGHAI)
        await workflow.sleep(max(morning - workflow.now(), timedelta(0)))
        name = ids.compare_id(start.place, f"{month:%Y-%m}")
        try:
            await workflow.start_child_workflow(
                ComparisonWorkflow.run,
                CompareOrder(place=start.place, month=month, opened_on=max(begins, today)),
                id=name,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"每月比对 · {law.place_zh} · {month:%Y-%m}",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the comparison of the month has begun already")
        return name
