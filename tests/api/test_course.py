"""办理统计和用时台账 over HTTP, on its page and as a workbook: for the county and for audit."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_doors import is_problem

FIGURES = "/api/v1/places/jiaozuo/course"


async def test_the_county_sees_who_used_the_days_and_takes_it_home(desk: Staff) -> None:
    clerk = await desk("intake", "jz-wangdian")
    body = {"household": people(), "papers": PAPERS}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    assert answer.status_code == 201, answer.text
    case_no = str(answer.json()["case_no"])
    await desk.act("intake", case_no, "accept", "jz-wangdian")
    auditor = await desk("auditor", "jz")
    found = (await auditor.get(FIGURES)).json()
    assert found["cases"] >= 1
    page = await auditor.get("/course")
    assert page.status_code == 200 and "工作日由谁使用" in page.text and "<script" not in page.text
    book = await auditor.get(f"{FIGURES}/workbook")
    sheets = load_workbook(BytesIO(book.content))
    assert sheets.sheetnames == ["各环节用时", "用时台账", "按乡镇", "办理路径", "瓶颈", "逐件"]
    numbers = [row[0].value for row in sheets["逐件"].iter_rows(min_row=3)]
    assert case_no in numbers
    none = (await auditor.get(f"{FIGURES}?since=2001-01-01&until=2001-12-31")).json()
    assert none["cases"] == 0 and none["ledger"] == []
    assert (await auditor.get("/course?since=2026-02-31")).status_code == 200


async def test_a_township_and_another_county_do_not(desk: Staff) -> None:
    clerk = await desk("intake", "jz-wangdian")
    is_problem(await clerk.get(FIGURES), 403, "role_not_allowed")
    is_problem(await clerk.get(f"{FIGURES}/workbook"), 403, "role_not_allowed")
    assert (await clerk.get("/course")).status_code == 403
    auditor = await desk("auditor", "jz")
    assert (await auditor.get("/api/v1/places/hanbin/course")).status_code in (403, 404)
