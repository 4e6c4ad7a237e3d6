"""What an operator takes out by a command is in the log first, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from audit.taken import write_down
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.engine import Store
from store.watching import leaves
from tests.tables import migrated


def test_an_export_has_its_line_for_the_county_to_see_and_without_a_line_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path)
    ring = KeyRing.create(settings.key_file, demo=True)
    with pytest.raises(typer.Exit):
        write_down(settings, "export_histories", "JZ2026000001", "jiaozuo")
    assert "没有导出" in capsys.readouterr().err
    migrated(settings.database_url)
    write_down(settings, "export_histories", "JZ2026000001", "jiaozuo", who="jz.auditor")
    write_down(settings, "event_log", "2026-12", "jiaozuo", detail="31")
    store = Store(settings.database_url, ring)
    with store.read() as session:
        log, export = leaves.lines(session, leaves.Wanted(place="jiaozuo")).rows
        [own] = leaves.lines(session, leaves.Wanted(place="jiaozuo", who="jz.auditor")).rows
    store.close()
    assert (export.what, export.subject, export.who) == (
        "export_histories", "JZ2026000001", "jz.auditor"
    )  # fmt: skip
    assert own.id == export.id
    assert (log.what, log.detail) == ("event_log", "31") and log.who, "the operator himself"
