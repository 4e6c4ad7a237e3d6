"""The body of a place and items that no case has raised, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from api.examples import RAISE_EXAMPLE
from tests.api.staff import Staff, key
from tests.api.test_procedures import soon


def codes(body: dict[str, Any]) -> set[str]:
    return {seat["code"] for seat in body["seats"]}


@pytest.mark.rule("HB-09")
async def test_who_was_a_member_on_a_day_is_answered_by_what_the_government_decided(
    desk: Staff,
) -> None:
    office = await desk("meeting_office", "hb")
    path = "/api/v1/places/hanbin/body"
    before = (await office.get(path)).json()
    assert len(before["seats"]) == 17 and before["certain"]
    sent = {"kind": "join", "since": before["on"], "unit": "archives", "zh": "区档案馆"}
    told = await office.post(f"{path}/changes", json=sent)
    assert told.status_code == 201, told.text
    change = told.json()
    assert change["waits_for"] == "本级人民政府"
    assert "archives" not in codes((await office.get(path)).json())
    verdict = {"approved": True, "paper": "汉政函〔2026〕8号", "decided_on": before["on"]}
    where = f"{path}/changes/{change['number']}/decision"
    wrong = await office.post(where, json=verdict)
    assert wrong.status_code == 403
    government = await desk("government_office", "hb")
    assert (await government.post(where, json=verdict)).status_code == 201
    again = await government.post(where, json=verdict)
    assert again.status_code == 409 and again.json()["code"] == "decided_before"
    after = (await office.get(path)).json()
    assert "archives" in codes(after)
    earlier = (await office.get(path, params={"on": "2024-01-02"})).json()
    assert "archives" not in codes(earlier)
    [ours] = [c for c in after["changes"] if c["number"] == change["number"]]
    assert ours["paper"] == "汉政函〔2026〕8号"


async def test_in_tongren_the_decision_is_one_of_our_minutes(desk: Staff) -> None:
    office = await desk("meeting_office", "tr")
    path = "/api/v1/places/tongren/body"
    today = (await office.get(path)).json()["on"]
    sent = {"kind": "join", "since": today, "unit": "insurer_first", "zh": "第一保险公司"}
    change = (await office.post(f"{path}/changes", json=sent)).json()
    verdict = {"approved": True, "paper": "同联纪〔2099〕1号", "decided_on": today}
    answer = await office.post(f"{path}/changes/{change['number']}/decision", json=verdict)
    assert answer.status_code == 409 and answer.json()["code"] == "minutes_unknown"


async def test_a_place_of_others_and_a_township_without_a_body_are_not_found(desk: Staff) -> None:
    office = await desk("meeting_office", "tr")
    assert (await office.get("/api/v1/places/hanbin/body")).status_code == 404
    assert (
        await office.get("/api/v1/places/tongren/body", params={"township": "tr-first"})
    ).status_code == 404


async def test_an_item_raised_by_a_unit_goes_its_way_and_nobody_raises_the_family_twice(
    desk: Staff,
) -> None:
    unit = await desk("unit_liaison.emergency", "tr")
    facts = {"id_no": "99010119700101001X", "persons": 4, "situation": "房屋全部倒塌"}
    body = {**RAISE_EXAMPLE, "facts": facts}
    once = key()
    told = await unit.post("/api/v1/items", json=body, headers={"Idempotency-Key": once})
    assert told.status_code == 201, told.text
    again = await unit.post("/api/v1/items", json=body, headers={"Idempotency-Key": once})
    assert again.json()["item_no"] == told.json()["item_no"]
    twice = await unit.post("/api/v1/items", json=body, headers={"Idempotency-Key": key()})
    assert twice.status_code == 409 and twice.json()["code"] == "raised_twice"
    assert told.json()["item_no"] in twice.json()["detail"]
    office = await desk("meeting_office", "tr")
    item_no = told.json()["item_no"]
    item = await soon(office, f"/api/v1/items/{item_no}/1", "stage", "collecting")
    assert item["file"]["order"]["gap_fen"] == 7_000_000
    assert "990101" not in str(item["file"])
    sent = {"papers": [{"title": "灾情核报表", "unit": "应急管理局"}]}
    path = f"/api/v1/items/{item_no}/1/acts/submit_papers"
    done = await office.post(path, json=sent, headers={"Idempotency-Key": key()})
    assert done.status_code == 200, done.text
    page = await office.get(f"/items/{item_no}/1")
    assert page.status_code == 200 and "990101" not in page.text


async def test_what_may_not_be_taken_in_is_refused_and_leaves_nothing(desk: Staff) -> None:
    unit = await desk("unit_liaison.emergency", "tr")
    before = len((await unit.get("/api/v1/items")).json()["items"])
    for code, change in (
        ("no_gap", {"need_fen": 1_000_000}),
        ("cause_unknown", {"cause": "poverty"}),
        ("bad_input", {"facts": {"id_no": "990101197001010015", "situation": "房屋倒塌"}}),
        ("bad_input", {"township": "jz-first"}),
        ("role_not_allowed", {"source": "bureau"}),
    ):
        body = {**RAISE_EXAMPLE, **change}
        answer = await unit.post("/api/v1/items", json=body, headers={"Idempotency-Key": key()})
        assert answer.json()["code"] == code, answer.text
    assert len((await unit.get("/api/v1/items")).json()["items"]) == before


async def test_the_body_is_shown_on_a_page_for_any_day(desk: Staff) -> None:
    office = await desk("meeting_office", "hb")
    page = await office.get("/body", params={"on": "2021-05-31"})
    assert page.status_code == 200, page.text
    assert "区扶贫局" in page.text and "联席会议负责人" in page.text
    town = await office.get("/body", params={"township": "hb-third"})
    assert "第三镇社会救助联席会议" in town.text
    assert "/body" in (await office.get("/items")).text
