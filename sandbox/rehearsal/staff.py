"""The people of five counties, each logged in over HTTP with an account of their own role."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx
from pydantic import BaseModel

from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from runtime import packs
from store.users import DEMO_PASSWORD

_PATIENCE = httpx.Timeout(60)
_PAUSES = (0.5, 1, 2, 4, 8, 15)
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
Json = dict[str, Any]


class Refused(Exception):
    """The door said no. `code` and `detail` are the problem's (RFC 9457)."""

    def __init__(self, status: int, problem: Json, what: str) -> None:
        super().__init__(f"{what}: {status} {problem.get('code', '')} {problem.get('detail', '')}")
        self.status, self.problem = status, problem
        self.code = str(problem.get("code", ""))


class Stuck(Exception):
    """Something does not move although nobody is waited for: a fault of the system or the script."""


def user_id(place: str, role: Role, township: str = "", person: int = 1) -> str:
    prefix = township if role in TOWNSHIP_ROLES else packs.place_info(place).abbr
    return f"{prefix}.{role}" + (f".{person}" if person > 1 else "")


class Staff:
    """Sends what people do. Every act carries an idempotency key made of what it says."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._sessions: dict[str, httpx.AsyncClient] = {}
        self._lock = asyncio.Lock()
        self.acts_done = 0
        self._trust = ssl.create_default_context()

    async def __aenter__(self) -> Staff:
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in self._sessions.values():
            await session.aclose()

    async def as_(self, user: str) -> httpx.AsyncClient:
        async with self._lock:
            if user not in self._sessions:
                client = httpx.AsyncClient(
                    base_url=self.base_url, timeout=_PATIENCE, verify=self._trust
                )
                sent = {"user": user, "password": DEMO_PASSWORD}
                answer = await client.post("/api/v1/session", json=sent)
                _must(answer, f"sign in {user}")
                self._sessions[user] = client
            return self._sessions[user]

    async def get(self, user: str, path: str, **params: str) -> Json:
        session = await self.as_(user)
        return _must(await _patiently(lambda: session.get(path, params=params)), path)

    async def list(self, user: str, path: str) -> list[Json]:
        """As `get`, of what answers with a list."""
        session = await self.as_(user)
        answer = await _patiently(lambda: session.get(path))
        if answer.status_code >= 400:
            raise Refused(answer.status_code, {"detail": answer.text[:200]}, path)
        return [dict(item) for item in answer.json()]

    async def post(self, user: str, path: str, body: Json, *, key: str = "") -> Json:
        text = json.dumps([path, body], sort_keys=True, ensure_ascii=False)
        idempotency = key or hashlib.sha256(text.encode()).hexdigest()[:40]
        session = await self.as_(user)
        headers = {"Idempotency-Key": idempotency}
        answer = await _patiently(lambda: session.post(path, json=body, headers=headers))
        self.acts_done += 1
        return _must(answer, path)

    async def upload(self, user: str, path: str, name: str, data: bytes, **fields: str) -> Json:
        session = await self.as_(user)
        media = _MEDIA[name.rsplit(".", 1)[1]]
        answer = await session.post(path, files={"file": (name, data, media)}, data=fields)
        return _must(answer, path)


async def _patiently(send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """As people do: told to come back later, or cut off, they send the same thing again."""
    for pause in _PAUSES:
        try:
            answer = await send()
        except httpx.TransportError:
            await asyncio.sleep(pause)
            continue
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return answer
        await asyncio.sleep(pause)
    return await send()


def plain(fields: dict[str, object]) -> Json:
    """Field values as JSON: models, dates and tuples of either."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {name: _plain(v) for name, v in value.items()}
    return value


def _must(answer: httpx.Response, what: str) -> Json:
    if answer.status_code >= 400:
        try:
            problem = answer.json()
        except ValueError:
            problem = {"detail": answer.text[:200]}
        raise Refused(answer.status_code, problem, what)
    return dict(answer.json()) if answer.content else {}
