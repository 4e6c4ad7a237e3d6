"""The one window over HTTP: the catalogue, one request for several programmes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from api.frame.problems import unavailable
from api.work import intake
from tests.api.conftest import browser
from tests.api.staff import PAPERS, Staff, key, people
from workflows.base import SHANGHAI


@pytest.mark.rule("ZH-03", "NUM-03")
async def test_the_catalogue_of_a_place_can_be_read_by_whoever_is_signed_in(desk: Staff) -> None:
    client = await desk("intake")
    answer = await client.get("/api/v1/aids", params={"place": "zhanhe"})
    assert answer.status_code == 200, answer.text
    types = answer.json()["types"]
    assert [t["tier"] for t in types].count("supplement") == 1 and len(types) == 9
    own = (await client.get("/api/v1/aids")).json()
    assert own["place"] == "jiaozuo"
    assert {g["code"] for g in own["groups"] if g["aid_zh"] == "未设定救助类型"} >= {"GRP-19"}
    assert (await client.get("/api/v1/aids", params={"place": "nowhere"})).status_code == 404


@pytest.mark.rule("ZH-02", "TR-24", "JZ-19")
async def test_one_request_opens_a_case_for_each_programme_without_asking_twice(
    desk: Staff,
) -> None:
    clerk, home, once = await desk("intake"), people(), {"Idempotency-Key": key()}
    body = {"household": home, "papers": PAPERS, "programmes": ["quick", "dibao"], "urgent": True}
    answer = await clerk.post("/api/v1/cases", json=body, headers=once)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    first, second = told["cases"]
    assert [first["programme"], second["programme"]] == ["dibao", "quick"]
    assert told["request_no"] == told["case_no"] == first["case_no"] != second["case_no"]
    assert (await clerk.post("/api/v1/cases", json=body, headers=once)).json() == told
    for own, other in ((first, second), (second, first)):
        view = await desk.view(own["case_no"])
        assert (view["programme"], view["request_no"]) == (own["programme"], told["request_no"])
        assert view["siblings"] == [other["case_no"]] and view["urgent"]
        assert [m["key"] for m in view["household"]["members"]] == ["m1", "m2"]


async def refusal(desk: Staff, **more: object) -> dict[str, object]:
    clerk = await desk("intake")
    body = {"household": people(), "papers": PAPERS, **more}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    assert answer.status_code in (409, 422), answer.text
    return dict(answer.json())


async def test_programmes_that_exclude_each_other_are_refused_with_the_clause(
    desk: Staff,
) -> None:
    told = await refusal(desk, programmes=["dibao", "tekun"])
    assert (told["code"], told["errors"][0]["field"]) == ("not_together", "programmes")  # type: ignore[index]
    assert "43号" in str(told["clause"])
    told = await refusal(desk, programmes=["dibao", "edge"])
    assert told["code"] == "not_together" and "57号" in str(told["clause"])


async def test_what_the_place_does_not_offer_is_refused_naming_what_it_offers(
    desk: Staff,
) -> None:
    told = await refusal(desk, programmes=["legal_aid"])
    assert told["code"] == "not_offered"
    assert "最低生活保障" in str(told["detail"])


@pytest.mark.rule("GRP-19", "GRP-15")
async def test_a_group_opens_the_programmes_of_its_types_or_says_that_it_has_none(
    desk: Staff,
) -> None:
    told = await refusal(desk, group="GRP-19")
    assert told["code"] == "no_aid_defined" and "未设定救助类型" in str(told["detail"])
    case_no = await desk.open(group="GRP-15")
    assert (await desk.view(case_no))["programme"] == "dibao"


@pytest.mark.rule("JZ-19")
async def test_a_second_case_of_a_person_is_refused_in_its_group_and_taken_beside_it(
    desk: Staff,
) -> None:
    home = people()
    first = await desk.open(home)
    told = await refusal(desk, household=home, programmes=["edge"])
    assert (told["code"], told["case_no"]) == ("duplicate_person", first)
    beside = await desk.open(home, programmes=["quick"])
    assert (await desk.view(beside))["programme"] == "quick"


async def test_a_request_that_died_between_its_cases_is_finished_under_the_same_key(
    desk: Staff, county: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, once = await desk("intake"), {"Idempotency-Key": key()}
    body = {"household": people(), "papers": PAPERS, "programmes": ["dibao", "quick"]}
    real, started = intake.start, []

    async def dies(*told: object) -> bool:
        started.append(told)
        if len(started) == 2:
            raise unavailable()
        return await real(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "start", dies)
    assert (await clerk.post("/api/v1/cases", json=body, headers=once)).status_code == 503
    answer = await clerk.post("/api/v1/cases", json=body, headers=once)
    assert answer.status_code == 201, answer.text
    numbers = [case["case_no"] for case in answer.json()["cases"]]
    begun = [file.case_no for _, file, *_ in started]  # type: ignore[misc, attr-defined]
    assert begun == [*numbers, *numbers]
    for number in numbers:
        await desk.view(number)


@pytest.mark.rule("ZH-02", "ZH-21", "TYP-04")
async def test_a_referred_request_is_answered_by_its_unit_alone_and_told_to_the_family(
    desk: Staff,
) -> None:
    window, once = await desk("intake", "hb-first"), {"Idempotency-Key": key()}
    body = {"household": people(), "papers": PAPERS, "programmes": ["medical"]}
    opened = await window.post("/api/v1/cases", json=body, headers=once)
    assert opened.status_code == 201, opened.text
    case_no = opened.json()["case_no"]
    await desk.act("intake", case_no, "accept", "hb-first")
    mine, other = (
        await desk("unit_liaison.medical", "hb"),
        await desk("unit_liaison.education", "hb"),
    )
    assert (await other.get(f"/api/v1/cases/{case_no}")).status_code == 404
    tasks = (await mine.get("/api/v1/tasks")).json()["items"]
    assert case_no in {task["case_no"] for task in tasks}
    view = (await mine.get(f"/api/v1/cases/{case_no}")).json()
    assert [act["act"] for act in view["allowed"]] == ["answer_referral"]
    assert view["stage"] == "referral" and view["household"]["members"][0]["name"] == "张**"
    given = {"answer": "given", "service": "资助参加居民医保"}
    done = await mine.post(
        f"/api/v1/cases/{case_no}/acts/answer_referral",
        json=given,
        headers={"Idempotency-Key": key()},
    )
    assert done.status_code == 200, done.text
    await desk.act("intake", case_no, "close_referral", "hb-first", told_to="m1")
    view = await desk.view(case_no, "intake", "hb-first")
    assert (view["outcome"], view["stage"]) == ("referral_given", "closed")


@pytest.mark.rule("YC-10")
async def test_each_programme_publishes_its_papers_steps_and_limit(desk: Staff) -> None:
    client = await desk("intake", "yc-first")
    told = (await client.get("/api/v1/aids/dibao")).json()
    assert {p["code"] for p in told["papers"]} >= {"application", "honesty_commitment"}
    assert all(p["why"] and p["clause"] for p in told["papers"])
    assert told["steps"][0] == "受理" and told["limit"].endswith("个工作日")
    tekun = (await client.get("/api/v1/aids/tekun")).json()
    card = next(p for p in tekun["perhaps"] if p["code"] == "disability_certificate")
    assert card["from_department"] == "区残联"
    clerk = await desk("intake")
    assert (await clerk.get("/api/v1/aids/legal_aid")).status_code == 404


@pytest.mark.rule("ZH-21")
async def test_a_declined_family_is_passed_on_with_what_the_window_already_knows(
    desk: Staff,
) -> None:
    home = people()
    home["members"][1]["serious_illness"] = True
    first = await desk.open(home, urgent=True)
    clerk = await desk("intake")
    too_early = await clerk.post(
        f"/api/v1/cases/{first}/pass-on",
        json={"programmes": ["quick"]},
        headers={"Idempotency-Key": key()},
    )
    assert too_early.json()["code"] == "case_still_open"
    view = await desk.declined(first)
    assert {"quick", "charity"} <= {fit["programme"] for fit in view["may_fit"]}
    assert all(fit["why"] for fit in view["may_fit"])
    passed = await clerk.post(
        f"/api/v1/cases/{first}/pass-on",
        json={"programmes": ["quick"]},
        headers={"Idempotency-Key": key()},
    )
    assert passed.status_code == 201, passed.text
    view = await desk.view(passed.json()["case_no"])
    assert (view["passed_on_from"], view["programme"]) == (first, "quick")
    assert [m["key"] for m in view["household"]["members"]] == ["m1", "m2"]


@pytest.mark.rule("ZH-21")
async def test_requests_that_wait_at_the_window_too_long_are_listed(desk: Staff) -> None:
    fresh = await desk.open()
    old = await desk.open(
        applied_on=(datetime.now(SHANGHAI).date() - timedelta(days=30)).isoformat()
    )
    clerk = await desk("intake")
    listed = {
        line["case_no"] for line in (await clerk.get("/api/v1/requests/idle")).json()["items"]
    }
    assert old in listed and fresh not in listed
    await desk.declined(old)
    listed = {
        line["case_no"] for line in (await clerk.get("/api/v1/requests/idle")).json()["items"]
    }
    assert old not in listed


@pytest.mark.rule("YC-15")
async def test_an_online_application_comes_with_identity_commitment_and_everybodys_authorisation(
    desk: Staff,
) -> None:
    home = people()
    told = await refusal(desk, household=home, channel="online", papers=["application"])
    faults = {fault["field"]: fault["message"] for fault in told["errors"]}  # type: ignore[attr-defined]
    assert "身份证明" in faults["papers"] and "承诺书" in faults["papers"]
    assert "m1、m2" in faults["signatures"]
    signed = [{"person": m, "signed_by": m, "paper": f"电子授权{m}"} for m in ("m1", "m2")]
    case_no = await desk.open(home, channel="online", signatures=signed)
    view = await desk.view(case_no)
    assert (view["channel"], view["programme"]) == ("online", "dibao")
    other = [{"person": "m2", "signed_by": "m1", "paper": "代签"}]
    told = await refusal(desk, signatures=other)
    assert told["code"] == "adult_signs_himself"


@pytest.mark.rule("YC-13")
async def test_number_and_status_are_the_same_by_window_and_online_and_show_nobodys_data(
    desk: Staff, county: FastAPI
) -> None:
    clerk = await desk("intake")
    answer = await clerk.post(
        "/api/v1/cases",
        json={"household": people(), "papers": PAPERS},
        headers={"Idempotency-Key": key()},
    )
    [case] = answer.json()["cases"]
    assert (await desk.view(case["case_no"]))["query_code"] == case["query_code"]
    async with browser(county) as anybody:
        page = (await anybody.get("/status")).text
        token = re.search(r'name="_token" value="([^"]+)"', page)
        assert token is not None
        form = {"_token": token[1], "case_no": case["case_no"], "code": case["query_code"]}
        shown = await anybody.post("/status", data=form)
        assert shown.status_code == 200 and "受理" in shown.text and "张" not in shown.text
        wrong = await anybody.post("/status", data={**form, "code": "0" * 12})
        none = await anybody.post("/status", data={**form, "case_no": "JZ2026999999"})
        assert wrong.status_code == none.status_code == 404


@pytest.mark.rule("GRP-12")
async def test_an_unidentified_patient_is_taken_in_and_merged_only_with_nobodys_case(
    desk: Staff,
) -> None:
    man = {"key": "m1", "name": "无名氏", "id_no": "", "relation": "self"}
    home = {"members": [{**man, "provisional": "约五十岁男性，急诊昏迷"}]}
    told = await refusal(desk, household=home)
    assert (told["code"], told["clause"]) == ("identity_needed", "GRP-12; 社会救助法 Art 51-52")
    assert (await refusal(desk, household={"members": [man]}))["code"] == "bad_input"
    case_no = await desk.open(home, programmes=["quick"])
    known, other = people(), people()
    await desk.open(known, programmes=["quick"])
    body = {"member": "m1", "name": "张一一", "found_by": "公安机关指纹比对"}
    number = known["members"][0]["id_no"]
    clash = await desk.send("intake", case_no, "identify_person", id_no=number, **body)
    assert (clash.status_code, clash.json()["code"]) == (409, "person_in_other_case")
    free = other["members"][0]["id_no"]
    await desk.act("intake", case_no, "identify_person", id_no=free, **body)
    told = await refusal(desk, household=other, programmes=["quick"])
    assert (told["code"], told["case_no"]) == ("duplicate_person", case_no)


@pytest.mark.rule("JZ-07", "DB-02")
async def test_a_family_registered_elsewhere_applies_where_its_residence_allows_it(
    desk: Staff,
) -> None:
    case_no = await desk.open(hukou_place="河南省洛阳市某县", papers=[*PAPERS, "residence_proof"])
    view = await desk.view(case_no)
    assert {p["code"]: p["held"] for p in view["papers_asked"]}["residence_proof"]
    clerk = await desk("intake", "tr-first")
    body = {"household": people(), "papers": PAPERS, "hukou_place": "青海省西宁市某区"}
    told = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    assert (told.status_code, told.json()["code"]) == (409, "apply_at_hukou")


@pytest.mark.rule("DB-03")
async def test_members_registered_elsewhere_send_the_family_where_it_lives(desk: Staff) -> None:
    there = {"member": "m2", "province": "陕西省", "county": "安康市某县", "lives_there": True}
    told = await refusal(desk, registered_elsewhere=[there])
    assert (told["code"], told["clause"]) == ("apply_where_the_family_lives", "57号 Art 5")
    assert told["errors"][0]["field"] == "registered_elsewhere"
    await desk.open(registered_elsewhere=[there | {"lives_there": False}])
