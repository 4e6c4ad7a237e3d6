"""Supervision on its pages, in Chromium without script: registered, drawn, studied, kept on record."""

from __future__ import annotations

import pytest

from tests.api.staff import Staff, people
from tests.api.test_desk import post
from tests.pages.conftest import Clerk

WORDS = "十一月的低保金没有到账，去了三次窗口"


@pytest.mark.rule("JZ-46", "JZ-55")
async def test_a_work_order_is_registered_answered_and_sent_back_on_the_pages(
    clerk: Clerk, desk: Staff
) -> None:
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open("/complaints")
    text = await clerk.page.inner_text("main")
    assert "投诉举报电话：12345" in text
    await clerk.open("/complaints/new")
    await clerk.page.select_option("[name=channel]", "hotline")
    await clerk.page.select_option("[name=matter]", "payment")
    await clerk.page.fill("[name=content]", WORDS)
    await clerk.page.click("button.primary.big")
    assert "热线工单号" in await clerk.page.inner_text("main")
    assert WORDS in await clerk.page.input_value("[name=content]")
    await clerk.page.fill("[name=outside_no]", "202612019901")
    await clerk.page.click("button.primary.big")
    page = clerk.page.url
    text = await clerk.page.inner_text("main")
    assert "已登记" in text and WORDS not in text and "等待" in text
    await clerk.page.click("text=查看反映的内容和信访人")
    assert WORDS in await clerk.page.inner_text("main")
    await clerk.page.goto(page)
    await clerk.page.click("a.button.primary.big")
    await clerk.page.select_option("[name=unit]", "county")
    await clerk.page.click("button.primary.big")
    assert "办理中" in await clerk.page.inner_text("main")
    await clerk.shot("complaint")


async def test_whoever_handles_a_complaint_reads_at_once_that_its_author_asked_to_be_protected(
    clerk: Clerk, desk: Staff
) -> None:
    county = await desk("county_reviewer", "jz")
    sent = {
        "channel": "letter", "matter": "ineligible", "content": "反映某户有车仍享受低保",
        "named": True, "name": "李举报", "phone": "13900000000", "protected": True,
    }  # fmt: skip
    opened = await post(county, "/api/v1/complaints", 201, **sent)
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open(opened["href"].removeprefix("/api/v1"))
    text = await clerk.page.inner_text("main")
    assert "要求身份保密" in text and "李举报" not in text and "13900000000" not in text


async def test_a_round_of_spot_checks_shows_its_shares_and_how_it_was_drawn(
    clerk: Clerk, desk: Staff
) -> None:
    county = await desk("county_reviewer", "jz")
    opened = await post(county, "/api/v1/spot-checks", 201, period="2026-H1")
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open(opened["href"].removeprefix("/api/v1"))
    for _ in range(200):
        text = await clerk.page.inner_text("main")
        if "抽查中" in text:
            break
        await clerk.page.reload()
    assert "种子摘要（先行确定）" in text and "范围名单摘要" in text
    await clerk.open("/spot-checks")
    assert "2026-H1" in await clerk.page.inner_text("main")


async def test_a_townships_study_and_the_record_of_a_family_are_found_from_the_menu(
    clerk: Clerk, desk: Staff
) -> None:
    county = await desk("county_reviewer", "jz")
    await post(county, "/api/v1/rounds", 201, kind="relatives")
    case_no = await desk.open(people())
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open("/rounds")
    await clerk.page.click("tbody a")
    assert "王店镇" in await clerk.page.inner_text("main")
    await clerk.open("/tasks")
    assert "王店镇" in await clerk.page.inner_text("table")
    assert "jz-wangdian" not in await clerk.page.inner_text("table")
    await clerk.open("/relatives")
    assert "核查间隔：6个月" in await clerk.page.inner_text("main")
    await clerk.open(f"/cases/{case_no}/credit")
    await clerk.page.click("text=登记诚信事项")
    await clerk.page.fill("[name=member]", "m1")
    await clerk.page.select_option("[name=ground]", "concealment")
    await clerk.page.fill("[name=facts]", "隐瞒一处房屋的租金收入")
    await clerk.page.click("button.primary.big")
    text = await clerk.page.inner_text("main")
    assert "核实中" in text and case_no in text and "移送公安机关" in text
