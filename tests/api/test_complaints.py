"""Complaints over HTTP: the register, the sealed words, repeats, the case that hears, the closed room."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from domain.identity import synthetic_id
from tests.api.staff import Staff, key, people
from tests.api.test_desk import get, post, until

Json = dict[str, Any]
SECRET = "王所长收钱办低保"
NAME, PHONE = "赵不留名", "13911112222"


def body(**changes: Any) -> Json:
    return {
        "channel": "visit",
        "matter": "payment",
        "content": "十一月的低保金没有到账",
        **changes,
    }


def someone(born: str, number: int) -> Json:
    who = synthetic_id(date.fromisoformat(born), number)
    return {"named": True, "name": NAME, "id_no": who, "phone": PHONE}


async def open_(client: AsyncClient, status: int = 201, **changes: Any) -> Json:
    return await post(client, "/api/v1/complaints", status, **body(**changes))


@pytest.mark.rule("HB-22", "JZ-55", "JZ-46")
async def test_a_named_complaint_is_linked_to_its_case_answered_in_writing_and_closed(
    desk: Staff,
) -> None:
    window, town = await desk("intake"), await desk("reviewer")
    case_no = await desk.open(people())
    opened = await open_(window, **someone("1961-02-03", 41), case_no=case_no)
    path = opened["href"]
    view = await until(town, path, "received")
    assert "accept_complaint" in [a["act"] for a in view["allowed"]]
    assert NAME not in str(view) and "没有到账" not in str(view)
    words = await get(town, f"{path}/words")
    assert words["content"] == "十一月的低保金没有到账" and words["name"] == "赵***"
    person = await get(town, f"{path}/complainant?purpose=contact")
    assert (person["name"], person["phone"]) == (NAME, PHONE)
    await get(window, f"{path}/words", 404)
    refused = await post(town, f"{path}/acts/accept_complaint", 409, unit="nowhere")
    assert refused["code"] == "unit_unknown" and "王店镇" in refused["detail"]
    await post(town, f"{path}/acts/accept_complaint", unit="jz-wangdian")
    timeline = (await get(town, f"/api/v1/cases/{case_no}/timeline"))["items"]
    [told] = [e for e in timeline if e["act"] == "register_complaint"]
    assert told["officer"] == "system" and NAME not in str(timeline)
    answer = {"finding": "true", "text": "账号有误，已更正并补发", "manner": "in_person"}
    await post(town, f"{path}/acts/answer_petition", **answer)
    for _ in range(400):
        view = await get(town, path)
        if view["file"]["answer"]["paper"]:
            break
    assert view["file"]["answer"]["paper"].startswith("焦信答")
    await post(town, f"{path}/acts/close_complaint", reason="resolved")
    [line] = [
        x for x in (await get(town, "/api/v1/complaints"))["items"] if x["case_no"] == case_no
    ]
    assert (line["stage"], line["result_zh"]) == ("closed", "已经解决")


@pytest.mark.rule("JZ-45")
async def test_the_same_person_with_the_same_matter_is_counted_however_the_number_is_typed(
    desk: Staff,
) -> None:
    window, county = await desk("intake"), await desk("county_reviewer", "jz")
    who = someone("1962-03-04", 42)
    first = await open_(window, **who)
    by_phone = {**who, "id_no": "", "phone": "139-1111-2222"}
    second = await open_(window, **by_phone)
    other = await open_(window, **who, matter="service")
    assert (first["repeats"], second["repeats"], other["repeats"]) == (0, 1, 0)
    town = await desk("reviewer")
    refused = await post(town, f"{second['href']}/acts/accept_complaint", 409, unit="jz-wangdian")
    assert "重复信访" in refused["detail"]
    await post(county, f"{second['href']}/acts/accept_complaint", unit="county")


async def test_what_cannot_be_registered_says_at_which_field(desk: Staff) -> None:
    window = await desk("intake")
    for wrong, field in (
        (body(channel="hotline"), "outside_no"),
        (body(named=True), "name"),
        (body(matter="conduct"), "staff"),
        (body(reported="jz-nowhere"), "reported"),
        (body(case_no="JZ2026999999"), "case_no"),
    ):
        answer = await window.post(
            "/api/v1/complaints", json=wrong, headers={"Idempotency-Key": key()}
        )
        assert answer.status_code == 422, answer.text
        assert field in [e["field"] for e in answer.json()["errors"]]
    own = await open_(window, 409, reported="jz-wangdian")
    assert own["code"] == "reported_here"


async def test_a_lead_of_proactive_discovery_is_opened_from_a_complaint(desk: Staff) -> None:
    county = await desk("county_reviewer", "jz")
    opened = await open_(
        county, channel="hotline", outside_no="2026120155", matter="admission",
        content="邻居独居老人没有收入",
    )  # fmt: skip
    lead = {
        "township": "jz-wangdian", "village": "东村", "channel": "hotline",
        "source": opened["number"], "problem": "illness", "text": "独居老人没有收入来源",
        "person": {"name": "刘某某"},
    }  # fmt: skip
    made = await post(county, f"{opened['href']}/lead", 201, **lead)
    assert made["recorded"]
    view = await get(county, opened["href"])
    assert view["file"]["leads"] == [made["lead"]["lead_no"]]


async def test_a_report_against_staff_is_invisible_to_those_concerned_in_every_way(
    desk: Staff,
) -> None:
    """Lists, counts, tasks, API, search attributes, tables: discipline inspection alone finds it."""
    window, discipline = await desk("intake"), await desk("discipline", "jz")
    before = len((await get(discipline, "/api/v1/complaints"))["items"])
    opened = await open_(
        window, matter="conduct", staff=True, content=SECRET, concerned="王所长",
        **someone("1963-04-05", 43),
    )  # fmt: skip
    assert opened["number"] == "" and opened["href"] == ""
    lines = (await get(discipline, "/api/v1/complaints"))["items"]
    assert len(lines) == before + 1 and lines[0]["marks"]
    number = lines[0]["number"]
    path = f"/api/v1/complaints/jiaozuo/{number}"
    words = await get(discipline, f"{path}/words")
    assert words["content"] == SECRET
    due = (await get(discipline, "/api/v1/tasks?which=mine"))["items"]
    assert [t["act"] for t in due if t["subject"].endswith(number)] == ["accept_complaint"]
    person = await get(discipline, f"{path}/complainant?purpose=answer_complaint")
    assert person["name"] == NAME and person["concerned"] == "王所长"
    others = [
        ("intake", "jz-wangdian"), ("reviewer", "jz-wangdian"), ("township_leader", "jz-wangdian"),
        ("county_reviewer", "jz"), ("county_approver", "jz"), ("petition_office", "jz"),
        ("auditor", "jz"), ("supervisor", "jz"), ("meeting_office", "jz"),
        ("unit_liaison.civil_affairs", "jz"), ("discipline", "hb"),
    ]  # fmt: skip
    for role, at in others:
        client = await desk(role, at)
        for tail in ("", "/words", "/complainant?purpose=contact"):
            assert (await client.get(f"{path}{tail}")).status_code == 404, role
        answer = await client.post(
            f"{path}/acts/accept_complaint", json={"unit": "county"},
            headers={"Idempotency-Key": key()},
        )  # fmt: skip
        # An auditor sends nothing to any complaint, whether there is one or not.
        assert answer.status_code == (403 if role == "auditor" else 404), role
        shown = await client.get("/api/v1/complaints?limit=100")
        assert number not in shown.text and SECRET not in shown.text
        tasks = await client.get("/api/v1/tasks?which=all&limit=100")
        assert number not in tasks.text
    await post(discipline, f"{path}/acts/accept_complaint", unit="county")
    page = await get(discipline, "/api/v1/tasks?which=mine")
    [mine] = [t for t in page["items"] if t["subject"].endswith(number)]
    assert mine["act"] == "answer_petition" and page["counts"]["mine"] >= 1
    found = await desk.temporal.get_workflow_handle(f"complaint/jiaozuo/{number}").describe()
    names = {pair.key.name for pair in found.typed_search_attributes}
    assert not names & {"Township", "Stage", "DueAt", "Flags"}
    with desk.app.state.door.store.engine.connect() as connection:
        for table in ("tasks", "meeting_lines"):
            rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            assert not [row for row in rows if number in str(row)]


async def test_the_administrator_of_the_rules_reads_nothing_and_a_stranger_finds_nothing(
    desk: Staff,
) -> None:
    window = await desk("intake")
    opened = await open_(window)
    for role, at in (("policy_admin", "jz"), ("intake", "jz-first"), ("county_reviewer", "hb")):
        assert (await (await desk(role, at)).get(opened["href"])).status_code in (403, 404)
    assert (await (await desk("bank", "jz")).get("/api/v1/complaints")).status_code == 403


@pytest.mark.rule("JZ-55")
async def test_every_public_page_of_a_place_shows_its_complaint_phone(desk: Staff) -> None:
    async with AsyncClient(transport=ASGITransport(desk.app), base_url="http://county") as public:
        for path in ("/board/jiaozuo", "/board/jiaozuo/current", "/open/jiaozuo"):
            page = await public.get(path)
            assert page.status_code == 200, path
            assert "投诉举报电话：12345" in page.text, path
