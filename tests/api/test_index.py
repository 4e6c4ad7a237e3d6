"""The index of addresses answers as if every route had been asked (`api.frame.index`)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.routing import BaseRoute, Match

from api.app import PAGES
from api.frame.index import Index
from tests.api.conftest import browser

_WORDS = ("cases", "JZ2026000001", "new", "1", "", "jiaozuo", "2026-11", "acts", "accept", "%2e")


def _addresses(app: FastAPI) -> Iterator[str]:
    """Every address filled in, too long, too short, with a slash too many; and what is no address."""
    chance = random.Random("index")  # noqa: S311 - the same again
    for route in app.router.routes:
        path = getattr(route, "path", "")
        filled = "/".join(
            chance.choice(_WORDS) if part.startswith("{") else part for part in path.split("/")
        )
        yield from (filled, f"{filled}/", f"{filled}/{chance.choice(_WORDS)}")
        yield filled.rpartition("/")[0]
        yield f"/{chance.choice(_WORDS)}/{chance.choice(_WORDS)}"
    yield from (
        "",
        "/",
        "//",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/static/pages.css",
        "/static",
    )


def _found(routes: list[BaseRoute], method: str, path: str) -> list[tuple[BaseRoute, Match]]:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    matches = ((route, route.matches(dict(scope))[0]) for route in routes)
    return [(route, match) for route, match in matches if match is not Match.NONE]


def test_whatever_is_asked_for_the_same_routes_are_found_in_the_same_order(county: FastAPI) -> None:
    index = county.router.middleware_stack
    assert isinstance(index, Index)
    seen = 0
    for path in _addresses(county):
        part = index.part(path)
        for method in ("GET", "POST"):
            found = _found(county.router.routes, method, path)
            assert _found(part, method, path) == found, (method, path)
            seen += bool(found)
        with_slash = path.rstrip("/") if path.endswith("/") else f"{path}/"
        if path != "/":
            there = _found(county.router.routes, "GET", with_slash)
            assert _found(part, "GET", with_slash) == there, path
    assert seen > len(county.router.routes)


def test_few_routes_are_asked(county: FastAPI) -> None:
    """Else the index were right and of no use."""
    index = county.router.middleware_stack
    assert isinstance(index, Index)
    paths = [getattr(route, "path", "/") for module in PAGES for route in module.router.routes]
    asked = sorted(len(index.part(path)) for path in paths)
    assert asked[len(asked) // 2] < len(county.router.routes) / 10


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/cases/1/2/3/4/5/6"])
async def test_an_address_there_is_not_is_404_and_a_wrong_method_405(
    county: FastAPI, path: str
) -> None:
    async with browser(county) as http:
        assert (await http.get(path)).status_code == 404
        assert (await http.delete("/healthz")).status_code == 405
        assert (await http.get("/healthz/")).status_code == 307


async def test_behind_a_proxy_that_adds_a_beginning_the_rest_is_looked_up(county: FastAPI) -> None:
    transport = ASGITransport(county, root_path="/county")
    async with AsyncClient(transport=transport, base_url="http://county") as http:
        assert (await http.get("/county/healthz")).status_code == 200
        assert (await http.get("/county/nowhere")).status_code == 404
