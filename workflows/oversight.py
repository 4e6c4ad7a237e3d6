"""监督事项: an audit, a finding, a fund problem, an error, a violation, a signal, an evaluation.

One workflow for all: what is held is answered by one and judged by another (ZH-15, ZH-26, JZ-64,
TR-20, YC-29). An audit opens a matter for each of its findings, and ends when they have ended.
"""

from __future__ import annotations

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.oversight_steps as oversight_steps
    import workflows.timing as timing
    import workflows.visible as visible
    import workflows.watch_steps as watch_steps
    from domain.base import CaseRefusal, Frozen
    from domain.case.acts import Act
    from domain.oversight import desk, engine, sampling, special
    from domain.oversight.file import (
        OVERSIGHT_ZH,
        OversightErrand,
        OversightFile,
        OversightKind,
    )
    from domain.oversight.tasks import (
        ERRAND_ZH,
        next_oversight_mark,
        open_oversight_tasks,
        oversight_waiting_zh,
        task_units,
    )
    from workflows.base import refused
    from workflows.mending import CanBeSetBack


class OversightOutcome(Frozen):
    subject: str
    on: date
    version: int


class FindingClosed(Frozen):
    """What a finding's matter tells its audit when it has ended."""

    number: str
    on: date


class BreachSeen(Frozen):
    """What the nightly round tells the matter of a breach: it is no longer found, or found again."""

    on: date
    gone: bool


@workflow.defn
class OversightWorkflow(CanBeSetBack[OversightFile]):
    """One matter of supervision, from the day it was held until it was judged."""

    @workflow.init
    def __init__(self, start: OversightFile) -> None:
        super().__init__()
        self._file = start

    @workflow.run
    async def run(self, start: OversightFile) -> OversightOutcome:
        self._wake()
        try:
            await self._prepare()
            self._file = engine.begun(self._file, self._now())
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        while not self._file.closed or self._file.errands:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        file = self._file
        return OversightOutcome(subject=file.subject, on=file.latest, version=file.version)

    @workflow.query
    def file(self) -> OversightFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this matter not moving? In one Chinese paragraph, without personal data."""
        return oversight_waiting_zh(self._file, self._today())

    @workflow.signal
    def finding_closed(self, told: FindingClosed) -> None:
        self._wake()
        if self._file.audit is not None:
            self._file = special.finding_closed(self._file, told.number, told.on)

    @workflow.signal
    def breach_seen(self, told: BreachSeen) -> None:
        self._wake()
        self._file = engine.breach_seen(self._file, told.on, self._now(), gone=told.gone)

    async def _attend(self) -> None:
        """One round: the calendar, one errand, or rest until the next act or day."""
        self._file = engine.turned(self._file, self._today(), self._now())
        await self._show()
        if self._file.errands:
            await self._run_errand(self._file.errands[0])
        elif not self._file.closed:
            await self._rest(
                lambda: next_oversight_mark(self._file, self._today()),
                f"{OVERSIGHT_ZH[self._file.kind]}：等待办理",
            )

    async def _run_errand(self, errand: OversightErrand) -> None:
        answer: Frozen | None = None
        summary = ERRAND_ZH[errand.what]
        match errand.what:
            case "measure":
                answer = await self._woken(
                    workflow.execute_activity(
                        oversight_steps.measure_year,
                        oversight_steps.YearOrder(
                            place=self._file.place,
                            year=special.evaluation_of(self._file).year,
                            on=self._today(),
                        ),
                        **_long(summary),
                    )
                )
            case "freeze":
                answer = await self._woken(
                    workflow.execute_activity(
                        oversight_steps.freeze_histories,
                        oversight_steps.HistoriesOrder(
                            place=self._file.place, cases=self._file.held.cases
                        ),
                        **_long(summary),
                    )
                )
            case "open":
                await self._open(errand)
            case "tell":
                await self._tell()
            case _:
                answer = await self._at_the_desk(errand, summary)
        self._file = engine.errand_done(self._file, errand.key, answer, self._today(), self._now())

    async def _at_the_desk(self, errand: OversightErrand, summary: str) -> Frozen | None:
        """What the auditor's desk asks of the world: the seed before the population, always."""
        file, audit = self._file, sampling.part_of(self._file)
        match errand.what:
            case "seed":
                seed = await workflow.execute_local_activity(
                    watch_steps.fix_seed,
                    watch_steps.SeedOrder(
                        place=file.place, period=f"{file.number}/{errand.number}"
                    ),
                    **timing.RECORD,
                )
                self._wake()
                return desk.SeedFixed(chance=seed.chance)
            case "population":
                [sample] = [s for s in audit.samples if str(s.number) == errand.number]
                asked = oversight_steps.AuditPopulationOrder(place=file.place, sample=sample)
                return await self._woken(
                    workflow.execute_activity(
                        oversight_steps.close_audit_population, asked, **_long(summary)
                    )
                )
            case "match":
                [taken] = [one for one in audit.lists if str(one.number) == errand.number]
                order = oversight_steps.ListOrder(place=file.place, audit=file.number, taken=taken)
                return await self._woken(
                    workflow.execute_activity(oversight_steps.match_list, order, **_long(summary))
                )
            case "issue":
                return await self._issue(errand, summary)
        await self._woken(
            workflow.execute_activity(
                oversight_steps.settle_match,
                oversight_steps.SettleOrder(key=errand.number, same=errand.what == "settle_same"),
                **timing.deliver(summary),
            )
        )
        return None

    async def _issue(self, errand: OversightErrand, summary: str) -> desk.Issued:
        file, number = self._file, int(errand.number)
        [taken] = [one for one in sampling.part_of(file).lists if one.number == number]
        held = errand.held
        assert held is not None and held.due is not None  # noqa: S101  (as it was asked)
        order = oversight_steps.IssueOrder(
            place=file.place,
            audit=file.number,
            number=number,
            kind=taken.kind,
            on=self._today(),
            due=held.due,
        )
        return await self._woken(
            workflow.execute_activity(oversight_steps.issue_suspicions, order, **_long(summary))
        )

    async def _open(self, errand: OversightErrand) -> None:
        """The matter it gives rise to lives by itself."""
        start = engine.next_matter(self._file, errand, self._today())
        try:
            await workflow.start_child_workflow(
                "OversightWorkflow",
                start,
                id=ids.oversight_id(start.kind, start.place, start.number),
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"{OVERSIGHT_ZH[start.kind]} · {start.place} · {start.number}",
                search_attributes=visible.at_place(start.place, ""),
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the matter has begun already")
        self._wake()

    async def _tell(self) -> None:
        """The audit a finding came from; one that has ended needs not be told."""
        kind, place, number = self._file.held.source.split("/")
        audit = workflow.get_external_workflow_handle(
            ids.oversight_id(OversightKind(kind), place, number)
        )
        told = FindingClosed(number=self._file.number, on=self._file.latest)
        try:
            await audit.signal("finding_closed", told)
        except ApplicationError:
            workflow.logger.info("the audit has ended")
        self._wake()

    async def _prepare(self) -> None:
        """The place's rules, at the start and when somebody asks for them anew."""
        if self._file.rules is not None and not self._file.stale_policy:
            return
        rules = await self._take_policy(self._file.place, self._today(), engine.OVERSIGHT_NEEDS)
        self._file = engine.rules_taken(self._file, rules)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.oversight_act_named(self._file.kind, name)

    def _try(self, name: str, act: Act) -> OversightFile:
        if self._file.rules is None or not self._file.journal:
            raise CaseRefusal("not_ready", "本事项正在读取政策参数，请稍后再试。")
        return engine.apply_to_oversight(self._file, name, act, self._today(), self._now())

    async def _project(self) -> None:
        file, today = self._file, self._today()
        tasks = open_oversight_tasks(file)
        waiting = oversight_waiting_zh(file, today)
        head = f"{OVERSIGHT_ZH[file.kind]} · {file.place} · {file.number}"
        self._announce(head, waiting, tasks, place=file.place, programme=file.kind.value)
        await workflow.execute_local_activity(
            oversight_steps.project_oversight,
            oversight_steps.OversightProjection(
                file=file.model_copy(update={"rules": None}),
                tasks=tasks,
                units=task_units(file),
                waiting=waiting,
            ),
            **timing.RECORD,
        )


def _long(summary: str) -> workflow.ActivityConfig:
    """It may go through every case of a county."""
    return {**timing.deliver(summary), "start_to_close_timeout": timedelta(minutes=30)}
