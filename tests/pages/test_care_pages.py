"""供养和照料 in a browser without scripts: who has no agreement, institutions, planned visits."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.staff import Staff
from tests.api.test_care import cared_for
from tests.api.test_roll import drawing
from tests.pages.conftest import Clerk


@pytest.mark.rule("JZ-13", "JZ-14", "YC-04")
async def test_the_county_goes_from_the_coverage_to_a_name_an_inspection_and_a_plan(
    clerk: Clerk, desk: Staff, county: FastAPI
) -> None:
    case_no = await cared_for(county, 820001, False)
    page = clerk.page
    await clerk.sign_in("jz.county_reviewer")
    await page.click("nav summary:has-text('照料服务')")
    await page.click("nav >> text=供养和照料")
    assert "供养和照料" in await clerk.heading()
    row = page.locator(f"#unsigned >> xpath=.. >> tr:has-text('{case_no}')")
    assert "孙**" in await row.inner_text() and "未签订" in await row.inner_text()
    await clerk.shot("care")
    await page.click("text=显示上表姓名")
    assert "孙一一" in await row.inner_text()
    await page.click("text=供养服务机构和检查")
    await page.click("text=登记供养服务机构")
    await page.fill("[name='code']", "JG0820")
    await page.fill("[name='name']", "示例第二敬老院")
    await page.fill("[name='level']", "市级照料护理标准")
    await page.fill("[name='beds']", "60")
    await clerk.shot("care-institution-form")
    await page.click("button.big")
    await page.click("text=登记检查结果")
    await page.select_option("[name='code']", label="示例第二敬老院")
    await page.select_option("[name='result']", label="限期整改")
    await page.fill("[name='finding']", "护理记录不完整")
    await page.click("button.big")
    assert "整改期限" in await page.inner_text("#problem")
    assert await page.input_value("[name='finding']") == "护理记录不完整", "nothing typed is lost"
    await page.fill("[name='due']", "2099-12-31")
    await page.click("button.big")
    assert "限期整改" in await page.inner_text("main")
    await clerk.shot("care-institutions")
    await clerk.open("/care/jiaozuo/new/plan")
    await page.select_option("[name='unit']", index=1)
    await page.fill("[name='title']", "冬季走访")
    await page.fill("[name='since']", "2099-01-01")
    await page.fill("[name='until']", "2099-01-31")
    await page.fill("[name='cases']", case_no)
    await page.click("button.big")
    assert "冬季走访" in await page.inner_text("#plans >> xpath=..")
    await clerk.shot("care-plans")


@pytest.mark.rule("JZ-43", "YC-27")
async def test_the_village_prints_its_sheet_and_records_that_it_hangs(
    clerk: Clerk, desk: Staff, county: FastAPI
) -> None:
    await drawing(county, 840001, "张贴村")
    page = clerk.page
    await clerk.sign_in("jz-wangdian.village")
    await page.click("nav >> text=长期公示")
    row = page.locator("tr:has-text('张贴村')")
    assert "应当张贴" in await row.inner_text()
    await clerk.shot("rolls")
    await row.locator("a").click()
    await clerk.shot("roll-sheet")
    await page.click("text=登记已经张贴")
    await page.fill("[name='where']", "村务公开栏")
    await page.click("button.big")
    assert "正在张贴" in await page.inner_text("#versions >> xpath=..")
    await page.click("text=登记已经撤下")
    await page.fill("[name='why']", "公开栏维修")
    await page.click("button.big")
    assert "公开栏维修" in await page.inner_text("#versions >> xpath=..")
