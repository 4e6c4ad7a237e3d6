"""One household's case, from application to the end of aid: the procedure of 57号, stage by stage."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, TemporalError

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.steps as steps
    import workflows.timing as timing
    import workflows.visible as visible
    from domain.base import CaseRefusal, Frozen
    from domain.case import engine, ordering, runs
    from domain.case.acts import Act
    from domain.case.discovered import answers_owed, answers_told
    from domain.case.file import CaseFile
    from domain.case.lifecycle import STAGE_ZH, Stage
    from domain.case.needs import NEEDS, needs
    from domain.case.notices import afterwards, title_of, to_issue
    from domain.case.packing import for_paper
    from domain.case.phases.living.living import recheck_needs_answers
    from domain.case.phases.passage.onward import OFFERING
    from domain.case.phases.support.placing import PLAN_NEEDS
    from domain.case.tasks import next_mark, open_tasks, total_due, waiting_zh
    from domain.meeting.resolution import Resolution
    from domain.programme import PROGRAMME_ZH, Programme
    from domain.task import any_overdue, first_due
    from domain.together.insured import INSURANCE_NEEDS
    from workflows.base import fingerprint
    from workflows.check import HouseholdCheckWorkflow
    from workflows.handing import HandsOn
    from workflows.telling import keep_told
    from workflows.ways import OFFERS, begins_with_aid, goes, settle, told


class CaseOutcome(Frozen):
    """How a case ended: `outcome` of its closing, the day; `digest` binds the whole last file."""

    case_no: str
    outcome: str
    on: date
    version: int
    runs: int
    digest: str


def _is_unmade(error: ActivityError) -> bool:
    return isinstance(error.cause, ApplicationError) and error.cause.type == steps.PAPER_NOT_MADE


@workflow.defn
class CaseWorkflow(HandsOn):
    """One household's case. Lives for years: one run up to aid, then one for each recheck period."""

    @workflow.init
    def __init__(self, start: CaseFile) -> None:
        super().__init__()
        self._file = start
        self._applies = start.closed is None and not start.living

    @workflow.run
    async def run(self, start: CaseFile) -> CaseOutcome:
        del start  # kept in `_file`, which goes on; the first one would stay in memory for years
        self._wake()
        settle(self._file)
        while self._file.closed is None:
            if self._aid_has_begun():
                await self._go_on(runs.with_aid)
            await self._stages()[self._file.stage]()
        await self._close()
        closing = self._file.closed
        return CaseOutcome(
            case_no=self._file.case_no,
            outcome=closing.outcome,
            on=closing.on,
            version=self._file.version,
            runs=runs.number(self._file),
            digest=fingerprint(self._file),
        )

    @workflow.query
    def file(self) -> CaseFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this case not moving? In one Chinese paragraph, without personal data."""
        return waiting_zh(self._file, self._today())

    def _stages(self) -> dict[Stage, Callable[[], Awaitable[None]]]:
        """What is done in each. Made when it is asked for: a case keeps it for years otherwise."""
        return {
            Stage.INTAKE: self._accept,
            Stage.INVESTIGATION: self._investigate,
            Stage.REVIEW: self._review,
            Stage.PUBLICITY: self._publicise,
            Stage.APPROVAL: self._decide,
            Stage.DISBURSEMENT: self._begin_aid,
            Stage.SUPERVISION: self._supervise,
            Stage.COMPLETION: self._complete,
            Stage.REFERRAL: self._refer,
            Stage.ESCALATION: self._discuss,
        }

    # --- the stages, in the order of the regulation ---------------------------------------------

    async def _accept(self) -> None:
        await self._until_left(Stage.INTAKE)

    async def _investigate(self) -> None:
        await self._show()
        asking: asyncio.Task[None] | None = None
        while self._file.stage is Stage.INVESTIGATION:
            if asking is not None and asking.done():
                await self._end(asking)
                asking = None
            if asking is None and ordering.check_wanted(self._file, self._today()):
                asking = asyncio.create_task(self._check_household())
            await self._attend()
        if asking is not None:
            await self._end(asking)

    async def _review(self) -> None:
        await self._until_left(Stage.REVIEW)

    async def _publicise(self) -> None:
        await self._until_left(Stage.PUBLICITY)

    async def _decide(self) -> None:
        await self._until_left(Stage.APPROVAL)

    async def _begin_aid(self) -> None:
        await self._until_left(Stage.DISBURSEMENT)

    async def _complete(self) -> None:
        """事后补充说明: help came first, the papers come now."""
        await self._until_left(Stage.COMPLETION)

    async def _supervise(self) -> None:
        """One recheck period: until a review is settled, then the next run begins clean."""
        await self._show()
        before = self._file.reviews
        asking: asyncio.Task[None] | None = None
        while self._file.stage is Stage.SUPERVISION:
            self._turn()
            if self._file.stage is not Stage.SUPERVISION:
                break  # the calendar ended it: there is nothing left to wait for
            if asking is not None and asking.done():
                await self._end(asking)
                asking = None
            if asking is None and recheck_needs_answers(self._file, self._today()):
                asking = asyncio.create_task(self._check_household())
            if self._file.reviews > before and ordering.period_is_over(self._file):
                break
            await self._attend()
        if asking is not None:
            await self._end(asking)
        if self._file.stage is Stage.SUPERVISION:
            await self._issue_notices()
            await self._show()
            await self._go_on(runs.new_period)

    async def _refer(self) -> None:
        """转办: the unit that owns the aid answers, the township tells the family."""
        await self._until_left(Stage.REFERRAL)

    async def _discuss(self) -> None:
        """一事一议: the case waits for the joint meeting and goes on with its resolution."""
        asking = asyncio.create_task(self._ask_joint_meeting())
        await self._until_left(Stage.ESCALATION)
        await self._end(asking)

    async def _close(self) -> None:
        """The end: but nothing owed by then is lost, so the case waits for whoever carries it."""
        while True:
            await self._issue_notices()
            waits = self._file.linked.unsettled
            if waits:  # a unit may let its day pass after the case has closed, too
                self._file = engine.overdue_marked(self._file, self._today(), self._now())
            version = self._file.version
            await self._show()
            if self._file.version != version or await self._hand_on():
                continue  # something came in meanwhile
            if not afterwards(self._file):
                break
            mark = next_mark(self._file, self._today()) if waits else None
            await self._wait(self._changed_since(version), mark, "等待承办单位答复转介事项")
        await workflow.wait_condition(workflow.all_handlers_finished)

    # --- what the stages are made of ------------------------------------------------------------

    async def _until_left(self, stage: Stage) -> None:
        """Stay in a stage, doing what it owes, until an act or the calendar ends it."""
        await self._show()
        while self._file.stage is stage:
            await self._attend()

    async def _attend(self) -> None:
        """One round: what the calendar did, papers owed, tables, then wait for the next thing."""
        stage = self._file.stage
        self._turn()
        await self._issue_notices()
        version = self._file.version
        await self._show()
        if self._file.version != version or self._file.stage is not stage:
            return  # something came in meanwhile: what it asks for must not wait for the next thing
        if await self._hand_on():
            return
        mark = next_mark(self._file, self._today())
        day, moment = self._wakes(mark)
        summary = f"{STAGE_ZH[stage]}：等待办理，{mark}自动检查"
        slept = moment is not None and moment > self._now()
        changed = await self._wait(self._changed_since(version), day, summary, moment)
        if moment is not None and slept and not changed:
            await self._take_turn(version, moment, summary)

    async def _take_turn(self, version: int, moment: datetime, summary: str) -> None:
        """After a standstill thousands of timers ring at once: each case waits for its own turn, and
        whoever asks for one meanwhile is answered. The mark stands in no history that was not late."""
        turn = timing.turn_of(self._file.case_no, moment, self._now())
        if turn is not None and workflow.patched("2026-11-late-wakes-take-turns"):
            await self._wait(self._changed_since(version), None, f"{summary}（顺延排队）", turn)

    def _wakes(self, mark: date | None) -> tuple[date | None, datetime | None]:
        """The day, or for a living case its own moment of that day: thousands share the first of a
        month, and a county that wakes them all at midnight answers nobody for an hour."""
        if mark is None or not self._file.living or not goes(self._file, "2026-11-wakes-spread"):
            return mark, None
        return None, timing.moment_of(self._file.case_no, mark)

    def _changed_since(self, version: int) -> Callable[[], bool]:
        return lambda: self._file.version != version

    def _turn(self) -> None:
        """What the calendar does by itself, and which tasks have passed their day."""
        self._file = engine.tick(self._file, self._today(), self._now())
        self._file = engine.overdue_marked(self._file, self._today(), self._now())

    async def _prepare(self) -> None:
        """Read the rules of the stage the case has come to, or read them anew when asked."""
        if self._rules_are_read():
            return
        stage = self._file.stage
        snapshot = await self._take_policy(self._file.place, self._rules_day(), self._names(stage))
        self._file = engine.policy_taken(self._file, snapshot, stage)

    def _names(self, stage: Stage) -> tuple[str, ...]:
        programme = self._file.programme
        grown = stage is Stage.SUPERVISION
        ages = grown and goes(self._file, "2026-11-looks-at-who-grows-up")
        lives = stage in (Stage.DISBURSEMENT, Stage.SUPERVISION) and programme in OFFERING
        offers = lives and goes(self._file, OFFERS)
        leads = grown and goes(self._file, "2026-11-leads-in-their-days")
        names = needs(stage, programme, ages=ages, offers=offers, leads=leads)
        earlier = needs(stage, programme, life=False, ages=ages, offers=offers, leads=leads)
        if names != earlier and not goes(self._file, "2026-11-life-of-a-case"):
            names = earlier
        asks = programme is Programme.EXPENDITURE and names
        if asks and goes(self._file, "2026-11-insurance-before-aid"):
            return tuple(sorted({*names, *INSURANCE_NEEDS}))
        cares = programme is Programme.TEKUN and names
        if cares and goes(self._file, "2026-11-visits-by-care-level"):
            return tuple(sorted({*names, *PLAN_NEEDS}))
        return names

    def _rules_day(self) -> date:
        """A stage stands under the law of the day it began; rules asked for anew, of today."""
        if self._file.stale_policy or self._file.stage_since is None:
            return self._today()
        return self._file.stage_since

    def _rules_are_read(self) -> bool:
        file = self._file
        current = file.policy_stage is file.stage and not file.stale_policy
        return current or file.stage not in NEEDS

    async def _issue_notices(self) -> None:
        while owed := to_issue(self._file):
            notice = owed[0]
            kind = title_of(notice.kind, self._file.programme)
            try:
                receipt = await self._woken(
                    workflow.execute_activity(
                        steps.issue_notice,
                        steps.NoticeOrder(
                            file=for_paper(self._file), notice=notice, on=self._today()
                        ),
                        **timing.deliver(f"制发{kind}"),
                    )
                )
            except ActivityError as error:
                if not _is_unmade(error):
                    raise
                self._file = engine.notice_failed(
                    self._file, notice.key, self._today(), self._now()
                )
                continue
            self._file = engine.notice_issued(self._file, receipt, self._now())
        await self._answer_leads()

    async def _answer_leads(self) -> None:
        """The lead this case came from, if any, hears what was decided (JZ-35)."""
        owed = answers_owed(self._file)
        self._file = answers_told(self._file)
        for answer in owed:
            lead_id = ids.lead_id(self._file.place, answer.lead_no)
            lead = workflow.get_external_workflow_handle(lead_id)
            with contextlib.suppress(TemporalError):  # the lead was closed meanwhile
                await self._woken(lead.signal("answer", answer))

    async def _check_household(self) -> None:
        self._file = engine.check_started(self._file, self._today(), self._now())
        order = ordering.check_order(self._file, self._today())
        check = await workflow.start_child_workflow(
            HouseholdCheckWorkflow.run,
            order,
            id=ids.check_id(order.case_no, order.number),
            search_attributes=visible.at_place(order.place, order.township),
            static_summary=f"信息核对 · {order.case_no} · 第{order.number}次",
        )
        telling = asyncio.create_task(keep_told(check, order, lambda: self._file))
        try:
            result = await self._woken(check)
        finally:
            telling.cancel()
        self._file = engine.check_done(self._file, result, self._today(), self._now())

    async def _ask_joint_meeting(self) -> None:
        order = ordering.item_order(self._file)
        resolution = await self._woken(
            workflow.execute_child_workflow(
                "JointMeetingItemWorkflow",
                order,
                id=ids.item_id(order.case_no, order.number),
                result_type=Resolution,
                static_summary=f"一事一议 · {order.case_no} · 第{order.number}件",
            )
        )
        self._file = engine.resolution_received(self._file, resolution, self._today(), self._now())

    async def _end(self, asking: asyncio.Task[None]) -> None:
        """The stage was left: what still runs for it is called off; a failure of its own is ours."""
        called_off = not asking.done()
        if called_off:
            asking.cancel()
        await workflow.wait([asking])
        error = None if asking.cancelled() else asking.exception()
        if error is not None and not called_off:
            raise error

    def _aid_has_begun(self) -> bool:
        """In this run, which has all the application behind it: nothing of that is waited for now."""
        return (
            self._applies and self._file.stage is Stage.SUPERVISION and begins_with_aid(self._file)
        )

    async def _go_on(self, carried: Callable[[CaseFile], CaseFile]) -> None:
        """In a new run, once everybody who acted on this one is answered."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(told(carried(self._file)))

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.act_named(name)

    def _try(self, name: str, act: Act) -> CaseFile:
        if not self._rules_are_read():
            raise CaseRefusal("not_ready", "本案正在读取政策参数，请稍后再试。")
        return engine.recomputed(engine.apply(self._file, name, act, self._today(), self._now()))

    async def _project(self) -> None:
        today = self._today()
        tasks = open_tasks(self._file, today)
        total = total_due(self._file, today) if self._file.decision is None else None
        first = first_due(tasks)
        due = min((d for d in (first, total.on if total else None) if d), default=None)
        waiting = waiting_zh(self._file, today)
        workflow.set_current_details(visible.details(self._head(), waiting))
        attributes = visible.attributes(
            self._file.stage.value,
            due,
            any_overdue(tasks, today),
            township=self._file.township,
            flags=ordering.flags(self._file),
        )
        if self._file.ways and not self._shown_attributes:
            stands = workflow.info().typed_search_attributes
            self._shown_attributes = visible.standing(attributes, stands)
        self._show_attributes(*attributes)
        await workflow.execute_local_activity(
            steps.project_case,
            steps.CaseProjection(
                file=self._file,
                tasks=tasks,
                waiting=waiting,
                due=due,
                provisional=bool(total and total.provisional) or any(t.provisional for t in tasks),
                run_id=workflow.info().run_id,
            ),
            **timing.RECORD,
        )

    def _head(self) -> str:
        programme = PROGRAMME_ZH[self._file.programme]
        period = runs.recheck_period(self._file)
        return f"{programme} · {self._file.case_no}" + (
            f" · 第{period}个复核周期" if period > 1 else ""
        )
