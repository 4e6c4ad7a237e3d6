"""转介 in a browser without scripts: a clerk refers, a unit answers, the household's page shows it."""

from __future__ import annotations

import re

import pytest

from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk


async def only_chinese(clerk: Clerk) -> None:
    text = re.sub(r"\b[A-Z]{2}\d{10}\b|\b[ms]\d\b", "", await clerk.page.inner_text("main"))
    assert not re.findall(r"[A-Za-z]{3,}", text)


@pytest.mark.rule("HB-03")
async def test_a_clerk_refers_a_family_and_the_unit_answers(clerk: Clerk, desk: Staff) -> None:
    home = people()
    home["phone"] = "13900000000"
    case_no = await desk.open(home)
    page = clerk.page
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{case_no}/acts/refer_case")
    await only_chinese(clerk)
    await page.select_option("[name='aid']", value="AID-59")
    await page.fill("[name='need']", "重病住院，自付费用负担不起")
    await page.check("[name='members'][value='m1']")
    await page.check("[name='shares'][value='name']")
    await page.check("[name='shares'][value='illness']")
    await page.fill("[name='paper']", "转介同意书1号")
    await page.check("[name='signed_by'][value='m1']")
    await clerk.shot("referral-form")
    await page.click("button.big")
    assert "不需要知道是否患重病" in await page.inner_text("#problem")
    await page.uncheck("[name='shares'][value='illness']")
    await page.check("[name='shares'][value='phone']")
    await page.click("button.big")
    assert "已办理：转介其他单位" in await page.inner_text("main")
    assert "慈善组织" in await page.inner_text("#referrals >> xpath=..")
    await clerk.shot("referral-case")

    await page.context.clear_cookies()
    await clerk.sign_in("jz.unit_liaison.charity")
    await clerk.open("/tasks")
    assert "转介" in await page.inner_text("main")
    await clerk.open("/referrals")
    await only_chinese(clerk)
    assert "社会救助专项基金" in await page.inner_text("#own >> xpath=..")
    await clerk.shot("referral-list")
    await page.click(f"a[href='/referrals/{case_no}/1']")
    text = await page.inner_text("main")
    assert home["members"][0]["name"] not in text and "电话" in text
    await page.select_option("#purpose", label="联系申请人")
    await page.click("button.quiet >> text=查看原文")
    assert home["members"][0]["name"] in await page.inner_text("#full")
    await clerk.shot("referral-unit")
    await page.click("a.big")
    await page.select_option("[name='answer']", label="给予救助")
    await page.fill("[name='amount_fen']", "2000")
    await clerk.shot("referral-answer")
    await page.click("button.big")
    text = await page.inner_text("main")
    assert "已办理：答复转介事项" in text and "2,000.00元" in text
    assert "不再显示涉及的人" in text

    await page.context.clear_cookies()
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{case_no}/aids")
    await only_chinese(clerk)
    text = await page.inner_text("main")
    assert "2,000.00元" in text and "慈善组织" in text and "最低生活保障" in text
    await clerk.shot("household-aids")
