"""The real worker on a real server: one case through every stage, and the process itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio import workflow
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.tools import Tools
from domain.case.lifecycle import Stage
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import cases
from store.cases import CaseFilter
from store.tables import CaseRow, DepartmentAsk
from tests.activities.conftest import Counterpart
from tests.activities.test_departments import QUERY
from tests.people import application
from tests.workflows.desk import Desk
from worker import make_worker

CASE = "JZ2026000901"
PACE = 8


def nothing_found(query: dict[str, Any]) -> tuple[int, Any]:
    """A department that has nothing on anybody."""
    return 200, {
        "department": query["department"],
        "on": query["asked_on"],
        "records": [
            {
                "item": item,
                "person": person["key"],
                "kind": "no" if item in query.get("verify", ()) else "nothing",
                "institution": institution,
            }
            for person in query["persons"]
            for item in (person.get("items") or query["items"])
            for institution in (query.get("institutions") or [""])
        ],
    }


async def test_a_case_from_application_to_aid_is_what_the_tables_show(
    client: Client, skipper: TimeSkipper, tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda body: nothing_found(body) if "department" in body else (200, {})
    settings = tools.settings.model_copy(update={"task_queue": "worker-test"})
    mine = Tools(settings, tools.keyring, tools.store)
    with ThreadPoolExecutor(8) as executor:
        async with make_worker(client, mine, executor):
            desk = Desk(client, skipper, application().having(case_no=CASE))
            await desk.open(settings.task_queue)
            file = await desk.living()
            history = await desk.current().fetch_history()
    with tools.store.read() as session:
        row = session.get_one(CaseRow, CASE)
        assert (row.stage, row.version) == (Stage.SUPERVISION.value, file.version)
        assert row.monthly_fen == file.monthly_fen_now > 0
        assert cases.count_cases(session, CaseFilter(open=True)) == 1
        assert len(cases.timeline(session, CASE)) == file.seq
        asked = [session.get(DepartmentAsk, (CASE, 1, d)) for d in file.law.table("check.items")]
        assert all(part is not None and part.answered_on for part in asked)
    keys = [key for path, key, _ in counterpart.seen if path.endswith("/query")]
    assert len(keys) == len(set(keys)) == len(asked)
    assert len(history.events) > 0


@workflow.defn
class Asks:
    """Has one department asked again and again, as so many cases do that wake at once."""

    @workflow.run
    async def run(self, queue: str, times: int) -> None:
        queries = [QUERY.model_copy(update={"key": f"{queue}/{n}"}) for n in range(times)]
        limit = timedelta(minutes=1)
        for asked in [
            workflow.start_activity(
                "ask_department", query, task_queue=queue, schedule_to_close_timeout=limit
            )
            for query in queries
        ]:
            await asyncio.wait([asked])


async def test_however_many_cases_wake_departments_are_asked_no_faster_than_set(
    client: Client, tools: Tools, counterpart: Counterpart
) -> None:
    asked: list[float] = []

    def answered(query: dict[str, Any]) -> tuple[int, Any]:
        asked.append(time.monotonic())
        return nothing_found(query)

    counterpart.respond = answered
    queue = f"paced-{uuid.uuid4()}"
    settings = tools.settings.model_copy(
        update={"task_queue": queue, "activities_per_second": PACE}
    )
    with ThreadPoolExecutor(8) as executor:
        async with (
            make_worker(client, Tools(settings, tools.keyring, tools.store), executor),
            Worker(
                client,
                task_queue=f"{queue}-asks",
                workflows=[Asks],
                workflow_runner=UnsandboxedWorkflowRunner(),
            ),
        ):
            await client.execute_workflow(
                Asks.run, args=[queue, 3 * PACE], id=queue, task_queue=f"{queue}-asks"
            )
    assert len(asked) == 3 * PACE
    # A second's worth may go out at once; the rest of them one by one.
    assert max(asked) - min(asked) > 1.9


def _environment(settings: Settings) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith("DOUDI_")}
    return {**kept, **settings.as_environment()}


def test_the_process_works_until_it_is_asked_to_stop(
    settings: Settings, keyring: KeyRing, tmp_path: Path
) -> None:
    KeyRing.create(tmp_path / "keys.json", demo=True)
    here = Settings(
        home=tmp_path,
        rehearsal=True,
        temporal_address=settings.temporal_address,
        task_queue="process-test",
    )
    with subprocess.Popen(
        [sys.executable, "-m", "worker"],
        env=_environment(here),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert "worker ready" in line
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(15) == 0
        assert "worker stopping" in rest
        assert "Traceback" not in rest


def test_without_a_key_ring_it_says_so_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "worker"],
        env=_environment(Settings(home=tmp_path)),
        capture_output=True,
        text=True,
        timeout=timedelta(seconds=30).total_seconds(),
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no key ring" in done.stderr
