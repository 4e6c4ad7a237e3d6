"""The one window in a browser without scripts: several programmes at once, the catalogue, passing on."""

from __future__ import annotations

import re

import pytest

from tests.api.staff import Staff, people
from tests.pages.conftest import Clerk
from tests.pages.test_pages import fill_family


async def choose(clerk: Clerk, *programmes: str) -> None:
    for box in await clerk.page.query_selector_all("[name=programmes]"):
        wanted = await box.get_attribute("value") in programmes
        await (box.check() if wanted else box.uncheck())


async def send(clerk: Clerk) -> None:
    await clerk.page.click("button:has-text('提交申请') >> nth=1")


@pytest.mark.rule("ZH-02", "JZ-19")
async def test_a_clerk_opens_two_programmes_with_one_form(clerk: Clerk) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await fill_family(clerk, people())
    await choose(clerk, "dibao", "quick")
    await send(clerk)
    first = (await clerk.heading()).split()[0]
    text = await clerk.page.inner_text("main")
    assert f"受理登记{first}" in text and "同一次登记的其他案件" in text
    await clerk.page.click(".notice-bar a")
    assert (await clerk.heading()).split()[0] != first
    assert "小额快救" in await clerk.page.inner_text("main")


async def test_programmes_that_exclude_each_other_keep_everything_that_was_typed(
    clerk: Clerk,
) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open("/cases/new")
    await fill_family(clerk, people(), name="王小明")
    await choose(clerk, "dibao", "tekun")
    await send(clerk)
    assert "不能同时申请或者享受" in await clerk.page.inner_text("#problem")
    assert await clerk.page.input_value("[name='household.members.0.name']") == "王小明"
    assert await clerk.page.is_checked("[name=programmes][value=tekun]")
    await choose(clerk)
    await send(clerk)
    assert "请至少选择一个救助项目" in await clerk.page.inner_text("main")
    assert await clerk.page.input_value("[name='household.members.0.name']") == "王小明"
    await choose(clerk, "dibao")
    await send(clerk)
    assert re.match(r"JZ\d{10}", await clerk.heading())
    assert "为什么需要这份材料" in await clerk.page.inner_text("main")


@pytest.mark.rule("YC-10", "GRP-05")
async def test_the_catalogue_and_a_programmes_list_can_be_read_out(clerk: Clerk) -> None:
    await clerk.sign_in("yc-first.intake")
    await clerk.open("/aids")
    assert "救助事项" in await clerk.heading()
    vagrants = clerk.page.locator("tr:has-text('生活无着的流浪乞讨人员')")
    assert "未设定救助类型" in await vagrants.inner_text()
    await clerk.shot("40-aids")
    await clerk.page.click("a[href='/aids/tekun']")
    text = await clerk.page.inner_text("main")
    assert "由区残联核对取得" in text and "办理步骤和时限" in text


@pytest.mark.rule("ZH-21")
async def test_a_family_that_was_not_helped_is_taken_in_again_without_typing(
    clerk: Clerk, desk: Staff
) -> None:
    case_no = await desk.open(people(), urgent=True)
    await desk.declined(case_no)
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{case_no}")
    await clerk.page.click("a:has-text('登记临时救助（小额快救）申请')")
    assert await clerk.page.is_checked("[name=programmes][value=quick]")
    assert await clerk.page.input_value("[name='household.members.0.name']") == "张一一"
    await send(clerk)
    assert f"由案件{case_no}转办" in await clerk.page.inner_text("main")
