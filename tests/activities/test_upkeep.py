"""What a worker does unasked, on a real server: schedules in Shanghai time, lost things swept."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client, ScheduleDescription
from temporalio.service import RPCError, RPCStatusCode

from activities import upkeep
from activities.pay import OPENING_DAYS
from activities.tools import Tools
from activities.upkeep import LOST_AFTER, Upkeep
from domain.identity import synthetic_id
from domain.window.requests import Claim
from runtime.keys import KeyRing
from runtime.packs import places
from runtime.settings import Settings
from runtime.temporal import connect, search_attributes_ready
from store import intake, users
from store.tables import IntakeRow
from tests.conftest import start_server
from tests.people import START, application
from tests.tables import migrated
from workflows.case import CaseWorkflow
from workflows.ids import case_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERSON = ("m1", synthetic_id(START.replace(year=1960), 301))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A server of its own: what upkeep starts for every place must not be found by other tests."""
    folder = tmp_path_factory.mktemp("upkeep")
    for server in start_server(folder):
        yield Settings(home=folder, temporal_address=server)


@pytest.fixture(scope="module")
async def client(settings: Settings, keyring: KeyRing) -> Client:
    client = await connect(settings, keyring)
    await search_attributes_ready(client, timedelta(seconds=60))
    return client


@pytest.fixture
async def no_schedules(client: Client) -> AsyncIterator[None]:
    """Each test makes the schedules anew."""
    await _take_down(client)
    yield
    await _take_down(client)


async def _take_down(client: Client) -> None:
    for code in places():
        try:
            await client.get_schedule_handle(f"pay/{code}/dibao").delete()
        except RPCError as error:
            assert error.status is RPCStatusCode.NOT_FOUND


async def _schedule(client: Client, place: str) -> ScheduleDescription:
    return await client.get_schedule_handle(f"pay/{place}/dibao").describe()


def _real(tools: Tools) -> Tools:
    settings = tools.settings.model_copy(update={"rehearsal": False, "task_queue": "upkeep-test"})
    return Tools(settings, tools.keyring, tools.store)


async def test_each_place_has_a_monthly_schedule_in_shanghai_time(
    client: Client, tools: Tools, no_schedules: None
) -> None:
    await Upkeep(client, _real(tools)).once()
    for code in places():
        found = await _schedule(client, code)
        assert found.schedule.spec.time_zone_name == "Asia/Shanghai"
        assert found.schedule.action.task_queue == "upkeep-test"  # type: ignore[union-attr]
        comparing = await client.get_schedule_handle(f"compare/{code}").describe()
        assert comparing.schedule.spec.time_zone_name == "Asia/Shanghai"
        assert found.info.next_action_times
        for moment in found.info.next_action_times:
            there = moment.astimezone(SHANGHAI)
            assert there.day in OPENING_DAYS
            assert (there.hour, there.minute) == (0, 30)


async def test_repeating_it_changes_no_schedule_that_stands(
    client: Client, tools: Tools, no_schedules: None
) -> None:
    keep = Upkeep(client, _real(tools))
    await keep.once()
    await client.get_schedule_handle("pay/jiaozuo/dibao").pause(note="财政年度结转")
    before = {code: await _schedule(client, code) for code in places()}
    await keep.once()
    await Upkeep(client, _real(tools)).once()
    for code, was in before.items():
        now = await _schedule(client, code)
        assert now.info.created_at == was.info.created_at
        assert now.info.last_updated_at == was.info.last_updated_at
    assert (await _schedule(client, "jiaozuo")).schedule.state.paused


async def test_a_rehearsal_has_no_schedules(
    client: Client, tools: Tools, no_schedules: None
) -> None:
    settings = tools.settings.model_copy(update={"rehearsal": True})
    await Upkeep(client, Tools(settings, tools.keyring, tools.store)).once()
    with pytest.raises(RPCError) as missing:
        await _schedule(client, "jiaozuo")
    assert missing.value.status is RPCStatusCode.NOT_FOUND


def _take_in(tools: Tools, key: str, person: tuple[str, str] = PERSON) -> str:
    with tools.store.write() as session:
        return intake.take_in(
            session,
            key=key,
            abbr="JZ",
            place="jiaozuo",
            on=START,
            asked=[(Claim(), [person])],
        )[0]


def _holder(tools: Tools, person: tuple[str, str] = PERSON) -> str | None:
    with tools.store.read() as session:
        return intake.case_of_person(session, person[1])


async def test_an_application_whose_case_never_started_frees_its_people_in_time(
    client: Client, tools: Tools
) -> None:
    lost = _take_in(tools, "a-lost-start")
    with tools.store.read() as session:
        taken = session.get_one(IntakeRow, ("a-lost-start", 0)).at
    await Upkeep(client, _rehearsing(tools), lambda: taken + LOST_AFTER / 2).once()
    assert _holder(tools) == lost
    await Upkeep(client, _rehearsing(tools), lambda: taken + LOST_AFTER * 2).once()
    assert _holder(tools) is None
    again = _take_in(tools, "another-day")
    assert again != lost and _holder(tools) == again


async def test_a_case_that_only_is_not_in_the_tables_yet_keeps_its_people(
    client: Client, tools: Tools
) -> None:
    case_no = _take_in(tools, "started")
    handle = await client.start_workflow(
        CaseWorkflow.run,
        application().having(case_no=case_no),
        id=case_id("jiaozuo", case_no),
        task_queue="nobody-works-here",
    )
    await Upkeep(client, _rehearsing(tools), lambda: datetime.now(UTC) + LOST_AFTER * 2).once()
    assert _holder(tools) == case_no
    await handle.terminate()


async def test_sign_outs_are_forgotten_once_their_tokens_are_dead(
    client: Client, tools: Tools
) -> None:
    now = datetime.now(UTC)
    with tools.store.write() as session:
        users.revoke_session(session, "dead", "jz.auditor", now - timedelta(minutes=1))
        users.revoke_session(session, "alive", "jz.auditor", now + timedelta(hours=1))
    await Upkeep(client, _rehearsing(tools)).once()
    with tools.store.read() as session:
        assert not users.is_revoked(session, "dead")
        assert users.is_revoked(session, "alive")


async def test_a_round_that_fails_does_not_end_the_rounds(
    client: Client, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, rounds = Upkeep(client, _rehearsing(tools)), []

    async def once() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("no table")
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "EVERY", timedelta(0))
    monkeypatch.setattr(keep, "once", once)
    with pytest.raises(KeyboardInterrupt):
        await keep.forever()
    assert len(rounds) == 2


def _rehearsing(tools: Tools) -> Tools:
    settings = tools.settings.model_copy(update={"rehearsal": True})
    return Tools(settings, tools.keyring, tools.store)


async def test_a_worker_that_starts_makes_the_schedules(
    client: Client, settings: Settings, tools: Tools, no_schedules: None
) -> None:
    home = tools.settings.home
    KeyRing.create(home / "keys.json", demo=True)
    here = Settings(
        home=home, temporal_address=settings.temporal_address, task_queue="upkeep-process"
    )
    migrated(here.database_url)
    kept = {n: v for n, v in os.environ.items() if not n.startswith("DOUDI_")}
    environment = {**kept, **here.as_environment()}
    assert await asyncio.to_thread(_worker_makes_schedules, environment)
    found = await _schedule(client, "tongren")
    assert found.schedule.action.task_queue == "upkeep-process"  # type: ignore[union-attr]


def _worker_makes_schedules(environment: dict[str, str]) -> bool:
    with subprocess.Popen(
        [sys.executable, "-m", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        made = any("schedules made" in line for line in process.stderr if _well(line))
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.stderr.read()
        return made and process.wait(15) == 0


def _well(line: str) -> bool:
    assert "put off" not in line
    return True
