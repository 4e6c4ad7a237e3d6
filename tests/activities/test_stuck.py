"""R14, R15: a fault ends in a retry or in a named line, and the line is there within a minute."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import event
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Worker

import cli
import worker
from activities import stuck as finding
from activities import stuck_commands
from activities.tools import Tools
from activities.upkeep import Upkeep
from audit.archive.notary import Handing
from domain.stuck import Stuck, step_zh
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import stuck
from store.cases import TaskFilter, list_tasks
from store.engine import Store
from store.projection import project_case
from tests.people import Walk
from tests.store.samples import another, shown
from tests.tables import migrated


class _Step(ActivityInboundInterceptor):
    """What stands behind the interceptor: a step that works, or does not."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        if self._error is not None:
            raise self._error
        return "done"


async def tried(store: Store, attempt: int, error: Exception | None = None) -> object:
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, attempt=attempt, workflow_id="pay/jiaozuo/dibao/2027-01",
        activity_type="deliver_batch",
    )  # fmt: skip
    watched = finding.Struggles(store).intercept_activity(_Step(error))
    work = ExecuteActivityInput(fn=lambda: None, args=(), executor=None, headers={})
    try:
        return await environment.run(watched.execute_activity, work)
    except OSError as raised:
        return raised


def listed(store: Store) -> tuple[Stuck, ...]:
    with store.read() as session:
        return stuck.struggling(session, datetime.now(UTC))


async def test_a_step_is_named_from_its_second_try_on_and_goes_when_it_works(tools: Tools) -> None:
    await tried(tools.store, 1, ConnectionError("bank"))
    assert listed(tools.store) == (), "one failure is no trouble yet"
    assert isinstance(await tried(tools.store, 2, ConnectionError("bank")), ConnectionError)
    [one] = listed(tools.store)
    assert (one.tries, one.cause, one.place) == (2, "ConnectionError", "jiaozuo")
    assert "bank" not in one.zh and "bank" not in one.cause, "a message may hold anything"
    assert "deliver_batch" in one.zh, "a step without a Chinese name of its own is told by its code"
    assert [step_zh(s) for s in ("send_batch", "project_case", finding.TRAIL)] == [
        "报送代发银行", "登记办理情况", finding.TRAIL
    ]  # fmt: skip
    assert await tried(tools.store, 3) == "done"
    assert listed(tools.store) == ()


@contextmanager
def taking_nothing(store: Store, pragma: str, back: str) -> Iterator[None]:
    """Real refusals of the database: read only, or full."""

    def made(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(store.engine, "checkout", made)
    try:
        yield
    finally:
        event.remove(store.engine, "checkout", made)
        with store.read() as session:
            session.connection().exec_driver_sql(f"PRAGMA {back}")
        store.engine.dispose()


async def test_tables_that_take_nothing_are_listed_and_do_not_fail_the_step_itself(
    tools: Tools,
) -> None:
    with taking_nothing(tools.store, "query_only = ON", "query_only = OFF"):
        found = await finding.system_faults(None, tools.store, tools.settings)
        assert "database" in {s.subject for s in found}
        assert await tried(tools.store, 2) == "done", "the list never fails a step"
    assert "database" not in {
        s.subject for s in await finding.system_faults(None, tools.store, tools.settings)
    }


async def test_a_full_disk_and_a_server_without_workers_are_named(
    tools: Tools, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tools.settings.model_copy(update={"task_queue": f"nobody-{uuid.uuid4().hex[:6]}"})
    found = await finding.system_faults(client, tools.store, settings)
    assert [s.subject for s in found] == ["worker"]
    monkeypatch.setattr(finding, "LEAST_FREE", 1 << 62)
    found = await finding.system_faults(None, tools.store, settings)
    assert {s.subject for s in found} == {"disk", "temporal"}


async def settled(store: Store, names: set[str]) -> set[str]:
    """The steps on the list, once they are these."""
    for _ in range(200):
        found = {s.zh.split("”")[0].strip("“") for s in listed(store)}
        if found == names:
            break
        await asyncio.sleep(0.02)
    return found


async def test_a_round_nobody_asks_for_that_fails_is_named_until_the_next_one_works(
    tools: Tools,
) -> None:
    """The archive on a full disk, a part of upkeep, a holder who was not given the day's digest."""
    rounds = finding.Rounds(tools.store)
    rounds.told(finding.ARCHIVING, OSError(28, "No space left on device"))
    rounds.told(finding.TRAIL, worker.wrong(Handing(refused=["mail"])))
    rounds.told(finding.UPKEEP, None)
    assert await settled(tools.store, {finding.ARCHIVING, finding.TRAIL}) == {
        finding.ARCHIVING, finding.TRAIL
    }  # fmt: skip
    assert {(s.subject, s.cause, s.tries) for s in listed(tools.store)} == {
        ("办理进程", "OSError", 1), ("办理进程", "NotHanded", 1)
    }  # fmt: skip
    for what in (finding.ARCHIVING, finding.TRAIL):
        rounds.told(what, None)
    assert await settled(tools.store, set()) == set()


async def test_a_part_of_upkeep_that_fails_keeps_the_others_from_nothing(
    tools: Tools, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    keep = Upkeep(client, tools)
    failing = _Step(OSError("disk full"))

    async def other() -> None:
        done.append("other")

    async def broken() -> None:
        await failing.execute_activity(cast(Any, None))

    monkeypatch.setattr(keep, "_parts", lambda: iter((broken, other, broken, other)))
    with pytest.raises(OSError, match="disk full"):
        await keep.once()
    assert done == ["other", "other"]


_BANK = {"down": True}


@activity.defn
def deliver_batch() -> None:
    if _BANK["down"]:
        raise ConnectionError("5xx")


@workflow.defn(sandboxed=False)
class Month:
    """Sends one file to the bank, for as long as it takes."""

    @workflow.run
    async def run(self) -> None:
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=200), backoff_coefficient=1.0)
        await workflow.execute_activity(
            deliver_batch, start_to_close_timeout=timedelta(seconds=5), retry_policy=retry
        )


async def test_a_bank_that_is_down_is_named_while_it_is_and_the_month_goes_on_by_itself(
    tools: Tools, client: Client
) -> None:
    name, queue = f"pay/jiaozuo/{uuid.uuid4().hex[:8]}", f"month-{uuid.uuid4().hex[:6]}"
    with ThreadPoolExecutor(2) as pool:
        async with Worker(
            client, task_queue=queue, workflows=[Month], activities=[deliver_batch],
            activity_executor=pool, interceptors=[finding.Struggles(tools.store)],
        ):  # fmt: skip
            handle = await client.start_workflow(Month.run, id=name, task_queue=queue)
            for _ in range(200):
                if name in {s.subject for s in listed(tools.store)}:
                    break
                await asyncio.sleep(0.05)
            [one] = listed(tools.store)
            assert (one.subject, one.whose, one.place) == (name, "系统管理员", "jiaozuo")
            _BANK["down"] = False
            await handle.result()
    assert listed(tools.store) == ()


@workflow.defn(sandboxed=False)
class Broken:
    """Fails its task each time: as a case would whose code does not fit its history."""

    @workflow.run
    async def run(self) -> None:
        raise ValueError("does not fit")


async def test_a_workflow_whose_tasks_fail_is_found_within_a_minute(client: Client) -> None:
    name = f"case/jiaozuo/{uuid.uuid4().hex[:8]}"
    queue = f"broken-{uuid.uuid4().hex[:6]}"
    async with Worker(client, task_queue=queue, workflows=[Broken]):
        handle = await client.start_workflow(Broken.run, id=name, task_queue=queue)
        began, found = time.monotonic(), ()
        while not found and time.monotonic() - began < 60:
            found = tuple(s for s in await finding.failing_workflows(client) if s.subject == name)
            await asyncio.sleep(0.5)
        await handle.terminate()
    [one] = found
    assert one.place == "jiaozuo" and "WorkflowTaskFailed" in one.cause
    assert "does not fit" not in one.cause
    for _ in range(40):
        if name not in {s.subject for s in await finding.failing_workflows(client)}:
            return
        await asyncio.sleep(0.25)
    raise AssertionError("it ended and is still listed")


def test_at_a_terminal_a_late_act_and_a_missing_server_are_named_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    monkeypatch.setenv("DOUDI_TEMPORAL_ADDRESS", "127.0.0.1:9")
    monkeypatch.setattr(stuck_commands, "_PATIENCE", timedelta(seconds=0))
    settings = Settings(home=tmp_path)
    ring = KeyRing.create(settings.key_file, demo=True)
    migrated(settings.database_url)
    store = Store(settings.database_url, ring)
    file = shown(Walk(another(1)).accepted().file)
    long_ago = tuple(t.model_copy(update={"due": date(2020, 1, 1)}) for t in file.tasks)
    with store.write() as session:
        project_case(session, file.model_copy(update={"tasks": long_ago}))
    store.close()
    with pytest.raises(SystemExit) as ended:
        cli.main(["stuck", "--json"])
    assert ended.value.code == 1
    found = {(s["kind"], s["subject"]) for s in json.loads(capsys.readouterr().out)}
    assert {("act", "JZ2026000001"), ("system", "temporal")} <= found
    monkeypatch.setattr(stuck, "MOST", 1)
    with pytest.raises(SystemExit):
        cli.main(["stuck"])
    assert "超期未办只列出最早的1件，可能还有。" in capsys.readouterr().out


def test_a_village_whose_board_is_behind_its_cases_gets_a_task_unasked(
    tools: Tools, client: Client
) -> None:
    walk = Walk(another(2)).ready_to_decide().confirmed()
    since = tuple(e.model_copy(update={"first": date(2024, 1, 1)}) for e in walk.file.entitlements)
    with tools.store.write() as session:
        project_case(session, shown(walk.file.having(entitlements=since), walk.today))
    for _ in range(2):
        Upkeep(client, tools)._watch_rolls()
    with tools.store.read() as session:
        [task] = list_tasks(session, TaskFilter(place="jiaozuo", kind="roll")).rows
    assert (task.act, task.role, task.village) == ("post_roll", "village", "第一村")
