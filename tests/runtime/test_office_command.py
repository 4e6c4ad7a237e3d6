"""`doudi office` over tables that hold affairs and reports: what it shows, and what it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.desk.lifecycle import AffairKind
from domain.reporting.tasks import open_report_tasks, report_task_units, report_waiting_zh
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.commands.office import office_app
from store.desk import affairs, reports
from store.engine import Store
from tests.activities.test_desk import affair_shown
from tests.meeting_desk import CIVIL, EDUCATION, MEDICAL
from tests.office import Desk, HalfYear
from tests.people import START
from tests.tables import migrated
from workflows.desk_steps import ReportProjection

ROOMY = {"COLUMNS": "200"}


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    settings = Settings(home=tmp_path)
    keyring = KeyRing.create(settings.key_file, demo=True)
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    migrated(settings.database_url)
    store = Store(settings.database_url, keyring)
    half = HalfYear().to(date(2026, 7, 12)).filed(CIVIL)
    desk = Desk(AffairKind.PROBLEM, owner=EDUCATION, due=START)
    with store.write() as session:
        affairs.project_affair(session, affair_shown(desk.file, START))
        reports.project_report(
            session,
            ReportProjection(
                file=half.file,
                tasks=open_report_tasks(half.file, half.today),
                units=report_task_units(half.file),
                waiting=report_waiting_zh(half.file, half.today),
            ),
        )
    yield store
    store.close()


def run(*words: str) -> str:
    done = CliRunner().invoke(office_app, list(words), env=ROOMY)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.rule("TR-52")
def test_periods_and_units_are_listed_with_who_is_late_and_who_is_missing(tables: Store) -> None:
    assert "2026-H1" in run("reports") and "1/33" in run("reports", "--place", "tongren")
    one = run("report", "tongren", "2026-H1")
    assert "未报送" in one and MEDICAL in one
    told = json.loads(run("report", "tongren", "2026-H1", "--json"))
    late = {u["unit"]: u["late_days"] for u in told["reports"] if u["filed_on"]}
    assert late == {CIVIL: 2} and told["missing"] == 32
    missing = CliRunner().invoke(office_app, ["report", "tongren", "2025-H1"], env=ROOMY)
    assert missing.exit_code != 0 and "有：2026-H1" in missing.output


@pytest.mark.rule("TR-18")
def test_affairs_and_the_register_stand_there_without_what_they_say(tables: Store) -> None:
    listed = run("affairs", "--place", "tongren")
    assert "2026-m001" in listed and EDUCATION in listed and "救助政策衔接" not in listed
    told = json.loads(run("register", "tongren", "--json"))
    assert {u["unit"] for u in told["items"]} >= {EDUCATION, MEDICAL}
    assert "救助政策衔接" not in json.dumps(told, ensure_ascii=False)
