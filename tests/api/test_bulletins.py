"""Bulletins and public statements at the door: who may read, what is downloaded, what the public says."""

from __future__ import annotations

from io import BytesIO

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from tests.api.conftest import browser
from tests.api.staff import Staff


@pytest.mark.rule("ZH-19")
async def test_a_bulletin_is_read_and_downloaded_by_those_it_is_for(desk: Staff) -> None:
    for role, status in (("finance", 200), ("auditor", 200), ("bank", 403), ("intake", 403)):
        client = await desk(role, "zh-caozhen" if role == "intake" else "zh")
        assert (await client.get("/api/v1/bulletins/zhanhe/2026-11")).status_code == status
    client = await desk("finance", "zh")
    assert (await client.get("/api/v1/bulletins/jiaozuo/2026-11")).status_code == 404
    book = await client.get("/api/v1/bulletins/zhanhe/2026-11/workbook")
    assert book.status_code == 200
    assert "filename*=UTF-8''" in book.headers["content-disposition"]
    assert load_workbook(BytesIO(book.content)).sheetnames == ["月报", "短发迟发"]
    assert (await client.get("/api/v1/bulletins/zhanhe/2026/year")).json()["faults"] == []


@pytest.mark.rule("ZH-24", "HB-10", "ACT-33")
async def test_anybody_reads_the_statements_without_signing_in(county: FastAPI) -> None:
    async with browser(county) as anyone:
        page = await anyone.get("/open/zhanhe")
        assert page.status_code == 200 and "资金使用情况公开" in page.text
        assert (await anyone.get("/open/nowhere")).status_code == 404
        assert (await anyone.get("/open/zhanhe/2026-11")).status_code == 404
