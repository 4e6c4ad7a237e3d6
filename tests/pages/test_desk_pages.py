"""The office's desk as the office, a unit and a convener see it, with nothing but the pages."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Clerk
from tests.pages.test_meeting_pages import act, as_, send


@pytest.mark.rule("TR-52")
async def test_a_unit_finds_its_report_filled_in_and_files_it_under_five_headings(
    clerk: Clerk,
) -> None:
    page = clerk.page
    await clerk.sign_in("tr.meeting_office")
    await clerk.open("/desk")
    main = await page.inner_text("main")
    assert "例行会议" in main and "单位报告" in main
    await page.click("main a:text-is('单位报告')")
    await page.click("a:has-text('开始收集一期单位报告')")
    await page.fill("[name='period']", "2025-H3")
    await page.click("button.big")
    assert "例如2026-H1" in await page.inner_text("#problem")
    await page.fill("[name='period']", "2025-H1")
    await page.click("button.big")
    assert await clerk.heading() == "2025-H1单位报告"
    path = "/reports/tongren/2025-H1"

    await as_(clerk, "tr.unit_liaison.education", "/tasks")
    await page.click("tr:has-text('2025-H1') a.button")
    await act(clerk, "报送单位报告")
    headings = ["measures", "carried_out", "experience", "shortcomings", "plans"]
    rows = range(5)
    found = [await page.input_value(f"[name='sections.{n}.heading']") for n in rows]
    assert found == headings
    assert "救助措施" in await page.input_value("[name='sections.0.text']")
    await page.click("button.big")
    assert "尚未填写：经验做法、存在的不足、工作打算" in await page.inner_text("#problem")
    for n in (2, 3, 4):
        await page.fill(f"[name='sections.{n}.text']", "无，本期没有涉及的家庭")
    await clerk.shot("desk-report-form")
    await send(clerk)
    assert "教育局的报告" in await page.inner_text("main")

    await as_(clerk, "tr.meeting_office", path)
    text = await page.inner_text("main")
    assert "第1次报送，逾期" in text and "已超期" in text
    await clerk.shot("desk-report")
    await act(clerk, "起草向政府的报告")
    assert "未报送32个" in await page.input_value("[name='text']")
    await send(clerk)
    await act(clerk, "报告送签")
    await send(clerk)
    await as_(clerk, "tr.convener", path)
    await act(clerk, "签发报告")
    await page.click("button.big")
    for _ in range(100):
        await clerk.open(path)
        if "已报送政府" in await page.inner_text("header.case-head"):
            break
    await as_(clerk, "tr.government_office", "/inbox")
    await page.click("a:has-text('社会救助工作报告（2025-H1）')")
    paper = await page.inner_text("body")
    assert "实施救助情况" in paper and "未报送：" in paper
    await clerk.shot("desk-report-paper")


@pytest.mark.rule("TR-51", "TR-18")
async def test_units_are_consulted_and_the_office_sees_by_unit_what_is_open(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.sign_in("tr.unit_liaison.civil_affairs")
    await clerk.open("/desk")
    await page.click("ul.acts a:text-is('会商')")
    await page.fill("[name='title']", "临时救助办法会商")
    await page.fill("[name='text']", "请就申请材料和封顶线提出意见")
    await page.fill("[name='document']", "临时救助办法（征求意见稿）")
    await page.check("[name='units'][value='医疗保障局']")
    await page.click("button.big")
    assert "答复期限" in await page.inner_text("#problem")
    await page.fill("[name='due']", "2027-12-31")
    await page.click("button.big")
    path = page.url.removeprefix(clerk.address)
    assert "等待医疗保障局" in await page.inner_text("main")

    await as_(clerk, "tr.meeting_office", "/register")
    assert "请医疗保障局提出会商意见" in await page.inner_text("main")
    await clerk.shot("desk-register")
    await clerk.open("/desk")
    await clerk.shot("desk-office")

    await as_(clerk, "tr.unit_liaison.medical", "/desk")
    await page.click("a:has-text('请医疗保障局提出会商意见')")
    await act(clerk, "出具会商意见")
    await page.select_option("[name='agrees']", "false")
    await page.fill("[name='opinion']", "封顶线应当明确")
    await send(clerk)
    await as_(clerk, "tr.unit_liaison.civil_affairs", path)
    await act(clerk, "形成会商结论")
    await page.fill("[name='conclusion']", "修改后印发")
    await send(clerk)
    assert "有不同意见的单位：医疗保障局" in await page.inner_text("main")
    await clerk.shot("desk-consultation")
