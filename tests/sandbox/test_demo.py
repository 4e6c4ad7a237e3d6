"""A demonstration that cannot start says why in one line and leaves what stands there alone."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path

import pytest

from runtime.settings import Settings
from sandbox.demo import _start_anew, main
from tests.conftest import free_port

FILES = (
    "temporal.db",
    "doudi.db",
    "doudi.db-wal",
    "bank/1.csv",
    "evidence/ab/1",
    "sandbox/bank.db",
)


def home_of_a_county(home: Path, **more: object) -> Settings:
    for name in FILES:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("of the demonstration that runs")
    return Settings(
        home=home,
        temporal_address=f"127.0.0.1:{free_port()}",
        ui_port=free_port(),
        api_port=free_port(),
        codec_port=free_port(),
        sandbox_port=free_port(),
        smtp_port=free_port(),
        rehearsal=True,
        **more,
    )


def left(home: Path) -> list[str]:
    return [name for name in FILES if (home / name).exists()]


def test_a_port_in_use_ends_it_before_it_has_touched_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = home_of_a_county(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.api_port))
        taken.listen()
        assert main(settings, once=True) == 1
    said = capsys.readouterr().out.replace("\n", "")
    assert str(settings.api_port) in said and "DOUDI_API_PORT" in said
    assert left(tmp_path) == list(FILES)


def test_a_second_one_does_not_take_the_files_of_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = home_of_a_county(tmp_path)
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(settings, once=True) == 1
    assert "DOUDI_HOME" in capsys.readouterr().out
    assert left(tmp_path) == list(FILES)


def test_a_new_one_begins_empty_and_takes_away_nothing_outside_its_home(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "var", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("of another county")
    home.mkdir()
    _start_anew(home_of_a_county(home, archive_dir=elsewhere))
    assert left(home) == [] and (elsewhere / "kept").exists()
