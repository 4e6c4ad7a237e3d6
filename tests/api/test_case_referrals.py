"""A referral over HTTP: the unit sees what the family let it see, answers, and the case shows it."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from tests.api.staff import Staff, key, people

REFERRAL = {
    "aid": "AID-59",
    "need": "重病住院，自付费用负担不起",
    "members": ["m1"],
    "shares": ["name", "phone"],
    "paper": "转介同意书1号",
    "signed_by": ["m1"],
}


async def refer(desk: Staff, case_no: str, **changes: Any) -> dict[str, Any]:
    return await desk.act("intake", case_no, "refer_case", **{**REFERRAL, **changes})


async def get(desk: Staff, user: str, path: str, at: str = "jz") -> Response:
    return await (await desk(user, at)).get(f"/api/v1{path}")


async def liaison_does(desk: Staff, case_no: str, act: str, **body: Any) -> Response:
    client = await desk("unit_liaison.charity", "jz")
    return await client.post(
        f"/api/v1/cases/{case_no}/acts/{act}", json=body, headers={"Idempotency-Key": key()}
    )


@pytest.mark.rule("HB-03")
async def test_a_unit_answers_a_referral_from_a_case_it_does_not_see(desk: Staff) -> None:
    home = people()
    home["phone"] = "13900000000"
    case_no = await desk.open(home)
    await refer(desk, case_no)
    mine = (await get(desk, "unit_liaison.charity", "/tasks")).json()["items"]
    [task] = [t for t in mine if t["case_no"] == case_no]
    assert task["act"] == "answer_case_referral" and task["due"]

    assert (await get(desk, "unit_liaison.charity", f"/cases/{case_no}")).status_code == 404
    for path in ("household", "aids", "evidence", "timeline"):
        answer = await get(desk, "unit_liaison.charity", f"/cases/{case_no}/{path}")
        assert answer.status_code in (404, 422), path
    seen = await get(desk, "unit_liaison.charity", f"/referrals/{case_no}/1")
    [person] = seen.json()["people"]
    assert person["key"] == "m1" and [zh for zh, _ in person["shared"]] == ["姓名", "电话"]
    told = seen.text
    assert home["members"][0]["name"] not in told and home["members"][0]["id_no"] not in told
    shared = await get(
        desk, "unit_liaison.charity", f"/referrals/{case_no}/1/shared?purpose=contact"
    )
    assert {i["field"]: i["value"] for i in shared.json()["items"]} == {
        "Member.name": home["members"][0]["name"],
        "Household.phone": "13900000000",
    }
    assert (await get(desk, "unit_liaison.health", f"/referrals/{case_no}/1")).status_code == 404

    answer = await liaison_does(
        desk, case_no, "answer_case_referral", number=1, answer="given", amount_fen=200_000
    )
    assert answer.status_code == 200, answer.text
    after = (await get(desk, "unit_liaison.charity", f"/referrals/{case_no}/1")).json()
    assert after["people"] == [] and after["need"] == ""
    closed = await get(
        desk, "unit_liaison.charity", f"/referrals/{case_no}/1/shared?purpose=contact"
    )
    assert closed.status_code == 404
    view = await desk.view(case_no)
    [line] = view["referrals"]
    assert (line["state"], line["amount_fen"]) == ("given", 200_000)
    await desk.act("intake", case_no, "close_case_referral", number=1, told_to="m1")
    open_ones = (await get(desk, "unit_liaison.charity", "/referrals")).json()
    assert case_no not in {r["case_no"] for r in open_ones}


async def test_a_unit_that_was_not_asked_and_an_aid_nobody_offers_are_refused(desk: Staff) -> None:
    case_no = await desk.open()
    none = await desk.send("intake", case_no, "refer_case", **{**REFERRAL, "aid": "AID-01"})
    assert (none.status_code, none.json()["code"]) == (409, "aid_not_offered")
    wide = await desk.send(
        "intake", case_no, "refer_case", **{**REFERRAL, "shares": ["name", "id_no"]}
    )
    assert (wide.status_code, wide.json()["code"]) == (409, "more_than_needed")
    answer = await liaison_does(desk, case_no, "answer_case_referral", number=1, answer="taken_on")
    assert answer.status_code == 404


async def test_a_case_that_closed_waits_for_the_unit_and_then_ends(desk: Staff) -> None:
    case_no = await desk.open()
    await refer(desk, case_no)
    await desk.act("intake", case_no, "withdraw", reason="家庭自行解决")
    await desk.until(case_no, "closed")
    answer = await liaison_does(
        desk, case_no, "answer_case_referral", number=1, answer="given", service="上门探访"
    )
    assert answer.status_code == 200, answer.text
    await desk.act("intake", case_no, "close_case_referral", number=1, told_to="m1")
    gone = await desk.send("intake", case_no, "close_case_referral", number=1, told_to="m1")
    assert gone.status_code == 409


@pytest.mark.rule("HB-03", "TR-08")
async def test_all_aid_to_a_household_stands_on_one_page_over_its_cases(desk: Staff) -> None:
    home = people()
    first = await desk.open(home)
    await refer(desk, first)
    await liaison_does(
        desk, first, "answer_case_referral", number=1, answer="given", amount_fen=300_000
    )
    second = await desk.open(home, programme="charity")
    for case_no in (first, second):
        found = (await get(desk, "intake", f"/cases/{case_no}/aids", "jz-wangdian")).json()
        by = {(x["case_no"], x["kind"]): x for x in found["lines"]}
        assert set(by) == {(first, "case"), (first, "referral"), (second, "case")}
        assert by[first, "referral"]["fen"] == found["given_fen"] == 300_000
        tiers = {t["type"]: t for t in found["tiers"]}
        assert tiers["TYP-01"]["state"] == "open" and tiers["TYP-11"]["cases"] == [second]
    other = await get(desk, "intake", f"/cases/{first}/aids", "jz-first")
    assert other.status_code == 404
    stateful = await get(desk, "supervisor", f"/cases/{first}/aids")
    assert stateful.status_code == 404


async def test_a_liaison_reads_the_duties_and_measures_of_his_unit(desk: Staff) -> None:
    client = await desk("unit_liaison.union", "hb")
    unit = (await client.get("/api/v1/unit")).json()
    assert [d["code"] for d in unit["duties"]] == ["DUT-14"]
    assert [m["code"] for m in unit["measures"]] == ["AID-56"]
    clerk = await desk("intake")
    assert (await clerk.get("/api/v1/unit")).status_code == 404
