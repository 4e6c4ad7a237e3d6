"""The published meetings (E8, E9, E10) through real workflows, activities and tables: to the yuan."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import typer
from temporalio.client import Client
from typer.testing import CliRunner

from domain.assembly.file import totals_of
from domain.assembly.lifecycle import MeetingStage
from runtime.keys import KeyRing
from runtime.settings import Settings
from sandbox.published import commands
from sandbox.published.commands import figures, run
from sandbox.published.told import example, names


# E8's eighteen households take half a minute: `doudi example anlu` plays them; what they add up to
# the model's own test holds (tests/documents/test_published_meetings.py).
@pytest.mark.parametrize("name", ["joint-2020-11", "ning-2022-04"])
async def test_a_published_meeting_comes_out_of_the_workflows_as_it_was_told(
    name: str, client: Client, settings: Settings, keyring: KeyRing, tmp_path: Path
) -> None:
    own = settings.model_copy(
        update={"home": tmp_path, "database_url": f"sqlite:///{tmp_path}/doudi.db"}
    )
    number = 100_000 + time.time_ns() % 800_000
    file, certificate = await run(client, own, keyring, example(name), number)
    assert file.stage is MeetingStage.ENDED
    for figure, told, came in figures(example(name), file):
        assert told == came, figure
    assert certificate.passed, certificate.findings[0].line
    told = example(name).told
    assert len(certificate.items) == told.examined
    assert sum(i.promised_fen for i in certificate.items) == told.total_yuan * 100
    assert certificate.meeting is not None
    assert certificate.meeting.totals == totals_of(file).model_dump()


def test_the_command_lists_what_can_be_replayed() -> None:
    app = typer.Typer()
    app.command()(commands.example)
    listed = CliRunner().invoke(app, [])
    assert listed.exit_code == 0 and all(name in listed.output for name in names())
    assert CliRunner().invoke(app, ["nowhere"]).exit_code == 2
