"""A leave to read on pages alone, script off: registered, confirmed, read by, looked at, revoked."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from fastapi import FastAPI

from domain.case.lifecycle import Role
from store import users
from store.tables import UserRow
from tests.api.staff import Staff
from tests.pages.conftest import Clerk
from tests.pages.test_oversight_pages import as_, until

SMALL = {"width": 390, "height": 844}
WIDE = {"width": 1366, "height": 768}


async def _shots(clerk: Clerk, name: str) -> None:
    for label, size in (("wide", WIDE), ("small", SMALL)):
        await clerk.page.set_viewport_size(size)  # type: ignore[arg-type]
        await clerk.shot(f"{name}-{label}")
    await clerk.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


async def test_the_county_gives_a_leave_sees_every_read_and_takes_it_back(
    clerk: Clerk, county: FastAPI, desk: Staff, tmp_path: Path
) -> None:
    case_no = await desk.open()
    account = f"jz.auditor.{uuid.uuid4().hex[:6]}"
    row = UserRow(id=account, role=Role.AUDITOR.value, place="jiaozuo", password_hash="",
                  unit="焦作市审计局", display_name="审计员乙")  # fmt: skip
    await county.state.door.write(users.create_user, row, users.DEMO_PASSWORD)
    today = await county.state.door.today()
    page = clerk.page
    await as_(clerk, account, "/tasks")
    assert "还没有审计调阅授权" in await page.inner_text("main")
    await _shots(clerk, "leave-none")

    await as_(clerk, "jz.county_reviewer", "/oversight")
    await page.click("a:has-text('登记审计调阅授权')")
    await page.select_option("[name='person']", account)
    await page.fill("[name='authority']", "焦作市审计局")
    await page.fill("[name='notice']", "焦审通〔2026〕12号")
    await page.fill("[name='text']", "2026年度社会救助资金审计")
    await page.fill("[name='first']", str(today))
    await page.fill("[name='last']", str(today + timedelta(days=30)))
    await page.check("[name='townships'][value='jz-wangdian']")
    await _shots(clerk, "leave-register")
    await page.click("button.big")
    path = "/oversight/" + page.url.split("/oversight/")[1].partition("?")[0]
    assert "请确认授权" in await until(clerk, path, "王店镇")
    await as_(clerk, "jz.county_approver", path)
    await page.click("a:has-text('确认授权')")
    await page.click("button.big")
    assert "期满自行终止" in await until(clerk, path, "已授权")
    await _shots(clerk, "leave-granted")

    await as_(clerk, account, f"/cases/{case_no}")
    assert case_no in await page.inner_text("main")
    await clerk.open("/course")
    assert "审计调阅授权范围" in await page.inner_text("body"), "figures of his part say so"
    await clerk.open("/funds")
    assert "只限：王店镇" in await page.inner_text("main"), "the county's ledger has no parts"
    await _shots(clerk, "leave-outside")
    await clerk.open(f"/cases/{case_no}/papers")
    await _shots(clerk, "leave-bundle")
    async with page.expect_download() as download:
        await page.click("button:has-text('制作证据包')")
    saved = tmp_path / "bundle.zip"
    await (await download.value).save_as(saved)
    with ZipFile(saved) as archive:
        assert "reader.html" in archive.namelist()
    await clerk.open("/readings/jiaozuo")
    assert "制作证据包" in await page.inner_text("main")

    await as_(clerk, "jz.county_reviewer", f"/readings/jiaozuo?who={account}")
    shown = await page.inner_text("main")
    assert case_no in shown and "超出授权范围，未能查看" in shown and "王店镇" in shown
    await _shots(clerk, "leave-log")
    await clerk.open(f"/cases/{case_no}")
    assert f"{account}，授权" in await page.inner_text("[aria-labelledby='audited']")
    await page.locator("[aria-labelledby='audited']").scroll_into_view_if_needed()
    await _shots(clerk, "leave-case")
    await clerk.open(path)
    await page.click("a:has-text('收回授权')")
    await page.fill("[name='reason']", "审计人员已经调整")
    await page.click("button.big")
    await until(clerk, path, "已收回")
    await as_(clerk, account, f"/cases/{case_no}")
    assert "已收回，不能再查看" in await page.inner_text("main")
    await _shots(clerk, "leave-revoked")
