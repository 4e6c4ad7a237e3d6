"""The stage of the golden stories: a clerk who watches the tables instead of asking the workflow.

A query in the middle of a task splits it and moves the clock of what follows, so the clerk reads
what the case has shown in its projections, as the console does.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.case.acts import Act, Officer
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.notices import NoticeReceipt
from domain.check.acts import CHECK_ACTS
from domain.check.answers import DepartmentQuery, DepartmentReply
from domain.check.file import CheckFile
from domain.measures.acts import MEASURES_ACTS
from domain.measures.file import MeasuresFile
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.item import ItemFile, Members
from tests.asking import together
from tests.building import BUILD
from tests.meeting_desk import members
from tests.people import officer
from tests.workflows.desk import Desk, World
from workflows import ids, meeting_steps, steps
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.item import JointMeetingItemWorkflow
from workflows.measures import MeasuresWorkflow


class Scene(World):
    """What the activities of one story saw, and what its departments are set to do."""

    def __init__(self) -> None:
        super().__init__()
        self.checks: dict[str, CheckFile] = {}
        self.items: dict[str, ItemFile] = {}
        self.measures: dict[str, MeasuresFile] = {}
        self.nonsense: set[str] = set()
        self.program: Program
        self.promised: dict[str, int] = {}
        """Departments that answer only so many days after they were first asked."""

    def activities(self) -> list[Any]:
        @activity.defn(name="project_check")
        def project_check(projection: steps.CheckProjection) -> None:
            order = projection.file.order
            self.checks[ids.check_id(order.case_no, order.number)] = projection.file

        @activity.defn(name="ask_department")
        async def ask_department(query: DepartmentQuery) -> DepartmentReply:
            first = self.first_asked.setdefault(query.key, query.asked_on)
            if query.department in self.nonsense:
                raise ApplicationError("nonsense", type="DepartmentNonsense", non_retryable=True)
            ready = first + timedelta(days=self.promised.get(query.department, 0))
            if query.asked_on < ready:
                return DepartmentReply(expected=ready)
            reply: DepartmentReply = await usual["ask_department"](query)
            return reply

        @activity.defn(name="list_members")
        def list_members(order: meeting_steps.MembersOrder) -> Members:
            return members(order.place)

        @activity.defn(name="project_item")
        def project_item(projection: meeting_steps.ItemProjection) -> None:
            self.items[projection.file.id] = projection.file

        @activity.defn(name="project_measures")
        def project_measures(projection: meeting_steps.MeasuresProjection) -> None:
            file = projection.file
            self.measures[ids.measures_id(file.case_no, file.number)] = file

        @activity.defn(name="issue_minutes")
        async def issue_minutes(order: meeting_steps.MinutesOrder) -> NoticeReceipt:
            return NoticeReceipt(
                key="minutes", number="同纪〔2026〕1号", digest="0" * 64, issued_on=order.on
            )

        asking = (ask_department, together(ask_department))
        own = [project_check, *asking, list_members, project_item, project_measures]
        found = {_name(a): a for a in super().activities()}
        usual = dict(found)
        found.update({_name(a): a for a in (*own, issue_minutes)})
        return list(found.values())


def _name(function: Any) -> str:
    return str(activity._Definition.must_from_callable(function).name)


class Clerk(Desk):
    """Staff at work on one case. Reads projections; every act is dated by the case's own clock."""

    def __init__(self, client: Client, skipper: TimeSkipper, file: CaseFile, world: Scene) -> None:
        super().__init__(client, skipper, file)
        self.world = world

    async def file(self) -> CaseFile:
        await _until(lambda: self.case.case_no in self.world.cases)
        return self.world.cases[self.case.case_no].file

    async def until(self, holds: Any) -> CaseFile:
        no = self.case.case_no
        try:
            await _until(lambda: no in self.world.cases and holds(self.world.cases[no].file))
        except TimeoutError:
            raise AssertionError(
                f"never came about; the case is in {(await self.file()).stage}"
            ) from None
        return await self.file()

    async def until_check(self, name: str, holds: Callable[[CheckFile], bool]) -> CheckFile:
        checks = self.world.checks
        await _until(lambda: name in checks and holds(checks[name]))
        return checks[name]

    async def closed(self) -> CaseFile:
        """The case once its workflow has ended."""
        await self.current().result()
        return await self.file()

    # --- up to a stage --------------------------------------------------------------------------

    async def accepted(self, **fields: object) -> CaseFile:
        await self.do("accept", Role.INTAKE, **fields)
        return await self.until(lambda f: f.check is not None)

    async def checked(self) -> CaseFile:
        return await self.until(lambda f: f.check is not None and f.check.done)

    async def investigated(self, **fields: object) -> CaseFile:
        await self.accepted(**fields)
        await self.checked()
        await self.surveyed()
        return await self.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)

    async def to_approval(self) -> CaseFile:
        await self.investigated()
        await self.opined()
        return await self.publicised()

    async def served(self) -> CaseFile:
        """Serve every paper that must be served; the case ends."""
        file = await self.until(lambda f: any(n.open and n.number for n in f.notices))
        for notice in file.notices:
            if notice.open:
                await self.do(
                    "serve_notice", Role.REVIEWER, number=notice.number, manner="in_person"
                )
        return await self.closed()

    async def refused(self, **fields: object) -> CaseFile:
        file = await self.file()
        if file.law.on_and_set("collective_review"):
            await self.do(
                "record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="不同意"
            )
        await self.do("refuse", self.decider(file), **fields)
        return await self.served()

    def decider(self, file: CaseFile) -> Role:
        return ROLE_OF_DECIDER[file.decider]

    # --- a living case --------------------------------------------------------------------------

    async def reported(self, cause: str, **fields: object) -> CaseFile:
        await self.do(
            "report_change",
            Role.INTAKE,
            cause=cause,
            **{"happened_on": await self.today(), **fields},
        )
        return await self.until(lambda f: f.review is not None)

    async def verified(self, household: object, **fields: object) -> CaseFile:
        file = await self.file()
        team = tuple(officer(Role.SURVEYOR, file.place, n, file.township).id for n in (1, 2))
        await self.do(
            "verify_change",
            Role.SURVEYOR,
            surveyors=team,
            household=household,
            **{"finding": "入户核实情况属实", **fields},
        )
        return await self.file()

    async def heard(self) -> CaseFile:
        await self.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见")
        return await self.file()

    async def changed(self, outcome: str, **fields: object) -> CaseFile:
        """Decide with the amount the verified facts give."""
        file = await self.file()
        looked = file.review.assessment if file.review else None
        fen = looked.monthly_fen if looked and outcome != "transition" else file.monthly_fen_now
        await self.do(
            "decide_change",
            self.decider(file),
            outcome=outcome,
            **{"monthly_fen": fen, "reason": "按核实的情况决定", **fields},
        )
        return await self.file()

    async def rechecked(self) -> CaseFile:
        file = await self.file()
        assert file.next_recheck is not None
        period = file.period
        await self.to(file.next_recheck)
        await self.until(lambda f: f.review is not None and f.check and f.check.done)
        await self.verified(file.household, unstable_income=file.unstable_income)
        await self.changed("keep")
        return await self.until(lambda f: f.period > period)

    async def past(self, day: date) -> CaseFile:
        """Bring the case past a day that marks something overdue."""
        await self.to(day + timedelta(days=1))
        return await self.file()

    # --- other workflows of the case ------------------------------------------------------------

    async def answer_check(
        self, name: str, role: Role, number: int = 1, /, **fields: object
    ) -> None:
        name_of = ids.check_id(self.case.case_no, number)
        handle = self.client.get_workflow_handle_for(HouseholdCheckWorkflow.run, name_of)
        act = _act(CHECK_ACTS[name], officer(role, self.case.place), await self.today(), fields)
        await handle.execute_update(name, act, result_type=Receipt)

    async def skip_check(self, days: int, number: int = 1) -> None:
        handle = self.client.get_workflow_handle(ids.check_id(self.case.case_no, number))
        await self.skipper.fast_forward(handle, timedelta(days=days))

    @property
    def item(self) -> Table:
        return Table(
            self,
            self.client.get_workflow_handle_for(
                JointMeetingItemWorkflow.run, ids.item_id(self.case.case_no, 1)
            ),
            ITEM_ACTS,
            lambda: self.world.items.get(ids.item_id(self.case.case_no, 1)),
        )

    @property
    def measures(self) -> Table:
        return Table(
            self,
            self.client.get_workflow_handle_for(
                MeasuresWorkflow.run, ids.measures_id(self.case.case_no, 1)
            ),
            MEASURES_ACTS,
            lambda: self.world.measures.get(ids.measures_id(self.case.case_no, 1)),
        )


class Table:
    """The joint meeting's table, or its units' tasks: acts on that workflow by its own clock."""

    def __init__(
        self,
        clerk: Clerk,
        handle: WorkflowHandle[Any, Any],
        acts: Any,
        shown: Callable[[], Any],
    ) -> None:
        self.clerk, self.handle, self.acts, self.shown = clerk, handle, acts, shown

    async def until(self, holds: Callable[[Any], bool]) -> Any:
        await _until(lambda: self.shown() is not None and holds(self.shown()))
        return self.shown()

    async def do(self, name: str, who: Role | Officer, /, **fields: object) -> None:
        await self.until(lambda f: True)
        now = await self.clerk.skipper.get_current_time(self.handle)
        today = max(now.astimezone(SHANGHAI).date(), self.shown().latest)
        person = officer(who, self.clerk.case.place) if isinstance(who, Role) else who
        act = _act(self.acts[name], person, today, fields)
        await self.handle.execute_update(name, act, result_type=Receipt)

    async def to(self, day: date) -> None:
        now = await self.clerk.skipper.get_current_time(self.handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.clerk.skipper.fast_forward(self.handle, pause)


def _act(kind: type[Act], person: Officer, today: date, fields: dict[str, object]) -> Act:
    return kind.model_validate({"officer": person.model_dump(), "on": today, **fields})


async def _until(holds: Callable[[], Any], seconds: int = 60) -> None:
    for _ in range(seconds * 100):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@contextlib.asynccontextmanager
async def worker(client: Client, world: Scene) -> AsyncIterator[str]:
    """A worker with every workflow a case may need and this world's activities."""
    queue = f"golden-{uuid.uuid4().hex[:8]}"
    with ThreadPoolExecutor(4) as pool:

        def hired(*programs: type) -> Worker:
            return Worker(
                client,
                task_queue=queue,
                build_id=BUILD,
                workflows=put_for(programs, USUAL),
                activities=world.activities(),
                activity_executor=pool,
            )

        world.program = Program(hired)
        await world.program.put()
        try:
            yield queue
        finally:
            await world.program.stop()


USUAL = (CaseWorkflow, HouseholdCheckWorkflow, JointMeetingItemWorkflow, MeasuresWorkflow)


def put_for(programs: Sequence[type], usual: Sequence[type]) -> list[type]:
    """The usual programs with these in place of those they are derived from."""
    return [next((p for p in programs if issubclass(p, one)), one) for one in usual]


class Program:
    """The program that runs the procedures, which a story may exchange as a deployment does."""

    def __init__(self, hired: Callable[..., Worker]) -> None:
        self._hired = hired
        self._running: Worker | None = None

    async def put(self, *programs: type) -> None:
        """These instead of the usual ones; without any, the usual ones."""
        await self.stop()
        self._running = self._hired(*programs)
        await self._running.__aenter__()

    async def stop(self) -> None:
        if self._running is not None:
            await self._running.__aexit__(None, None, None)
            self._running = None


Story = Callable[[Clerk], Awaitable[None]]
