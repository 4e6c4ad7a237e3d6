"""A small world for workflow tests: the stubs' names kept by in-memory activities, acts by hand.

The real activities have their own tests; here the procedure is what is looked at, on a real server
with virtual time.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.case import acts
from domain.case.acts import Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.notices import NoticeReceipt
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Record
from domain.policy import Snapshot
from runtime.lean import Lean, LeanRunner
from runtime.packs import snapshot
from tests.asking import together
from tests.building import BUILD
from tests.people import ahead_of_the_clock, officer, signed_by_each
from workflows import ids, steps, visible
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow


class World:
    """What the activities saw and what the departments are set to do."""

    def __init__(self) -> None:
        self.cases: dict[str, steps.CaseProjection] = {}
        self.queries: list[DepartmentQuery] = []
        self.records: dict[str, tuple[Record, ...]] = {}
        self.down_for_days: dict[str, int] = {}
        self.first_asked: dict[str, date] = {}
        self.notices: dict[str, NoticeReceipt] = {}
        self.broken_papers: set[str] = set()
        self.opened: dict[str, str] = {}
        """Numbers given to cases that others handed people on to, by hand-over."""
        self.held_elsewhere: set[str] = set()
        """Places where another case still holds one of those who are handed on."""

    def activities(self) -> list[object]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="project_case")
        def project_case(projection: steps.CaseProjection) -> None:
            self.cases[projection.file.case_no] = projection

        @activity.defn(name="project_check")
        def project_check(projection: steps.CheckProjection) -> None:
            return None

        @activity.defn(name="ask_department")
        async def ask_department(query: DepartmentQuery) -> DepartmentReply:
            self.queries.append(query)
            first = self.first_asked.setdefault(query.key, query.asked_on)
            down = self.down_for_days.get(query.department, 0)
            if (query.asked_on - first).days < down:
                raise ApplicationError("down", type="DepartmentDown", non_retryable=True)
            return DepartmentReply(
                answer=Answer(
                    department=query.department,
                    on=query.asked_on,
                    records=self.records.get(query.department, ()),
                )
            )

        @activity.defn(name="issue_notice")
        async def issue_notice(order: steps.NoticeOrder) -> NoticeReceipt:
            key = f"{order.file.case_no}/{order.notice.key}"
            if order.notice.kind in self.broken_papers:
                raise ApplicationError("broken", type=steps.PAPER_NOT_MADE, non_retryable=True)
            return self.notices.setdefault(
                key,
                NoticeReceipt(
                    key=order.notice.key,
                    number=f"测救〔2026〕{len(self.notices) + 1}号",
                    digest="0" * 64,
                    issued_on=order.on,
                ),
            )

        @activity.defn(name="number_successor")
        def number_successor(order: steps.SuccessorOrder) -> str:
            if order.place in self.held_elsewhere:
                return ""
            number = f"{order.place[:2].upper()}2099{len(self.opened) + 1:06d}"
            return self.opened.setdefault(order.key, number)

        return [
            number_successor,
            take_policy,
            project_case,
            project_check,
            ask_department,
            together(ask_department),
            issue_notice,
        ]


class Desk:
    """Staff at work on one case: brings the case to the day, then sends the act."""

    def __init__(self, client: Client, skipper: TimeSkipper, file: CaseFile) -> None:
        self.client, self.skipper = client, skipper
        file = ahead_of_the_clock(file)
        if file.place == "yicheng" and not file.authorisations:
            file = file.having(authorisations=signed_by_each(file.household, file.applied_on))
        self.case = file
        self.handle: WorkflowHandle[CaseWorkflow, object]

    async def open(self, queue: str) -> Desk:
        self.handle = await self.client.start_workflow(
            CaseWorkflow.run,
            self.case,
            id=ids.case_id(self.case.place, self.case.case_no),
            task_queue=queue,
        )
        await self.until(lambda f: f.policy is not None)
        return await self.to(self.case.applied_on)

    def current(self) -> WorkflowHandle[CaseWorkflow, object]:
        """The case whichever run it is in."""
        return self.client.get_workflow_handle_for(CaseWorkflow.run, self.handle.id)

    async def file(self) -> CaseFile:
        return await self.current().query(CaseWorkflow.file)

    async def until(self, holds: object) -> CaseFile:
        """The file once the condition holds; real time, so only for what happens at once."""
        import asyncio

        for _ in range(1500):
            file = await self.file()
            if holds(file):  # type: ignore[operator]
                return file
            await asyncio.sleep(0.02)
        raise AssertionError(f"never came about; the case is in {file.stage}")

    async def today(self) -> date:
        now: datetime = await self.skipper.get_current_time(self.current())
        return max(now.astimezone(SHANGHAI).date(), (await self.file()).latest)

    async def to(self, day: date) -> Desk:
        """Bring the case to nine in the morning of that day."""
        now = await self.skipper.get_current_time(self.current())
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.skipper.fast_forward(self.current(), pause)
        return self

    async def do(self, name: str, role: Role, person: int = 1, /, **fields: object) -> Receipt:
        file = await self.file()
        who: Officer = officer(role, file.place, person, file.township)
        fields.setdefault("on", await self.today())
        act = acts.ACTS[name].model_validate({"officer": who.model_dump(), **_plain(fields)})
        return await self.current().execute_update(name, act, result_type=Receipt)

    # --- usual steps ----------------------------------------------------------------------------

    async def surveyed(self, **fields: object) -> CaseFile:
        file = await self.file()
        team = tuple(officer(Role.SURVEYOR, file.place, n, file.township).id for n in (1, 2))
        await self.do(
            "record_survey",
            Role.SURVEYOR,
            **{
                "surveyors": team,
                "signed_by": team,
                "family_signature": "m1",
                "household": file.household,
                **fields,
            },
        )
        return await self.file()

    async def opined(self) -> CaseFile:
        file = await self.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
        if file.law.flag("appraisal_required"):
            await self.do(
                "record_appraisal",
                Role.REVIEWER,
                2,
                participants=9,
                residents=6,
                in_favour=9,
                against=0,
                conclusion="同意",
            )
        computed = file.assessment
        assert computed is not None
        await self.do(
            "give_opinion", Role.REVIEWER, grant=computed.eligible, monthly_fen=computed.monthly_fen
        )
        return await self.file()

    async def publicised(self) -> CaseFile:
        await self.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
        file = await self.file()
        assert file.publicity is not None
        await self.to(file.publicity.until + timedelta(days=1))
        return await self.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)

    async def confirmed(self) -> CaseFile:
        file = await self.file()
        assert file.assessment is not None
        if file.law.flag("collective_review"):
            await self.do(
                "record_collective_review",
                Role.REVIEWER,
                2,
                present=("甲", "乙"),
                opinion="同意",
            )
        county = file.law.text("decider") == "county"
        role = Role.COUNTY_APPROVER if county else Role.TOWNSHIP_LEADER
        await self.do("confirm", role, monthly_fen=file.assessment.monthly_fen)
        return await self.file()

    async def living(self) -> CaseFile:
        await self.do("accept", Role.INTAKE)
        await self.until(lambda f: f.check is not None and f.check.done)
        await self.surveyed()
        await self.opined()
        await self.publicised()
        await self.confirmed()
        file = await self.until(lambda f: not [n for n in f.notices if not n.number])
        await self.to(min(e.first for e in file.entitlements))
        return await self.until(lambda f: f.stage is Stage.SUPERVISION and f.went_on > 0)

    async def rechecked(self) -> CaseFile:
        """Bring the case to its recheck and settle it without change."""
        file = await self.file()
        assert file.next_recheck is not None
        period = file.period
        await self.to(file.next_recheck)
        await self.until(lambda f: f.review is not None and f.check and f.check.done)
        team = tuple(officer(Role.SURVEYOR, file.place, n, file.township).id for n in (1, 2))
        await self.do(
            "verify_change",
            Role.SURVEYOR,
            surveyors=team,
            household=file.household,
            finding="家庭情况无明显变化",
        )
        county = file.law.text("decider") == "county"
        await self.do(
            "decide_change",
            Role.COUNTY_APPROVER if county else Role.TOWNSHIP_LEADER,
            outcome="keep",
            monthly_fen=file.monthly_fen_now,
            reason="复核无明显变化",
        )
        return await self.until(lambda f: f.period > period)


def _plain(fields: dict[str, object]) -> dict[str, object]:
    return {
        k: v.model_dump(mode="json") if isinstance(v, BaseModel) else v for k, v in fields.items()
    }


@contextlib.asynccontextmanager
async def worker(client: Client, world: World) -> AsyncIterator[str]:
    """A worker of its own task queue with the real workflows and the small world's activities."""
    queue = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            build_id=BUILD,
            workflows=[CaseWorkflow, HouseholdCheckWorkflow],
            activities=world.activities(),  # type: ignore[arg-type]
            activity_executor=pool,
        ):
            yield queue


__all__ = ["Desk", "World", "visible", "worker"]
