"""A month's comparison and a lead on a living case, with nothing but the pages."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from api.frame.door import Door
from documents.registers import write_register
from domain.case.acts import Officer
from domain.case.acts.hits import NoteHit
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from runtime.settings import Settings
from store.projection import project_case
from tests.pages.conftest import Clerk
from tests.people import Walk, ahead_of_the_clock, application
from tests.store.samples import another, shown
from workflows import ids
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow


async def in_aid(county: FastAPI, client: Client, settings: Settings, number: int) -> CaseFile:
    """A household in aid at 王店镇, running on the county's worker."""
    home = another(number).household
    file = Walk(ahead_of_the_clock(application())).living().file
    file = file.having(case_no=f"JZ2026690{number}", household=home, declared=home)
    door: Door = county.state.door
    await door.write(project_case, shown(file))
    await client.start_workflow(
        CaseWorkflow.run,
        file,
        id=ids.case_id(file.place, file.case_no),
        task_queue=settings.task_queue,
    )
    return file


@pytest.mark.rule("JZ-62", "JZ-03")
async def test_a_lead_is_settled_by_the_township_and_a_list_is_handed_in_by_the_county(
    county: FastAPI, client: Client, api_settings: Settings, clerk: Clerk, tmp_path: Path
) -> None:
    page, file = clerk.page, await in_aid(county, client, api_settings, 811)
    system = Officer(id="system", role=Role.SYSTEM, unit="系统", place="jiaozuo")
    note = NoteHit(
        officer=system,
        on=file.latest,
        hit=uuid.uuid4().hex[:20],
        department="police",
        member="m2",
        about="death",
        record="0" * 32,
        event_on=file.latest,
        found_on=file.latest,
        may_hold=True,
    )
    handle = client.get_workflow_handle(ids.case_id("jiaozuo", file.case_no))
    await handle.execute_update("note_hit", note, result_type=Receipt)

    await clerk.sign_in("jz-wangdian.surveyor")
    await clerk.open("/hits")
    row = page.locator(f"tr:has-text('{file.case_no}')")
    text = await row.inner_text()
    assert "死亡登记" in text and "公安机关" in text and "每月" in text
    await clerk.shot("90-hits")
    await row.locator("a:has-text('核实')").click()
    await clerk.shot("91-settle")
    offered = await page.inner_text("[name='hit']")
    assert "公安机关" in offered and "police" not in offered, "a department by its name"
    await page.select_option("[name='verdict']", "refuted")
    await page.select_option("[name='how']", "met")
    await page.fill("[name='on']", file.latest.isoformat())
    await page.fill("[name='reason']", "入户见到本人，为同名同姓的另一人")
    await page.click("button.big")
    assert "条款或者证明材料" in await page.inner_text("#problem")
    assert "另一人" in await page.input_value("[name='reason']"), "what was typed is kept"
    await page.fill("[name='clause']", "JZ-62")
    await page.click("button.big")
    assert "已办理：疑点线索核实" in await page.inner_text("main")

    await page.context.clear_cookies()
    await clerk.sign_in("jz.checking_centre")
    await clerk.open("/comparisons/new")
    month = f"{datetime.now(SHANGHAI):%Y-%m}"
    assert await page.input_value("[name='month']") == month
    await page.click("button.big")
    for _ in range(600):
        await clerk.open(f"/comparisons/jiaozuo/{month}")
        if "没有答复" in await page.inner_text("main"):
            break
        await asyncio.sleep(0.1)
    await clerk.shot("92-month")
    assert "公安机关" in await page.inner_text("main")
    path, member = tmp_path / "名单.xlsx", file.household.members[0]
    old = member.id_no[:6] + member.id_no[8:17]
    write_register(path, [(member.name, old, None, "death", None), ("无名", "1", None, "death")])
    await clerk.open(f"/comparisons/jiaozuo/{month}/police.death")
    await page.set_input_files("[name='file']", path)
    await page.click("button.primary")
    for _ in range(600):
        await clerk.open(f"/comparisons/jiaozuo/{month}/police.death")
        if "核对疑似匹配" in await page.inner_text("main"):
            break
        await asyncio.sleep(0.1)
    shown_text = await page.inner_text("main")
    assert "十五位旧身份证号码" in shown_text and "第3行" in shown_text
    assert member.name not in shown_text and old not in shown_text, "covered"
    await clerk.shot("93-part")
    await page.click("a.button.primary")
    await page.check("[name='doubts']")
    await clerk.shot("94-doubts")
    await page.select_option("[name='verdict']", "other")
    await page.fill("[name='reason']", "核对户口簿，为另一人")
    await page.click("button.big")
    assert "已办理：疑似匹配核对" in await page.inner_text("main")
    for path_ in ("/alerts", "/alerts/changes", "/department-links/jiaozuo", "/comparisons"):
        await clerk.open(path_)
        assert await clerk.heading()
    await clerk.shot("95-months")
    await client.get_workflow_handle(ids.compare_id("jiaozuo", month)).terminate()
    await handle.terminate()


async def test_the_form_of_a_reported_change_offers_nothing_only_a_decision_or_the_calendar_opens(
    county: FastAPI, client: Client, api_settings: Settings, clerk: Clerk
) -> None:
    file = await in_aid(county, client, api_settings, 963)
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{file.case_no}/acts/report_change")
    offered = await clerk.page.locator("[name='cause'] option").all_inner_texts()
    assert {"家庭成员死亡", "家庭成员离开", "在监服刑", "婚嫁分户", "成员成年或者毕业离校"} <= {
        *offered
    }
    assert {"渐退期届满", "保障标准调整", "更正登记事实", "家庭迁移"}.isdisjoint(offered)
