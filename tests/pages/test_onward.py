"""The hand-over after a stop with nothing but the pages: offered, agreed to, opened, linked both ways."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from api.frame.door import Door
from domain.case.lifecycle import Role
from runtime.settings import Settings
from store.projection import project_case
from tests.domain.test_endings import issued
from tests.domain.test_onward import earning
from tests.domain.test_passage import decided
from tests.pages.conftest import Clerk
from tests.people import Walk, ahead_of_the_clock, application
from tests.store.samples import another, shown
from workflows import ids
from workflows.case import CaseWorkflow


@pytest.mark.rule("HB-03")
async def test_a_clerk_opens_what_the_family_agreed_to_without_typing_anything_again(
    county: FastAPI, client: Client, api_settings: Settings, clerk: Clerk
) -> None:
    home = another(841).household
    start = ahead_of_the_clock(application())
    walk = Walk(start.having(case_no="JZ2026690841", household=home, declared=home)).living()
    walk.later(20)
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    decided(walk, earning(walk.file.household, 17_000))
    number = issued(walk)
    walk.do("serve_notice", Role.INTAKE, number=number, manner="in_person")
    file = walk.file
    door: Door = county.state.door
    await door.write(project_case, shown(file))
    await client.start_workflow(
        CaseWorkflow.run,
        file,
        id=ids.case_id(file.place, file.case_no),
        task_queue=api_settings.task_queue,
    )
    page = clerk.page
    await clerk.sign_in("jz-wangdian.intake")
    await clerk.open(f"/cases/{file.case_no}")
    assert "请告知并协助转办：低保边缘家庭认定" in await page.inner_text("main")
    assert "尚未答复" in await page.inner_text("[aria-labelledby='onward']")
    await clerk.shot("95-onward-offered")
    await clerk.open(f"/cases/{file.case_no}/acts/settle_handover")
    await clerk.shot("96-onward-form")
    await page.select_option("[name='answer']", "consents")
    await page.check("[name='programmes'][value='edge']")
    await page.select_option("[name='member']", "m1")
    await page.fill("[name='on']", file.latest.isoformat())
    await page.click("button.big")
    assert "已办理：登记转办其他救助情况" in await page.inner_text("main")
    link = page.locator("[aria-labelledby='onward'] ul a")
    for _ in range(100):
        await clerk.open(f"/cases/{file.case_no}")
        if await link.count():
            break
    await clerk.shot("97-onward-opened")
    new = await link.inner_text()
    again = page.locator(f"a[href='/cases/new?from={file.case_no}&programme=dibao']")
    assert await again.inner_text() == "重新申请最低生活保障", (
        "and it may ask again for what it had"
    )
    assert "家庭同意转办" in await page.inner_text("[aria-labelledby='onward']")
    for _ in range(100):
        answer = await clerk.page.goto(f"{clerk.address}/cases/{new}")
        if answer is not None and answer.ok:
            break
    await clerk.shot("98-onward-new")
    text = await page.inner_text("main")
    assert "低保边缘家庭认定" in text and f"由案件{file.case_no}转办" in text
    assert home.applicant.id_no[-4:] in text, "nobody asked for the family again"
