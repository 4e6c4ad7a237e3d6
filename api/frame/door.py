"""What every endpoint shares: settings, tables, sessions, the Temporal client, and today.

The client is connected in the background, so that the door opens (and says 503) while Temporal is
away. Table calls are synchronous; `read` and `write` run them on a thread each.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Concatenate, Final, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

import structlog
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from temporalio.client import Client

from api.frame.problems import unavailable
from domain.places import PlaceInfo
from runtime import packs
from runtime.keys import KeyRing
from runtime.sessions import Sessions
from runtime.settings import Settings
from runtime.temporal import TemporalUnreachable, connect
from store.engine import Store
from store.rehearsal import rehearsal_day

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_FIRST_TRY = timedelta(seconds=3)

P = ParamSpec("P")
T = TypeVar("T")


class Door:
    """One per application; endpoints get it by `DoorOf`."""

    def __init__(self, settings: Settings, keyring: KeyRing, store: Store) -> None:
        self.settings = settings
        self.keyring = keyring
        self.store = store
        self.sessions = Sessions(settings, keyring)
        self.background: set[asyncio.Task[None]] = set()
        self._client: Client | None = None

    @property
    def temporal(self) -> Client:
        """The client, or a 503 while there is none."""
        if self._client is None:
            raise unavailable()
        return self._client

    @property
    def has_temporal(self) -> bool:
        return self._client is not None

    def use(self, client: Client) -> None:
        """Take a client made elsewhere (tests, the demonstration)."""
        self._client = client

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connected, or still trying; on the way out background work is called off."""
        if self._client is None:
            connecting = asyncio.create_task(self._connect())
            self._keep(connecting)
            await asyncio.wait([connecting], timeout=_FIRST_TRY.total_seconds())
        yield
        for task in self.background:
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)

    def run_behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that outlives its request (an import); called off when the door closes."""
        self._keep(asyncio.create_task(work))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def _connect(self) -> None:
        while self._client is None:
            try:
                self._client = await connect(self.settings, self.keyring)
            except TemporalUnreachable:
                structlog.get_logger("api").warning("temporal unreachable")

    async def read(
        self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`query(session, …)` in a reading transaction."""

        def run() -> T:
            with self.store.read() as session:
                return query(session, *args, **kwargs)

        return await run_in_threadpool(run)

    async def write(
        self, command: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`command(session, …)` in a transaction that is committed when it returns."""

        def run() -> T:
            with self.store.write() as session:
                return command(session, *args, **kwargs)

        return await run_in_threadpool(run)

    async def today(self) -> date:
        """The county's day: the rehearsal's calendar when there is one, else Shanghai's."""
        if self.settings.rehearsal:
            day = await self.read(rehearsal_day)
            if day is not None:
                return day
        return datetime.now(SHANGHAI).date()

    def place(self, code: str) -> PlaceInfo:
        """KeyError when no pack describes it."""
        return packs.place_info(code, self.settings.policy_overlays)

    def places(self) -> tuple[str, ...]:
        return packs.places(self.settings.policy_overlays)


def door_of(request: Request) -> Door:
    return cast(Door, request.app.state.door)


async def _door(request: Request) -> Door:
    """As a dependency: not a plain function, which would be handed to a thread each time."""
    return door_of(request)


DoorOf = Annotated[Door, Depends(_door)]
