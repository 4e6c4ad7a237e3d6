"""A township's ledger: the good households become cases, the bad rows are named."""

from __future__ import annotations

import asyncio
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI

from api.frame.workbooks import XLSX
from documents.ledger import LedgerApplication, write_ledger
from domain.household import Household
from tests.api.staff import PAPERS, Staff, people
from tests.api.test_doors import is_problem


def application(number: str, township: str = "jz-wangdian", **changes: Any) -> LedgerApplication:
    home = people() | {"phone": "", "address": ""}
    return LedgerApplication(
        number=number,
        place="jiaozuo",
        township=township,
        household=Household.model_validate(home),
        papers=tuple(PAPERS),
        applied_on=date(2026, 11, 2),
        **changes,
    )


def workbook(*applications: LedgerApplication) -> bytes:
    return write_ledger(applications, place="jiaozuo")


async def imported(desk: Staff, data: bytes, role: str = "intake", at: str = "jz-wangdian") -> Any:
    client = await desk(role, at)
    answer = await client.post("/api/v1/imports", files={"file": ("台账.xlsx", data, XLSX)})
    assert answer.status_code == 202, answer.text
    for _ in range(1200):
        view = (await client.get(answer.headers["Location"])).json()
        if view["state"] == "done":
            return view
        await asyncio.sleep(0.05)
    raise AssertionError("the import did not end")


@pytest.mark.rule("DB-49")
async def test_good_rows_become_cases_and_bad_ones_are_named_by_row_and_column(
    desk: Staff,
) -> None:
    good, twin = application("1"), application("2")
    data = workbook(good, twin, application("3"))
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[2]]
    id_column = headings.index("公民身份号码") + 1
    number_column = headings.index("户编号") + 1
    row = next(r for r in range(3, 99) if sheet.cell(r, number_column).value == "3")
    sheet.cell(row, id_column).value = "990101196005010110"
    saved = BytesIO()
    book.save(saved)
    view = await imported(desk, saved.getvalue())
    assert view["taken"] == 2
    faults = [line for line in view["lines"] if line["outcome"] == "refused"]
    assert [(f["row"], f["column"]) for f in faults] == [(row, "公民身份号码")]
    assert "校验码" in faults[0]["message"]
    opened = [line["case_no"] for line in view["lines"] if line["case_no"]]
    assert len(opened) == view["taken"]
    for case_no in opened:  # an application each, and nobody is admitted by being listed
        case = await desk.view(case_no)
        assert (case["channel"], case["stage"]) == ("ledger", "intake")


async def test_the_same_file_again_is_the_same_import(desk: Staff) -> None:
    data = workbook(application("1"))
    first, again = await imported(desk, data), await imported(desk, data)
    assert first["id"] == again["id"]
    assert first["lines"] == again["lines"]


async def test_a_person_who_has_a_case_is_named_with_its_number(desk: Staff) -> None:
    home = people()
    case_no = await desk.open(home)
    twice = application("1").model_copy(update={"household": Household.model_validate(home)})
    view = await imported(desk, workbook(twice))
    [line] = view["lines"]
    assert (line["outcome"], line["case_no"]) == ("duplicate", case_no)


async def test_a_clerk_imports_only_the_own_township(desk: Staff) -> None:
    data = workbook(application("1"), application("2", "jz-first"))
    view = await imported(desk, data)
    assert view["taken"] == 1
    stranger = [line for line in view["lines"] if line["outcome"] == "refused"]
    assert stranger[0]["column"] == "乡镇（街道）"
    other = await desk("intake", "jz-first")
    is_problem(await other.get(f"/api/v1/imports/{view['id']}"), 404, "not_found")


async def test_what_is_no_ledger_is_refused(desk: Staff, county: FastAPI) -> None:
    clerk = await desk("intake")
    for data in (b"", b"PK\x03\x04nonsense", b"<html>", b"\x00" * 100):
        answer = await clerk.post("/api/v1/imports", files={"file": ("x.xlsx", data, XLSX)})
        is_problem(answer, 422, "not_a_ledger")
    big = await clerk.post(
        "/api/v1/imports", files={"file": ("x.xlsx", b"0" * (5 * 1024 * 1024 + 10), XLSX)}
    )
    is_problem(big, 413, "too_large")
    surveyor = await desk("surveyor")
    answer = await surveyor.post("/api/v1/imports", files={"file": ("x.xlsx", b"", XLSX)})
    is_problem(answer, 403, "role_not_allowed")
