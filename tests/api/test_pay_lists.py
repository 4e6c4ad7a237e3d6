"""A month's list explained line by line over HTTP and on pages, and urgent households paid apart."""

from __future__ import annotations

import io
from datetime import date

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from tests.api.staff import Staff, key
from tests.api.test_doors import is_problem
from tests.api.test_procedures import soon
from tests.paying import household_in

NOVEMBER = date(2026, 11, 1)
RUN = "/api/v1/pay/yicheng/2026-11"


@pytest.mark.rule("JZ-28")
async def test_a_list_is_explained_line_by_line_and_an_urgent_household_is_paid_apart(
    desk: Staff, county: FastAPI
) -> None:
    store = county.state.door.store
    first, second = (
        household_in(store, n, (NOVEMBER, None, 50_000 + n), place="yicheng") for n in (951, 952)
    )
    bare = household_in(store, 953, (NOVEMBER, None, 40_000), place="yicheng", paid_to=False)
    officer = await desk("pay_officer", "yc")
    early = {"only": [first], "reason": "家庭断炊，不能等待"}
    is_problem(
        await officer.post(f"{RUN}/extra", json=early, headers={"Idempotency-Key": key()}),
        409,
        "too_early",
    )
    await officer.post(RUN, headers={"Idempotency-Key": key()})
    await soon(officer, RUN, "stage", "submission")
    changes = (await officer.get(f"{RUN}/changes")).json()["items"]
    told = {line["case_no"]: line for line in changes}
    assert told[first]["kind"] == "joined" and "审核确认" in told[first]["zh"]
    warnings = (await officer.get(f"{RUN}/warnings")).json()["items"]
    assert {w["case_no"]: w["code"] for w in warnings}[bare] == "no_account"
    lines = (await officer.get(f"{RUN}/lines")).json()["items"]
    assert {line["case_no"]: line["fen"] for line in lines}[second] == 50_952
    for page, words in (
        ("", "急需家庭的补充发放"),
        ("/changes", "导出变动说明表"),
        ("/warnings", "尚未登记发放账户"),
        ("/lines", "当月救助金"),
    ):
        shown = await officer.get(f"/pay/yicheng/2026-11{page}")
        assert shown.status_code == 200 and words in shown.text, page
    book = load_workbook(
        io.BytesIO((await officer.get("/pay/yicheng/2026-11/changes.xlsx")).content)
    )
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=3)}
    assert rows[first][3].value == 509.51 and rows[first][3].number_format == "#,##0.00"

    late = household_in(store, 954, (NOVEMBER, None, 60_000), place="yicheng")
    urgent = {"only": [late], "reason": "名单锁定后确认，家庭断炊"}
    once = key()
    for _ in range(2):
        answer = await officer.post(f"{RUN}/extra", json=urgent, headers={"Idempotency-Key": once})
        assert answer.status_code == 201 and answer.json()["href"] == f"{RUN}.1"
    run = await soon(officer, f"{RUN}.1", "stage", "submission")
    assert run["file"]["names"]["count"] == 1 and run["file"]["order"]["only"] == [late]
    [line] = (await officer.get(f"{RUN}.1/lines")).json()["items"]
    assert (line["case_no"], line["fen"]) == (late, 60_000)
    assert (await officer.get("/pay/yicheng/2026-11.1")).status_code == 200
    finance = await desk("finance", "yc")
    is_problem(
        await finance.post(f"{RUN}/extra", json=urgent, headers={"Idempotency-Key": key()}),
        403,
        "role_not_allowed",
    )
    window = await desk("intake", "yc-first")
    for path in ("changes", "warnings", "lines"):
        is_problem(await window.get(f"{RUN}/{path}"), 404, "not_found")
