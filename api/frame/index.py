"""Which of seven hundred routes a request may be meant for, without asking each of them.

Starlette asks route after route with a regular expression, a millisecond of CPU a request. Here the
routes stand sorted by how their addresses begin and how long they are; those that remain are asked
as ever, in their order, so that every answer stays as it was, also 404, 405 and a slash too many.
"""

from __future__ import annotations

from copy import copy
from typing import Final

from fastapi import APIRouter
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

_API: Final = ["api", "v1"]
Key = tuple[tuple[str, ...], int]


class Index:
    """Takes the place of `router.middleware_stack`."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._routes: list[BaseRoute] = []
        self._parts: dict[Key, APIRouter] = {}
        self._rest = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._router.app(scope, receive, send)
            return
        scope.setdefault("router", self._router)
        await self._of(get_route_path(scope)).app(scope, receive, send)

    def part(self, path: str) -> list[BaseRoute]:
        """The routes an address may be meant for, with a slash too many or too few."""
        return self._of(path).routes

    def _of(self, path: str) -> APIRouter:
        if self._routes != self._router.routes:
            self._sort()
        return self._parts.get(_key(path), self._rest)

    def _sort(self) -> None:
        self._routes = list(self._router.routes)
        keys = [_key_of(route) for route in self._routes]
        self._rest = self._part(keys, None)
        self._parts = {key: self._part(keys, key) for key in keys if key is not None}

    def _part(self, keys: list[Key | None], wanted: Key | None) -> APIRouter:
        """With the routes of one key and those that may be meant by any."""
        part = copy(self._router)
        part.routes = [r for r, k in zip(self._routes, keys, strict=True) if k in (None, wanted)]
        return part


def _key(path: str) -> Key:
    """How it begins, and of how many parts it is: `/cases/` is `/cases` with a slash too many."""
    parts = [part for part in path.split("/") if part]
    return tuple(parts[: 3 if parts[:2] == _API else 1]), len(parts)


def _key_of(route: BaseRoute) -> Key | None:
    """None for one that may be meant by addresses of more than one key."""
    if not isinstance(route, Route) or ":path}" in route.path:
        return None
    key = _key(route.path)
    return None if any("{" in part for part in key[0]) else key
