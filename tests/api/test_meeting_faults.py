"""What goes wrong around a meeting, over HTTP: twice, ill, abolished, two on one day."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from api.examples import RAISE_EXAMPLE
from domain.identity import synthetic_id
from tests.api.staff import Staff, key
from tests.api.test_meetings import CIVIL, MEASURES, MEDICAL, Office, ready_item
from tests.api.test_procedures import soon

BODY = "/api/v1/places/tongren/body"
HEALTH, WOMEN = "卫生健康局", "市妇联"


def _key() -> dict[str, str]:
    return {"Idempotency-Key": key()}


async def changed(client: AsyncClient, **change: Any) -> dict[str, Any]:
    today = (await client.get(BODY)).json()["on"]
    told = await client.post(f"{BODY}/changes", json={"since": today, **change})
    assert told.status_code == 201, told.text
    return dict(told.json())


async def resolved(desk: Staff, change: dict[str, Any], paper: str) -> None:
    """The meeting's own decision on a change, by minutes of ours (TR-05)."""
    office = await desk("meeting_office", "tr")
    path = f"{BODY}/changes/{change['number']}/decision"
    verdict = {"approved": True, "paper": paper, "decided_on": change["proposed_on"]}
    told = await office.post(path, json=verdict)
    assert told.status_code == 201, told.text


async def minutes_number(desk: Staff) -> str:
    """The number of minutes of ours, from a meeting about a matter without a household."""
    office = Office(desk)
    await office.open(kind="extra", reason="研究成员单位调整")
    await office.sitting({"kind": "policy", "title": "成员单位调整"})
    await office.act(
        "convener", "decide_point", point="p1", outcome="approved", text="同意调整", owner=CIVIL
    )
    return str((await office.minuted())["file"]["minutes"]["number"])


@pytest.mark.rule("TR-12")
async def test_a_family_raised_twice_at_the_same_moment_has_one_item(desk: Staff) -> None:
    unit = await desk("unit_liaison.emergency", "tr")
    facts = {"id_no": synthetic_id(date(1982, 3, 3), 2), "persons": 2, "situation": "房屋全部倒塌"}
    body = {**RAISE_EXAMPLE, "facts": facts}
    answers = await asyncio.gather(
        *(unit.post("/api/v1/items", json=body, headers=_key()) for _ in range(4))
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"raised_twice"}


async def test_two_meetings_on_one_day_and_an_item_is_settled_by_the_one_that_has_it(
    desk: Staff,
) -> None:
    first, second, item = Office(desk), Office(desk), await ready_item(desk)
    await first.open(kind="extra", reason="研究困难家庭救助")
    await second.open(kind="extra", reason="研究资金安排")
    await first.sitting({"kind": "item", "item": item})
    both = await second.send(
        "meeting_office", "add_points", points=[{"kind": "item", "item": item}]
    )
    assert both.status_code == 409 and both.json()["code"] == "item_elsewhere"
    await second.sitting({"kind": "policy", "title": "资金安排"})
    await first.act("convener", "decide_point", point="p1", outcome="approved", measures=MEASURES)
    await second.act(
        "convener", "decide_point", point="p1", outcome="approved", text="同意方案", owner=CIVIL
    )
    held = [await first.minuted(), await second.minuted()]
    days = {view["file"]["sittings"][0]["on"] for view in held}
    numbers = {view["file"]["minutes"]["number"] for view in held}
    assert len(days) == 1 and len(numbers) == 2
    office = await desk("meeting_office", "tr")
    decided = (await office.get(f"/api/v1/items/{item}")).json()
    assert decided["file"]["resolution"]["meeting"] == first.path.rsplit("/", 1)[-1]


@pytest.mark.rule("TR-02")
async def test_a_substitute_presides_and_decides_while_the_convener_is_ill(desk: Staff) -> None:
    office = Office(desk)
    await office.open(kind="extra", reason="研究资金安排")
    general = await desk("general_convener", "tr")
    today = (await general.get(BODY)).json()["on"]
    refused = await office.send("government_office", "call_meeting", meets_on=today)
    assert refused.status_code == 403
    await changed(
        general,
        kind="stand_in",
        post="convener",
        account="tr.government_office",
        until=today,
        paper="同政办函〔2026〕3号",
    )
    await office.act("meeting_office", "add_points", points=[{"title": "资金安排"}])
    await office.act("meeting_office", "submit_agenda")
    await office.act("government_office", "approve_meeting")
    early = await office.send("government_office", "call_meeting", meets_on=today)
    assert early.status_code == 403 and "重新读取" in early.json()["detail"]
    await office.act("meeting_office", "refresh_policy", reason="今天由他人代行召集人职责")
    await office.act("meeting_office", "call_meeting", meets_on=today)
    await office.act(
        "meeting_office",
        "open_sitting",
        chair="tr.government_office",
        chair_role="convener",
        attended=[{"unit": CIVIL}],
    )
    page = await (await office.client("government_office")).get(office.path.removeprefix("/api/v1"))
    assert "议定本项议题" in page.text, "the page offers what the substitute may do"
    form = await (await office.client("government_office")).get(
        office.path.removeprefix("/api/v1") + "/acts/decide_point"
    )
    assert form.status_code == 200
    await office.act(
        "government_office", "decide_point", point="p1", outcome="approved", text="同意方案"
    )
    view = await office.view()
    assert view["file"]["points"][0]["settled"]["by"] == "tr.government_office"
    assert view["file"]["sittings"][0]["chair"] == "tr.government_office"


@pytest.mark.rule("TR-04", "TR-05")
async def test_a_member_added_on_the_morning_of_the_meeting_sits_there_and_gets_the_minutes(
    desk: Staff,
) -> None:
    paper = await minutes_number(desk)
    office = Office(desk)
    await office.open(kind="extra", reason="研究资金安排")
    await office.act("meeting_office", "add_points", points=[{"title": "资金安排"}])
    await office.act("meeting_office", "submit_agenda")
    await office.act("government_office", "approve_meeting")
    today = await office.today()
    await office.act("meeting_office", "call_meeting", meets_on=today)
    client = await desk("meeting_office", "tr")
    change = await changed(client, kind="join", unit="morning_unit", zh="晨间单位")
    seats = [{"unit": CIVIL}, {"unit": "晨间单位", "post": "主任"}]
    strange = await office.send(
        "meeting_office", "open_sitting", chair="tr.convener", chair_role="convener", attended=seats
    )
    assert strange.status_code == 409 and strange.json()["code"] == "unit_unknown"
    await resolved(desk, change, paper)
    await office.act("meeting_office", "refresh_policy", reason="今早增加成员单位")
    await soon(client, office.path, "stage", "called")
    await office.act(
        "meeting_office", "open_sitting", chair="tr.convener", chair_role="convener", attended=seats
    )
    await office.act("convener", "decide_point", point="p1", outcome="approved", text="同意方案")
    view = await office.minuted()
    told = {m["kind"]: m["units"] for m in view["file"]["mail"]}
    assert "晨间单位" not in told["notice"] and "晨间单位" in told["minutes"]
    said = [e["text"] for e in view["file"]["journal"] if e["act"] == "members"]
    assert said == ["增加晨间单位"]
    gone = await changed(client, kind="leave", unit="morning_unit")
    await resolved(desk, gone, paper)


@pytest.mark.rule("TR-58")
async def test_a_unit_abolished_after_its_opinion_leaves_its_task_to_who_took_over(
    desk: Staff,
) -> None:
    """妇联 gives its opinion, is abolished; what it would carry goes to 卫健 by the dated list."""
    paper = await minutes_number(desk)
    case_no = (await ready_item(desk)).split("/")[0]
    path = f"/api/v1/items/{case_no}/1"
    health = await desk("unit_liaison.health", "tr")
    assert (await health.get(path)).status_code == 404, "nothing concerns it yet"
    medical = await desk("unit_liaison.medical", "tr")
    told = await medical.post(
        f"{path}/acts/give_unit_opinion",
        json={"agrees": True, "opinion": "同意救助"},
        headers=_key(),
    )
    assert told.status_code == 200, told.text
    office = await desk("meeting_office", "tr")
    change = await changed(office, kind="leave", unit="medical", successor="health")
    await resolved(desk, change, paper)
    try:
        await _decided_by_the_heir(desk, path, health, medical)
    finally:
        back = await changed(office, kind="join", unit="medical", zh=MEDICAL)
        await resolved(desk, back, paper)


async def _decided_by_the_heir(
    desk: Staff, path: str, health: AsyncClient, medical: AsyncClient
) -> None:
    convener = await desk("convener", "tr")

    async def act(name: str, **body: Any) -> Any:
        return await convener.post(f"{path}/acts/{name}", json=body, headers=_key())

    met = await act(
        "hold_meeting", chair="tr.convener", chair_role="convener", attended=[CIVIL, HEALTH]
    )
    assert met.status_code == 200, met.text
    old = await act("decide_item", approved=True, measures=MEASURES)
    assert old.status_code == 409 and "职责由卫生健康局承接" in old.json()["detail"]
    heirs = [MEASURES[0], {**MEASURES[1], "unit": HEALTH}]
    done = await act("decide_item", approved=True, measures=heirs)
    assert done.status_code == 200, done.text
    tasks_at = path.replace("items", "measures")
    for _ in range(200):
        found = await health.get(tasks_at)
        if found.status_code == 200:
            break
        await asyncio.sleep(0.05)
    assert [t["measure"]["unit"] for t in found.json()["file"]["tasks"]] == [CIVIL, HEALTH]
    opinions = {o["unit"] for o in (await convener.get(path)).json()["file"]["opinions"]}
    assert opinions == {MEDICAL}, "what it had said stays under its name"
    accepted = await health.post(f"{tasks_at}/acts/accept_task", json={"task": "2"}, headers=_key())
    assert accepted.status_code == 200, accepted.text
    await _may_be_marked_important(desk, tasks_at)


async def _may_be_marked_important(desk: Staff, tasks_at: str) -> None:
    """The office marks the decision for a circular, with what the door knows of it (TR-55)."""
    office = await desk("meeting_office", "tr")
    body = {"reason": "涉及多个部门的重大事项"}
    marked = await office.post(f"{tasks_at}/acts/mark_important", json=body, headers=_key())
    assert marked.status_code == 200, marked.text
    assert (await office.get(tasks_at)).json()["file"]["important"]
