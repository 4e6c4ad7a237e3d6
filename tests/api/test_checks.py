"""The delay ledger over HTTP and on its page: for the county, not for a township."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_doors import is_problem


@pytest.mark.rule("HB-13", "TR-09")
async def test_the_county_sees_who_answers_how_fast_and_what_is_out(desk: Staff) -> None:
    clerk = await desk("intake", "jz-wangdian")
    body = {"household": people(), "papers": PAPERS}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    case_no = str(answer.json()["case_no"])
    await desk.act("intake", case_no, "accept", "jz-wangdian")
    centre = await desk("checking_centre", "jz")
    for _ in range(1200):
        ledger = (await centre.get("/api/v1/places/jiaozuo/checks/delays")).json()
        police = next((d for d in ledger["departments"] if d["department"] == "police"), None)
        if police and police["answered"]:
            break
        await asyncio.sleep(0.05)
    assert police is not None
    assert police["zh"] == "公安机关" and police["asked"] >= 1 and police["answered"] >= 1
    out = (await centre.get("/api/v1/places/jiaozuo/checks/open?overdue_only=true")).json()
    assert out["older_than_days"] == 30
    assert all(one["waiting_days"] > 30 for one in out["items"])
    page = await centre.get("/delays")
    assert page.status_code == 200 and "公安机关" in page.text and "焦作市" in page.text


async def test_a_township_and_another_county_see_nothing_of_it(desk: Staff) -> None:
    clerk = await desk("intake", "jz-wangdian")
    answer = await clerk.get("/api/v1/places/jiaozuo/checks/delays")
    is_problem(answer, 403, "role_not_allowed")
    centre = await desk("checking_centre", "jz")
    assert (await centre.get("/api/v1/places/hanbin/checks/delays")).status_code in (403, 404)
