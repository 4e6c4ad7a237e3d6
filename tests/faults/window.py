"""People at the counter who say a thing under a key, once or again."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlmodel import col, select, update

from documents.ledger import LedgerApplication
from domain.case.lifecycle import Role
from sandbox.rehearsal.staff import Json, plain, user_id
from store.tables import IdempotencyRow
from store.users import DEMO_PASSWORD
from tests.faults.people import PLACE
from tests.faults.stack import Stack

BUSY = "idempotency_in_progress"
_DOORS, _EACH = 8, 8
"""Sixty-four at once. In one pool each connection and each who waits is looked at for each answer."""


def clerk(township: str) -> str:
    return user_id(PLACE, Role.INTAKE, township)


class _Door:
    def __init__(self, url: str) -> None:
        limits = httpx.Limits(max_connections=_EACH)
        self.http = httpx.AsyncClient(base_url=url, timeout=120, limits=limits)
        self.free = asyncio.Semaphore(_EACH)


class Window:
    """Signed-in people behind one set of connections."""

    def __init__(self, stack: Stack) -> None:
        self._doors = itertools.cycle([_Door(stack.url) for _ in range(_DOORS)])
        self._url = stack.url
        self._cookies: dict[str, dict[str, str]] = {}
        self._signing_in = asyncio.Lock()

    async def post(self, user: str, path: str, body: Json, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key, **await self._signed_in(user)}
        door = next(self._doors)
        async with door.free:
            return await door.http.post(path, json=body, headers=headers)

    async def get(self, user: str, path: str) -> httpx.Response:
        return await next(self._doors).http.get(path, headers=await self._signed_in(user))

    async def _signed_in(self, user: str) -> dict[str, str]:
        async with self._signing_in:
            if user not in self._cookies:
                self._cookies[user] = await self._sign_in(user)
        return self._cookies[user]

    async def _sign_in(self, user: str) -> dict[str, str]:
        sent = {"user": user, "password": DEMO_PASSWORD}
        async with httpx.AsyncClient(base_url=self._url, timeout=60) as client:
            answer = await client.post("/api/v1/session", json=sent)
        answer.raise_for_status()
        return {"Cookie": f"doudi_session={answer.cookies['doudi_session']}"}

    async def close(self) -> None:
        for _ in range(_DOORS):
            await next(self._doors).http.aclose()


class Command:
    """One thing to be done, and all that was answered to it."""

    def __init__(self, user: str, path: str, body: Json, key: str) -> None:
        self.user, self.path, self.body, self.key = user, path, body, key
        self.answers: list[httpx.Response] = []

    @classmethod
    def apply(cls, sent: LedgerApplication, key: str) -> Command:
        body: dict[str, Any] = plain(
            {
                "township": sent.township,
                "village": sent.village,
                "household": sent.household,
                "papers": sent.papers,
            }
        )
        return cls(clerk(sent.township), "/api/v1/cases", body, key)

    @classmethod
    def act(cls, user: str, case_no: str, act: str, key: str, **body: object) -> Command:
        return cls(user, f"/api/v1/cases/{case_no}/acts/{act}", plain(body), key)

    async def send(self, window: Window) -> httpx.Response:
        """One answer; whoever is cut off sends the same again."""
        while True:
            try:
                answer = await window.post(self.user, self.path, self.body, self.key)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
                continue
            self.answers.append(answer)
            return answer

    async def told(self, window: Window) -> httpx.Response:
        """Yes or no: whoever is asked to come again does."""
        while True:
            answer = await self.send(window)
            if answer.status_code != 503 and _code(answer) != BUSY:
                return answer
            await asyncio.sleep(0.2)

    async def done(self, window: Window) -> Json:
        """Sent until it is done: what is told to every repetition."""
        answer = await self.told(window)
        assert answer.status_code < 400, answer.text
        return dict(answer.json())


def _code(answer: httpx.Response) -> str:
    """The code of a problem; empty when it was done."""
    return str(answer.json()["code"]) if answer.status_code >= 400 else ""


def leave_in_progress(stack: Stack, since: timedelta) -> None:
    """The newest key as a process leaves it that died before it answered, so long ago."""
    with stack.store.write() as session:
        newest = session.exec(
            select(IdempotencyRow).order_by(col(IdempotencyRow.created).desc())
        ).first()
        assert newest is not None
        session.execute(
            update(IdempotencyRow)
            .where(col(IdempotencyRow.key) == newest.key)
            .values(state="in_progress", status=0, created=datetime.now(UTC) - since)
        )
