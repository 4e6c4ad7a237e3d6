"""A stuck case on the real server, and two people at a terminal who set its run back."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from typer.testing import CliRunner

from audit.certificate import certify
from audit.restart.commands import reset_app
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.engine import Store
from store.migrate import upgrade
from store.tables import AuditRow
from store.users import DEMO_PASSWORD, seed_demo_users
from tests.people import application
from tests.replay.stories_repair import stuck
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI

PROPOSES, CONFIRMS = "jz.county_reviewer", "jz.county_approver"


@pytest.fixture
def store(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Store:
    url = f"sqlite:///{tmp_path / 'doudi.db'}"
    upgrade(url)
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOUDI_DATABASE_URL", url)
    opened = Store(url, KeyRing.load(settings.key_file))
    with opened.write() as session:
        seed_demo_users(session, [packs.place_info("jiaozuo")], env="demo")
    return opened


async def at_the_terminal(*args: str, password: str = DEMO_PASSWORD) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, reset_app, list(args), input=f"{password}\n")


@pytest.mark.rule("AUD-33")
async def test_two_people_set_a_stuck_case_back_and_it_goes_on(
    client: Client, skipper: TimeSkipper, store: Store
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"RS2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        await clerk.to_approval()
        moves = await at_the_terminal("show", number)
        assert moves.exit_code == 2 and "没有停住" in moves.output
        await stuck(clerk)
        shown = await at_the_terminal("show", number)
        assert shown.exit_code == 0 and "尚无人提出" in shown.output
        until = (await clerk.file()).latest.isoformat()
        say = ("propose", number, "--reason", "误上的程序多记了一次定时", "--until", until)
        assert (await at_the_terminal(*say, "--as", PROPOSES, password="wrong")).exit_code == 2
        township = await at_the_terminal(*say, "--as", "jz-wangdian.reviewer")
        assert township.exit_code == 2 and "应当由" in township.output
        early = await at_the_terminal("confirm", number, "--as", CONFIRMS)
        assert early.exit_code == 2 and "请先提出" in early.output
        proposed = await at_the_terminal(*say, "--as", PROPOSES)
        assert proposed.exit_code == 0, proposed.output
        alone = await at_the_terminal("confirm", number, "--as", PROPOSES)
        assert alone.exit_code == 2 and "不能复核本人提出" in alone.output
        done = await at_the_terminal("confirm", number, "--as", CONFIRMS)
        assert done.exit_code == 0 and "没有丢失" in done.output
        await clerk.until(lambda f: bool(f.repairs.found) and f.repairs.found[-1].in_force)
        await clerk.confirmed()
        await clerk.until(lambda f: f.decision is not None)
    certificate = await certify(client, "jiaozuo", number)
    assert certificate.passed, [f.line for f in certificate.findings]
    [made] = certificate.resets
    assert (made.proposed_by, made.confirmed_by) == (PROPOSES, CONFIRMS)
    with store.read() as session:
        log = [(r.who, r.what, r.result) for r in session.exec(select(AuditRow))]
    assert (PROPOSES, "sign_in", "wrong") in log
    assert ("jz-wangdian.reviewer", "propose_reset", "role_not_allowed") in log
    assert (PROPOSES, "propose_reset", "done") in log
    assert (PROPOSES, "confirm_reset", "same_person") in log
    assert (CONFIRMS, "confirm_reset", "done") in log
