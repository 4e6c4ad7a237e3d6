"""集中暂缓复核 on the pages, with real cases: approved, carried by each case, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from temporalio.client import Client, WorkflowHandle

from api.frame.door import Door
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.postponing.file import PutOffFile, PutOffOrder
from runtime.settings import Settings
from store.projection import project_case
from tests.domain.test_tapering import setting
from tests.pages.conftest import Clerk
from tests.people import Walk, ahead_of_the_clock, application, officer
from tests.store.samples import another, shown
from workflows import ids
from workflows.case import CaseWorkflow
from workflows.putoff import PutOffWorkflow

ON, UNTIL = date(2027, 1, 20), date(2028, 2, 1)


def _in_aid(number: int, *, knows: bool, township: str) -> CaseFile:
    """A household in aid, dated a day of the emergency; `knows`: its rules were read since."""
    home = another(number).household
    start = ahead_of_the_clock(application("hanbin"))
    walk = Walk(
        start.having(case_no=f"HB2026690{number}", household=home, declared=home, township=township)
    ).living()
    if not knows:
        setting(walk, "survey.emergency_periods", {})
    return walk.file.having(latest=ON)


@pytest.mark.rule("DB-72")
async def test_the_county_puts_off_an_area_and_takes_it_back(
    county: FastAPI, client: Client, api_settings: Settings, clerk: Clerk
) -> None:
    door: Door = county.state.door
    files = [
        _in_aid(851, knows=True, township="hb-first"),
        _in_aid(852, knows=False, township="hb-first"),
        _in_aid(853, knows=True, township="hb-second"),
    ]
    for file in files:
        await door.write(project_case, shown(file))
        await client.start_workflow(
            CaseWorkflow.run,
            file,
            id=ids.case_id(file.place, file.case_no),
            task_queue=api_settings.task_queue,
        )
    order = PutOffOrder(
        place="hanbin",
        number="2027-z0851",
        townships={"hb-first": "第一街道"},
        until=UNTIL,
        reason="汛期道路中断，无法入户",
        opened_on=ON,
        opened_by=officer(Role.COUNTY_REVIEWER, "hanbin"),
    )
    run = await client.start_workflow(
        PutOffWorkflow.run,
        order,
        id=ids.proceeding_id("putoff", "hanbin", order.number),
        task_queue=api_settings.task_queue,
    )
    page = clerk.page
    await clerk.sign_in("hb.county_reviewer")
    await clerk.open("/postponements/new")
    await clerk.shot("100-putoff-new")
    await page.check("[name='townships'][value='hb-first']")
    await page.fill("[name='until']", "2028-02-01")
    await page.fill("[name='reason']", "没有登记突发事件的日子")
    await page.click("button.big")
    assert "不处于登记的重大突发事件期间" in await page.inner_text("#problem")

    await page.context.clear_cookies()
    await clerk.sign_in("hb.county_approver")
    await clerk.open(f"/postponements/hanbin/{order.number}")
    await clerk.shot("101-putoff-proposed")
    await page.click("a.big:has-text('批准集中暂缓复核')")
    await page.fill("[name='on']", ON.isoformat())
    await page.click("button.big")
    stands = await _until(run, lambda f: f.stage == "standing")
    assert stands.counts.get("hb-first", 0) >= 2 and not {f.case_no for f in files} & set(
        stands.failed
    )
    await clerk.open(f"/postponements/hanbin/{order.number}")
    await clerk.shot("102-putoff-standing")
    for file, put_off in zip(files, (True, True, False), strict=True):
        handle = client.get_workflow_handle(ids.case_id("hanbin", file.case_no))
        now = await handle.query("file", result_type=CaseFile)
        assert (now.next_recheck == UNTIL) is put_off
        assert [p.order for p in now.passage.postponed] == [order.number] * put_off
    await page.click("a:has-text('撤销集中暂缓复核')")
    await page.fill("[name='reason']", "突发事件提前结束")
    await page.fill("[name='on']", ON.isoformat())
    await page.click("button.big")
    assert await run.result() == "recalled"
    for file in files:
        handle = client.get_workflow_handle(ids.case_id("hanbin", file.case_no))
        assert (await handle.query("file", result_type=CaseFile)).next_recheck == file.next_recheck
    await page.set_viewport_size({"width": 390, "height": 800})
    await clerk.open(f"/postponements/hanbin/{order.number}")
    await clerk.shot("103-putoff-phone")


async def _until(run: WorkflowHandle[Any, Any], holds: Callable[[PutOffFile], bool]) -> PutOffFile:
    for _ in range(600):
        file = await run.query("file", result_type=PutOffFile)
        if holds(file):
            return file
        await asyncio.sleep(0.05)
    raise AssertionError("it never came so far")
