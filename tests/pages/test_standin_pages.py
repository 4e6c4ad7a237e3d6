"""岗位代行 with nothing but the pages: named, taken up, shown in the record, ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.api.staff import Staff
from tests.pages.conftest import Clerk

LEADER, ABSENT, DEPUTY = (
    "jz-wangdian.township_leader", "jz-wangdian.intake", "jz-wangdian.surveyor.2",
)  # fmt: skip


async def as_(clerk: Clerk, user: str, path: str) -> None:
    await clerk.page.context.clear_cookies()
    await clerk.sign_in(user)
    await clerk.open(path)


@pytest.mark.rule("OPN-34")
async def test_the_window_is_kept_open_by_somebody_who_stands_in_under_his_own_name(
    clerk: Clerk, desk: Staff
) -> None:
    case_no = await desk.open()
    page = clerk.page
    await as_(clerk, LEADER, "/stand-ins")
    await page.click("a:has-text('指定代行人员')")
    await page.select_option("[name='absent']", ABSENT)
    await page.select_option("[name='deputy']", DEPUTY)
    first = date.fromisoformat(await page.input_value("[name='since']"))
    await page.fill("[name='until']", (first + timedelta(days=5)).isoformat())
    await page.fill("[name='paper']", "王店政办授〔2026〕1号")
    await page.fill("[name='reason']", "外出培训，不在岗")
    await clerk.shot("stand-in-form")
    await page.click("button.big")
    assert "正在代行" in await page.inner_text("main")
    await clerk.shot("stand-ins")

    await as_(clerk, DEPUTY, f"/cases/{case_no}/acts/accept")
    assert "岗位" in await page.inner_text("main"), "a surveyor accepts nothing"
    await clerk.open("/tasks")
    shown = await page.inner_text("main")
    assert f"您代行{ABSENT}（乡镇（街道）受理员）的职责" in shown
    await page.click("button:has-text('以代行身份办理')")
    assert "您正在代行" in await page.inner_text("body")
    await clerk.shot("stand-in-tasks")
    await clerk.open(f"/cases/{case_no}/acts/accept")
    await page.click("button.big")
    record = await page.inner_text(".timeline")
    assert "受理" in record and "的职责）" in record
    await clerk.shot("stand-in-record")

    other = await desk("surveyor", second=True)
    me = (await other.get("/api/v1/me")).json()
    assert (me["role"], me["behalf"]) == ("surveyor", ""), "each sign-in takes up the post itself"
    listed = (await other.get("/api/v1/places/jiaozuo/stand-ins")).json()["items"]
    [mine] = [one for one in listed if one["mine"] and one["absent"] == ABSENT]
    taken = await other.post("/api/v1/session/stand-in", json={"number": mine["number"]})
    assert (taken.json()["role"], taken.json()["behalf"]) == ("intake", ABSENT)

    await as_(clerk, LEADER, f"/stand-ins/{mine['number']}/end")
    await page.fill("[name='reason']", "受理员已经返岗")
    await page.click("button.big")
    assert "提前结束" in await page.inner_text("main")
    me = (await other.get("/api/v1/me")).json()
    assert (me["role"], me["behalf"]) == ("surveyor", ""), "it ended for every session at once"
    gone = await other.post("/api/v1/session/stand-in", json={"number": mine["number"]})
    assert gone.status_code == 404
