"""Charity and bought services in a browser: the register, a family's help, what a provider sees."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from api.frame.door import Door
from store import users
from store.tables import UserRow
from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk
from tests.pages.test_referral_pages import only_chinese


@pytest.mark.rule("JZ-40", "HB-15")
async def test_the_bureau_keeps_providers_and_contracts_and_a_provider_sees_his_orders(
    clerk: Clerk, desk: Staff, county: FastAPI
) -> None:
    door: Door = county.state.door
    row = UserRow(
        id="jz-page.provider", role="provider", place="jiaozuo", unit="示例社工服务中心", demo=True,
        password_hash="",
    )  # fmt: skip
    await door.write(users.create_user, row, users.DEMO_PASSWORD)
    page = clerk.page
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open("/providers/new/provider")
    await page.fill("[name='code']", "52410800MJ0000009X")
    await page.select_option("[name='kind']", label="社会工作服务机构")
    await page.fill("[name='name']", "示例社工服务中心")
    await clerk.shot("provider-form")
    await page.click("button.big")
    await clerk.open("/providers/new/contract")
    await page.fill("[name='number']", "焦民购〔2026〕9号")
    await page.select_option("[name='provider']", label="示例社工服务中心")
    await page.check("[name='services'][value='counselling']")
    await page.fill("[name='budget_fen']", "5000")
    await page.fill("[name='since']", "2026-01-01")
    await page.fill("[name='until']", "2099-12-31")
    await page.fill("[name='account']", "jz-page.provider")
    await clerk.shot("contract-form")
    await page.click("button.big")
    text = await page.inner_text("main")
    assert "5,000.00元" in text and "心理疏导" in text
    await clerk.shot("providers")

    home = people()
    case_no = await desk.open(home)
    await desk.act(
        "intake", case_no, "record_gift",
        source="village_society", cause="major_change", fen=80_000, receipt="收据1号",
    )  # fmt: skip
    await desk.act("intake", case_no, "start_pairing", kind="company", helper="示例公司")
    await page.context.clear_cookies()
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{case_no}/acts/order_service")
    await only_chinese(clerk)
    await page.select_option("[name='kind']", label="心理疏导")
    await page.select_option("[name='member']", index=1)
    await page.select_option("[name='contract']", value="焦民购〔2026〕9号")
    await page.fill("[name='fen']", "200")
    await page.fill("[name='aim']", "缓解患病后的心理压力")
    await page.fill("[name='contact']", "电话13900000002")
    await clerk.shot("service-form")
    await page.click("button.big")
    text = await page.inner_text("#others >> xpath=..")
    assert "互助社" in text and "示例公司" in text and "心理疏导" in text
    await clerk.shot("society-case")

    await page.context.clear_cookies()
    await clerk.sign_in("jz-page.provider")
    await clerk.open("/services")
    text = await page.inner_text("main")
    assert "13900000002" in text and home["members"][0]["name"] not in text
    await clerk.shot("services")
    await page.click("a.button >> text=登记服务情况")
    await page.fill("[name='done']", "上门面谈一次")
    await page.click("button.big")
    assert "已服务1次" in await page.inner_text("main")
