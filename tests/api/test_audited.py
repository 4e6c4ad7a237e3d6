"""S20: no command, refused or not, and nothing that is taken out or printed, without its line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.frame.guard import SAFE_METHODS
from store import audit_log
from tests.api.staff import Staff

PLACES = {"place": "jiaozuo", "case_no": "JZ2026999999", "township": "jz-wangdian"}
LEAVES = "/session"
"""Signing out ends what the others need."""


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be written to the log."""
    found: list[dict[str, Any]] = []
    real, nowhere = audit_log.record, SimpleNamespace(add=lambda row: None)

    def record(session: Any, **line: Any) -> None:
        found.append(line)
        real(nowhere, **line)  # type: ignore[arg-type]

    monkeypatch.setattr(audit_log, "record", record)
    return found


def commands(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address that is not a question."""
    return [
        (method, route.path)
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in sorted(set(route.methods) - SAFE_METHODS)
    ]


def filled(path: str) -> str:
    for part in path.split("{")[1:]:
        name = part.split("}")[0]
        value = PLACES.get(name.split(":")[0], "2026-01")
        path = path.replace("{" + name + "}", value)
    return path


async def test_each_command_of_every_endpoint_leaves_a_line_refused_ones_too(
    county: FastAPI, desk: Staff, lines: list[dict[str, Any]]
) -> None:
    client = await desk("bank", "jz")
    every = [one for one in commands(county) if LEAVES not in one[1]]
    assert len(every) > 400
    silent = []
    for n, (method, path) in enumerate(every):
        lines.clear()
        number = f"s20-{n:06d}"
        answer = await client.request(method, filled(path), headers={"X-Request-Id": number})
        assert answer.status_code < 500, (method, path, answer.text)
        mine = [line for line in lines if line["request_id"] == number]
        if len(mine) != 1 or not (mine[0]["what"] and mine[0]["result"]):
            silent.append((method, path, answer.status_code, len(mine)))
            continue
        [line] = mine
        assert line["at"].utcoffset() is not None
        if "case_no" in path:
            assert PLACES["case_no"] in line["subject"], (path, line)
        if line["who"]:
            assert line["role"] == "bank"
    assert silent == []


async def test_who_is_not_signed_in_and_who_comes_from_elsewhere_is_in_the_log_too(
    county: FastAPI, desk: Staff, lines: list[dict[str, Any]]
) -> None:
    client = await desk("bank", "jz")
    act = "/api/v1/cases/JZ2026999999/acts/accept"
    await client.post(act, json={}, headers={"Sec-Fetch-Site": "cross-site"})
    await client.post(act, json={}, headers={"Cookie": "doudi_session=none"})
    await client.post("/api/v1/cases/张一一990101199001010017/acts/accept", json={})
    await client.post("/nowhere", json={})
    strange, stranger, typed, nowhere = lines
    assert strange["result"] != "done" and strange["request_id"]
    assert (stranger["who"], stranger["subject"]) == ("", "JZ2026999999")
    assert "张一一" not in str(typed) and "990101199001010017" not in str(typed)
    assert nowhere["what"] == "post unknown"


async def test_what_is_taken_out_or_printed_is_in_the_log_and_a_look_at_a_list_is_not(
    county: FastAPI, desk: Staff, lines: list[dict[str, Any]]
) -> None:
    client = await desk("county_reviewer", "jz")
    lines.clear()
    await client.get("/cases")
    assert [line["what"] for line in lines] == []
    await client.get("/imports/template.xlsx")
    assert lines[-1]["what"] == "get /imports/template.xlsx"
    assert (lines[-1]["who"], lines[-1]["result"]) == ("jz.county_reviewer", "done")
