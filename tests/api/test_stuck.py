"""停滞事项 at the door, and what is answered while the tables take nothing (R14, R15)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import Session, col

from api import acts
from api.frame.commandlog import CommandLog
from api.frame.door import Door
from api.work import restarting
from audit.restart.door import Restart
from audit.restart.point import point_of
from domain.resets import ResetProposed
from store import stuck as tables
from store.projection import project_case
from store.tables import ProceedingRow, TaskRow
from tests.activities.test_stuck import taking_nothing
from tests.api.conftest import browser
from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_complaints import open_, someone
from tests.people import Walk
from tests.replay import golden
from tests.replay.watch.record import HISTORIES
from tests.store.samples import another, shown


async def test_a_late_act_is_listed_to_those_who_answer_for_it_and_to_no_neighbour(
    county: FastAPI, desk: Staff, monkeypatch: pytest.MonkeyPatch
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
    monkeypatch.setattr(tables, "MOST", 1)
    page = await (await desk("reviewer")).get("/stuck")
    assert "超期未办：1件以上，本页列出最早的1件" in page.text, "a list that was cut says so"


async def _on(day: date) -> date:
    return day


async def test_what_a_real_case_owes_and_is_owed_is_listed_on_the_morning_after_and_goes_when_done(
    county: FastAPI, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: found at the first look after midnight, so within a minute; nothing has to come round first."""
    door: Door = county.state.door

    async def listed(kind: str, on: date, at: str) -> set[str]:
        with monkeypatch.context() as patch:
            patch.setattr(door, "today", partial(_on, on))
            view = (await (await desk("supervisor", at)).get("/api/v1/stuck")).json()
        assert all(s["minutes"] >= 0 for s in view["items"])
        return {s["subject"] for s in view["items"] if s["kind"] == kind}

    window, body = await desk("intake", "zh-second"), {"household": people(), "papers": PAPERS}
    opened = await window.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    case_no = opened.json()["case_no"]
    await desk.act("intake", case_no, "accept", "zh-second")
    tasks = (await desk.view(case_no, at="zh-second"))["tasks"]
    [due] = {date.fromisoformat(t["due"]) for t in tasks if t["act"] == "record_survey"}
    assert case_no not in await listed("act", due, "zh")
    assert case_no in await listed("act", due + timedelta(days=1), "zh")
    await desk.act("intake", case_no, "withdraw", "zh-second", reason="不再申请")
    for _ in range(1200):
        if (await desk.view(case_no, at="zh-second"))["stage"] == "closed":
            break
        await asyncio.sleep(0.05)
    assert case_no not in await listed("act", due + timedelta(days=1), "zh")

    granted = await desk.to_approval()
    view = await desk.view(granted)
    present = ["jz-wangdian.reviewer", "jz-wangdian.township_leader"]
    await desk.act("reviewer", granted, "record_collective_review", present=present, opinion="同意")
    fen = view["assessment"]["monthly_fen"]
    await desk.act("township_leader", granted, "confirm", monthly_fen=fen)
    await desk.until(granted, "disbursement")
    month = date(int(desk.days[granted][:4]) + 3, 1, 1)  # nobody else pays so far ahead
    assert f"jiaozuo/dibao/{month:%Y-%m}" not in await listed("unpaid", month, "jz")
    late = await listed("unpaid", month + timedelta(days=1), "jz")
    assert f"jiaozuo/dibao/{month:%Y-%m}" in late
    monkeypatch.setattr(door, "today", partial(_on, month + timedelta(days=1)))
    page = (await (await desk("supervisor", "jz")).get("/stuck")).text
    assert '<a href="/pay">资金发放</a>' in page and f"{month:%Y年%m月}的发放没有开始" in page
    assert f"jiaozuo/dibao/{month:%Y-%m}" not in page, "a page names things, not codes"


async def test_what_stands_still_of_a_report_against_staff_is_shown_to_discipline_inspection_alone(
    county: FastAPI, desk: Staff
) -> None:
    """Late, failing and tried again: it is set back by whoever may, and found without knowing its id."""
    door: Door = county.state.door
    window, discipline = await desk("intake"), await desk("discipline", "jz")
    known = {line["number"] for line in await reports(discipline)}
    await open_(window, matter="conduct", staff=True, content="多次刁难群众", concerned="某所长",
                **someone("1961-02-03", 77))  # fmt: skip
    [number] = {line["number"] for line in await reports(discipline)} - known
    subject, now = f"complaint/jiaozuo/{number}", datetime.now(UTC)
    violation = "oversight/violation/jiaozuo/2026-t0877"
    late = date(2020, 1, 1)

    def stand_still(session: Session) -> None:
        session.execute(
            update(ProceedingRow).where(col(ProceedingRow.number) == number).values(due_on=late)
        )
        tables.tried_again(session, subject=subject, step="project_complaint", since=now, at=now,
                           tries=3, cause="OSError")  # fmt: skip
        session.add(TaskRow(
            subject=violation, key="877", since=late, kind="oversight", act="record_outcome",
            role="discipline", place="jiaozuo", by=late, code="record_outcome", zh="请登记处理结果",
        ))  # fmt: skip

    await door.write(stand_still)
    view = (await discipline.get("/api/v1/stuck")).json()
    assert {(s["kind"], s["subject"]) for s in view["items"] if s["kind"] != "system"} >= {
        ("act", subject), ("step", subject), ("act", violation)
    }  # fmt: skip
    assert {s["subject"].split("/")[0] for s in view["items"] if s["kind"] != "system"} == {
        "complaint", "oversight"
    }, "and of nothing else"  # fmt: skip
    assert number in (await discipline.get("/stuck")).text
    for role in ("county_reviewer", "county_approver", "supervisor", "policy_admin", "auditor"):
        client = await desk(role, "jz")
        seen = (await client.get("/api/v1/stuck")).text + (await client.get("/stuck")).text
        assert number not in seen, role
        assert (violation in seen) is (role == "auditor"), role
        tasks = (await client.get("/api/v1/tasks?which=overdue&limit=100")).text
        assert (violation in tasks) is (role == "auditor"), role
    with door.store.read() as session:
        assert tables.against_staff(session, (subject, violation, "complaint/jiaozuo/none")) == {
            subject, "complaint/jiaozuo/none"
        }  # fmt: skip
    led = await (await desk("county_reviewer", "jz")).get("/stuck/reset")
    assert (led.status_code, led.headers["location"]) == (303, "/stuck")


async def reports(discipline: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await discipline.get("/api/v1/complaints")).json()["items"]
    return found


def hidden(page: str) -> dict[str, str]:
    """What a form carries with it: its token and its key."""
    return dict(re.findall(r'name="(_token|_key)" value="([^"]+)"', page))


class Standing(Restart):
    """A complaint that stands still, out of its recorded history; what is said of it is kept here."""

    said: ClassVar[list[ResetProposed]] = []
    back: ClassVar[list[str]] = []

    @property
    def _run(self) -> Any:
        return self

    async def signal(self, name: str, said: Any) -> None:
        self.said += [said] if name == "reset_proposed" else []

    async def proposed(self) -> ResetProposed | None:
        return self.said[-1] if self.said else None

    async def _set_back(self) -> str:
        self.back.append(self.name)
        return "run-2"


@pytest.mark.rule("AUD-33")
async def test_two_people_set_a_procedure_back_on_pages_and_nobody_else_does(
    county: FastAPI, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await golden.load("complaint_set_back_by_two", HISTORIES)
    [old] = kept.runs[0].aside
    point = await point_of(replace(old, events=old.events[:-1]), golden.CONVERTER)

    async def opened(_: Any, name: str) -> Restart:
        return Standing(cast(Any, None), name, point)

    monkeypatch.setattr(restarting.Restart, "open", opened)
    monkeypatch.setattr(Door, "temporal", None)
    at = f"subject={old.workflow_id}"
    reviewer, approver = await desk("county_reviewer", "jz"), await desk("county_approver", "jz")
    for role, place, status in (
        ("reviewer", "jz-wangdian", 403), ("auditor", "jz", 404), ("county_reviewer", "zh", 404),
    ):  # fmt: skip
        seen = await (await desk(role, place)).get(f"/api/v1/stuck/reset?{at}")
        assert (role, place, seen.status_code) == (role, place, status)
    nowhere = [await reviewer.get(f"/stuck/reset{step}") for step in ("", "/propose", "/confirm")]
    assert {(r.status_code, r.headers["location"]) for r in nowhere} == {(303, "/stuck")}
    page = (await reviewer.get(f"/stuck/reset?{at}")).text
    assert "尚无人提出" in page and "提出回退" in page and f"第{point.event_id}号事件" in page
    until = point.file.latest.replace(year=2099).isoformat()
    body = {"reason": "误上的程序多记了一次定时", "until": until}
    done = await reviewer.post(f"/api/v1/stuck/reset/proposal?{at}", json=body)
    assert done.status_code == 201 and "请另一人" in done.json()["zh"]
    alone = await reviewer.post(f"/api/v1/stuck/reset/confirmation?{at}", json={"opinion": "同意"})
    assert (alone.status_code, alone.json()["code"]) == (409, "same_person") and not Standing.back
    assert "/stuck/reset/confirm?" not in (await reviewer.get(f"/stuck/reset?{at}")).text
    form = hidden((await approver.get(f"/stuck/reset/confirm?{at}")).text)
    assert "误上的程序多记了一次定时" in (await approver.get(f"/stuck/reset?{at}")).text
    answer = await approver.post(f"/stuck/reset/confirm?{at}", data=form | {"opinion": "情况属实"})
    assert (answer.status_code, Standing.back) == (303, [old.workflow_id])


async def test_a_request_the_process_ends_under_is_told_to_come_again() -> None:
    """An upgrade under way is no fault of what was sent: before, a bare 500."""
    asked, told = asyncio.Event(), list[Any]()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        asked.set()
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/api/v1/cases", "headers": []}
    request = asyncio.create_task(CommandLog(slow)(scope, receive, send))
    await asked.wait()
    request.cancel()
    await request
    assert told[0]["status"] == 503 and "没有丢失" in told[1]["body"].decode()


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
