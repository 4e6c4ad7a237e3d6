"""The office's desk on the real server, with its days passing by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from audit.joint.certificate import certify_matter
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.desk.acts import AFFAIR_ACTS
from domain.desk.lifecycle import AffairKind, AffairStage
from domain.meeting.item import Members
from domain.officeyear import engine as officeyear
from domain.officeyear.file import YEAR_ACTS, YearOrder
from domain.officeyear.stall import OpenThing
from domain.policy import Snapshot
from domain.reporting.acts import REPORT_ACTS
from domain.reporting.file import ReportOrder
from domain.reporting.period import last_ended
from domain.reporting.work import UnitWork
from runtime.lean import Lean, LeanRunner
from runtime.packs import snapshot
from tests.meeting_desk import CIVIL, MEDICAL, liaison, members
from tests.office import CONVENER, OFFICE, order
from tests.people import officer
from workflows import desk_steps, ids, meeting_steps, steps
from workflows.affair import AffairWorkflow
from workflows.assembly_steps import MailReceipt
from workflows.base import SHANGHAI, Receipt
from workflows.registry import WORKFLOWS
from workflows.reports import MemberReportWorkflow, ReportsStart, StartReports
from workflows.year import OfficeYearWorkflow


class World:
    """What the tables, the paper mill and the units saw."""

    def __init__(self) -> None:
        self.affairs: list[desk_steps.AffairProjection] = []
        self.reports: list[desk_steps.ReportProjection] = []
        self.years: list[desk_steps.YearProjection] = []
        self.mail: list[desk_steps.AffairMailOrder] = []
        self.things: tuple[OpenThing, ...] = ()

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="list_members")
        def list_members(order: meeting_steps.MembersOrder) -> Members:
            return members(order.place, on=order.on)

        @activity.defn(name="project_affair")
        def project_affair(projection: desk_steps.AffairProjection) -> None:
            self.affairs.append(projection)

        @activity.defn(name="project_report")
        def project_report(projection: desk_steps.ReportProjection) -> None:
            self.reports.append(projection)

        @activity.defn(name="project_year")
        def project_year(projection: desk_steps.YearProjection) -> None:
            self.years.append(projection)

        @activity.defn(name="count_work")
        def count_work(order: desk_steps.WorkOrder) -> desk_steps.WorkDone:
            work = tuple(UnitWork(unit=u.zh, code=u.code, given=1) for u in order.units)
            return desk_steps.WorkDone(work=work)

        @activity.defn(name="look_over")
        def look_over(order: desk_steps.LookOrder) -> desk_steps.YearLook:
            return desk_steps.YearLook(things=self.things, held=1, extra=0)

        @activity.defn(name="issue_affair_paper")
        async def issue(order: desk_steps.AffairPaperOrder) -> NoticeReceipt:
            return _receipt("同联通〔2026〕1号", order.on)

        @activity.defn(name="mail_affair_paper")
        async def mail(order: desk_steps.AffairMailOrder) -> MailReceipt:
            self.mail.append(order)
            return MailReceipt(before=0, now=len(order.mailing.units))

        @activity.defn(name="send_summary")
        async def send(order: desk_steps.SummaryOrder) -> NoticeReceipt:
            return _receipt("同联报〔2026〕1号", order.on)

        return [
            *(take_policy, list_members, project_affair, project_report, project_year),
            *(count_work, look_over, issue, mail, send),
        ]


def _receipt(number: str, on: date) -> NoticeReceipt:
    return NoticeReceipt(key="paper", number=number, digest="0" * 64, issued_on=on)


@contextlib.asynccontextmanager
async def worker(client: Client, world: World) -> AsyncIterator[str]:
    queue = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            workflows=WORKFLOWS,
            activities=world.activities(),
            activity_executor=pool,
        ):
            yield queue


def today() -> date:
    return datetime.now(SHANGHAI).date()


async def until(at: WorkflowHandle[Any, Any], holds: Callable[[Any], bool]) -> Any:
    for _ in range(600):
        with contextlib.suppress(Exception):
            file = await at.query("file")
            if holds(file):
                return file
        await asyncio.sleep(0.02)
    raise AssertionError("never came about")


async def now_at(skipper: TimeSkipper, at: WorkflowHandle[Any, Any]) -> date:
    return (await skipper.get_current_time(at)).astimezone(SHANGHAI).date()


@pytest.mark.rule("TR-52", "TR-54")
async def certified(client: Client, name: str, act: str) -> None:
    """An auditor names it by its workflow id, and finds the act with the event it stands in."""
    found = await certify_matter(client, "", name)
    assert found.passed, found.findings[:3]
    history = await client.get_workflow_handle(name).fetch_history()
    [event] = [
        e.event_id
        for e in history.events
        if e.workflow_execution_update_accepted_event_attributes.accepted_request.input.name == act
    ]
    assert event in {entry.event_id for entry in found.entries}


async def test_a_schedule_opens_the_half_year_and_the_units_are_reminded_until_it_is_sent(
    client: Client, skipper: TimeSkipper
) -> None:
    world, on = World(), today()
    period = last_ended(on, 6)
    async with worker(client, world) as queue:
        at = client.get_workflow_handle_for(
            MemberReportWorkflow.run, ids.report_id(f"tongren-{uuid.uuid4()}", period.code)
        )
        given = ReportOrder(place="tongren", period=period.code, opened_on=on)
        await client.start_workflow(MemberReportWorkflow.run, given, id=at.id, task_queue=queue)
        file = await until(at, lambda f: f.get("policy") is not None)
        assert len(file["reports"]) == len(members().names)

        async def do(name: str, who: Any, **fields: Any) -> Receipt:
            act = REPORT_ACTS[name].model_validate(
                {"officer": who.model_dump(), "on": await now_at(skipper, at), **fields}
            )
            receipt: Receipt = await at.execute_update(name, act, result_type=Receipt)
            return receipt

        await skipper.fast_forward(at, timedelta(days=7))
        file = await until(at, lambda f: any(len(r["reminders"]) > 1 for r in f["reports"]))
        assert "未报送" in str(file["journal"][-1]) and "自动提醒" in await at.query("waiting")
        sections = tuple(
            {"heading": h, "text": "无，本期未涉及"}
            for h in ("measures", "carried_out", "experience", "shortcomings", "plans")
        )
        await do("file_report", liaison(CIVIL), sections=sections)
        await do("draft_summary", officer(OFFICE, "tongren"), text="工作平稳有序，报告如下。")
        await do("submit_summary", officer(OFFICE, "tongren"))
        await do("sign_summary", officer(CONVENER, "tongren"))
        result = await at.result()
        assert result.paper == "同联报〔2026〕1号" and result.filed == 1
        assert result.late == (CIVIL,) and MEDICAL in result.missing
        assert world.reports[-1].tasks == ()
        await certified(client, at.id, "sign_summary")


async def test_the_schedule_opens_nothing_where_no_document_asks_for_it(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        name = await client.execute_workflow(
            StartReports.run, ReportsStart(place="hanbin"), id=f"s-{uuid.uuid4()}", task_queue=queue
        )
        assert name == ""


@pytest.mark.rule("TR-18", "TR-55")
async def test_a_circular_is_signed_numbered_and_sent_and_a_late_problem_is_marked(
    client: Client, skipper: TimeSkipper
) -> None:
    world, on = World(), today()
    async with worker(client, world) as queue:

        async def started(kind: AffairKind, **changes: Any) -> Any:
            number = f"2026-m{uuid.uuid4().int % 10**5:05d}"
            given = order(kind, number=number, opened_on=on, **changes)
            at = client.get_workflow_handle_for(
                AffairWorkflow.run, ids.affair_id("tongren", number)
            )
            await client.start_workflow(AffairWorkflow.run, given, id=at.id, task_queue=queue)
            await until(at, lambda f: f.get("policy") is not None)
            return at

        async def do(at: Any, name: str, who: Any, **fields: Any) -> None:
            act = AFFAIR_ACTS[name].model_validate(
                {"officer": who.model_dump(), "on": await now_at(skipper, at), **fields}
            )
            await at.execute_update(name, act, result_type=Receipt)

        circular = await started(AffairKind.CIRCULAR, text="关于两项救助合并受理的通报。")
        await do(circular, "submit_draft", officer(OFFICE, "tongren"))
        await do(circular, "sign_draft", officer(CONVENER, "tongren"))
        result = await circular.result()
        assert result.paper == "同联通〔2026〕1号" and result.stage is AffairStage.CLOSED
        assert world.mail[0].mailing.units == members().names

        problem = await started(AffairKind.PROBLEM, owner=MEDICAL, due=on + timedelta(days=6))
        await skipper.fast_forward(problem, timedelta(days=8))
        file = await until(problem, lambda f: f["late"])
        assert [e["act"] for e in file["journal"]] == ["open_affair", "reminded", "overdue"]
        await do(problem, "complete_affair", liaison(MEDICAL), result="两项申请合并受理")
        await do(problem, "close_affair", officer(OFFICE, "tongren"))
        assert (await problem.result()).late
        await certified(client, problem.id, "close_affair")


async def test_an_affair_nobody_may_open_is_refused_before_it_stands_anywhere(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        wrong = order(AffairKind.TOPIC, opened_by=officer(Role.BANK, "tongren"), opened_on=today())
        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(
                AffairWorkflow.run, wrong, id=f"affair/x/{uuid.uuid4()}", task_queue=queue
            )
        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.details[0] == "role_not_allowed" and not world.affairs


@pytest.mark.rule("TR-18", "TR-11")
async def test_what_stands_still_is_before_the_convener_without_anybody_asking(
    client: Client, skipper: TimeSkipper
) -> None:
    world, on = World(), today()
    async with worker(client, world) as queue:
        given = YearOrder(place="tongren", year=on.year + 1, opened_on=on)
        id = ids.year_id(f"tongren-{uuid.uuid4()}", on.year + 1)
        at = client.get_workflow_handle_for(OfficeYearWorkflow.run, id)
        start = officeyear.opened(given, id, datetime.now(SHANGHAI))
        world.things = (
            OpenThing(
                subject="measures/TR2026000001/1",
                kind="measures",
                act="complete_task",
                who=CIVIL,
                since=on,
                due=on,
            ),
        )
        await client.start_workflow(OfficeYearWorkflow.run, start, id=id, task_queue=queue)
        await until(at, lambda f: f.get("looked_on") is not None)
        assert world.years[-1].tasks == ()
        await skipper.fast_forward(at, timedelta(days=25))
        await until(at, lambda f: bool(f["stalls"]))
        assert [t.role for t in world.years[-1].tasks] == [CONVENER]
        act = YEAR_ACTS["direct_stall"].model_validate(
            {
                "officer": officer(CONVENER, "tongren").model_dump(),
                "on": await now_at(skipper, at),
                "stall": 1,
                "direction": "请三日内办结",
            }
        )
        await at.execute_update("direct_stall", act, result_type=Receipt)
        assert world.years[-1].tasks == ()
        history = await at.fetch_history()
        assert len(history.events) < 25 * 8 + 60
        await at.terminate()
        await certified(client, id, "direct_stall")
