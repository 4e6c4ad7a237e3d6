"""The joint-meeting office over HTTP: reports, affairs, circulars, notices, the register."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.staff import Staff, key
from tests.api.test_meetings import CIVIL, MEDICAL, Office

WATER = "水利局"
Json = dict[str, Any]


def _key() -> dict[str, str]:
    return {"Idempotency-Key": key()}


async def post(client: AsyncClient, path: str, status: int = 200, **body: Any) -> Json:
    answer = await client.post(path, json=body, headers=_key())
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def get(client: AsyncClient, path: str, status: int = 200) -> Any:
    answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def until(client: AsyncClient, path: str, stage: str) -> Json:
    for _ in range(400):
        answer = await client.get(path)
        if answer.status_code == 200 and answer.json()["stage"] == stage:
            return dict(answer.json())
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


def sections(view: Json) -> list[Json]:
    started = view["started"]
    return [{"heading": h, "text": started.get(h) or "无，本期未涉及"} for h in view["headings"]]


@pytest.mark.rule("TR-52", "TR-54")
async def test_a_half_year_is_reported_by_the_units_and_goes_to_the_government_with_its_gaps(
    desk: Staff,
) -> None:
    office, convener = await desk("meeting_office", "tr"), await desk("convener", "tr")
    opened = await post(office, "/api/v1/reports", 201, period="2026-H1")
    path = opened["href"]
    again = await post(office, "/api/v1/reports", 201, period="2026-H1")
    assert again == opened
    medical, water = (
        await desk("unit_liaison.medical", "tr"),
        await desk("unit_liaison.water", "tr"),
    )
    own = await get(medical, path)
    assert [r["unit"] for r in own["file"]["reports"]] == [MEDICAL]
    assert own["headings"]["plans"] == "工作打算" and own["started"]["carried_out"]
    short = sections(own)[:4]
    refused = await post(medical, f"{path}/acts/file_report", 409, sections=short)
    assert refused["code"] == "heading_missing" and "工作打算" in refused["detail"]
    await post(medical, f"{path}/acts/file_report", sections=sections(own))
    assert "工作打算" not in str((await get(water, path))["file"]["reports"])
    await post(
        office, f"{path}/acts/return_unit_report", unit="medical", reason="缺少实施情况的数字"
    )
    await post(medical, f"{path}/acts/file_report", sections=sections(own))
    stranger = await desk("unit_liaison.medical", "hb")
    await get(stranger, path, 404)
    await post(office, f"{path}/acts/draft_summary", text="上半年全市社会救助工作平稳有序。")
    await post(office, f"{path}/acts/submit_summary")
    await post(convener, f"{path}/acts/sign_summary")
    sent = await until(office, path, "reported")
    assert sent["file"]["sent_on"] and WATER in sent["file"]["missing"]
    [line] = [x for x in await get(office, "/api/v1/reports") if x["period"] == "2026-H1"]
    assert (line["filed"], line["missing"]) == (1, line["units"] - 1)
    government = await desk("government_office", "tr")
    [letter] = [x for x in await get(government, "/api/v1/inbox") if x["paper"] == line["paper"]]
    paper = await government.get(f"/api/v1{letter['href']}")
    assert paper.status_code == 200 and "工作打算" in paper.text and WATER in paper.text
    assert (await water.get(f"{path}/paper")).status_code == 404
    assert (await water.get(f"/api/v1{letter['href']}")).status_code == 404


async def test_a_place_that_asks_for_no_reports_says_who_must_set_it(desk: Staff) -> None:
    office = await desk("meeting_office", "hb")
    refused = await post(office, "/api/v1/reports", 409, period="2026-H1")
    assert refused["code"] == "policy_not_set" and "成员单位报告周期" in refused["detail"]
    year = await get(office, "/api/v1/places/hanbin/office-year?year=2026")
    assert "政策管理员" in year["reports"]


@pytest.mark.rule("TR-19", "TR-57", "TR-18")
async def test_what_a_meeting_decides_is_followed_and_every_unit_hears_how_it_goes(
    desk: Staff,
) -> None:
    office = Office(desk)
    await office.open(kind="extra", reason="研究救助政策")
    await office.sitting({"kind": "policy", "title": "救助资金年度安排"})
    await office.act(
        "convener", "decide_point", point="p1", outcome="approved", text="同意方案", owner=CIVIL
    )
    await office.minuted()
    number = office.path.rsplit("/", 1)[-1]
    path = f"/api/v1/affairs/tongren/{number}-p1"
    desk_ = await office.client("meeting_office")
    await until(desk_, path, "open")
    civil = await office.client("unit_liaison.civil_affairs")
    water = await office.client("unit_liaison.water")
    await post(civil, f"{path}/acts/complete_affair", result="资金安排已经下达")
    refused = await post(water, f"{path}/acts/report_affair", 409, text="正在研究")
    assert refused["code"] == "out_of_order"
    own = [x for x in await get(civil, "/api/v1/inbox") if x["subject"].endswith(f"{number}-p1")]
    other = [x for x in await get(water, "/api/v1/inbox") if x["subject"].endswith(f"{number}-p1")]
    assert len(own) == len(other) == 2
    assert "资金安排已经下达" in str(own) and "资金安排已经下达" not in str(other)
    seen = await get(water, path)
    assert "资金安排已经下达" not in str(seen["file"]["journal"])
    listed = await get(desk_, "/api/v1/places/tongren/register")
    ours = next(u for u in listed if u["unit"] == "联席会议办公室")
    assert any(t["subject"].endswith(f"{number}-p1") and t["age"] == 0 for t in ours["things"])
    [only] = await get(water, "/api/v1/places/tongren/register") or [{"unit": WATER}]
    assert only["unit"] == WATER
    await post(desk_, f"{path}/acts/close_affair")
    assert (await get(desk_, path))["stage"] == "closed"


@pytest.mark.rule("TR-55", "TR-17")
async def test_an_important_affair_waits_for_its_circular_to_all_units(desk: Staff) -> None:
    office, convener = await desk("meeting_office", "tr"), await desk("convener", "tr")
    medical = await desk("unit_liaison.medical", "tr")
    text = "两项救助的申请材料不一致，群众重复提交"
    opened = await post(
        medical, "/api/v1/affairs", 201, kind="problem", title="材料衔接", text=text
    )
    path, number = opened["href"], opened["number"]
    await post(office, f"{path}/acts/assign_affair", owner="medical", due="2027-12-31")
    await post(convener, f"{path}/acts/mark_affair_important", reason="涉及全市两千余户")
    await post(medical, f"{path}/acts/complete_affair", result="两项申请合并受理")
    early = await post(office, f"{path}/acts/close_affair", 409)
    assert early["code"] == "circular_missing"
    written = await post(
        office, "/api/v1/affairs", 201, kind="circular", title="关于材料衔接的通报", about=[number]
    )
    draft = await get(office, written["href"])
    assert "两项申请合并受理" in draft["file"]["drafts"][0]["text"]
    await post(office, f"{written['href']}/acts/save_draft", text="现将材料衔接情况通报如下。")
    await post(office, f"{written['href']}/acts/submit_draft")
    await post(convener, f"{written['href']}/acts/sign_draft")
    issued = await until(office, written["href"], "closed")
    assert [d["number"] for d in issued["file"]["drafts"]] == [1, 2]
    paper = issued["file"]["paper"]
    assert paper.startswith("同联通〔")
    water = await desk("unit_liaison.water", "tr")
    [letter] = [x for x in await get(water, "/api/v1/inbox") if x["paper"] == paper]
    page = await water.get(f"/api/v1{letter['href']}")
    assert "现将材料衔接情况通报如下" in page.text
    await post(office, f"{path}/acts/record_affair_circular", circular=paper)
    await post(office, f"{path}/acts/close_affair")


@pytest.mark.rule("TR-53", "HB-35")
async def test_a_unit_reports_and_brings_topics_at_any_time(desk: Staff) -> None:
    office = await desk("meeting_office", "hb")
    unit = await desk("unit_liaison.health", "hb")
    urgent = await post(
        unit, "/api/v1/affairs", 201, kind="urgent", title="疫情影响", text="两个乡镇出现集中患病"
    )
    tasks = await get(office, "/api/v1/tasks")
    [task] = [t for t in tasks["items"] if t["subject"].endswith(urgent["number"])]
    assert task["act"] == "acknowledge_report" and task["due"] == tasks["today"]
    other = await desk("unit_liaison.finance", "hb")
    await get(other, urgent["href"], 404)
    await post(office, f"{urgent['href']}/acts/acknowledge_report", handling="转区民政局核实")
    topic = await post(
        unit, "/api/v1/affairs", 201, kind="topic", title="救助衔接", text="建议研究医疗救助衔接"
    )
    refused = await post(office, f"{topic['href']}/acts/accept_topic", 409, meeting="2020-01")
    assert refused["code"] == "meeting_not_open"
    await post(office, f"{topic['href']}/acts/decline_topic", reason="已由部门之间协商解决")
    listed = await get(unit, "/api/v1/affairs")
    assert {urgent["number"], topic["number"]} <= {m["number"] for m in listed["items"]}
    assert topic["number"] not in str(await get(other, "/api/v1/affairs"))
    wrong = await post(
        office, "/api/v1/affairs", 403, kind="topic", title="救助衔接", text="建议研究医疗救助"
    )
    assert wrong["code"] == "role_not_allowed"


@pytest.mark.rule("TR-18")
async def test_the_years_watch_runs_once_and_is_the_offices_and_the_conveners(desk: Staff) -> None:
    office, convener = await desk("meeting_office", "tr"), await desk("convener", "tr")
    opened = await post(office, "/api/v1/places/tongren/office-year", 201)
    assert await post(office, "/api/v1/places/tongren/office-year", 201) == opened
    for _ in range(400):
        answer = await office.get(opened["href"])  # 503: its worker has not taken it up yet
        if answer.status_code == 200 and answer.json()["file"]["looked_on"]:
            break
        await asyncio.sleep(0.05)
    view = answer.json()
    assert view["stage_zh"] == "跟踪中" and "例行会议" in view["why"]
    body = {"stall": 9999, "direction": "请三日内办结"}
    refused = await post(convener, f"{opened['href']}/acts/direct_stall", 409, **body)
    assert refused["code"] == "nothing_to_direct"
    water = await desk("unit_liaison.water", "tr")
    await get(water, opened["href"], 404)
    await post(convener, "/api/v1/places/tongren/office-year", 403)


@pytest.mark.rule("HB-12", "HB-26")
async def test_a_township_holds_its_meeting_and_the_bureau_sees_how_each_stands(
    desk: Staff,
) -> None:
    reviewer, leader = await desk("reviewer", "hb-first"), await desk("township_leader", "hb-first")
    bureau = await desk("county_reviewer", "hb")
    opened = await post(reviewer, "/api/v1/meetings", 201)
    path = opened["href"]
    await post(
        reviewer, f"{path}/acts/add_points", points=[{"kind": "policy", "title": "走访安排"}]
    )
    await post(reviewer, f"{path}/acts/submit_agenda")
    await post(leader, f"{path}/acts/approve_meeting")
    other = await desk("reviewer", "hb-second")
    await get(other, path, 404)
    assert path.rsplit("/", 1)[-1] not in str((await get(other, "/api/v1/meetings"))["items"])
    district = await desk("meeting_office", "hb")
    refused = await post(
        district, f"{path}/acts/invite_unit", 403, unit="某医院", reason="说明费用"
    )
    assert refused["code"] == "role_not_allowed"
    lines = await get(bureau, "/api/v1/places/hanbin/township-meetings")
    first = next(x for x in lines if x["township"] == "hb-first")
    assert len(lines) == 3 and first["points"] == 1 and first["last_met"] is None
    year = (await get(district, "/api/v1/places/hanbin/meetings"))["held"]
    assert year == 0, "a township's meeting is not one of the district's"
    page = await bureau.get("/township-meetings")
    assert "第一街道" in page.text and "没有开过" in page.text
    await get(await desk("meeting_office", "tr"), "/api/v1/places/tongren/township-meetings", 404)
    wrong = await post(await desk("reviewer", "tr-first"), "/api/v1/meetings", 409)
    assert wrong["code"] == "no_second_level"
