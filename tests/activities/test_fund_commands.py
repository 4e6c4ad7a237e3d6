"""`doudi funds` at a terminal: accounts as they stand, a bulletin and its workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from activities.fund_commands import funds_app
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import freezing
from store.engine import Store
from tests.funds import funded
from tests.paying import MONTH, Month, household_in
from tests.tables import migrated


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A deployment of its own with one funded place and one household on its list."""
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    settings = Settings(home=tmp_path)
    ring = KeyRing.create(settings.key_file, demo=True)
    migrated(settings.database_url)
    store = Store(settings.database_url, ring)
    funded(store=store, day=MONTH)
    household_in(store, 1)
    with store.write() as session:
        freezing.freeze_list(session, Month().freeze())
    store.close()
    return CliRunner()


def test_the_accounts_of_a_year_are_shown_with_what_they_hold(terminal: CliRunner) -> None:
    shown = terminal.invoke(funds_app, ["show", "jiaozuo", "2026", "--json"])
    assert shown.exit_code == 0, shown.output
    accounts = json.loads(shown.output)["accounts"]
    assert [a["balance_fen"] for a in accounts] == [100_000_000, 100_000_000]
    assert "焦作市2026年资金账户" in terminal.invoke(funds_app, ["show", "jiaozuo", "2026"]).output


def test_a_bulletin_is_shown_and_saved_as_a_workbook(terminal: CliRunner, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    shown = terminal.invoke(
        funds_app, ["bulletin", "jiaozuo", "2026-09", "--json", "--book", str(book)]
    )
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.output)["rows"][0]["households"] == 1
    assert load_workbook(book).sheetnames == ["月报", "短发迟发"]
    wrong = terminal.invoke(funds_app, ["bulletin", "jiaozuo", "2026-9"])
    assert wrong.exit_code != 0 and "2026-12的样子" in wrong.output
