"""The whole life of one item on pages alone, as each role sees it; and what is not to be seen."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Clerk

CIVIL, MEDICAL, EMERGENCY = "市民政局", "医疗保障局", "应急管理局"
TOPIC = "山体滑坡受灾群众过渡安置"


async def as_(clerk: Clerk, user: str, path: str) -> None:
    await clerk.page.context.clear_cookies()
    await clerk.sign_in(user)
    await clerk.open(path)


async def act(clerk: Clerk, verb: str) -> None:
    """Open the form of an act from the page of the item or of its measures."""
    await clerk.page.click(f"header a.big:text-is('{verb}'), ul.acts a:text-is('{verb}')")


async def send(clerk: Clerk) -> str:
    """Send the form; the text of the page it leads to."""
    await clerk.page.click("button.big")
    text = await clerk.page.inner_text("main")
    assert "已办理" in text, text
    return text


async def stage(clerk: Clerk) -> str:
    return await clerk.page.inner_text("header.case-head .stage")


async def raised(clerk: Clerk) -> str:
    """An item raised by the liaison of 应急管理局; gives its path."""
    page = clerk.page
    await as_(clerk, "tr.unit_liaison.emergency", "/items")
    await page.click("a:text-is('提出议题')")
    await clerk.shot("90-raise-item")
    await page.click("button.big")
    assert "请" in await page.inner_text("#problem")
    await page.fill("[name='topic']", TOPIC)
    await page.select_option("[name='cause']", "natural_disaster")
    await page.fill("[name='summary']", "滑坡造成房屋倒塌，单个部门救助不能解决")
    await page.fill("[name='need_fen']", "90000")
    await page.select_option("[name='tried.0.unit']", "emergency")
    await page.select_option("[name='tried.0.programme']", "disaster_aid")
    await page.fill("[name='tried.0.granted_fen']", "20000")
    await page.click("summary:has-text('所涉家庭')")
    await page.fill("[name='facts.persons']", "4")
    await page.fill("[name='facts.situation']", "四口人，房屋全部倒塌，暂住亲属家")
    await page.click("button.big")
    heading = await clerk.heading()
    found = re.search(r"TRY\d+", heading)
    assert found is not None, await page.inner_text("main")
    text = await page.inner_text("main")
    assert TOPIC in text and "70,000.00元" in text and "受灾人员救助" in text
    return f"/items/{found[0]}/1"


async def to_the_table(clerk: Clerk, path: str) -> None:
    """Papers, agenda, preparatory meeting and opinions, each by whose it is."""
    page = clerk.page
    await as_(clerk, "tr.meeting_office", path)
    assert await stage(clerk) == "收集材料"
    await act(clerk, "收集议题材料")
    await page.fill("[name='papers.0.title']", "灾情核报表")
    await page.select_option("[name='papers.0.unit']", EMERGENCY)
    await send(clerk)
    await act(clerk, "整理议题材料")
    for unit in (CIVIL, MEDICAL):
        await page.check(f"input[name='units'][value='{unit}']")
    await send(clerk)
    assert await stage(clerk) == "审核材料"
    await act(clerk, "审核议题材料")
    await page.select_option("[name='complete']", "true")
    await send(clerk)
    assert await stage(clerk) == "审定议题"
    await clerk.shot("91-item-agenda")

    await as_(clerk, "tr.government_office", path)
    await act(clerk, "审定议题")
    await send(clerk)
    await as_(clerk, "tr.general_convener", path)
    assert "登记不召开准备会" in await page.inner_text("main")
    await act(clerk, "要求召开准备会")
    await send(clerk)
    await as_(clerk, "tr.meeting_office", path)
    await act(clerk, "召开准备会，提出初审意见")
    assert await page.is_checked(f"input[name='attended'][value='{CIVIL}']")
    await page.fill("[name='opinion']", "建议联合救助")
    await send(clerk)


@pytest.mark.rule("TR-12", "TR-15", "TR-16", "TR-21", "TR-56", "TR-58", "TR-59")
async def test_an_item_lives_from_its_papers_to_the_last_measure_on_pages_alone(
    clerk: Clerk,
) -> None:
    page = clerk.page
    path = await raised(clerk)
    await to_the_table(clerk, path)

    await as_(clerk, "tr.unit_liaison.medical", "/unit")
    await clerk.shot("92-unit-owes-opinion")
    assert "请医疗保障局出具书面意见" in await page.inner_text("main")
    await page.click("ul.waits a")
    await act(clerk, "出具单位意见")
    await page.select_option("[name='agrees']", "false")
    await page.fill("[name='opinion']", "资金紧张，建议分期")
    assert "资金紧张" in await send(clerk)

    await as_(clerk, "tr.unit_liaison.water", path)
    assert "没有找到" in await page.inner_text("main") or "不存在" in await page.inner_text("main")
    await clerk.open("/items")
    assert path.split("/")[2] not in await page.inner_text("main")
    await as_(clerk, "tr.unit_liaison.emergency", path)
    assert TOPIC in await page.inner_text("main")

    await as_(clerk, "tr.convener", "/convene")
    await clerk.shot("93-convene")
    assert TOPIC in await page.inner_text("main")
    await clerk.open(path)
    await act(clerk, "登记联席会议召开情况")
    await page.select_option("[name='chair']", "tr.convener")
    for unit in (CIVIL, MEDICAL):
        await page.check(f"input[name='attended'][value='{unit}']")
    await send(clerk)
    await act(clerk, "会议审定")
    await clerk.shot("94-decide-item")
    await page.select_option("[name='approved']", "true")
    for n, (code, unit, fen, fund) in enumerate(
        (("AID-02", CIVIL, "10000", "临时救助资金"), ("AID-37", MEDICAL, "20000", "医疗救助资金"))
    ):
        await page.select_option(f"[name='measures.{n}.code']", code)
        await page.select_option(f"[name='measures.{n}.unit']", unit)
        await page.fill(f"[name='measures.{n}.manner']", "一次性救助")
        await page.fill(f"[name='measures.{n}.amount_fen']", fen)
        await page.select_option(f"[name='measures.{n}.fund_source']", fund)
    await send(clerk)
    for _ in range(100):
        await clerk.open(path)
        if "各单位落实情况" in await page.inner_text("main"):
            break
    await clerk.shot("95-item-decided")
    text = await page.inner_text("main")
    assert await stage(clerk) == "已议定" and "30,000.00元" in text and "未答复" in text
    await page.click("a:has-text('会议纪要')")
    assert "会议纪要" in await page.inner_text("body") and "30,000" in await page.inner_text("body")

    await followed(clerk, path)


async def followed(clerk: Clerk, path: str) -> None:
    """The units do their part: 市民政局 on time, seen by the office."""
    page = clerk.page
    await as_(clerk, "tr.unit_liaison.civil_affairs", "/unit")
    await clerk.shot("96-unit-measures")
    assert "10,000.00" in await page.inner_text("main")
    await page.click("section:has(h2:has-text('待落实')) a")
    assert "已承接" not in await page.inner_text("main")
    await page.click("ul.acts a:text-is('承接任务')")
    await send(clerk)
    await page.click("ul.acts a:text-is('落实办结')")
    assert await page.input_value("[name='delivered_fen']") == "10000"
    await page.fill("[name='evidence']", "银行发放回单")
    await send(clerk)
    await clerk.shot("97-measures")
    text = await page.inner_text("main")
    assert "银行发放回单" in text and "已落实10,000.00元" in text
    await as_(clerk, "tr.unit_liaison.water", path.replace("items", "measures"))
    assert "银行发放回单" not in await page.inner_text("main")


@pytest.mark.rule("HB-09", "ZH-27")
async def test_the_body_is_changed_on_pages_where_the_government_decides(clerk: Clerk) -> None:
    page = clerk.page
    await as_(clerk, "hb.meeting_office", "/body")
    await page.click("a:text-is('提出成员调整')")
    await page.select_option("[name='kind']", "join")
    await page.fill("[name='unit']", "volunteers")
    await page.fill("[name='zh']", "区志愿者协会")
    await page.fill("[name='since']", "2098-01-01")
    await page.click("button.big")
    text = await page.inner_text("main")
    assert "等待本级人民政府决定" in text and "区志愿者协会" in text
    await as_(clerk, "hb.government_office", "/body")
    await page.click("tr:has-text('区志愿者协会') a:text-is('登记决定')")
    await page.select_option("[name='approved']", "true")
    await page.fill("[name='paper']", "汉政函〔2026〕18号")
    await page.click("button.big")
    seats = "section:has(h2:has-text('成员单位（'))"
    assert "区志愿者协会" not in await page.inner_text(seats), "not before its day"
    await clerk.open("/body?on=2098-01-02")
    assert "区志愿者协会" in await page.inner_text(seats)
    await clerk.shot("98-body")
