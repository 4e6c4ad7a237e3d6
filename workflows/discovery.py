"""主动发现: one lead, from the report to a result. It never opens a case and never ends aid.

The door that takes an application in tells the lead the number of the case; the case tells it what
was decided (`answer`). So one number leads from the finding to the result (JZ-35).
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.discovery_steps as discovery_steps
    import workflows.timing as timing
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.discovery import engine
    from domain.discovery.answer import CaseAnswer
    from domain.discovery.file import LEAD_NEEDS, DiscoveryFile, LeadOrder, LeadResult
    from domain.discovery.lifecycle import LEAD_STAGE_ZH
    from domain.discovery.tasks import lead_waiting_zh, next_lead_mark, open_lead_tasks
    from domain.task import first_due
    from workflows.base import refused
    from workflows.mending import CanBeSetBack


@workflow.defn
class DiscoveryWorkflow(CanBeSetBack[DiscoveryFile]):
    """One lead: visit, then an application with help, a verification, or a reasoned no."""

    @workflow.init
    def __init__(self, order: LeadOrder) -> None:
        super().__init__()
        self._file = engine.begun(order, self._now())

    @workflow.run
    async def run(self, order: LeadOrder) -> LeadResult:
        self._wake()
        try:
            engine.may_report(order.reported_by, order)
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        await self._prepare()
        while not self._file.closed:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        result = self._file.result
        if result is None:
            raise RuntimeError("a closed lead has no result")
        return result

    @workflow.signal
    def answer(self, answer: CaseAnswer) -> None:
        """What the case this lead led to has decided."""
        self._wake()
        self._file = engine.answered(self._file, answer, self._now())

    @workflow.query
    def file(self) -> DiscoveryFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this lead not moving? In one Chinese paragraph, without personal data."""
        return lead_waiting_zh(self._file, self._today())

    async def _attend(self) -> None:
        """One round: marks of the days, tables, then wait for the next thing."""
        self._file = engine.lead_overdue_marked(self._file, self._today(), self._now())
        await self._rest(
            lambda: next_lead_mark(self._file, self._today()),
            f"{LEAD_STAGE_ZH[self._file.stage]}：等待办理",
        )

    async def _prepare(self) -> None:
        """The place's days, channels and types, read once and again when somebody asks."""
        if self._file.law is not None and not self._file.stale_policy:
            return
        law = await self._take_policy(self._file.place, self._today(), LEAD_NEEDS)
        self._file = engine.rules_taken(self._file, law)

    def _act_named(self, name: str) -> type[Act]:
        return engine.lead_act_named(name)

    def _try(self, name: str, act: Act) -> DiscoveryFile:
        return engine.apply_to_lead(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        today = self._today()
        tasks = open_lead_tasks(self._file)
        due = first_due(tasks)
        waiting = lead_waiting_zh(self._file, today)
        self._announce(
            f"主动发现线索 · {self._file.lead_no}",
            waiting,
            tasks,
            place=self._file.place,
            township=self._file.township,
        )
        await workflow.execute_local_activity(
            discovery_steps.project_lead,
            discovery_steps.LeadProjection(file=self._file, tasks=tasks, waiting=waiting, due=due),
            **timing.RECORD,
        )
