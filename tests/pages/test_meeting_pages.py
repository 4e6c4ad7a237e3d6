"""A meeting as the office, a convener and a liaison see it, with nothing but the pages."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Clerk

TOPIC = "救助资金年度安排"


async def act(clerk: Clerk, verb: str) -> None:
    """Open the form of an act from the meeting's page."""
    await clerk.page.click(f"header a.big:has-text('{verb}'), ul.acts a:text-is('{verb}')")


async def send(clerk: Clerk) -> None:
    await clerk.page.click("button.big")
    assert "已办理" in await clerk.page.inner_text("main"), await clerk.page.inner_text("main")


async def as_(clerk: Clerk, user: str, path: str) -> None:
    await clerk.page.context.clear_cookies()
    await clerk.sign_in(user)
    await clerk.open(path)


@pytest.mark.rule("TR-50", "TR-59")
async def test_a_meeting_is_called_announced_and_opened_on_pages_alone(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.sign_in("tr.meeting_office")
    await clerk.open("/meetings")
    assert "不得泄露会议内容" in await page.inner_text("main")
    await page.click("a:has-text('召开会议')")
    await page.select_option("[name='kind']", "extra")
    await page.click("button.big")
    assert "应当写明事由" in await page.inner_text("#problem")
    await page.fill("[name='reason']", "研究年度资金安排")
    await page.click("button.big")
    number = (await clerk.heading()).removesuffix("号会议")
    assert re.fullmatch(r"20\d\d-\d\d+", number)
    path = f"/meetings/tongren/{number}"

    await act(clerk, "列入议题")
    await page.fill("[name='points.0.title']", TOPIC)
    await send(clerk)
    await act(clerk, "报审会议议程")
    await send(clerk)

    await as_(clerk, "tr.government_office", path)
    await act(clerk, "审定会议议程")
    await send(clerk)

    await as_(clerk, "tr.meeting_office", path)
    await act(clerk, "发出会议通知")
    today = await page.input_value("[name='on']")
    day = today or (re.search(r"20\d\d-\d\d-\d\d", await page.inner_text("footer")) or [""])[0]
    if not day:
        found = re.search(r"(20\d\d)年(\d+)月(\d+)日", await page.inner_text("footer"))
        assert found is not None
        day = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    await page.fill("[name='meets_on']", day)
    await page.fill("[name='venue']", "三楼会议室")
    await send(clerk)
    await clerk.shot("80-meeting-called")

    await as_(clerk, "tr.unit_liaison.medical", path)
    assert TOPIC in await page.inner_text("main")
    await act(clerk, "确认收到通知并报名")
    await page.check("input[type=checkbox][name='coming']")
    await page.fill("[name='post']", "副局长")
    await send(clerk)

    await as_(clerk, "tr.meeting_office", path)
    assert "副局长" in await page.inner_text("main")
    await act(clerk, "宣布开会并登记到会")
    assert await page.input_value("[name='attended.0.unit']") == "医疗保障局"
    assert await page.input_value("[name='attended.0.post']") == "副局长"
    await page.select_option("[name='chair']", "tr.convener")
    await send(clerk)
    assert "正在开会" in await page.inner_text("header.case-head")

    await as_(clerk, "tr.convener", path)
    await act(clerk, "议定本项议题")
    await page.select_option("[name='outcome']", "approved")
    await page.fill("[name='text']", "同意资金安排方案")
    await send(clerk)
    assert "同意资金安排方案" in await page.inner_text("main")
    await clerk.shot("81-meeting-settled")
