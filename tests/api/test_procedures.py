"""一事一议 and the monthly run over HTTP and on their pages; and what happens without Temporal."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from api.app import create_app
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.users import DEMO_PASSWORD
from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_doors import is_problem
from tests.conftest import free_port

TRIED = {
    "unit": "medical",
    "programme": "medical_assistance",
    "ceiling_fen": 3_000_000,
    "granted_fen": 3_000_000,
}


async def escalated(desk: Staff) -> str:
    """A case of Tongren before the joint meeting."""
    at, home = "tr-first", people()
    clerk = await desk("intake", at)
    body = {"household": home, "papers": PAPERS}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    case_no = str(answer.json()["case_no"])
    await desk.act("intake", case_no, "accept", at)
    team = [f"{at}.surveyor", f"{at}.surveyor.2"]
    await desk.act(
        "surveyor", case_no, "record_survey", at,
        surveyors=team, signed_by=team, family_signature="m1", household=home,
    )  # fmt: skip
    for _ in range(1200):
        if (await desk.view(case_no, "intake", at))["stage"] == "review":
            break
        await asyncio.sleep(0.05)
    await desk.act(
        "county_reviewer", case_no, "escalate", "tr",
        cause="serious_illness", need_fen=9_000_000, tried=[TRIED], summary="单项救助不能解决",
    )  # fmt: skip
    return case_no


async def soon(client: AsyncClient, path: str, key: str, value: Any) -> dict[str, Any]:
    for _ in range(1200):
        answer = await client.get(path)
        if answer.status_code == 200 and answer.json()[key] == value:
            return dict(answer.json())
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


async def test_an_item_is_seen_and_acted_on_by_the_meeting_office(desk: Staff) -> None:
    case_no = await escalated(desk)
    office = await desk("meeting_office", "tr")
    item = await soon(office, f"/api/v1/items/{case_no}/1", "stage", "collecting")
    assert {a["act"] for a in item["allowed"]} >= {"submit_papers"}
    path = f"/api/v1/items/{case_no}/1/acts/submit_papers"
    sent = {"papers": [{"title": "医疗费用票据", "unit": "医疗保障局"}]}
    done = await office.post(path, json=sent, headers={"Idempotency-Key": key()})
    assert done.status_code == 200, done.text
    listed = (await office.get("/api/v1/items")).json()["items"]
    assert case_no in {i["case_no"] for i in listed}
    page = await office.get(f"/items/{case_no}/1")
    assert page.status_code == 200
    assert "医疗费用票据" in page.text or "收集材料" in page.text
    form = await office.get(f"/items/{case_no}/1/acts/sort_papers")
    assert "民政局" in form.text
    assert (await office.get("/items")).status_code == 200


async def test_an_item_of_another_county_is_as_one_that_does_not_exist(desk: Staff) -> None:
    case_no = await escalated(desk)
    stranger = await desk("meeting_office", "hb")
    is_problem(await stranger.get(f"/api/v1/items/{case_no}/1"), 404, "not_found")
    assert (await stranger.get(f"/items/{case_no}/1")).status_code == 404


async def test_a_months_run_is_started_once_and_signed_by_three(desk: Staff) -> None:
    officer = await desk("pay_officer", "zh")
    path = "/api/v1/pay/zhanhe/2026-11"
    for _ in range(2):
        answer = await officer.post(path, headers={"Idempotency-Key": key()})
        assert answer.status_code == 201, answer.text
    for _ in range(1200):
        run = await officer.get(path)
        if run.status_code == 200 and run.json()["version"] > 0:
            break
        await asyncio.sleep(0.05)
    assert run.json()["stage_zh"]
    assert (await officer.get("/pay/zhanhe/2026-11")).status_code == 200
    assert (await officer.get("/pay")).status_code == 200
    future = await officer.post("/api/v1/pay/zhanhe/2099-01", headers={"Idempotency-Key": key()})
    is_problem(future, 409, "too_early")
    finance = await desk("finance", "zh")
    refused = await finance.post(path, headers={"Idempotency-Key": key()})
    is_problem(refused, 403, "role_not_allowed")
    window = await desk("intake", "zh-first")
    is_problem(await window.get(path), 404, "not_found")


async def test_without_temporal_the_door_stays_open_and_says_so(
    desk: Staff, county: FastAPI, api_settings: Settings, keyring: KeyRing
) -> None:
    case_no = await desk.open()
    away = api_settings.model_copy(update={"temporal_address": f"127.0.0.1:{free_port()}"})
    app = create_app(away, keyring)
    transport = ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://county") as clerk,
    ):
        sent = {"user": "jz-wangdian.intake", "password": DEMO_PASSWORD}
        await clerk.post("/api/v1/session", json=sent)
        headers = {"Idempotency-Key": key()}
        path = f"/api/v1/cases/{case_no}/acts/accept"
        answer = await clerk.post(path, json={}, headers=headers)
        is_problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert (await clerk.get("/api/v1/cases")).status_code == 200
        assert (await clerk.get("/healthz")).json()["temporal"] == "connecting"
        page = await clerk.get(f"/cases/{case_no}")
        assert page.status_code == 503
        assert "没有丢失" in page.text
    # Nothing was done, and the same key does it once Temporal is back.
    again = await (await desk("intake")).post(path, json={}, headers=headers)
    assert again.status_code == 200
