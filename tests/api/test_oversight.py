"""Supervision at the door: who begins, who sees, who is told; the boards of a place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlmodel import col, delete

from domain.oversight.file import OversightKind
from store import audit_log
from store.tables import MeetingIntake, MeetingNumber
from store.watching.matters import series_of
from tests.api.staff import Staff, key

BASE = "/api/v1/oversight"


async def post(staff: Staff, role: str, at: str, path: str, **body: Any) -> Response:
    client = await staff(role, at)
    return await client.post(f"{BASE}{path}", json=body, headers={"Idempotency-Key": key()})


async def until(
    staff: Staff, role: str, at: str, path: str, holds: Callable[[dict[str, Any]], object]
) -> dict[str, Any]:
    client = await staff(role, at)
    for _ in range(300):
        answer = await client.get(f"{BASE}{path}")
        if answer.status_code == 200 and holds(answer.json()):
            return dict(answer.json())
        await asyncio.sleep(0.1)
    raise AssertionError(answer.text)


async def begun(staff: Staff, role: str, at: str, path: str, **body: Any) -> str:
    """The path of a matter just registered, once it is in the tables."""
    answer = await post(staff, role, at, path, **body)
    assert answer.status_code == 201, answer.text
    found = str(answer.json()["href"]).removeprefix(BASE)
    await until(staff, role, at, found, lambda view: view["record"])
    return found


@pytest.mark.rule("ZH-26", "TR-40")
async def test_a_fund_problem_is_found_answered_and_closed_by_another(desk: Staff) -> None:
    refused = await post(desk, "bank", "tr", "/problem/tongren", text="一户重复发放一个月")
    assert refused.status_code == 403
    strange = await post(
        desk, "auditor", "tr", "/problem/tongren", text="一户重复发放", unit="moon"
    )
    assert strange.status_code == 404
    path = await begun(desk, "auditor", "tr", "/problem/tongren", text="一户重复发放一个月",
                       batch="2026-10", amount_fen=42_000)  # fmt: skip
    answer = await post(
        desk, "finance", "tr", f"{path}/acts/answer_oversight", text="已经追回并更正"
    )
    assert answer.status_code == 403 and "资金岗" in answer.json()["detail"]
    answer = await post(desk, "pay_officer", "tr", f"{path}/acts/answer_oversight",
                        text="已经追回并更正", papers=["缴款书3号"], corrected_fen=42_000)  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert answer.json()["stage_zh"] == "已答复，待审核"
    await post(desk, "auditor", "tr", f"{path}/acts/close_oversight", verdict="corrected",
               text="核实无误")  # fmt: skip
    view = await until(desk, "finance", "tr", path, lambda v: v["stage"] == "closed")
    assert [line["zh"] for line in view["record"]] == ["审核办结", "答复", "登记资金问题"]
    client = await desk("finance", "tr")
    lines = (await client.get(f"{BASE}?kind=problem")).json()
    (mine,) = [one for one in lines if one["href"].endswith(path)]
    assert (mine["corrected_fen"], mine["closed_on"] is not None) == (42_000, True)


@pytest.mark.rule("TR-20")
async def test_a_violation_is_discipline_inspections_and_each_look_is_logged(
    desk: Staff, county: FastAPI
) -> None:
    path = await begun(desk, "discipline", "tr", "/violation/tongren", head="violation",
                       text="低保评议走过场", unit="tr-first", person="tr-first.reviewer")  # fmt: skip
    for role, at in (
        ("township_leader", "tr-first"), ("reviewer", "tr-first"), ("county_approver", "tr"),
        ("finance", "tr"), ("discipline", "jz"),
    ):  # fmt: skip
        client = await desk(role, at)
        assert (await client.get(f"{BASE}{path}")).status_code == 404, role
    wrong = await post(
        desk, "discipline", "tr", "/violation/tongren", head="luck", text="没有这一类"
    )
    assert (wrong.status_code, wrong.json()["code"]) == (409, "head_unknown")
    with_store = await county.state.door.read(audit_log.entries, who="tr.discipline", limit=50)
    looks = [e for e in with_store.rows if e.what == "look_oversight" and e.subject in path]
    assert looks and all(e.result == "done" for e in looks)
    answer = await post(desk, "auditor", "tr", f"{path}/acts/take_up_violation", text="予以受理")
    assert answer.status_code == 403
    await post(desk, "discipline", "tr", f"{path}/acts/take_up_violation", text="予以受理并核查")
    done = await post(desk, "discipline", "tr", f"{path}/acts/record_outcome",
                      outcome="disciplined", text="给予警告处分")  # fmt: skip
    assert done.status_code == 200, done.text


@pytest.mark.rule("ZH-15")
async def test_one_audit_a_year_and_a_place_whose_rules_are_silent(desk: Staff) -> None:
    await begun(desk, "auditor", "zh", "/audit/zhanhe", year=2034, text="2034年度审计")
    again = await post(desk, "auditor", "zh", "/audit/zhanhe", year=2034, text="2034年度审计")
    assert (again.status_code, again.json()["code"]) == (409, "begun_already")
    silent = await post(desk, "county_reviewer", "hb", "/error/hanbin", head="well_slow",
                        text="受理后两个月无人办理", unit="hb-first")  # fmt: skip
    assert (silent.status_code, silent.json()["code"]) == (409, "policy_not_set")
    client = await desk("supervisor", "zh")
    years = (await client.get("/api/v1/boards/zhanhe/audits")).json()["missing"]
    assert years and 2034 not in years


@pytest.mark.rule("YC-29", "JZ-57")
async def test_the_boards_are_for_those_who_answer_for_others(desk: Staff) -> None:
    for board in ("stalls", "signals", "overlooked", "inaction", "audits"):
        path = f"/api/v1/boards/yicheng/{board}"
        for role, at, status in (
            ("supervisor", "yc", 200), ("discipline", "yc", 200), ("auditor", "yc", 200),
            ("township_leader", "yc-first", 200), ("bank", "yc", 403), ("intake", "yc-first", 403),
            ("supervisor", "jz", 404),
        ):  # fmt: skip
            client = await desk(role, at)
            assert (await client.get(path)).status_code == status, (board, role)
    client = await desk("township_leader", "yc-first")
    (own,) = (await client.get("/api/v1/boards/yicheng/inaction")).json()
    assert own["township"] == "yc-first"


@pytest.mark.rule("ZH-08", "ZH-18", "YC-05")
async def test_a_case_goes_out_in_codes_a_township_as_a_workbook_and_the_centre_sees_every_unit(
    desk: Staff, county: FastAPI
) -> None:
    case_no = await desk.open()
    client = await desk("intake", "jz-wangdian")
    out = (await client.get(f"/api/v1/cases/{case_no}/export")).json()
    assert out["format"] == "doudi-case/1"
    codes = (await client.get("/api/v1/codes/jiaozuo")).json()
    assert out["tables"] == {t["name"]: t["version"] for t in codes}
    known = {t["name"]: {code for code, _ in t["rows"]} for t in codes}
    assert out["case"]["stage"] in known["stage"] and out["case"]["division"] in known["division"]
    assert all(step["role"] in known["role"] for step in out["steps"])
    assert "张" not in str(out)

    path = "/api/v1/places/jiaozuo/townships/jz-wangdian/ledger"
    sheet = await client.get(path)
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"
    for role, at, status in (
        ("intake", "jz-first", 404),
        ("bank", "jz", 403),
        ("auditor", "jz", 200),
    ):
        other = await desk(role, at)
        assert (await other.get(path)).status_code == status, role
    seen = await county.state.door.read(audit_log.entries, subject="jz-wangdian", limit=200)
    out = [row.who for row in seen.rows if row.what == "export_ledger"]
    assert out == ["jz.auditor", "jz-wangdian.intake"]

    centre = await desk("county_reviewer", "yc")
    assert (await centre.get("/api/v1/centre/yicheng")).status_code == 200
    outside = await desk("intake", "yc-first")
    assert (await outside.get("/api/v1/centre/yicheng")).status_code == 403


async def test_a_number_that_stands_for_another_matter_is_not_given_to_a_second(
    desk: Staff, county: FastAPI
) -> None:
    """The tables were restored to an earlier point, the workflows were not (R16)."""
    held = {"head": "well_slow", "text": "受理后一个月无人办理", "unit": "jz-first"}
    first = await begun(desk, "supervisor", "jz", "/error/jiaozuo", **held)
    number, store = first.rsplit("/", 1)[-1], county.state.door.store
    year, count = (int(part) for part in number.split("-"))
    with store.write() as session:
        series = series_of(OversightKind.ERROR)
        session.get_one(MeetingNumber, (series, "jiaozuo", year)).next = count
        session.exec(delete(MeetingIntake).where(col(MeetingIntake.number) == number))
    client, other = await desk("supervisor", "jz"), {**held, "text": "公示后无人审核确认"}
    sent = {"json": other, "headers": {"Idempotency-Key": key()}}
    for _ in range(2):
        answer = await client.post(f"{BASE}/error/jiaozuo", **sent)  # type: ignore[arg-type]
        assert answer.status_code == 503 and answer.json()["code"] == "number_taken"
    second = await begun(desk, "supervisor", "jz", "/error/jiaozuo", **other)
    assert second != first
    texts = {path: (await client.get(f"{BASE}{path}")).text for path in (first, second)}
    assert "受理后一个月无人办理" in texts[first] and "公示后无人审核确认" in texts[second]


async def test_a_matter_sent_twice_with_one_key_is_registered_once(desk: Staff) -> None:
    held = {"head": "well_slow", "text": "受理后三个月无人办理", "unit": "jz-first"}
    client, headers = await desk("supervisor", "jz"), {"Idempotency-Key": key()}
    sent = [await client.post(f"{BASE}/error/jiaozuo", json=held, headers=headers)
            for _ in range(2)]  # fmt: skip
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json()["href"] == sent[1].json()["href"]
