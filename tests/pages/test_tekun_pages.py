"""特困 in a browser: a clerk states, the county assesses, with nothing but the page itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from domain.identity import synthetic_id
from tests.api.staff import Staff
from tests.pages.conftest import Clerk
from tests.tekun import ITEMS, PAPERS
from workflows import ids


def person(seq: int) -> dict[str, Any]:
    """A household of one old person, given as the window sends it."""
    return {
        "members": [
            {
                "key": "m1",
                "name": "孙一一",
                "id_no": synthetic_id(date(1941, 3, 2), seq),
                "relation": "self",
                "work": "none",
            }
        ],
        "incomes": [{"member": "m1", "kind": "old_age", "fen_year": 120_000}],
        "account": {"bank": "示例农商银行", "number": "6222000000000000", "holder": "m1"},
        "residence": "rural",
    }


async def only_chinese(clerk: Clerk) -> None:
    text = re.sub(r"\b[A-Z]{2}\d{10}\b|\b[ms]\d\b", "", await clerk.page.inner_text("main"))
    assert not re.findall(r"[A-Za-z]{3,}", text)


@pytest.mark.rule("TK-16", "TK-18")
async def test_statement_and_self_care_are_taken_down_in_plain_words(
    clerk: Clerk, desk: Staff
) -> None:
    home = person(611)
    case_no = await desk.open(home, programme="tekun", papers=list(PAPERS))
    page = clerk.page
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{case_no}")
    assert "特困人员救助供养" in await page.inner_text("main")
    await page.click("a.big")
    assert "登记特困供养情况" in await clerk.heading()
    await only_chinese(clerk)
    await page.click("button.big")
    told = await page.inner_text("#problem")
    assert "没有法定义务人" in told and "第四条" in told
    await page.fill("[name='obligors.0.name']", "孙二二")
    await page.fill("[name='obligors.0.id_no']", synthetic_id(date(1960, 1, 1), 612))
    await page.select_option("[name='obligors.0.relation']", label="子女")
    await page.select_option("[name='obligors.0.aid']", label="最低生活保障对象")
    await page.select_option("[name='speaks']", label="能够准确表达")
    await clerk.shot("tekun-statement")
    await page.click("button.big")
    assert "已办理：登记特困供养情况" in await page.inner_text("main")
    assert "已登记1人" in await page.inner_text("#care >> xpath=..")
    assert "材料不全" in await page.inner_text("main"), "the supporter's authorisation is asked for"

    await desk.act("intake", case_no, "supply_papers", papers=["supporter_authorisation"])
    await desk.act("intake", case_no, "accept")
    await desk.survey(case_no, home)
    found = (await desk.until(case_no, "review"))["assessment"]
    assert found["eligible"], found["reasons"]
    await desk.act(
        "reviewer", case_no, "give_opinion", grant=True, monthly_fen=found["monthly_fen"]
    )
    await desk.act("village", case_no, "post_publicity", place_posted="村务公开栏")
    handle = desk.temporal.get_workflow_handle(ids.case_id("jiaozuo", case_no))
    for _ in range(20):
        if (await desk.view(case_no))["stage"] == "approval":
            break
        await desk.skipper.fast_forward(handle, timedelta(days=2))
    view = await desk.until(case_no, "approval")

    await page.context.clear_cookies()
    await clerk.sign_in("jz.county_reviewer")
    await clerk.open(f"/cases/{case_no}/acts/assess_selfcare")
    await only_chinese(clerk)
    for n, item in enumerate(ITEMS):
        words = "能够自主完成" if n < 4 else "不能自主完成"
        await page.select_option(f"[name='{item}']", label=words)
    await page.select_option("[name='by']", label="县级民政部门")
    await page.fill("[name='assessors']", "评估员甲\n评估员乙")
    await page.fill("[name='on']", view["today"])
    await clerk.shot("tekun-selfcare")
    await page.click("button.big")
    care = await page.inner_text("#care >> xpath=..")
    assert "部分丧失生活自理能力（2项不能自主完成" in care
    assert "照料护理标准（部分丧失生活自理能力）" in await page.inner_text("main")
    await clerk.shot("tekun-case")
