"""The embedded default with the sandbox, on ports and files of its own, whose parts a test may kill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.client import Client

from runtime.embedded import EmbeddedDefault, _Part
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect
from store.engine import Store
from tests.conftest import free_port
from tests.faults.forked import ForkedChild

PARTS = ("worker", "api")
_PATIENCE_SECONDS = 60.0


def settings_in(home: Path) -> Settings:
    return Settings(
        home=home,
        rehearsal=True,
        temporal_address=f"127.0.0.1:{free_port()}",
        ui_port=free_port(),
        api_port=free_port(),
        codec_port=free_port(),
        sandbox_port=free_port(),
        smtp_port=free_port(),
    )


class Breakable(EmbeddedDefault):
    """Parts come back by themselves, without limit, except those that are kept away."""

    child = ForkedChild

    def __init__(self, settings: Settings, *, api: str = "") -> None:
        self.lines: list[str] = []
        self._allowed: dict[str, asyncio.Event] = {}
        self._api = api
        self.killed: Counter[str] = Counter()
        super().__init__(
            settings,
            with_sandbox=True,
            parts=PARTS,
            say=self.lines.append,
            before_restart=self._may_return,
        )

    def _own(self, client: Client) -> list[tuple[str, list[str], Callable[[], Awaitable[bool]]]]:
        return [
            (name, [command[0], "-m", self._api] if name == "api" and self._api else command, ready)
            for name, command, ready in super()._own(client)
        ]

    async def _may_return(self, name: str) -> None:
        await self._gate(name).wait()

    def _gate(self, name: str) -> asyncio.Event:
        if name not in self._allowed:
            self._allowed[name] = asyncio.Event()
            self._allowed[name].set()
        return self._allowed[name]

    def _part(self, name: str) -> _Part:
        return next(part for part in self._parts if part.child.name == name)

    def zone_of(self, name: str) -> str:
        """The time zone the part says it lives in."""
        child = self._part(name).child
        assert isinstance(child, ForkedChild)
        return child.zone

    def kill(self, name: str) -> None:
        """kill -9 now; it comes back by itself unless it is kept away."""
        os.kill(self.pids[name], signal.SIGKILL)
        self.killed[name] += 1

    async def take_away(self, name: str) -> None:
        """kill -9, and dead it stays until `give_back`."""
        self._gate(name).clear()
        self.kill(name)
        await self._part(name).child.ended()

    async def give_back(self, name: str) -> None:
        """Started again and ready."""
        self._gate(name).set()
        await self.back(name)

    async def all_back(self) -> None:
        for part in self._parts:
            await self.back(part.child.name)

    async def back(self, name: str) -> None:
        """Returns once the part runs and is ready."""
        part = self._part(name)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not (part.child.running and await part.ready()):
            assert time.monotonic() < deadline, f"{name} did not come back: {self.lines[-3:]}"
            await asyncio.sleep(0.05)


class Stack:
    """A running county: the process tree, its tables, and a client of its Temporal server."""

    def __init__(self, parts: Breakable, store: Store, client: Client) -> None:
        self.parts, self.store, self.client = parts, store, client
        self.settings = parts.settings

    @property
    def url(self) -> str:
        return self.settings.console_url

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.sandbox_port}"


@asynccontextmanager
async def running(home: Path, *, zone: str, api: str = "") -> AsyncIterator[Stack]:
    """A county whose host's clock stands in `zone`; `api`: a module that serves it otherwise."""
    settings = settings_in(home)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", zone)
        parts = await Breakable(settings, api=api).__aenter__()
    async with contextlib.AsyncExitStack() as after:
        after.push_async_exit(parts.__aexit__)
        keyring = KeyRing.load(settings.key_file)
        store = Store(settings.database_url, keyring)
        after.callback(store.close)
        yield Stack(parts, store, await connect(settings, keyring))
