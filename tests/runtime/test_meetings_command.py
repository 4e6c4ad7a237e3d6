"""`doudi meetings` over tables that hold a meeting: what it shows, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runtime.keys import KeyRing
from runtime.settings import Settings
from store import assembly
from store.commands.meetings import meetings_app
from store.engine import Store
from tests.activities.test_assembly import shown
from tests.assembly import Hall
from tests.tables import migrated

ROOMY = {"COLUMNS": "200"}


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    settings = Settings(home=tmp_path)
    keyring = KeyRing.create(settings.key_file, demo=True)
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    migrated(settings.database_url)
    store = Store(settings.database_url, keyring)
    with store.write() as session:
        assembly.project_meeting(session, shown(Hall().tabled().approved().called()))
    return store


def test_meetings_are_listed_and_shown_without_what_they_are_about(tables: Store) -> None:
    run = CliRunner()
    listed = run.invoke(meetings_app, ["list"], env=ROOMY)
    assert listed.exit_code == 0, listed.output
    assert "2026-01" in listed.output and "同仁市" in listed.output and "已通知" in listed.output
    one = run.invoke(meetings_app, ["show", "tongren", "2026-01"], env=ROOMY)
    assert one.exit_code == 0, one.output
    assert "TR2026000001" in one.output and "未议" in one.output and "发出会议通知" in one.output
    assert "救助资金年度安排" not in listed.output + one.output
    told = json.loads(run.invoke(meetings_app, ["show", "tongren", "2026-01", "--json"]).output)
    assert told["stage"] == "called" and len(told["agenda"]) == 2
    tables.close()


def test_a_meeting_that_is_not_there_is_said_so_in_one_line(tables: Store) -> None:
    missing = CliRunner().invoke(meetings_app, ["show", "tongren", "2026-99"], env=ROOMY)
    assert missing.exit_code != 0 and "没有编号为" in missing.output
    tables.close()
