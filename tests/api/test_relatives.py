"""近亲属备案 on a running county: both directions, every door, living and past cases."""

from __future__ import annotations

import asyncio
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

import openpyxl
import pytest

from api.frame.workbooks import XLSX
from documents.relatives import HEAD
from domain.identity import synthetic_id
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem

_officials = count(1)


def official(account: str = "", *relatives: dict[str, str], **more: str) -> dict[str, Any]:
    n = next(_officials)
    return {
        "township": "jz-wangdian",
        "kind": "handler",
        "title": f"王店镇工作人员{n}",
        "name": "李四四",
        "id_no": synthetic_id(date(1979, 1 + n % 12, 3), 700 + n),
        "account": account,
        "relatives": list(relatives),
        **more,
    }


def kin(id_no: str, kinship: str = "sibling", **more: str) -> dict[str, str]:
    return {"kinship": kinship, "name": "李五五", "id_no": id_no, **more}


async def registered(desk: Staff, body: dict[str, Any]) -> dict[str, Any]:
    client = await desk("reviewer")
    answer = await client.post("/api/v1/relatives", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.rule("JZ-50")
@pytest.mark.rule("DB-15")
async def test_a_relative_in_the_register_is_found_at_the_window(desk: Staff) -> None:
    home = people()
    await registered(desk, official("jz-wangdian.intake", kin(home["members"][1]["id_no"])))
    case_no = await desk.open(home)
    view = await desk.view(case_no, "reviewer")
    assert "relative" in view["flags"]
    refused = await desk.send("intake", case_no, "accept")
    assert is_problem(refused, 409, "relative_must_withdraw")["clause"]


@pytest.mark.rule("JZ-50")
@pytest.mark.rule("JZ-49")
async def test_a_relative_registered_later_reaches_living_and_past_cases(desk: Staff) -> None:
    home, gone = people(), people()
    living, past = await desk.open(home), await desk.open(gone)
    await desk.act("intake", past, "withdraw", reason="不再申请")
    await desk.until(past, "closed")
    for _ in range(1200):
        if (await desk.view(past))["stage"] == "closed":
            break
        await asyncio.sleep(0.05)
    made = await registered(
        desk,
        official(
            "jz-wangdian.reviewer.2",
            kin(home["members"][0]["id_no"], "parent"),
            kin(gone["members"][0]["id_no"], "spouse"),
        ),
    )
    assert "relative" in (await desk.view(living))["flags"]
    client = await desk("reviewer")
    rows = (await client.get("/api/v1/relatives/matches")).json()["items"]
    states = {r["case_no"]: r["state"] for r in rows if r["official"] == made["official"]}
    assert states == {living: "told", past: "past"}


async def test_a_shared_address_waits_for_somebody_else_to_look(desk: Staff) -> None:
    home = {**people(), "address": "焦作市王店村77组8号"}
    case_no = await desk.open(home)
    await registered(
        desk, official("jz-wangdian.reviewer.2", kin(synthetic_id(date(1988, 8, 8), 801), "child",
                                                     address="焦作市王店村77组 8号"))
    )  # fmt: skip
    view = await desk.view(case_no, "county_reviewer", "jz")
    [task] = [t for t in view["tasks"] if t["act"] == "settle_relative_lead"]
    assert "住址相同" in task["zh"]


async def test_who_is_not_in_office_there_neither_sees_nor_changes_the_register(
    desk: Staff,
) -> None:
    for role, at in (("intake", "jz-wangdian"), ("village", "jz-wangdian"), ("auditor", "jz")):
        client = await desk(role, at)
        is_problem(await client.get("/api/v1/relatives"), 403, "role_not_allowed")
        is_problem(await client.post("/api/v1/relatives", json=official()), 403, "role_not_allowed")
    made = await registered(desk, official())
    other = await desk("reviewer", "jz-first")
    assert made["official"] not in (await other.get("/api/v1/relatives")).text
    is_problem(await other.post(f"/api/v1/relatives/{made['official']}/check"), 404, "not_found")
    is_problem(await other.post("/api/v1/relatives", json=official()), 404, "not_found")


async def test_a_person_that_cannot_be_and_a_relation_outside_the_circle_are_named(
    desk: Staff,
) -> None:
    client = await desk("reviewer")
    body = official("", kin("990101196005010110"), kin(synthetic_id(date(1990, 1, 1), 9), "friend"))
    document = is_problem(await client.post("/api/v1/relatives", json=body), 422, "bad_input")
    fields = [e["field"] for e in document["errors"]]  # type: ignore[attr-defined]
    assert fields == ["relatives.0.id_no", "relatives.1.kinship"]


@pytest.mark.rule("JZ-49")
async def test_the_workbook_brings_whole_families_and_names_wrong_rows(desk: Staff) -> None:
    client = await desk("reviewer")
    book = openpyxl.load_workbook(BytesIO((await client.get("/relatives/template.xlsx")).content))
    sheet = book.worksheets[0]
    assert tuple(c.value for c in sheet[1]) == HEAD
    one, other = official(), official()
    for o in (one, other):
        right = synthetic_id(date(1991, 1, 1), 21) if o is one else "990101196005010110"
        sheet.append(
            ["jz-wangdian", "第一村", "村（居）委会成员", o["name"], o["title"], "", o["id_no"],
             "", "", "配偶", "钱某", right, "", ""]
        )  # fmt: skip
    sheet.append([*[""] * 9, "子女", "钱小某", synthetic_id(date(2010, 1, 1), 22), "", ""])
    saved = BytesIO()
    book.save(saved)
    sent = {"file": ("x.xlsx", saved.getvalue(), XLSX)}
    done = (await client.post("/api/v1/relatives/import", files=sent)).json()
    assert done["officials"] == 1
    assert [f["row"] for f in done["faults"]] == [3]
    bad = await client.post("/api/v1/relatives/import", files={"file": ("x", b"PK", XLSX)})
    is_problem(bad, 422, "not_a_register")
    register = (await client.get("/api/v1/relatives")).json()["items"]
    [entry] = [e for e in register if e["title"] == one["title"]]
    assert [r["kinship"] for r in entry["relatives"]] == ["spouse"]
    assert one["id_no"] not in str(register) and entry["checked_by"] == "jz-wangdian.reviewer"
