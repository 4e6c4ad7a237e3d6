"""资金管理 with nothing but the pages: a year opened and funded, an index entered, the joint view."""

from __future__ import annotations

import asyncio

import pytest

from tests.pages.conftest import Clerk


async def as_(clerk: Clerk, user: str, path: str) -> None:
    await clerk.page.context.clear_cookies()
    await clerk.sign_in(user)
    await clerk.open(path)


async def act(clerk: Clerk, verb: str) -> None:
    await clerk.page.click(f"header a.big:has-text('{verb}'), ul.acts a:text-is('{verb}')")


async def send(clerk: Clerk) -> None:
    await clerk.page.click("button.big")
    assert "已办理" in await clerk.page.inner_text("main"), await clerk.page.inner_text("main")


async def until(clerk: Clerk, path: str, words: str) -> str:
    for _ in range(600):
        await clerk.open(path)
        shown = await clerk.page.inner_text("main")
        if words in shown:
            return shown
        await asyncio.sleep(0.1)
    raise AssertionError(shown)


@pytest.mark.rule("ZH-10", "YC-22")
async def test_a_budget_year_with_its_reserve_on_pages_alone(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.sign_in("yc.finance")
    await clerk.open("/funds")
    await page.click("a:has-text('开立资金年度')")
    await page.fill("[name='year']", "2033")
    await page.click("button.big")
    assert await clerk.heading() == "峄城区资金年度 2033"
    path = "/money/fund/yicheng/2033"

    await as_(clerk, "yc.pay_officer", path)
    await act(clerk, "提出预算")
    await clerk.shot("fund-budget-form")
    await page.fill("[name='title']", "本级困难群众救助资金")
    await page.select_option("[name='level']", "local")
    for aid in ("dibao", "quick", "emergency"):
        await page.check(f"[name='aids'][value='{aid}']")
    await page.check("[name='basic'][type='checkbox']")
    await page.fill("[name='amount_fen']", "1,000,000")
    await send(clerk)

    await as_(clerk, "yc.finance", path)
    assert "请审批预算" in await page.inner_text("main")
    await act(clerk, "批准预算")
    await page.select_option("[name='pot']", "01")
    await page.fill("[name='paper']", "财社〔2033〕1号")
    await send(clerk)
    await act(clerk, "提出资金分配")
    await page.select_option("[name='pot']", "01")
    await page.fill("[name='amount_fen']", "200000")
    await page.fill("[name='paper']", "财社〔2033〕2号")
    await send(clerk)
    await act(clerk, "下达资金")
    await page.select_option("[name='allocation']", "A1")
    await send(clerk)
    await act(clerk, "预拨备用金")
    assert await page.input_value("[name='amount_fen']") == "50000"
    await page.select_option("[name='township']", "yc-first")
    await page.select_option("[name='pot']", "01")
    await page.fill("[name='paper']", "拨付凭证18号")
    await send(clerk)
    shown = await until(clerk, path, "预拨备用金\t本级困难群众救助资金\t第一街道")
    assert "已入账" in shown
    await clerk.shot("fund-year")

    await as_(clerk, "yc.auditor", "/funds/yicheng/2033")
    shown = await page.inner_text("main")
    assert "乡镇临时救助备用金" in shown and "150,000.00" in shown and "50,000.00" in shown
    assert "不能修改" in shown
    assert await page.locator("main form[method='post']").count() == 0
    await clerk.shot("fund-books")
    await page.fill("[name='account']", "储备金")
    await page.click("main .filters button")
    shown = await page.inner_text("main")
    assert "50,000.00" in shown and "本级财政下达" not in shown


@pytest.mark.rule("TR-31")
async def test_an_index_is_entered_and_proposes_a_round_for_somebody_to_start(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.sign_in("tr.pay_officer")
    await clerk.open("/funds")
    await page.click("a:has-text('登记价格指数')")
    await page.fill("[name='month']", "2025-03-01")
    await page.fill("[name='published_on']", "2025-04-12")
    await page.fill("[name='cpi']", "-0.3")
    await page.fill("[name='food']", "6.4%")
    await page.fill("[name='paper']", "州统计局2025年3月公报")
    await page.click("button.big")
    assert await clerk.heading() == "同仁市价格补贴 2025-03"
    path = "/money/price/tongren/2025-03"
    shown = await until(clerk, path, "达到启动条件")
    assert "食品价格同比\t6.40%" in shown and "居民消费价格同比\t-0.30%" in shown
    await as_(clerk, "tr.county_approver", path)
    await clerk.shot("price-proposed")
    await act(clerk, "不启动价格补贴")
    await page.fill("[name='reason']", "上级明确本月不启动")
    await send(clerk)
    assert "已办结" in await page.inner_text("main")


async def test_a_bulletin_says_whether_it_adds_up_and_can_be_downloaded(clerk: Clerk) -> None:
    await clerk.sign_in("zh.finance")
    await clerk.open("/bulletin")
    assert "社会救助月报" in await clerk.heading()
    assert "各项合计相符" in await clerk.page.inner_text("main")
    await clerk.shot("bulletin")
    await clerk.page.click("a:has-text('年年报')")
    assert "年社会救助年报" in await clerk.heading()


async def test_everybody_may_read_how_funds_are_used_without_signing_in(clerk: Clerk) -> None:
    await clerk.open("/open/yicheng")
    assert await clerk.heading() == "峄城区社会救助资金使用情况公开"
    await clerk.shot("open")
