"""A month's comparison on the real server: real lists over HTTP and as workbooks, real cases."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities import registry
from activities.tools import Tools
from domain.calendar import months_after
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.hits import HitState
from domain.case.lifecycle import Role
from domain.compare.acts import COMPARE_ACTS
from domain.compare.file import NO_FILE, NONSENSE, CompareFile, CompareOrder, PartState
from domain.identity import synthetic_id
from runtime.keys import KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.settings import Settings
from sandbox import departments, registers
from sandbox.departments import Departments
from store.compare import leads, months
from store.compare.taking import Which
from store.projection import project_case
from store.tables import TaskRow
from tests.building import BUILD
from tests.people import Walk, application, officer
from tests.sandbox.serving import serving
from tests.store.samples import another, shown
from tests.tables import migrated
from workflows import ids
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.compare import ComparisonWorkflow

FIRST = months_after(datetime.now(SHANGHAI).date().replace(day=1), 1)
"""A month the clock has not reached, so that nothing of it is over when the test begins."""
DAY, MONTH = FIRST + timedelta(days=1), f"{FIRST:%Y-%m}"
NAMES = {101: "甲", 102: "乙", 103: "丙"}


@pytest.fixture
def sandbox() -> Iterator[httpx.Client]:
    offices, app = Departments(), FastAPI()
    app.include_router(registers.router(registers.Registers(), offices))
    app.include_router(departments.router(offices))
    with serving(app) as client:
        yield client


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing, sandbox: httpx.Client) -> Tools:
    settings = Settings(
        home=tmp_path,
        department_base_url=str(sandbox.base_url),
        department_routes={"jiaozuo/health": "file"},
        rehearsal=True,
    )
    migrated(settings.database_url)
    return Tools.of(settings, keyring)


def living(number: int) -> CaseFile:
    home = another(number).household
    people = tuple(
        m.model_copy(update={"name": f"{m.name[:1]}{NAMES[number]}{m.key}"}) for m in home.members
    )
    home = home.model_copy(update={"members": people})
    file = Walk(application()).living().file
    return file.having(
        case_no=f"JZ2026820{number}", household=home, declared=home, latest=DAY,
        next_recheck=date(2199, 1, 1),
    )  # fmt: skip


async def until(
    handle: WorkflowHandle[Any, Any], kind: type[Any], holds: Callable[[Any], object]
) -> Any:
    for _ in range(1200):
        file = await handle.query("file", result_type=kind)
        if holds(file):
            return file
        await asyncio.sleep(0.05)
    raise AssertionError(f"never came about: {file.journal[-1].text}")


def row(file: CaseFile, key: str, about: str, *cells: object) -> list[Any]:
    member = file.household.member(key)
    assert member is not None
    return [member.name, member.id_no, None, about, *cells]


class Office:
    """Whoever acts on the comparison or on a case."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def compare(self, name: str, role: Role, **fields: object) -> None:
        await self._do(ids.compare_id("jiaozuo", MONTH), COMPARE_ACTS, name, role, fields)

    async def case(self, file: CaseFile, name: str, role: Role, **fields: object) -> None:
        await self._do(ids.case_id(file.place, file.case_no), ACTS, name, role, fields)

    async def _do(
        self, workflow_id: str, known: Any, name: str, role: Role, fields: dict[str, object]
    ) -> None:
        fields.setdefault("on", DAY)
        act = known[name].model_validate({"officer": officer(role).model_dump(), **fields})
        handle = self.client.get_workflow_handle(workflow_id)
        await handle.execute_update(name, act, result_type=Receipt)


def part(file: CompareFile, key: str) -> Any:
    found = file.part(key)
    assert found is not None
    return found


def told_of(key: str) -> Callable[[CompareFile], bool]:
    """Whether the cases have been told of a part; a month just begun has none yet."""

    def holds(file: CompareFile) -> bool:
        found = file.part(key)
        return found is not None and bool(found.told.told)

    return holds


@pytest.mark.rule("JZ-02", "JZ-03", "JZ-53", "JZ-62")
async def test_a_month_goes_from_lists_to_leads_and_from_doubts_to_its_end(
    client: Client, skipper: TimeSkipper, tools: Tools, sandbox: httpx.Client
) -> None:
    first, second, third = files = [living(number) for number in (101, 102, 103)]
    queue = f"test-{uuid.uuid4()}"
    stranger = ["陌生人", synthetic_id(date(1970, 7, 7), 7), None, "death", None]
    lists = [
        {
            "place": "jiaozuo",
            "department": "police",
            "subject": "death",
            "rows": [
                row(first, "m2", "death", f"{FIRST - timedelta(days=9)}"),
                row(second, "m1", "death", f"{FIRST - timedelta(days=18)}"),
                row(first, "m2", "death", f"{FIRST - timedelta(days=9)}"),
                stranger,
                ["无名氏", "123", None, "death", None],
            ],
        },
        {
            "place": "jiaozuo",
            "department": "hr",
            "rows": [row(third, "m2", "wage", None, 12, "96000")],
        },
    ]
    await asyncio.to_thread(sandbox.put, "/_registers", json=lists)
    down = {"place": "jiaozuo", "department": "hr", "kind": "garbage", "for_days": 1}
    await asyncio.to_thread(sandbox.put, "/_faults", json=[down])
    with ThreadPoolExecutor(4) as pool:
        worker = Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            workflows=[ComparisonWorkflow, CaseWorkflow, HouseholdCheckWorkflow],
            activities=registry.collect(tools),
            activity_executor=pool,
            build_id=BUILD,
        )
        async with worker:
            cases = {}
            for file in files:
                with tools.store.write() as session:
                    project_case(session, shown(file))
                cases[file.case_no] = await client.start_workflow(
                    CaseWorkflow.run,
                    file,
                    id=ids.case_id(file.place, file.case_no),
                    task_queue=queue,
                )
            handle = await client.start_workflow(
                ComparisonWorkflow.run,
                CompareOrder(place="jiaozuo", month=FIRST, opened_on=DAY),
                id=ids.compare_id("jiaozuo", MONTH),
                task_queue=queue,
            )
            office = Office(client)
            begun = await until(handle, CompareFile, told_of("police.death"))
            police = part(begun, "police.death")
            assert police.counts.rows == 5 and police.counts.strangers == 1
            assert (police.counts.hits, police.counts.faults) == (2, 2), "doubled, no number"
            assert part(begun, "hr.general").trouble == NONSENSE
            assert part(begun, "health.death").trouble == NO_FILE
            dead = await until(cases[first.case_no], CaseFile, lambda f: f.watch.hits)
            assert dead.watch.hits[0].about == "death" and dead.watch.hits[0].hold is not None
            assert dead.entitlements == first.entitlements, "nobody is taken off by a list"

            await office.case(
                second, "settle_hit", Role.SURVEYOR, hit=(await until(
                    cases[second.case_no], CaseFile, lambda f: f.watch.open
                )).watch.hits[0].id, verdict="refuted", how="met",
                reason="入户见到本人健在", clause="JZ-62",
            )  # fmt: skip
            with tools.store.read() as session:
                [closed] = leads.hits_of_case(session, second.case_no)
                assert (closed.state, closed.reason) == (HitState.CLOSED, "入户见到本人健在")
                assert closed.released_on == DAY
                assert [t.act for t in session.query(TaskRow).filter_by(kind="compare")]

            member = third.household.members[0]
            old = member.id_no[:6] + member.id_no[8:17]
            registers.put_workbook(
                tools.settings.exchange_dir, "jiaozuo", "health", MONTH, "death",
                [[member.name, old, None, "death", f"{FIRST - timedelta(days=50)}", None, None, None]],
            )  # fmt: skip
            registers.put_workbook(
                tools.settings.exchange_dir, "jiaozuo", "health", MONTH, "general", []
            )
            for subject in ("death", "general"):
                await office.compare(
                    "receive_register", Role.CHECKING_CENTRE, part=f"health.{subject}"
                )
            asked = await until(handle, CompareFile, lambda f: part(f, "health.death").doubts_open)
            assert part(asked, "health.death").counts.hits == 0, "an old number is a question"
            with tools.store.read() as session:
                [doubt] = months.doubts(session, Which("jiaozuo", MONTH, "health.death"))
            await office.compare(
                "settle_doubts",
                Role.CHECKING_CENTRE,
                part="health.death",
                doubts=(doubt.id,),
                verdict="same",
                reason="核对户口簿，为同一人",
            )
            await until(cases[third.case_no], CaseFile, lambda f: f.watch.about("m1/death"))

            # The department that sent garbage is asked again on the next day.
            days = (DAY - datetime.now(SHANGHAI).date()).days + 2
            # Each workflow has a clock of its own: the case first, so that it takes the day's lead.
            for each in (cases[third.case_no], handle):
                await skipper.fast_forward(each, timedelta(days=days))
            result = await asyncio.wait_for(handle.result(), 60)
            assert (result.missed, result.hits, result.doubts) == (0, 4, 1)
            over = await handle.query("file", result_type=CompareFile)
            assert part(over, "hr.general").state is PartState.DONE
            assert not list(tools.settings.exchange_dir.rglob("*.xlsx")), "no list is kept"
            waged = await until(cases[third.case_no], CaseFile, lambda f: f.watch.about("m2/wage"))
            assert len(waged.watch.hits) == 2 and waged.review is None
            for case in cases.values():
                await case.terminate()
