"""重点任务 with nothing but the pages: a unit reports, the county reads who has not."""

from __future__ import annotations

import pytest

from tests.api.staff import Staff
from tests.pages.conftest import Clerk

EDUCATION = "yc.unit_liaison.education"


@pytest.mark.rule("YC-37", "YC-34")
async def test_a_unit_reports_on_its_task_and_the_bureau_sees_who_has_not(
    clerk: Clerk, desk: Staff
) -> None:
    page = clerk.page
    await clerk.sign_in(EDUCATION)
    await clerk.open("/key-tasks")
    assert "实施社会救助政策整合" in await page.inner_text("main")
    await page.click("a:has-text('报告进展')")
    offered = await page.locator("[name='task'] option").all_inner_texts()
    assert (
        "T12 加强诚信机制建设" in offered and len([o for o in offered if o.startswith("T")]) == 12
    )
    await page.select_option("[name='task']", "T3")
    await page.fill("[name='text']", "已在各学校设立救助联系人")
    await clerk.shot("key-task-report")
    await page.click("button.big")
    assert "已在各学校设立救助联系人" in await page.inner_text("main")
    await page.click("a:has-text('登记实施方案')")
    await page.fill("[name='title']", "教育救助实施方案")
    await page.fill("[name='paper']", "峄教体字〔2026〕5号")
    await page.fill("[name='issued_on']", "2026-03-01")
    await page.click("button.big")
    assert "峄教体字〔2026〕5号" in await page.inner_text("main")
    await clerk.shot("key-tasks")

    reviewer = await desk("county_reviewer", "yc")
    view = (await reviewer.get("/api/v1/places/yicheng/key-tasks")).json()
    third = next(t for t in view["tasks"] if t["code"] == "T3")
    assert third["silent"] == len(third["units"]) - 1 and not view["may_report"]
    assert "区教体局" not in view["without_plan"] and "区民政局" in view["without_plan"]
    history = (await reviewer.get("/api/v1/places/yicheng/key-tasks/T3")).json()
    assert [line["text"] for line in history] == ["已在各学校设立救助联系人"]
    assert "已在各学校设立救助联系人" in (await reviewer.get("/key-tasks/T3")).text
    sent = {"task": "T3", "text": "代为报告进展"}
    told = await reviewer.post("/api/v1/places/yicheng/key-tasks", json=sent)
    assert told.status_code == 403
    silent = await desk("county_reviewer", "jz")
    assert "没有列明重点任务" in (await silent.get("/key-tasks")).text
    clerk_of_town = await desk("intake", "yc-first")
    assert (await clerk_of_town.get("/key-tasks")).status_code == 403
