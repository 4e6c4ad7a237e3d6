"""Acts over HTTP: lawful ones are done once, the others say what would be right."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import FastAPI
from sqlalchemy import delete

from store import audit_log
from store.tables import CaseNumber, IntakeRow
from tests.api.staff import PAPERS, Staff, key, people
from tests.api.test_doors import is_problem


async def test_a_case_goes_from_the_window_to_confirmation_over_http(desk: Staff) -> None:
    case_no = await desk.to_approval()
    found = (await desk.view(case_no))["assessment"]
    await desk.act(
        "reviewer", case_no, "record_collective_review", present=["a", "b"], opinion="同意"
    )
    done = await desk.act("township_leader", case_no, "confirm", monthly_fen=found["monthly_fen"])
    assert done["stage_zh"] == "发放"
    view = await desk.view(case_no)
    assert view["entitlements"][0]["monthly_fen"] == found["monthly_fen"]
    timeline = (await (await desk("intake")).get(f"/api/v1/cases/{case_no}/timeline")).json()
    acts = [e["act"] for e in timeline["items"]]
    assert acts.index("accept") < acts.index("record_survey") < acts.index("confirm")


async def test_an_act_out_of_order_names_the_rule_and_what_is_lawful(desk: Staff) -> None:
    case_no = await desk.open()
    answer = await desk.send("township_leader", case_no, "confirm", monthly_fen=1000)
    document = is_problem(answer, 409, "out_of_order")
    assert document["clause"] == "57号 Art 20-21"
    answer = await desk.send("intake", case_no, "object", content="不同意")
    document = is_problem(answer, 409, "out_of_order")
    lawful = {a["act"] for a in document["allowed"]}  # type: ignore[attr-defined]
    assert {"accept", "decline", "withdraw"} <= lawful


@pytest.mark.rule("YC-06")
async def test_an_act_of_another_role_is_forbidden_and_says_whose_it_is(desk: Staff) -> None:
    case_no = await desk.open()
    document = is_problem(await desk.send("surveyor", case_no, "accept"), 403, "role_not_allowed")
    assert "受理员" in str(document["detail"])
    assert document["clause"]


async def test_whose_act_it_is_comes_before_what_was_sent(desk: Staff) -> None:
    """Somebody it is not for is not told to fill a form of it in better."""
    case_no = await desk.open()
    sent = {"present": 1, "nothing": "here"}
    answer = await desk.send("surveyor", case_no, "accept", **sent)
    document = is_problem(answer, 403, "role_not_allowed")
    assert document["case_no"] == case_no
    is_problem(await desk.send("intake", case_no, "accept", **sent), 422, "bad_input")
    is_problem(await desk.send("intake", case_no, "accept", "jz-first", **sent), 404, "not_found")


async def test_what_the_caller_may_do_leads_to_its_schema(desk: Staff) -> None:
    case_no = await desk.open()
    view = await desk.view(case_no)
    clerk = await desk("intake")
    for act in view["allowed"]:
        schema = await clerk.get(act["schema_href"])
        assert schema.status_code == 200
        assert "officer" not in schema.json()["properties"]
        assert schema.json()["additionalProperties"] is False


async def test_the_same_key_gives_the_same_answer(desk: Staff) -> None:
    case_no = await desk.open()
    clerk = await desk("intake")
    path, headers = f"/api/v1/cases/{case_no}/acts/accept", {"Idempotency-Key": key()}
    first = await clerk.post(path, json={}, headers=headers)
    again = await clerk.post(path, json={}, headers=headers)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await clerk.post(path, json={"note": "别的"}, headers=headers)
    is_problem(other, 422, "idempotency_key_reused")


async def test_a_refusal_is_kept_under_its_key_too(desk: Staff) -> None:
    case_no = await desk.open()
    clerk = await desk("intake")
    headers = {"Idempotency-Key": key()}
    path = f"/api/v1/cases/{case_no}/acts/object"
    first = await clerk.post(path, json={"content": "有异议"}, headers=headers)
    again = await clerk.post(path, json={"content": "有异议"}, headers=headers)
    assert first.status_code == 409
    assert first.json() == again.json()


async def test_an_act_without_a_key_is_refused(desk: Staff) -> None:
    case_no = await desk.open()
    answer = await (await desk("intake")).post(f"/api/v1/cases/{case_no}/acts/accept", json={})
    is_problem(answer, 422, "bad_input")


async def test_a_thousand_doubles_have_one_effect(desk: Staff) -> None:
    case_no = await desk.open()
    clerk = await desk("intake")
    headers = {"Idempotency-Key": key()}
    path = f"/api/v1/cases/{case_no}/acts/register_complaint"
    body = {"channel": "hotline", "content": "反映情况"}
    answers = await asyncio.gather(
        *(clerk.post(path, json=body, headers=headers) for _ in range(1000))
    )
    assert {a.status_code for a in answers} <= {200, 409}
    done = [a.json() for a in answers if a.status_code == 200]
    assert done
    assert all(d == done[0] for d in done)
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {
        "idempotency_in_progress"
    }
    timeline = (await clerk.get(f"/api/v1/cases/{case_no}/timeline")).json()["items"]
    assert [e["act"] for e in timeline].count("register_complaint") == 1


async def test_applying_twice_with_one_key_is_one_case(desk: Staff) -> None:
    clerk = await desk("intake")
    body, headers = {"household": people(), "papers": PAPERS}, {"Idempotency-Key": key()}
    first = await clerk.post("/api/v1/cases", json=body, headers=headers)
    again = await clerk.post("/api/v1/cases", json=body, headers=headers)
    assert first.json() == again.json()


async def test_of_two_who_accept_one_case_one_wins(desk: Staff) -> None:
    case_no = await desk.open()
    answers = await asyncio.gather(*(desk.send("intake", case_no, "accept") for _ in range(8)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 7


async def test_a_closed_case_says_how_it_ended(desk: Staff) -> None:
    case_no = await desk.open()
    await desk.act("intake", case_no, "withdraw", reason="不申请了")
    await desk.until(case_no, "closed")
    for _ in range(1200):
        answer = await desk.send("intake", case_no, "accept")
        if answer.json()["code"] == "closed":
            break
        await asyncio.sleep(0.05)
    document = is_problem(answer, 409, "closed")
    assert "撤回申请" in str(document["detail"])
    assert (await desk.view(case_no))["outcome_zh"] == "撤回申请"


async def test_every_command_is_in_the_audit_log_refused_ones_too(
    desk: Staff, county: FastAPI
) -> None:
    case_no = await desk.open()
    await desk.send("surveyor", case_no, "accept")
    await desk.act("intake", case_no, "accept")
    with county.state.door.store.read() as session:
        rows = audit_log.entries(session, subject=f"case/jiaozuo/{case_no}").rows
    assert [(r.who, r.what, r.result) for r in reversed(rows)] == [
        ("jz-wangdian.surveyor", "accept", "role_not_allowed"),
        ("jz-wangdian.intake", "accept", "done"),
    ]
    assert all(r.request_id for r in rows)


async def test_the_officer_comes_from_the_session_and_not_from_the_body(desk: Staff) -> None:
    case_no = await desk.open()
    forged = {"id": "x", "role": "township_leader", "unit": "", "place": "jiaozuo"}
    answer = await desk.send("intake", case_no, "accept", officer=forged)
    is_problem(answer, 422, "bad_input")


async def test_a_survey_of_impossible_people_is_refused_before_the_case_sees_it(
    desk: Staff,
) -> None:
    home = people()
    case_no = await desk.open(home)
    await desk.act("intake", case_no, "accept")
    for spoil in ({"relation": "child"}, {"id_no": "990101196005010110"}):
        bad = home | {"members": [home["members"][0] | spoil, *home["members"][1:]]}
        team = ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"]
        answer = await desk.send(
            "surveyor", case_no, "record_survey",
            surveyors=team, signed_by=team, family_signature="m1", household=bad,
        )  # fmt: skip
        is_problem(answer, 422, "bad_input")


async def test_the_window_sees_why_a_case_does_not_move(desk: Staff) -> None:
    case_no = await desk.open(papers=["application"])
    clerk = await desk("intake")
    why = (await clerk.get(f"/api/v1/cases/{case_no}/why")).json()["why"]
    assert "材料不全" in why
    tasks = (await clerk.get(f"/api/v1/tasks?case_no={case_no}")).json()
    assert [t["act"] for t in tasks["items"]] == ["request_correction"]
    assert tasks["counts"]["mine"] >= 1
    others = (await (await desk("intake", "jz-first")).get("/api/v1/tasks")).json()
    assert case_no not in {t["case_no"] for t in others["items"]}


async def test_a_notice_is_shown_as_it_was_issued(desk: Staff) -> None:
    case_no = await desk.open(papers=["application"])
    await desk.act("intake", case_no, "request_correction")
    for _ in range(1200):
        found = [n for n in (await desk.view(case_no))["notices"] if n["number"]]
        if found:
            break
        await asyncio.sleep(0.05)
    answer = await (await desk("intake")).get(found[0]["href"])
    assert answer.status_code == 200
    assert "补正材料一次性告知书" in answer.text
    assert "sha256-" in answer.headers["content-security-policy"]


async def test_the_report_counts_from_the_tables(desk: Staff) -> None:
    case_no = await desk.open()
    await desk.act("intake", case_no, "accept")
    report = (
        await (await desk("county_reviewer", "jz")).get("/api/v1/places/jiaozuo/report")
    ).json()
    assert report["applications"] >= report["accepted"] >= 1
    clerk = await desk("county_reviewer", "hb")
    is_problem(await clerk.get("/api/v1/places/jiaozuo/report"), 404, "not_found")


async def test_a_number_given_out_twice_never_joins_two_families(
    desk: Staff, county: FastAPI
) -> None:
    """The tables were restored to an earlier point, the workflows were not (R16)."""
    case_no = await desk.open()
    number, store = int(case_no[-6:]), county.state.door.store
    with store.write() as session:
        counter = session.get_one(CaseNumber, ("JZ", int(case_no[2:6])))
        counter.next = number
        session.exec(delete(IntakeRow).where(IntakeRow.case_no == case_no))
    clerk = await desk("intake")
    body = {"household": people(), "papers": PAPERS}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    is_problem(answer, 503, "number_taken")
    assert await desk.open() != case_no
