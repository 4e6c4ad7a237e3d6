"""Matters of money on the real server: a rise reaches every case through its own workflow, once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities import registry
from activities.tools import Tools
from domain.calendar import months_after
from domain.case.acts import Act
from domain.case.file import CaseFile, Closing
from domain.case.lifecycle import Role, Stage
from domain.funds.kinds import rise
from domain.funds.matter import Matter
from domain.funds.moves import ACTS
from runtime.keys import KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.settings import Settings
from store import freezing
from store.funds import rises
from store.projection import project_case
from store.tables import EntitlementRow
from store.tables.pay import Obligation
from tests.building import BUILD
from tests.paying import Month
from tests.people import Walk, application, officer
from tests.store.samples import another, shown
from tests.tables import migrated
from workflows import ids
from workflows.base import Receipt
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.matter import MatterOutcome, MatterWorkflow

SINCE, DAY = date(2027, 7, 1), date(2027, 8, 20)
"""The rise holds from July; it is applied in August, when July and August are paid already."""
AUGUST = date(2027, 8, 1)
CASES = (971, 972, 973)


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(home=tmp_path, rehearsal=True)
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


def living(number: int) -> CaseFile:
    """A household that has drawn aid since its application, as its case holds it in August 2027."""
    other = another(number)
    file = Walk(application()).living().file
    return file.having(
        case_no=f"JZ2026810{number}", household=other.household, declared=other.household, latest=DAY,
        next_recheck=date(2099, 1, 1),
    )  # fmt: skip


def ended(file: CaseFile, last: date) -> CaseFile:
    """The same household, whose aid ended with this month."""
    closing = Closing(outcome="stopped", on=last.replace(day=20), reasons=())
    parts = tuple(part.model_copy(update={"last": last}) for part in file.entitlements)
    return file.having(
        stage=Stage.CLOSED, ending=closing, closed=closing, entitlements=parts, next_recheck=None
    )


async def until(
    handle: WorkflowHandle[MatterWorkflow, MatterOutcome], holds: Callable[[Matter], object]
) -> Matter:
    for _ in range(1200):
        file = await handle.query(MatterWorkflow.file)
        if holds(file):
            return file
        await asyncio.sleep(0.05)
    raise AssertionError(f"never came about; the matter is {file.stage}: {file.journal[-1].text}")


async def do(
    handle: WorkflowHandle[MatterWorkflow, MatterOutcome], role: Role, **body: object
) -> None:
    kind: type[Act] = ACTS[(await handle.query(MatterWorkflow.file)).kind]["apply_rise"]
    act = kind.model_validate({"officer": officer(role).model_dump(), "on": DAY, **body})
    await handle.execute_update("apply_rise", act, result_type=Receipt)


async def test_a_rise_reaches_every_living_case_with_arrears_and_proves_that_nobody_was_missed(
    client: Client, tools: Tools
) -> None:
    files = [living(number) for number in CASES]
    gone = ended(living(974), AUGUST)
    files = [*files, gone]
    with tools.store.write() as session:
        for file in files:
            project_case(session, shown(file))
    for month in (SINCE, months_after(SINCE, 1)):
        with tools.store.write() as session:
            freezing.freeze_list(session, Month(month).freeze())
    queue = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        worker = Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=queue,
            workflows=[MatterWorkflow, CaseWorkflow, HouseholdCheckWorkflow],
            activities=registry.collect(tools),
            activity_executor=pool,
            build_id=BUILD,
        )
        async with worker:
            cases = [
                await client.start_workflow(
                    CaseWorkflow.run,
                    file,
                    id=ids.case_id(file.place, file.case_no),
                    task_queue=queue,
                )
                for file in files
            ]
            by = officer(Role.PAY_OFFICER)
            start = rise.proposed("jiaozuo", by, DAY, ("dibao",), SINCE, "焦民发〔2027〕9号")
            handle = await client.start_workflow(
                MatterWorkflow.run, start, id=f"money/rise/{queue}", task_queue=queue
            )
            counted = await until(handle, lambda f: f.rise and f.rise.digest)
            assert counted.rise is not None
            assert (counted.rise.households, counted.rise.changed) == (3, 3)
            assert (counted.rise.ended, counted.rise.by_hand) == (1, 0)
            before = files[0].monthly_fen_now
            assert (await cases[0].query(CaseWorkflow.file)).monthly_fen_now == before

            await do(
                handle,
                Role.COUNTY_APPROVER,
                changed=3,
                monthly_fen=counted.rise.monthly_fen,
                digest=counted.rise.digest,
            )
            await handle.result()
            done = await handle.query(MatterWorkflow.file)
            assert done.rise is not None
            assert (done.rise.applied, done.rise.missed) == (3, 0) and done.rise.proof
            each = counted.rise.monthly_fen // 3
            assert counted.rise.arrears_fen == 2 * each
            closed = cases.pop()
            after = await closed.query(CaseWorkflow.file)
            assert after.entitlements == gone.entitlements, "a case that is over is not touched"
            for case in cases:
                file = await case.query(CaseWorkflow.file)
                assert file.monthly_fen(SINCE) == file.monthly_fen_now == before + each
                assert [e.act for e in file.journal].count("adjust_standard") == 1
                await case.terminate("the test is over")
    with tools.store.read() as session:
        assert rises.by_state(session, start.subject) == {"applied": 3, "owed": 1}
        rows = session.exec(select(EntitlementRow).where(EntitlementRow.cause == "standard")).all()
        assert {row.first for row in rows} == {SINCE}
    september = Month(months_after(SINCE, 2))
    with tools.store.write() as session:
        freezing.freeze_list(session, september.freeze())
    with tools.store.read() as session:
        lines = session.exec(select(Obligation).where(Obligation.run == september.run)).all()
    arrears = [line for line in lines if line.purpose.startswith("difference")]
    assert {(line.month, line.fen) for line in arrears} == {
        (SINCE, each),
        (months_after(SINCE, 1), each),
    }
    late = [line for line in lines if line.purpose == "rise.202707"]
    assert {(line.case_no, line.month, line.fen) for line in late} == {
        (gone.case_no, SINCE, each),
        (gone.case_no, AUGUST, each),
    }
    assert len(arrears) == 6 and sum(line.fen for line in lines) == 3 * (before + each) + 8 * each
