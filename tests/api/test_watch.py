"""Spot checks, regular rounds and credit over HTTP, on the real server."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from domain.identity import synthetic_id
from store import relatives
from store.relatives import Entry, Person
from tests.api.staff import Staff, people
from tests.api.test_desk import get, post, until

Json = dict[str, Any]


async def waiting(client: AsyncClient, number: str, acts: list[str]) -> list[Json]:
    """What waits at a person for the matter `number`, once it is these acts; every page is read."""
    mine: list[Json] = []
    for _ in range(400):
        mine, cursor = [], ""
        while True:
            page = await get(client, f"/api/v1/tasks?which=mine&limit=100&cursor={cursor}")
            mine += [t for t in page["items"] if number in t["subject"]]
            if not (cursor := page["next"]):
                break
        if [t["act"] for t in mine] == acts:
            return mine
        await asyncio.sleep(0.05)
    raise AssertionError(mine)


@pytest.mark.rule("JZ-24")
async def test_a_round_of_spot_checks_is_begun_once_drawn_by_itself_and_reported(
    desk: Staff,
) -> None:
    county, head = await desk("county_reviewer", "jz"), await desk("county_approver", "jz")
    opened = await post(county, "/api/v1/spot-checks", 201, period="2026-H2")
    assert await post(county, "/api/v1/spot-checks", 201, period="2026-H2") == opened
    view = await until(county, opened["href"], "checking")
    journal = [e["act"] for e in view["file"]["journal"]]
    assert journal.index("fix_seed") < journal.index("close_population")
    assert "new_relatives" not in view["file"]["unset"]
    refused = await post(
        county, f"{opened['href']}/acts/record_spot_check", 409, case_no="JZ2026999999",
        checkers=["jz.county_reviewer"], papers=True, finding="查阅案卷", right=True,
    )  # fmt: skip
    assert refused["code"] == "not_drawn"
    for case_no in sorted({case for d in view["file"]["draws"] for case in d["cases"]}):
        await post(
            county, f"{opened['href']}/acts/record_spot_check", case_no=case_no,
            checkers=["jz.county_reviewer"], papers=True, finding="查阅案卷", right=True,
        )  # fmt: skip
    await post(head, f"{opened['href']}/acts/report_spot_checks", conclusion="本期应查已查")
    await until(head, opened["href"], "reported")
    for _ in range(400):
        view = await get(head, opened["href"])
        if view["file"]["paper"]:
            break
    assert view["file"]["paper"].startswith("焦抽报")
    unset = await post(await desk("county_reviewer", "zh"), "/api/v1/spot-checks", 409,
                       period="2026-H2")  # fmt: skip
    assert unset["code"] == "policy_not_set"
    early = await post(county, "/api/v1/spot-checks", 409, period="2027-H4")
    assert early["code"] == "period_not_over"


@pytest.mark.rule("JZ-49", "JZ-45")
async def test_a_round_waits_in_each_townships_list_until_its_part_is_done(desk: Staff) -> None:
    county, town = await desk("county_reviewer", "jz"), await desk("reviewer")
    opened = await post(county, "/api/v1/rounds", 201, kind="study")
    number = opened["href"].rsplit("/", 1)[-1]
    mine = await waiting(town, number, ["record_study"])
    assert mine[0]["due"] and mine[0]["kind"] == "round"
    done = await post(
        town, f"{opened['href']}/acts/record_study", attended=5,
        held_on=mine[0]["since"], topics="重复信访一件", measures="由分管负责人包案",
    )  # fmt: skip
    assert done["stage"] == "open"
    await waiting(town, number, [])
    unset = await post(await desk("county_reviewer", "hb"), "/api/v1/rounds", 409, kind="study")
    assert unset["code"] == "policy_not_set" and "政策管理员" in unset["detail"]


@pytest.mark.rule("NUM-27")
async def test_the_register_of_relatives_says_how_much_of_it_was_gone_through(desk: Staff) -> None:
    found = await get(await desk("reviewer"), "/api/v1/relatives/coverage")
    assert found["complete"] == (found["percent"] == 100)
    assert found["interval_months"] == 6


@pytest.mark.rule("NUM-27", "JZ-49")
async def test_who_of_the_bureau_itself_was_not_gone_through_is_named_and_the_countys_work(
    county: FastAPI, desk: Staff
) -> None:
    clerk = Person(name="钱县级", id_no=synthetic_id(date(1971, 3, 3), 771))
    entry = Entry(place="jiaozuo", kind="handler", title="县民政局救助股", person=clerk)
    with county.state.door.store.write() as session:
        who = relatives.register(
            session, entry, by="jz.county_reviewer", on=date(2021, 1, 4), at=datetime.now(UTC)
        )
    bureau = await desk("county_reviewer", "jz")

    async def waits() -> list[str]:
        tasks = (await get(bureau, "/api/v1/tasks"))["items"]
        return [t["zh"] for t in tasks if t["kind"] == "relatives"]

    assert await waits() == ["县级备案人员有1人本期尚未逐一核查"]
    found = await get(bureau, "/api/v1/relatives/coverage")
    assert [m["official"] for m in found["missing"] if not m["township"]] == [who]
    assert "钱**（县级，县民政局救助股）" in (await bureau.get("/relatives")).text
    assert 'href="/relatives"' in (await bureau.get("/tasks")).text
    assert (await bureau.post(f"/api/v1/relatives/{who}/check")).status_code == 200
    assert await waits() == []


@pytest.mark.rule("YC-31", "HB-25")
async def test_a_matter_of_credit_rests_on_its_case_and_changes_nothing_of_it(desk: Staff) -> None:
    case_no = await desk.open(people())
    town, county = await desk("reviewer"), await desk("county_reviewer", "jz")
    body = {"case_no": case_no, "member": "m2", "ground": "obstruction", "facts": "阻碍入户调查"}
    refused = await town.post(
        "/api/v1/credit", json={**body, "member": "m9"}, headers={"Idempotency-Key": "credit-m9"}
    )
    assert refused.status_code == 422 and "m1、m2" in refused.text
    before = await desk.view(case_no)
    opened = await post(town, "/api/v1/credit", 201, **body)
    path = opened["href"]
    await post(town, f"{path}/acts/refer_to_police", papers=["现场笔录"], facts="阻碍执行职务")
    view = await get(county, path)
    assert view["stage"] == "suspected" and len(view["file"]["police"]) == 1
    after = await desk.view(case_no)
    assert (after["stage"], after["allowed"]) == (before["stage"], before["allowed"])
    await post(county, f"{path}/acts/record_police_outcome", outcome="not_filed", paper="通知书1号")
    await post(
        town, f"{path}/acts/hear_person", heard_on=view["file"]["opened_on"], statement="表示歉意"
    )
    head = await desk("county_approver", "jz")
    await post(head, f"{path}/acts/find_credit", paper="认定第1号", facts="属实，已批评教育")
    assert (await get(head, path))["file"]["ended_as"] == "not_recorded"
    record = await get(town, f"/api/v1/cases/{case_no}/credit")
    assert record["items"] == []
    for role, at, status in (
        ("bank", "jz", 404), ("reviewer", "jz-first", 404), ("reviewer", "hb-first", 404),
        ("unit_liaison.civil_affairs", "jz", 404),
    ):  # fmt: skip
        assert (await (await desk(role, at)).get(path)).status_code == status, role
