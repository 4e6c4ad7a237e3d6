"""No program goes live that would go another way with a case that is open."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from typer.testing import CliRunner

from audit import recorded
from audit.commands import audit_app
from audit.gate import OPEN, replayed
from audit.replay import audit_runs
from runtime.settings import Settings
from tests.people import application
from tests.replay import golden
from tests.replay.edited import program_of
from tests.replay.mutants import MUTANTS
from tests.replay.world import Clerk, Scene, worker

STORIES = ("plain_jiaozuo", "car_refused")


@pytest.fixture
def histories(tmp_path: Path, ring_file: Path) -> Path:
    folder = tmp_path / "histories"
    folder.mkdir()
    for name in STORIES:
        shutil.copy(golden.file_of(name), folder)
    return folder


async def run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, ["gate", *args])


async def test_the_program_at_hand_passes_over_recorded_histories(histories: Path) -> None:
    found = await run("--no-server", "--histories", str(histories), "--jobs", "1", "--json")
    assert found.exit_code == 0, found.output
    value = json.loads(found.stdout)
    assert value["runs"] >= 4 and value["diverged"] == []


async def test_a_program_that_goes_another_way_is_named_with_the_event() -> None:
    mutant = next(m for m in MUTANTS if m.story == "plain_jiaozuo")
    runs = recorded.read(golden.file_of("plain_jiaozuo")).runs
    assert (await replayed(runs, OPEN)).diverged == ()
    with program_of(mutant) as workflows:
        reports = await audit_runs(runs, OPEN, workflows=workflows)
    assert any(not report.passed for report in reports)


async def test_a_changed_history_closes_the_gate(histories: Path) -> None:
    path = golden.file_of("plain_jiaozuo", histories)
    story = recorded.read(path)
    timer = next(
        event.timer_started_event_attributes
        for run in story.runs
        for event in run.events
        if event.HasField("timer_started_event_attributes")
    )
    timer.start_to_fire_timeout.FromSeconds(60)
    recorded.write(path, story)
    found = await run("--no-server", "--histories", str(histories), "--jobs", "1")
    assert found.exit_code == 1, found.output
    assert "不可上线" in found.output and "事件" in found.stderr


async def test_every_open_case_of_the_server_is_replayed(
    client: Client, skipper: TimeSkipper, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOUDI_KEY_FILE", str(settings.key_file))
    monkeypatch.setenv("DOUDI_TEMPORAL_ADDRESS", settings.temporal_address)
    monkeypatch.setenv("DOUDI_REHEARSAL", "true")
    scene = Scene()
    case = application("jiaozuo")
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        for _ in range(100):
            found = await run("--jobs", "1", "--json")
            names = json.loads(found.stdout)
            if names["runs"]:
                break
            await asyncio.sleep(0.2)
        await client.get_workflow_handle(f"case/jiaozuo/{case.case_no}").terminate()
    mine = [one for one in names["diverged"] if one["workflow_id"].endswith(case.case_no)]
    assert names["runs"] >= 1 and names["events"] > 1 and mine == []


async def test_mistakes_get_one_line_and_exit_code_two(tmp_path: Path, ring_file: Path) -> None:
    for args in (["--no-server"], ["--no-server", "--histories", str(tmp_path / "none")]):
        found = await run(*args)
        assert found.exit_code == 2, found.output
        assert len(found.stderr.strip().splitlines()) == 1
