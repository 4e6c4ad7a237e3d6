"""报送和告知 with nothing but the pages: what goes to others of the people in aid, what others tell."""

from __future__ import annotations

import io

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from api.frame.door import Door
from store.projection import project_case
from tests.api.staff import Staff
from tests.pages.conftest import Clerk
from tests.people import Walk, ahead_of_the_clock, application
from tests.store.samples import another, shown

PERSON = another(947).household.members[0]


async def in_aid_at_tongren(county: FastAPI) -> None:
    home = another(947).household
    applied = ahead_of_the_clock(application("tongren"))
    file = Walk(applied).living().file
    file = file.having(case_no="TR2026900947", household=home, declared=home)
    door: Door = county.state.door
    await door.write(project_case, shown(file))


@pytest.mark.rule("TR-47", "JZ-01")
async def test_an_insurer_gets_name_number_and_class_and_what_it_paid_comes_back_on_a_page(
    county: FastAPI, clerk: Clerk, desk: Staff
) -> None:
    await in_aid_at_tongren(county)
    reviewer = await desk("county_reviewer", "tr")
    told = await reviewer.get("/api/v1/insurer-list/workbook")
    assert told.status_code == 200, told.text
    rows = list(load_workbook(io.BytesIO(told.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("姓名", "身份证号码", "救助对象类别")
    assert (PERSON.name, PERSON.id_no, "最低生活保障对象") in rows
    assert all(len(row) == 3 for row in rows), "no address, no sum, no reason"
    silent = await (await desk("county_reviewer", "jz")).get("/api/v1/insurer-list/workbook")
    assert silent.status_code == 409 and "本地没有设定" in silent.text
    clerk_of_town = await desk("intake", "tr-first")
    assert (await clerk_of_town.get("/exchange/insurers.xlsx")).status_code == 403

    page = clerk.page
    await clerk.sign_in("tr.county_reviewer")
    await clerk.open("/tasks")
    assert await page.locator("nav a[href='/exchange']").count() == 1
    await clerk.open("/exchange")
    shown_ = await page.inner_text("main")
    assert "导出困难群众名单" in shown_ and "告知医疗保障部门的变动" in shown_
    await clerk.shot("exchange")
    await page.click("a:has-text('登记大病保险赔付')")
    await page.fill("[name='id_no']", PERSON.id_no)
    await page.fill("[name='name']", PERSON.name)
    await page.select_option("[name='township']", "tr-first")
    await page.fill("[name='period']", "2026-11")
    await page.fill("[name='paid_fen']", "30000")
    await page.fill("[name='self_paid_fen']", "25000")
    await clerk.shot("exchange-payout")
    await page.click("button.big")
    assert "已登记赔付" in await page.inner_text("main")

    await page.click("a:has-text('报送省级系统')")
    await page.click("button.big")
    assert "已生成报送批次" in await page.inner_text("main")
    assert "TR2026900947" in await page.inner_text("main"), "sent and not confirmed yet"


async def test_a_clerk_of_a_township_enters_a_death_told_by_the_hospital_and_sees_no_other_parts(
    clerk: Clerk,
) -> None:
    page = clerk.page
    await clerk.sign_in("tr-first.intake")
    await clerk.open("/exchange")
    shown_ = await page.inner_text("main")
    assert "登记出生、死亡告知" in shown_ and "导出困难群众名单" not in shown_
    await page.click("a:has-text('登记出生、死亡告知')")
    await page.select_option("[name='about']", "death")
    await page.fill("[name='id_no']", another(948).household.members[0].id_no)
    await page.fill("[name='event_on']", "2026-11-20")
    await page.fill("[name='proof']", "同医死证2026第1号")
    await clerk.shot("exchange-vital")
    await page.click("button.big")
    assert "没有在保案件的不受影响" in await page.inner_text("main")
