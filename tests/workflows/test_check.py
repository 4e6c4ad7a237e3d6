"""The information check on the real server: late, dead, unauthorised and unruled departments."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.check.acts import WaiveReply
from domain.check.answers import Kind, Record
from domain.check.file import CheckFile
from domain.household import Member, Relation
from domain.identity import synthetic_id
from tests.people import application, officer, signed_by_each
from tests.workflows.desk import Desk, World, worker
from workflows import ids
from workflows.base import Receipt
from workflows.check import HouseholdCheckWorkflow

_numbers = itertools.count(20_000)
A_DAY = timedelta(days=1)


def new_case(place: str, **changes: object) -> CaseFile:
    return application(place).having(case_no=f"YC2026{next(_numbers):06d}", **changes)


def check_of(
    client: Client, desk: Desk, n: int = 1
) -> WorkflowHandle[HouseholdCheckWorkflow, object]:
    return client.get_workflow_handle_for(
        HouseholdCheckWorkflow.run, ids.check_id(desk.case.case_no, n)
    )


async def accepted(desk: Desk) -> CaseFile:
    await desk.do("accept", Role.INTAKE)
    return await desk.until(lambda f: f.check is not None)


async def settles(
    handle: WorkflowHandle[HouseholdCheckWorkflow, object], *departments: str
) -> CheckFile:
    """The check once these departments have been heard of."""
    return await until(handle, lambda file: all(file.of(d).settled for d in departments))


async def until(
    handle: WorkflowHandle[HouseholdCheckWorkflow, object], holds: Callable[[CheckFile], object]
) -> CheckFile:
    """The check once the condition holds; real time, for what happens at once."""
    for _ in range(1500):
        file = await handle.query(HouseholdCheckWorkflow.file)
        if holds(file):
            return file
        await asyncio.sleep(0.02)
    raise AssertionError("never came about")


async def sign(desk: Desk, *persons: str) -> None:
    papers = [{"person": p, "signed_by": p, "paper": f"授权书{p}"} for p in persons]
    await desk.do("sign_authorisation", Role.INTAKE, signatures=papers)


@pytest.mark.rule("YC-19")
async def test_who_has_not_signed_is_asked_about_as_soon_as_he_has(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        home = application("yicheng").household
        only_one = signed_by_each(home)[:1]
        desk = await Desk(client, skipper, new_case("yicheng", authorisations=only_one)).open(queue)
        await accepted(desk)
        departments = (await check_of(client, desk).query(HouseholdCheckWorkflow.file)).departments
        file = await desk.until(
            lambda f: len({q.department for q in world.queries}) == len(departments)
        )
        assert all(p.key == "m1" for q in world.queries for p in q.persons)
        assert file.check is not None and not file.check.done
        first = len(world.queries)
        await sign(desk, "m2")
        file = await desk.until(lambda f: f.check.done)
        later = world.queries[first:]
        assert {p.key for q in later for p in q.persons} == {"m2"}
        assert "bank" in {q.department for q in later}
        assert len({q.key for q in world.queries}) == len(world.queries)
        assert file.check is not None and file.check.waived == ()


@pytest.mark.rule("YC-19")
async def test_a_withdrawal_in_mid_check_stops_further_queries(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.down_for_days["bank"] = 6
    async with worker(client, world) as queue:
        home = application("yicheng").household
        both = signed_by_each(home)
        desk = await Desk(client, skipper, new_case("yicheng", authorisations=both)).open(queue)
        await accepted(desk)
        handle = check_of(client, desk)
        others = [
            d.department for d in (await handle.query(HouseholdCheckWorkflow.file)).departments
        ]
        await settles(handle, *(d for d in others if d != "bank"))
        await desk.do("withdraw_authorisation", Role.INTAKE, person="m2", reason="本人要求撤回")
        await skipper.fast_forward(handle, timedelta(days=9))
        asked = [q for q in world.queries if q.department == "bank"]
        assert [p.key for p in asked[0].persons] == ["m1", "m2"]
        assert [p.key for p in asked[-1].persons] == ["m1"]
        part = (await handle.query(HouseholdCheckWorkflow.file)).of("bank")
        assert part.trouble == "not_authorised" and not part.settled
        waive = WaiveReply(
            officer=officer(Role.CHECKING_CENTRE, "yicheng"), on=await desk.today(),
            department="bank", reason="本人撤回授权，按未核对处理",
        )  # fmt: skip
        await handle.execute_update("waive_reply", waive, result_type=Receipt)
        file = await desk.until(lambda f: f.check.done)
        assert file.check is not None and file.check.not_authorised == (("bank", "m2"),)
        assert file.check.waived == ("bank",)


@pytest.mark.rule("HB-13", "ZH-20")
async def test_a_late_and_a_dead_department_lose_nothing_and_stop_nobody(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    world.down_for_days |= {"tax": 5, "union": 999}
    car = Record(item="CHK-12", person="m1", kind=Kind.FOUND, about="vehicle", count=1)
    world.records["police"] = (car,)
    home = application("hanbin").household
    worker_of = home.members[0].model_copy(update={"groups": ("GRP-11",)})
    home = home.with_member(worker_of)
    async with worker(client, world) as queue:
        case = new_case("hanbin", household=home, declared=home)
        desk = await Desk(client, skipper, case).open(queue)
        await accepted(desk)
        handle = check_of(client, desk)
        await settles(handle, "police", "hr", "housing")
        file = await until(handle, lambda f: f.of("tax").trouble and f.of("union").trouble)
        assert not file.of("tax").settled and file.of("tax").trouble == "down"
        await skipper.fast_forward(handle, timedelta(days=20))
        file = await settles(handle, "tax")
        assert file.of("tax").attempts > 1 and not file.of("union").settled
        assert file.of("union").trouble == "down" and (await desk.file()).check is not None
        by_hand = {
            "officer": officer(Role.CHECKING_CENTRE, "hanbin").model_dump(mode="json"),
            "on": (await desk.today()).isoformat(), "department": "union",
            "reference": "工函〔2026〕2号",
            "records": [{"item": "CHK-72", "person": "m1", "kind": "nothing"}],
        }  # fmt: skip
        await handle.execute_update("record_reply", by_hand, result_type=Receipt)
        case_file = await desk.until(lambda f: f.check.done)
        [lead] = case_file.open_leads()
        assert lead.lead.about == "vehicle" and case_file.stage is Stage.INVESTIGATION


@pytest.mark.rule("ZH-13")
async def test_a_member_found_on_the_visit_is_asked_about_in_a_check_of_his_own(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case("hanbin")).open(queue)
        await accepted(desk)
        file = await desk.until(lambda f: f.check.done)
        mother = Member(
            key="m3", name="张六六", id_no=synthetic_id(date(1950, 6, 6), 61),
            relation=Relation.PARENT,
        )  # fmt: skip
        home = file.household.model_copy(update={"members": (*file.household.members, mother)})
        before = len(world.queries)
        await desk.surveyed(household=home)
        file = await desk.until(lambda f: f.checks == 2 and f.check.done)
        await desk.until(lambda f: f.stage is Stage.REVIEW)
        assert {p.key for q in world.queries[before:] for p in q.persons} >= {"m3"}
