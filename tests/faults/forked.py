"""Parts as forks of a process that has read our programs already (`tests.faults.forker`)."""

from __future__ import annotations

import asyncio
import atexit
import json
import socket
import subprocess
import sys
from functools import cache

from runtime.processes import Child


class _Process:
    """What `Child` asks of `asyncio.subprocess.Process`: a number, a code, an end to wait for."""

    def __init__(self, pid: int, told: asyncio.StreamReader, open_: asyncio.StreamWriter) -> None:
        self.pid = pid
        self._end = asyncio.create_task(_number(told))
        self._end.add_done_callback(lambda _: open_.close())

    @property
    def returncode(self) -> int | None:
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._end)


class ForkedChild(Child):
    """As `Child`; a `python -m …` is forked, every other program started as ever."""

    zone = ""
    """In which a forked part says it lives."""

    async def start(self) -> None:
        if list(self._command[:2]) != [sys.executable, "-m"]:
            await super().start()
            return
        order = {"command": list(self._command), "environment": dict(self._environment)}
        ours, theirs = socket.socketpair()
        with self.log_file.open("ab") as log, theirs:
            handles = [log.fileno(), theirs.fileno()]
            socket.send_fds(_orders(), [json.dumps(order).encode()], handles)
        told, open_ = await asyncio.open_connection(sock=ours)
        pid, _, self.zone = (await told.readline()).decode().strip().partition(" ")
        self._process = _Process(int(pid), told, open_)  # type: ignore[assignment]


async def _number(told: asyncio.StreamReader) -> int:
    return int(await told.readline())


@cache
def _orders() -> socket.socket:
    """The forker of this process; it ends with us."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        handle = theirs.fileno()
        forker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forker", str(handle)], pass_fds=[handle]
        )
    atexit.register(forker.wait)
    atexit.register(ours.close)
    return ours
