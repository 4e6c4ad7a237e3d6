"""Leads at the door: one number from a report to a result, and no way around a visit."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from store import intake, users
from store.tables import UserRow
from store.users import DEMO_PASSWORD
from tests.api.conftest import browser
from tests.api.leads import SEEN, VISITOR, LeadStaff, report
from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_doors import is_problem


@pytest.fixture
def staff(desk: Staff) -> LeadStaff:
    return LeadStaff(desk)


@pytest.mark.rule("JZ-35", "JZ-32", "YC-08")
async def test_a_finding_becomes_a_visit_an_application_with_help_and_a_result(
    desk: Staff, staff: LeadStaff
) -> None:
    home = people()
    lead_no = await staff.report(**report(home))
    view = await staff.view(lead_no)
    assert home["members"][0]["id_no"] not in str(view)
    assert view["line"]["name"] == "张**"
    assert [a["act"] for a in view["allowed"] if a["act"] == "assign_visit"]
    await staff.visited(lead_no)
    answer = await staff.apply(lead_no, household=home)
    assert answer.status_code == 201, answer.text
    case_no = answer.json()["case_no"]
    case = await desk.view(case_no)
    assert (case["channel"], case["village"]) == ("agent", "第一村")
    again = await staff.apply(lead_no, household=home)
    is_problem(again, 409, "out_of_order")
    await desk.act("intake", case_no, "decline", reason="申请人户籍和经常居住地均不在本地")
    done = await staff.until(lead_no, "closed")
    assert (done["line"]["outcome_zh"], done["ref"]) == ("不予受理", case_no)
    assert done["line"]["lead_no"] == lead_no


@pytest.mark.rule("JZ-35")
async def test_what_the_lead_knows_is_not_typed_a_second_time(
    desk: Staff, staff: LeadStaff
) -> None:
    home = people(1)
    lead_no = await staff.report(**report(home))
    await staff.visited(lead_no)
    case_no = (await staff.apply(lead_no)).json()["case_no"]
    clerk = await desk("intake")
    fields = "field=Member.name&field=Member.id_no&field=Household.address"
    shown = await clerk.get(f"/api/v1/cases/{case_no}/household?purpose=verify_papers&{fields}")
    values = [item["value"] for item in shown.json()["items"]]
    assert values == ["张一一", home["members"][0]["id_no"], "第一村1号"]


@pytest.mark.rule("JZ-61", "DIF-11")
async def test_no_lead_becomes_a_case_before_somebody_went_and_the_person_agreed(
    county: FastAPI, desk: Staff, staff: LeadStaff
) -> None:
    home = people()
    lead_no = await staff.report(**report(home))
    for role in ("intake", "village"):
        is_problem(await staff.apply(lead_no, role), 409, "out_of_order")
    await staff.act("intake", lead_no, "assign_visit", visitor=VISITOR)
    is_problem(await staff.apply(lead_no), 409, "out_of_order")
    unasked = {**SEEN, "consent": "not_asked", "consent_paper": ""}
    await staff.act("village", lead_no, "record_visit", **unasked)
    is_problem(await staff.apply(lead_no), 409, "no_consent")
    by_hand = await staff.post("intake", f"/{lead_no}/acts/open_application", {"case_no": "x"})
    assert by_hand.status_code in (404, 405), "a number cannot be typed in by hand"
    with county.state.door.store.read() as session:
        assert intake.cases_of_person(session, home["members"][0]["id_no"]) == {}
    assert (await staff.view(lead_no))["cases"] == []


async def test_an_application_for_another_family_is_refused(staff: LeadStaff) -> None:
    lead_no = await staff.report(**report(people()))
    await staff.visited(lead_no)
    refused = is_problem(await staff.apply(lead_no, household=people()), 422, "bad_input")
    assert "线索所涉人员" in str(refused["errors"])


@pytest.mark.rule("HB-29")
async def test_an_urgent_lead_is_in_the_teams_list_when_the_reporter_is_answered(
    desk: Staff,
) -> None:
    leads = LeadStaff(desk)
    body = report(people(), urgent=True, channel="village_worker")
    answer = await leads.post("village", "", body, at="hb-first")
    assert answer.status_code == 201, answer.text
    lead_no = answer.json()["lead_no"]
    team = await desk("surveyor", "hb-first")
    todo = (await team.get("/api/v1/tasks")).json()["items"]
    [task] = [t for t in todo if t["subject"].endswith(lead_no)]
    assert (task["act"], task["act_zh"]) == ("take_urgent", "承接急难线索")


@pytest.mark.rule("YC-08")
async def test_the_village_reports_visits_and_files_but_never_assigns_or_closes(
    desk: Staff, staff: LeadStaff
) -> None:
    lead_no = await staff.report("village", **report())
    await staff.act("village", lead_no, "add_to_lead", text="邻居反映老人住院")
    for act, body in (
        ("assign_visit", {"visitor": VISITOR}),
        ("close_lead", {"ground": "already_helped", "reason": "已在享受", "ref": "JZ2026000001"}),
        ("transfer_lead", {"township": "jz-first", "reason": "户籍在别处"}),
        ("visit_again", {"reason": "需要再次核实"}),
    ):
        is_problem(
            await staff.post("village", f"/{lead_no}/acts/{act}", body), 403, "role_not_allowed"
        )
    is_problem(await staff.post("village", f"/{lead_no}/verification", {}), 403, "role_not_allowed")
    client = await desk("village")
    file = {"file": ("x.xlsx", b"", "application/octet-stream")}
    answer = await client.post(
        "/api/v1/discoveries/imports", files=file, data={"source": "乡村振兴局"}
    )
    is_problem(answer, 403, "role_not_allowed")


@pytest.mark.rule("YC-08", "NUM-50")
async def test_an_assistant_of_one_village_sees_and_does_nothing_outside_it(
    county: FastAPI, desk: Staff, staff: LeadStaff
) -> None:
    door = county.state.door
    with door.store.write() as session:
        for n, village in enumerate(("第一村", "第二村"), start=1):
            users.create_user(
                session,
                UserRow(
                    id=f"jz-wangdian.station.{n}",
                    role="village",
                    place="jiaozuo",
                    township="jz-wangdian",
                    village=village,
                    unit="救助工作站",
                    demo=True,
                    password_hash="",
                    display_name="协理员",
                ),
                DEMO_PASSWORD,
            )
    lead_no = await staff.report(**report())
    case_no = await desk.open(people(), village="第一村")
    async with browser(county) as mine, browser(county) as other:
        for client, n in ((mine, 1), (other, 2)):
            sent = {"user": f"jz-wangdian.station.{n}", "password": DEMO_PASSWORD}
            assert (await client.post("/api/v1/session", json=sent)).status_code == 201
        assert (await mine.get(f"/api/v1/discoveries/{lead_no}")).status_code == 200
        assert (await mine.get(f"/api/v1/cases/{case_no}")).status_code == 200
        for path in (f"/discoveries/{lead_no}", f"/cases/{case_no}"):
            is_problem(await other.get(f"/api/v1{path}"), 404, "not_found")
        theirs = (await other.get("/api/v1/discoveries?limit=100")).json()["items"]
        assert {line["village"] for line in theirs} <= {"第二村"}
        listed = (await other.get("/api/v1/cases?limit=100")).json()["items"]
        assert case_no not in {c["case_no"] for c in listed}
        todo = (await other.get("/api/v1/tasks")).json()["items"]
        assert lead_no not in str(todo)
        headers = {"Idempotency-Key": key()}
        strange = await other.post("/api/v1/discoveries", json=report(), headers=headers)
        is_problem(strange, 404, "not_found")
        body = {"household": people(), "papers": PAPERS, "village": "第一村"}
        agent = {"account": "jz-wangdian.station.2", "mandate": "委托书第002号"}
        taken = await other.post(
            "/api/v1/cases", json={**body, "agent": agent}, headers={"Idempotency-Key": key()}
        )
        is_problem(taken, 404, "not_found")


async def test_one_person_has_one_open_lead_and_the_twin_is_named(staff: LeadStaff) -> None:
    home = people()
    first = await staff.report(**report(home))
    again = await staff.post("intake", "", report(home, channel="hotline"))
    refused = is_problem(again, 409, "lead_open")
    assert first in str(refused["detail"])


@pytest.mark.rule("JZ-32")
async def test_another_township_finds_nothing_and_the_county_sees_all(
    desk: Staff, staff: LeadStaff
) -> None:
    lead_no = await staff.report(**report())
    stranger = await desk("intake", "jz-first")
    strange = is_problem(await stranger.get(f"/api/v1/discoveries/{lead_no}"), 404, "not_found")
    missing = is_problem(await stranger.get("/api/v1/discoveries/JZL2026999999"), 404, "not_found")
    assert {**strange, "request_id": ""} == {**missing, "request_id": ""}
    county = await desk("county_reviewer", "jz")
    seen = (await county.get("/api/v1/discoveries?limit=100")).json()["items"]
    assert lead_no in {line["lead_no"] for line in seen}
    figures = (await county.get("/api/v1/discoveries/figures")).json()
    assert {c["code"] for c in figures["townships"]} >= {"jz-wangdian"}
    bank = await desk("bank", "jz")
    is_problem(await bank.get("/api/v1/discoveries"), 403, "role_not_allowed")


@pytest.mark.rule("JZ-33", "JZ-56", "HB-29")
async def test_leads_are_counted_by_channel_village_kind_and_type(
    desk: Staff, staff: LeadStaff
) -> None:
    club = "统计村"
    admitted = await staff.report(**report(people(), village=club, channel="hotline"))
    leaving = report(people(), village=club, kind="leave", channel="recheck", problem="improved")
    await staff.report("intake", **leaving)
    await staff.visited(admitted, fits=False, consent="not_asked", consent_paper="")
    no = {"ground": "not_in_need", "reason": "家庭收入明显超过标准", "clause": "57号第四条"}
    await staff.act("intake", admitted, "close_lead", **no)
    await staff.until(admitted, "closed")
    county = await desk("county_reviewer", "jz")
    figures = (await county.get("/api/v1/discoveries/figures")).json()
    [village] = [c for c in figures["villages"] if c["village"] == club]
    assert (village["found"], village["entering"], village["leaving"]) == (2, 1, 1)
    assert (village["declined"], village["open"]) == (1, 1)
    channels = {c["code"]: c for c in figures["channels"]}
    assert channels["hotline"]["found"] >= 1
    assert channels["recheck"]["leaving"] >= 1
    assert {"illness", "improved"} <= {c["code"] for c in figures["problems"]}
    none = (await county.get("/api/v1/discoveries/figures?until=2001-01-01")).json()
    assert none["total"]["found"] == 0


@pytest.mark.rule("JZ-33", "JZ-62")
async def test_a_should_leave_lead_opens_a_verification_and_touches_no_aid(
    desk: Staff, staff: LeadStaff
) -> None:
    home = people()
    case_no = await desk.open(home)
    lead_no = await staff.report("intake", **report(home, kind="leave", problem="improved"))
    view = await staff.view(lead_no)
    assert view["known_case"] == case_no
    await staff.visited(lead_no, consent="not_asked", consent_paper="")
    # The case draws no aid yet: nothing to verify, and the lead stays where it was.
    refused = await staff.post("reviewer", f"/{lead_no}/verification", {"cause": "income"})
    is_problem(refused, 409, "out_of_order")
    assert (await staff.view(lead_no))["line"]["stage"] == "visited"
    other = await staff.post("reviewer", f"/{lead_no}/verification", {"case_no": "JZ2026999999"})
    is_problem(other, 422, "bad_input")


async def test_a_visit_can_only_be_given_to_somebody_of_the_township(staff: LeadStaff) -> None:
    lead_no = await staff.report(**report())
    for account in ("jz-first.village", "nobody.here", "jz-wangdian.township_leader"):
        answer = await staff.post("intake", f"/{lead_no}/acts/assign_visit", {"visitor": account})
        refused = is_problem(answer, 422, "bad_input")
        assert refused["errors"][0]["field"] == "visitor"  # type: ignore[index]
    answer = await staff.post(
        "intake", f"/{lead_no}/acts/transfer_lead", {"township": "xx", "reason": "户籍在别处"}
    )
    is_problem(answer, 422, "bad_input")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channel": "rumour"}, "channel"),
        ({"problem": "weather"}, "problem"),
        ({"person": {"name": " "}}, "person.name"),
        ({"person": {"name": "张一一", "id_no": "990101196005010110"}}, "person.id_no"),
        ({"reported_on": "2099-01-01"}, "reported_on"),
    ],
)
async def test_bad_input_is_answered_at_its_field_and_leaves_no_lead(
    staff: LeadStaff, changes: dict[str, Any], field: str
) -> None:
    answer = await staff.post("village", "", report(people(), **changes))
    refused = is_problem(answer, 422, "bad_input")
    assert field in {e["field"] for e in refused["errors"]}  # type: ignore[union-attr]


async def test_the_same_report_sent_again_is_the_same_lead(desk: Staff) -> None:
    client = await desk("village")
    headers, body = {"Idempotency-Key": key()}, report(people())
    first = await client.post("/api/v1/discoveries", json=body, headers=headers)
    again = await client.post("/api/v1/discoveries", json=body, headers=headers)
    assert first.json() == again.json()


async def test_the_person_in_clear_needs_a_purpose_and_is_logged(
    county: FastAPI, desk: Staff, staff: LeadStaff
) -> None:
    home = people()
    lead_no = await staff.report(**report(home))
    surveyor = await desk("surveyor")
    missing = await surveyor.get(f"/api/v1/discoveries/{lead_no}/person")
    assert missing.status_code == 422
    shown = await surveyor.get(f"/api/v1/discoveries/{lead_no}/person?purpose=入户走访")
    assert shown.json()["person"]["id_no"] == home["members"][0]["id_no"]
    county_reviewer = await desk("county_reviewer", "jz")
    refused = await county_reviewer.get(f"/api/v1/discoveries/{lead_no}/person?purpose=查看")
    is_problem(refused, 403, "role_not_allowed")
    from store import audit_log

    with county.state.door.store.read() as session:
        rows = audit_log.entries(session, limit=50).rows
    assert [r for r in rows if (r.what, r.subject) == ("reveal", lead_no)]


@pytest.mark.rule("JZ-34", "ACT-04")
async def test_a_village_keeps_its_leads_grids_and_rounds(desk: Staff) -> None:
    clerk = await desk("intake")
    village = {
        "village": "台账村",
        "secretary": "张书记",
        "head": "李主任",
        "round_every": 30,
        "first_round": "2026-01-05",
        "grids": [{"grid": "第一网格", "worker": "王网格员", "account": VISITOR}],
    }
    answer = await clerk.put("/api/v1/villages", json=village)
    assert answer.status_code == 200, answer.text
    assistant = await desk("village")
    done = await assistant.post(
        "/api/v1/villages/rounds",
        json={"village": "台账村", "households": 12, "note": "走访独居老人", "on": "2026-01-06"},
        headers={"Idempotency-Key": key()},
    )
    assert done.status_code == 201, done.text
    listed = (await assistant.get("/api/v1/villages")).json()["items"]
    [kept] = [v for v in listed if v["village"] == "台账村"]
    assert (kept["secretary"], kept["grids"][0]["worker"]) == ("张书记", "王网格员")
    assert [r["planned_on"] for r in kept["rounds"]] == ["2026-02-05", "2026-01-05"]
    assert kept["rounds"][1]["late"]
    unknown = await assistant.post(
        "/api/v1/villages/rounds",
        json={"village": "没有的村", "households": 1},
        headers={"Idempotency-Key": key()},
    )
    is_problem(unknown, 409, "village_unknown")
    is_problem(await assistant.put("/api/v1/villages", json=village), 403, "role_not_allowed")
    stranger = await desk("intake", "jz-first")
    listed = (await stranger.get("/api/v1/villages")).json()["items"]
    assert "台账村" not in {v["village"] for v in listed}
