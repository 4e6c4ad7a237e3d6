"""Proactive discovery as a village assistant and a clerk see it, with nothing but the pages."""

from __future__ import annotations

import re

import pytest

from tests.api.leads import VISITOR
from tests.api.staff import people
from tests.pages.conftest import Clerk


async def reported(clerk: Clerk, home: dict[str, object]) -> str:
    person = home["members"][0]  # type: ignore[index]
    page = clerk.page
    await clerk.open("/discoveries/new")
    await page.fill("[name='village']", "第一村")
    await page.select_option("[name='channel']", "rounds")
    await page.select_option("[name='problem']", "illness")
    await page.fill("[name='text']", "巡查走访时发现老人患病在家")
    await page.fill("[name='person.name']", person["name"])
    await page.fill("[name='person.id_no']", person["id_no"])
    await page.click("button.big")
    return (await clerk.heading()).removeprefix("线索")


@pytest.mark.rule("JZ-35", "YC-08")
async def test_a_finding_is_followed_from_the_village_to_the_application_on_pages_alone(
    clerk: Clerk,
) -> None:
    page, home = clerk.page, people()
    await clerk.sign_in(VISITOR)
    lead_no = await reported(clerk, home)
    assert re.fullmatch(r"JZL\d{10}", lead_no)
    assert home["members"][0]["id_no"] not in await page.content()
    await clerk.shot("70-lead")

    await page.context.clear_cookies()
    await clerk.sign_in("jz-wangdian.intake")
    await page.click(f"tr:has-text('{lead_no}') a.button, a[href='/discoveries/{lead_no}']")
    assert await page.inner_text("a.big") == "分派走访"
    await page.click("a.big")
    await page.select_option("[name='visitor']", VISITOR)
    await page.click("button.big")
    assert "已办理：分派走访" in await page.inner_text("main")

    await page.context.clear_cookies()
    await clerk.sign_in(VISITOR)
    await clerk.open(f"/discoveries/{lead_no}")
    await page.click("a.big")
    assert await page.input_value("[name='visitors']") == VISITOR
    await page.fill("[name='finding']", "老人独居，患病卧床，仅有基础养老金")
    for name in ("met", "fits", "informed"):
        await page.check(f"input[type=checkbox][name='{name}']")
    await page.select_option("[name='consent']", "agrees")
    await page.click("button.big")
    assert "写明委托书编号" in await page.inner_text("#problem")
    assert "卧床" in await page.input_value("[name='finding']"), "what was typed is kept"
    await page.fill("[name='consent_paper']", "委托书第001号")
    await page.click("button.big")
    assert await page.inner_text("a.big") == "代办申请"

    await page.click("a.big")
    assert await page.input_value("[name='household.members.0.name']") == "张一一"
    assert (
        await page.input_value("[name='household.members.0.id_no']") == home["members"][0]["id_no"]
    )
    for paper in await page.query_selector_all("[name=papers]"):
        await paper.check()
    await page.click("button.big")
    case_no = (await clerk.heading()).split()[0]
    assert re.fullmatch(r"JZ\d{10}", case_no)
    await clerk.open(f"/discoveries/{lead_no}")
    assert case_no in await page.inner_text("main")
    assert "代办申请中" in await page.inner_text(".stage")
    await clerk.shot("71-lead-applying")


async def test_the_pages_of_discovery_are_in_chinese_and_fit_a_narrow_screen(
    clerk: Clerk,
) -> None:
    await clerk.sign_in("jz-wangdian.intake")
    lead_no = await reported(clerk, people())
    paths = ["/discoveries", f"/discoveries/{lead_no}", "/discoveries/new", "/discoveries/imports",
             "/discoveries/figures", "/villages", "/villages/edit", "/villages/round",
             f"/discoveries/{lead_no}/acts/close_lead"]  # fmt: skip
    allowed = re.compile(r"[a-z]{2}(-[a-z]+)?\.[\w.]+|JZL?\d+|Excel|MB|xlsx?")
    for width in (320, 1000):
        await clerk.page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            answer = await clerk.page.goto(clerk.address + path)
            assert answer is not None
            assert answer.status == 200, path
            text = allowed.sub("", await clerk.page.inner_text("body"))
            assert not re.findall(r"[A-Za-z]{3,}", text), path
            wide = await clerk.page.locator("body").evaluate(
                "() => document.documentElement.scrollWidth"
            )
            assert wide <= width, (path, width, wide)
    await clerk.open("/discoveries/figures")
    await clerk.shot("72-figures")
