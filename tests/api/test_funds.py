"""Matters of money at the door: from the opening of a year to the entry in the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response

from tests.api.staff import Staff, key

PATH = "/api/v1/money/fund/tongren/2031"
APPROVED = {"pot": "01", "paper": "财社〔2031〕1号"}
BUDGET = {
    "title": "低保资金",
    "level": "local",
    "aids": ["dibao"],
    "basic": True,
    "amount_fen": 1_000_000,
}


async def post(staff: Staff, role: str, path: str, **body: Any) -> Response:
    client = await staff(role, "tr")
    return await client.post(path, json=body, headers={"Idempotency-Key": key()})


async def done(staff: Staff, role: str, act: str, **body: Any) -> dict[str, Any]:
    answer = await post(staff, role, f"{PATH}/acts/{act}", **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def until(
    staff: Staff, role: str, path: str, holds: Callable[[dict[str, Any]], object]
) -> dict[str, Any]:
    """What the door says once the condition holds."""
    client = await staff(role, "tr")
    for _ in range(300):
        answer = await client.get(path)
        if answer.status_code == 200 and holds(answer.json()):
            return dict(answer.json())
        await asyncio.sleep(0.1)
    raise AssertionError(answer.text)


@pytest.mark.rule("TR-26", "ZH-09", "ZH-10", "TR-37")
async def test_a_budget_year_is_opened_funded_and_seen_by_the_three_units_alone(
    desk: Staff,
) -> None:
    refused = await post(desk, "pay_officer", "/api/v1/money/fund/tongren", year=2031)
    assert refused.status_code == 403
    opened = await post(desk, "finance", "/api/v1/money/fund/tongren", year=2031)
    assert opened.status_code == 201, opened.text
    again = await post(desk, "finance", "/api/v1/money/fund/tongren", year=2031)
    assert (again.status_code, again.json()["code"]) == (409, "begun_already")

    await done(desk, "pay_officer", "propose_budget", **BUDGET)
    refused = await post(desk, "pay_officer", f"{PATH}/acts/approve_budget", **APPROVED)
    assert refused.status_code == 403 and refused.json()["allowed"]
    await done(desk, "finance", "approve_budget", **APPROVED)
    await done(
        desk, "finance", "propose_allocation", pot="01", amount_fen=600_000, paper="财社〔2031〕2号"
    )
    early = await post(desk, "finance", f"{PATH}/acts/issue_allocation", allocation="A1")
    assert (early.status_code, early.json()["code"]) == (409, "opinion_missing")
    await done(
        desk,
        "county_approver",
        "give_fund_opinion",
        allocation="A1",
        agrees=True,
        opinion="同意分配",
    )
    await done(desk, "finance", "issue_allocation", allocation="A1")
    seen = await until(
        desk, "auditor", PATH, lambda view: view["file"]["fund"]["allocations"][0]["booked"]
    )
    assert seen["stage_zh"] == "办理中" and "rules" not in seen["file"]

    books = await until(
        desk, "auditor", "/api/v1/funds/tongren/2031", lambda view: view["accounts"]
    )
    (account,) = books["accounts"]
    assert (account["budget_fen"], account["allotted_fen"], account["balance_fen"]) == (
        1_000_000,
        600_000,
        600_000,
    )
    for role, status in (("finance", 200), ("pay_officer", 200), ("bank", 403), ("convener", 403)):
        client = await desk(role, "tr")
        assert (await client.get("/api/v1/funds/tongren/2031")).status_code == status
    stranger = await desk("finance", "jz")
    assert (await stranger.get("/api/v1/funds/tongren/2031")).status_code == 404
    assert (await stranger.get(PATH)).status_code == 404

    client = await desk("auditor", "tr")
    moves = (await client.get(f"/api/v1/funds/tongren/{seen['latest'][:4]}/movements")).json()[
        "items"
    ]
    assert [m["cause"].split("#")[0] for m in moves[:2]] == ["money/fund/tongren/2031"] * 2
    assert sum(m["fen"] for m in moves) == 0

    await done(desk, "auditor", "raise_query", event=moves[0]["event"], text="请说明分配依据")
    lines = (await client.get("/api/v1/money")).json()
    assert any(line["key"] == "2031" and line["kind"] == "fund" for line in lines)


@pytest.mark.rule("YC-32")
async def test_a_recovery_goes_from_the_facts_to_the_last_instalment(desk: Staff) -> None:
    number = await desk.open()
    client = await desk("county_reviewer", "jz")
    body = {
        "case_no": number,
        "ground": "late_report",
        "span": "2026-03至2026-05",
        "claimed_fen": 90_000,
        "facts": "成员就业后三个月没有报告",
    }
    opened = await client.post(
        "/api/v1/money/recovery/jiaozuo", json=body, headers={"Idempotency-Key": key()}
    )
    assert opened.status_code == 201, opened.text
    path = opened.json()["href"]
    assert path.endswith(f"/recovery/jiaozuo/{number}-1")

    async def act(role: str, name: str, **sent: Any) -> Response:
        who = await desk(role, "jz")
        return await who.post(f"{path}/acts/{name}", json=sent, headers={"Idempotency-Key": key()})

    decision = {
        "amount_fen": 90_000,
        "finding": "核查报告〔2026〕5号",
        "reasons": "就业后未及时报告，多领三个月",
        "paper": "追决〔2026〕2号",
        "instalments": 3,
        "first_due": "2099-01-10",
    }
    early = await act("county_approver", "decide_recovery", **decision)
    assert (early.status_code, early.json()["code"]) == (409, "not_heard")
    assert (await act("county_reviewer", "hear_debtor", heard="没有异议")).status_code == 200
    decided = await act("county_approver", "decide_recovery", **decision)
    assert decided.status_code == 200, decided.text
    for receipt in ("缴款书1", "缴款书2", "缴款书3"):
        paid = await act("pay_officer", "record_repayment", amount_fen=30_000, receipt=receipt)
        assert paid.status_code == 200, paid.text
    assert paid.json()["stage_zh"] == "已办结"
    finance = await desk("finance", "jz")
    seen = (await finance.get(path)).json()["file"]["recovery"]
    assert "facts" not in seen and seen["decided_fen"] == 90_000
