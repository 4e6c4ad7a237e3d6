"""Records the month of a comparison: `python -m tests.replay.compare.record`.

Lists, doubts and hits are counts that are told; the workflow, its acts and its calendar are real. A
history that is not recomputed without a change is not written.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from audit.replay import audit_runs
from audit.sources import ServerSource
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.compare.acts import COMPARE_ACTS
from domain.compare.file import (
    DOWN,
    NO_FILE,
    CompareFile,
    CompareOrder,
    Counts,
    Department,
    PartOutcome,
    Told,
)
from domain.policy import Snapshot
from runtime.keys import KeyRing
from runtime.packs import snapshot
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.building import BUILD
from tests.conftest import start_server
from tests.people import officer
from tests.replay import golden
from workflows import compare_steps, ids, steps
from workflows.base import SHANGHAI, Receipt
from workflows.compare import ComparisonWorkflow

HISTORIES = Path(__file__).parent / "histories"
NAME, PLACE = "month_with_a_miss", "jiaozuo"


def _activities() -> list[Any]:
    handed_in: set[str] = set()

    @activity.defn(name="take_policy")
    def take_policy(order: steps.PolicyOrder) -> Snapshot:
        return snapshot(order.place, order.on, order.names, production=False)

    @activity.defn(name="plan_comparison")
    def plan_comparison(order: compare_steps.PlanOrder) -> compare_steps.Plan:
        return compare_steps.Plan(
            place_zh="焦作市",
            departments=(
                Department(code="police", zh="公安机关", deaths=True, others=False),
                Department(code="hr", zh="人力资源社会保障部门"),
                Department(code="housing", zh="住房城乡建设部门"),
            ),
        )

    @activity.defn(name="read_registers")
    async def read_registers(order: compare_steps.ReadOrder) -> tuple[PartOutcome, ...]:
        said = {
            "police.death": PartOutcome(
                part="police.death", digest="p", counts=Counts(rows=900, hits=2, doubts=1)
            ),
            "hr.general": PartOutcome(part="hr.general", trouble=DOWN),
            "housing.general": PartOutcome(part="housing.general", trouble=NO_FILE),
        }
        found = []
        for part in order.parts:
            if part.part in handed_in:
                found.append(PartOutcome(part=part.part, digest="h", counts=Counts(rows=40)))
            else:
                found.append(said[part.part])
            if part.part == "hr.general":
                handed_in.add(part.part)
        return tuple(found)

    @activity.defn(name="tell_hits")
    async def tell_hits(order: compare_steps.TellOrder) -> Told:
        return Told(told=3 if "settled" in handed_in else 2)

    @activity.defn(name="book_doubts")
    def book_doubts(booking: compare_steps.DoubtBooking) -> compare_steps.DoubtsBooked:
        handed_in.add("settled")
        return compare_steps.DoubtsBooked(same=1, still_open=0)

    @activity.defn(name="project_comparison")
    def project_comparison(projection: compare_steps.CompareProjection) -> None:
        return None

    return [
        take_policy,
        plan_comparison,
        read_registers,
        tell_hits,
        book_doubts,
        project_comparison,
    ]


async def play(client: Client, skipper: TimeSkipper) -> str:
    """The month: deaths at once, a doubt, a silent department, one that never sends anything."""
    month = months_after(datetime.now(SHANGHAI).date().replace(day=1), 1)
    opened = CompareOrder(place=PLACE, month=month, opened_on=month)
    queue = f"compare-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[ComparisonWorkflow],
            activities=_activities(),
            activity_executor=pool,
            build_id=BUILD,
        )
        async with worker:
            name = ids.compare_id(PLACE, opened.month_code)
            handle = await client.start_workflow(
                ComparisonWorkflow.run, opened, id=name, task_queue=queue
            )
            await _until(handle, "police.death", lambda p: p.told.told == 2)
            await _do(
                handle,
                "settle_doubts",
                Role.CHECKING_CENTRE,
                month,
                part="police.death",
                doubts=("d1",),
                verdict="same",
                reason="核对户口簿为同一人",
            )
            await _until(handle, "police.death", lambda p: p.told.told == 3)
            after = months_after(month, 1) + timedelta(days=1)
            now = await skipper.get_current_time(handle)
            pause = datetime.combine(after, time(9), SHANGHAI) - now
            await skipper.fast_forward(handle, pause)
            await _until(handle, "housing.general", lambda p: p.state == "missed")
            await _do(
                handle,
                "explain_missed",
                Role.COUNTY_REVIEWER,
                after,
                part="housing.general",
                reason="部门系统整月停机维护",
            )
            result = await handle.result()
            assert (result.missed, result.hits) == (1, 3)
    return name


async def _until(handle: WorkflowHandle[Any, Any], key: str, holds: Any) -> None:
    for _ in range(600):
        file = await handle.query("file", result_type=CompareFile)
        part = file.part(key)
        if part is not None and holds(part):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{key} never came about")


async def _do(
    handle: WorkflowHandle[Any, Any], name: str, role: Role, on: date, **fields: object
) -> None:
    act = COMPARE_ACTS[name].model_validate(
        {"officer": officer(role, PLACE).model_dump(), "on": on, **fields}
    )
    await handle.execute_update(name, act, result_type=Receipt)


async def _main(server: str) -> int:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        subject = await play(client, rehearsal_skipper(client))
        source = ServerSource(client)
        runs = await source.chain(subject)
        reports = await audit_runs(runs, source.converter)
        if not all(report.passed for report in reports):
            lines = [f.line for report in reports for f in report.findings]
            sys.stdout.write("not written, it does not pass\n" + "\n".join(lines[:5]) + "\n")
            return 1
        kept = golden.Golden(NAME, PLACE, subject, tuple(runs))
        size = await golden.save(kept, source.converter, HISTORIES)
        events = sum(len(run.events) for run in runs)
        sys.stdout.write(f"{NAME}: {events} events, {size // 1024} KB\n")
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        code = asyncio.run(_main(next(running)))
        running.close()  # type: ignore[attr-defined]
    sys.exit(code)
