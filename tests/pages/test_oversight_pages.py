"""监督 with nothing but the pages: a problem registered, answered and closed; the board of a place."""

from __future__ import annotations

import asyncio

import pytest

from tests.pages.conftest import Clerk


async def as_(clerk: Clerk, user: str, path: str) -> None:
    await clerk.page.context.clear_cookies()
    await clerk.sign_in(user)
    await clerk.open(path)


async def until(clerk: Clerk, path: str, words: str) -> str:
    for _ in range(300):
        await clerk.open(path)
        shown = await clerk.page.inner_text("main")
        if words in shown:
            return shown
        await asyncio.sleep(0.1)
    raise AssertionError(shown)


@pytest.mark.rule("JZ-64")
async def test_an_error_is_filed_under_its_head_on_pages_alone(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open("/oversight")
    await page.click("a:has-text('登记差错')")
    await page.select_option("[name='head']", label="未兜好底：慢作为")
    await page.fill("[name='text']", "受理后两个月无人办理")
    await page.select_option("[name='unit']", label="王店镇")
    await clerk.shot("oversight-form")
    await page.click("button.big")
    path = page.url.split("?")[0].removeprefix(clerk.address)
    assert path.startswith("/oversight/error/jiaozuo/")
    assert "办理记录" in await page.inner_text("main"), "it is there when its page is opened"
    shown = await until(clerk, path, "请答复")
    assert "未兜好底：慢作为" in shown and "王店镇" in shown

    await as_(clerk, "jz-wangdian.township_leader", "/oversight")
    line = await page.inner_text(f"tr:has(a[href='{path}'])")
    assert "未兜好底：慢作为" in line, "a list says what a matter is about"
    await page.click(f"a[href='{path}']")
    await page.click("a.big:has-text('答复')")
    await page.fill("[name='text']", "已经安排办理并批评教育")
    await page.click("button.big")
    assert "已办理" in await page.inner_text("main")
    await clerk.shot("oversight-matter")

    await as_(clerk, "jz.county_approver", path)
    await page.click("a.big:has-text('审核办结')")
    await page.select_option("[name='verdict']", "explained")
    await page.fill("[name='text']", "情况说明清楚")
    await page.click("button.big")
    await until(clerk, path, "已办结")


async def test_the_board_of_a_place_reads_without_script(clerk: Clerk) -> None:
    await clerk.sign_in("jz.supervisor")
    await clerk.open("/oversight")
    await clerk.page.click("a:has-text('监督看板')")
    shown = await clerk.page.inner_text("main")
    for heading in ("风险提示", "不作为、假作为、乱作为、慢作为", "应救未救", "超期和停滞"):
        assert heading in shown
    assert "YC-29" not in shown and "risk." not in shown, "rules are named in words"
    await clerk.shot("watch-board")
