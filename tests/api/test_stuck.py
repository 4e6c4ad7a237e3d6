"""停滞事项 at the door, and what is answered while the tables take nothing (R14, R15)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI

from api import acts
from api.frame.door import Door
from store.projection import project_case
from tests.activities.test_stuck import taking_nothing
from tests.api.conftest import browser
from tests.api.staff import Staff, key, people
from tests.people import Walk
from tests.store.samples import another, shown


async def test_a_late_act_is_listed_to_those_who_answer_for_it_and_to_no_neighbour(
    county: FastAPI, desk: Staff
) -> None:
    door: Door = county.state.door
    walk = Walk(another(851)).accepted()
    long_ago = shown(walk.file, walk.today)
    tasks = tuple(
        t.model_copy(update={"due": t.due - timedelta(days=999) if t.due else None})
        for t in long_ago.tasks
    )
    file = walk.file.having(case_no="JZ2026850001")
    await door.write(project_case, long_ago.model_copy(update={"file": file, "tasks": tasks}))
    seen = {}
    for role, at in (("reviewer", "jz-wangdian"), ("supervisor", "jz"), ("reviewer", "jz-first"),
                     ("county_reviewer", "zh")):  # fmt: skip
        view = (await (await desk(role, at)).get("/api/v1/stuck")).json()
        seen[at] = {s["subject"] for s in view["items"] if s["kind"] == "act"}
    assert "JZ2026850001" in seen["jz-wangdian"] and "JZ2026850001" in seen["jz"]
    assert "JZ2026850001" not in seen["jz-first"] | seen["zh"]
    assert (await (await desk("intake")).get("/api/v1/stuck")).status_code == 403
    page = await (await desk("supervisor", "jz")).get("/stuck")
    assert page.status_code == 200 and "JZ2026850001" in page.text


async def test_while_the_tables_are_read_only_lists_are_read_and_acts_are_told_to_come_again(
    county: FastAPI, desk: Staff
) -> None:
    door: Door = county.state.door
    client, watcher = await desk("intake"), await desk("supervisor", "jz")
    auditor = await desk("auditor", "jz")
    body = {
        "household": people(),
        "papers": ["application", "authorisation", "commitment", "identity"],
    }
    headers = {"Idempotency-Key": key()}
    with taking_nothing(door.store, "query_only = ON", "query_only = OFF"):
        assert (await client.get("/api/v1/cases")).status_code == 200
        refused = await client.post("/api/v1/cases", json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "tables_away")
        assert "Retry-After" in refused.headers
        named = (await watcher.get("/api/v1/stuck")).json()["items"]
        assert "database" in {s["subject"] for s in named if s["kind"] == "system"}
        unlogged = await auditor.get("/api/v1/stuck")
        assert unlogged.status_code == 503, "an auditor's read needs its line"
        async with browser(county) as public:
            assert (await public.get("/board/jiaozuo")).status_code == 200
    done = await client.post("/api/v1/cases", json=body, headers=headers)
    assert done.status_code == 201, "the same key, once the tables write again"


async def test_an_act_whose_row_cannot_be_written_is_told_to_come_again_and_is_done_once(
    county: FastAPI, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's own writing fails, again and again, until the tables take it."""
    monkeypatch.setattr(acts, "_PATIENCE", timedelta(seconds=2))
    door: Door = county.state.door
    case_no = await desk.open()
    headers = {"Idempotency-Key": key()}
    path, client = f"/api/v1/cases/{case_no}/acts/accept", await desk("intake")

    def tables(statement: str) -> None:
        with door.store.write() as session:
            session.connection().exec_driver_sql(statement)

    tables(
        f"CREATE TRIGGER full BEFORE UPDATE ON cases WHEN NEW.case_no = '{case_no}' "
        "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
    )
    try:
        told = await client.post(path, json={}, headers=headers)
        assert told.status_code == 503 and "Retry-After" in told.headers
    finally:
        tables("DROP TRIGGER full")
    for _ in range(100):
        told = await client.post(path, json={}, headers=headers)
        if told.status_code == 200:
            break
        await asyncio.sleep(0.2)
    assert told.status_code == 200
    lines = (await client.get(f"/api/v1/cases/{case_no}/timeline")).json()["items"]
    assert [line["act"] for line in lines].count("accept") == 1
