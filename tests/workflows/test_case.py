"""One case on the real server with virtual time: the procedure keeps its order and its days."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Replayer

from domain.case import runs
from domain.case.lifecycle import Role, Stage
from domain.check.acts import WaiveReply
from domain.check.answers import Kind, Record
from domain.household import Asset, AssetKind
from runtime.lean import Lean, LeanRunner
from runtime.temporal import bring_to
from tests.people import application, officer
from tests.workflows.desk import Desk, World, worker
from workflows import ids, timing
from workflows.base import Receipt
from workflows.case import CaseWorkflow

_numbers = itertools.count(10_000)


def new_case(place: str = "jiaozuo", **changes: object) -> object:
    return application(place).having(case_no=f"JZ2026{next(_numbers):06d}", **changes)


async def test_a_plain_case_lives_from_application_to_the_first_recheck(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        file = await desk.living()
        assert file.monthly_fen_now > 0
        assert file.next_recheck is not None
        await desk.to(file.next_recheck)
        file = await desk.until(lambda f: f.review is not None)
        assert file.review is not None and file.review.cause == "recheck"


async def test_a_case_woken_late_waits_for_its_turn_of_the_same_day_and_answers_meanwhile(
    client: Client, skipper: TimeSkipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worker(client, World()) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        file = await desk.living()
        assert file.next_recheck is not None
        moment = timing.moment_of(file.case_no, file.next_recheck)
        usual, at_once = timing.turn_of, timedelta(days=-1)

        def turn_of(case_no: str, woken: datetime, now: datetime) -> datetime | None:
            """As after a standstill over this moment: its wake counts as late, and no other."""
            with monkeypatch.context() as late:
                late.setattr(timing, "LATE", at_once if woken == moment else timing.LATE)
                return usual(case_no, woken, now)

        monkeypatch.setattr(timing, "turn_of", turn_of)
        await bring_to(skipper, desk.current(), moment)
        turn = timing.turn_of(file.case_no, moment, moment)
        assert turn is not None and turn > moment
        await _until_asleep_again(desk)
        assert (await desk.file()).review is None
        await desk.to(file.next_recheck)
        await desk.until(lambda f: f.review is not None)
        assert await desk.today() == file.next_recheck
        # No golden history holds a late wake: its own is replayed here.
        program = Replayer(
            workflows=[CaseWorkflow],
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            data_converter=client.data_converter,
        )
        await program.replay_workflow(await desk.current().fetch_history())


async def _until_asleep_again(desk: Desk) -> None:
    """The mark of the turn stands in its history, so its first timer has rung."""
    for _ in range(300):
        history = await desk.current().fetch_history()
        if any("take-turns" in str(e.marker_recorded_event_attributes) for e in history.events):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it was never late")


@pytest.mark.rule("DB-70")
async def test_the_application_and_each_recheck_period_are_runs_of_their_own_and_carry_all_state(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        before = await desk.living()
        assert before.period == 0 and runs.recheck_period(before) == 1 and runs.number(before) == 2
        assert {"accept", "confirm"} <= {entry.act for entry in before.journal}, (
            "nothing is put aside"
        )
        with_aid = (await desk.current().describe()).run_id
        assert with_aid != desk.handle.first_execution_run_id
        after = await desk.rechecked()
        assert (await desk.current().describe()).run_id != with_aid
        assert (
            after.period == 1
            and runs.recheck_period(after) == 2
            and after.entitlements == before.entitlements
        )
        assert after.household == before.household and after.next_recheck is not None
        assert after.seq > before.seq and after.decision == before.decision
        assert (await desk.rechecked()).period == 2


async def test_an_unlawful_act_is_refused_with_a_reason_and_leaves_no_event(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        before = len((await desk.handle.fetch_history()).events)
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await desk.do("confirm", Role.TOWNSHIP_LEADER, monthly_fen=100)
        cause = caught.value.cause
        assert isinstance(cause, ApplicationError)
        assert cause.type == "CaseRefusal" and cause.details[0] == "out_of_order"
        assert "受理" in cause.message
        names = [
            e.WhichOneof("attributes") for e in (await desk.handle.fetch_history()).events[before:]
        ]
        assert not [n for n in names if n and "update" in n]


@pytest.mark.rule("ZH-20")
async def test_a_department_down_for_ten_days_delays_nobody_and_nobody_is_asked_twice(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.down_for_days["medical"] = 10
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None)
        check = client.get_workflow_handle(ids.check_id(desk.case.case_no, 1))
        from datetime import timedelta

        await skipper.fast_forward(check, timedelta(days=16))
        file = await desk.until(lambda f: f.check is not None and f.check.done)
        asked = [q.department for q in world.queries]
        assert asked.count("medical") > 1
        assert all(asked.count(d) == 1 for d in set(asked) - {"medical"})
        await desk.surveyed(on=file.accepted_on)
        assert (await desk.file()).stage is Stage.REVIEW


@pytest.mark.rule("ZH-20")
async def test_a_silent_department_is_waived_by_name_and_with_a_reason(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.down_for_days["medical"] = 999
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None)
        check = client.get_workflow_handle(ids.check_id(desk.case.case_no, 1))
        act = WaiveReply(
            officer=officer(Role.CHECKING_CENTRE),
            on=await desk.today(),
            department="medical",
            reason="系统升级，已电话核实无异常",
        )
        await check.execute_update("waive_reply", act, result_type=Receipt)
        file = await desk.until(lambda f: f.check is not None and f.check.done)
        assert file.check is not None and file.check.waived == ("medical",)


async def test_withdrawing_in_mid_check_calls_the_check_off(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.down_for_days["medical"] = 999
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None)
        await desk.do("withdraw", Role.INTAKE, reason="本人不再申请")
        outcome = await desk.handle.result()
        assert outcome.outcome == "withdrawn"


async def test_a_paper_that_cannot_be_made_holds_neither_the_case_nor_its_end(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.broken_papers = {"acceptance", "withdrawal"}
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        await desk.do("accept", Role.INTAKE)
        file = await desk.until(lambda f: f.check is not None and f.check.done)
        await desk.surveyed()
        assert (await desk.file()).stage is Stage.REVIEW
        shown = world.cases[file.case_no].tasks
        assert [t.act for t in shown if "文书制发失败" in t.zh] == ["refresh_policy"]
        await desk.do("withdraw", Role.INTAKE, reason="本人不再申请")
        await desk.until(lambda f: len([n for n in f.notices if n.failed_on]) == 2)
        assert (await desk.file()).closed is not None
        world.broken_papers.clear()
        await desk.do("refresh_policy", Role.POLICY_ADMIN, reason="模板已经修复")
        outcome = await desk.handle.result()
        assert outcome.outcome == "withdrawn"
        assert all(n.number for n in world.cases[file.case_no].file.notices)


async def test_a_refusal_ends_only_after_its_notice_was_served(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    car = Record(item="DB-37/vehicles", person="m1", kind=Kind.FOUND, about="vehicle", count=1)
    world.records["police"] = (car,)
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)  # type: ignore[arg-type]
        await desk.do("accept", Role.INTAKE)
        file = await desk.surveyed()
        file = await desk.until(lambda f: f.open_leads())
        home = file.household.model_copy(
            update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)}
        )
        await desk.do(
            "verify_lead",
            Role.SURVEYOR,
            lead=file.open_leads()[0].lead.key,
            verdict="confirmed",
            reason="本人承认名下有小型客车",
            household=home,
        )
        file = await desk.opined()
        assert file.stage is Stage.APPROVAL
        await desk.do(
            "record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意"
        )
        await desk.do("refuse", Role.TOWNSHIP_LEADER)
        file = await desk.until(lambda f: f.notices[-1].number)
        await desk.do(
            "serve_notice", Role.REVIEWER, number=file.notices[-1].number, manner="in_person"
        )
        outcome = await desk.handle.result()
        assert outcome.outcome == "refused"
