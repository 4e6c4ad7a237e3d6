"""What is taken out at a terminal is in the operators' log first, or is not taken out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import typer
from sqlmodel import select

import audit
from audit.taken import write_down
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.engine import Store
from store.tables import AuditRow
from tests.tables import migrated

EXPORTS = ("eventlog/commands.py", "commands.py", "known/commands.py", "spent/commands.py")


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    KeyRing.create(tmp_path / "keys.json", demo=True)
    return Settings(home=tmp_path, key_file=tmp_path / "keys.json",
                    database_url=f"sqlite:///{tmp_path / 'doudi.db'}")  # fmt: skip


def test_who_takes_what_is_written_down_and_nothing_leaves_when_it_cannot_be(
    own: Settings,
) -> None:
    with pytest.raises(typer.Exit):
        write_down(own, "export_event_log", "JZ2026000001", "jiaozuo")
    migrated(own.database_url)
    write_down(own, "export_event_log", "JZ2026000001", "jiaozuo")
    store = Store(own.database_url, KeyRing.load(own.key_file))
    with store.read() as session:
        [row] = session.exec(select(AuditRow)).all()
        told = (row.what, row.subject, row.place, row.role, row.result)
        assert told == ("export_event_log", "JZ2026000001", "jiaozuo", "operator", "done")
        assert row.who and row.at.utcoffset() is not None
    store.close()


@pytest.mark.parametrize("name", EXPORTS)
def test_each_command_that_takes_something_out_says_so(name: str) -> None:
    tree = ast.parse((Path(str(audit.__file__)).parent / name).read_text("utf-8"))
    called = {getattr(n.func, "id", "") for n in ast.walk(tree) if isinstance(n, ast.Call)}
    assert "write_down" in called
