"""A month the funds do not cover, with nothing but the pages: submitted, released in part, explained."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI

from domain.pay.purposes import Owed
from store.owed import owe
from tests.pages.conftest import Clerk
from tests.pages.test_fund_pages import act, as_, send, until
from tests.paying import household_in

MONTH = date(2026, 11, 1)
PATH = "/pay/zhanhe/2026-11"


@pytest.mark.rule("ZH-25")
async def test_finance_releases_basic_living_first_and_sees_what_is_still_owed(
    clerk: Clerk, county: FastAPI
) -> None:
    store, page = county.state.door.store, clerk.page
    cases = [household_in(store, n, (MONTH, None, 50_000), place="zhanhe") for n in (961, 962)]
    subsidy = Owed(
        case_no=cases[0], programme="dibao", place="zhanhe", township="zh-first", month=MONTH,
        purpose="price", fen=3_000, cause="money/price/zhanhe/2026-10#3", on=MONTH,
        pay_month=MONTH,
    )  # fmt: skip
    with store.write() as session:
        owe(session, [subsidy])
    await as_(clerk, "zh.pay_officer", "/pay")
    await page.fill("[name='month']", "2026-11")
    await page.click("button:has-text('启动')")
    await until(clerk, PATH, "请核对并报送")
    await clerk.shot("pay-submission")
    await act(clerk, "报送发放名单")
    await clerk.shot("pay-submit-form")
    await send(clerk)

    await as_(clerk, "zh.finance", PATH)
    await clerk.shot("pay-release")
    assert await clerk.page.inner_text("header a.big") == "拨付资金"
    await act(clerk, "资金不足时先行拨付")
    await page.check("[name='later'][value='dibao/other']")
    total = await page.inner_text("main")
    assert "最低生活保障补贴和补发（1笔，30.00元）" in total
    await page.fill("[name='amount_fen']", "1,000")
    await page.fill("[name='decision']", "先保障基本生活，补贴待资金到账后补拨")
    await page.fill("[name='paper']", "平财社〔2026〕21号")
    await clerk.shot("pay-release-first-form")
    await send(clerk)
    shown = await until(clerk, PATH, "待补拨")
    assert "资金缺口\t30.00元、1笔（平财社〔2026〕21号），待补拨" in shown
    assert "请落实资金后补拨" in shown
    await clerk.shot("pay-shortfall")
    await act(clerk, "补拨资金缺口")
    assert await page.input_value("[name='amount_fen']") == "30"
    await clerk.shot("pay-release-rest-form")
    await page.click("button.big")
    await until(clerk, PATH, "已于")
