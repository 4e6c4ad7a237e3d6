"""Help given once over HTTP: what the tables know is recorded by the door, never typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.staff import Staff, key, people
from tests.api.test_doors import is_problem


def hardship(on: str, **changes: object) -> dict[str, object]:
    return {
        "cause": "accident",
        "happened_on": on,
        "statement": "交通事故受伤，暂无收入",
        "township": "jz-wangdian",
        "home_township": "jz-wangdian",
        "urgency": "urgent",
        "grade": "serious",
        **changes,
    }


async def opened(desk: Staff, programme: str, home: dict[str, Any]) -> str:
    clerk = await desk("intake")
    body = {"household": home, "papers": ["application"], "programmes": [programme]}
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_no"])


async def brought_to_decision(desk: Staff, programme: str, home: dict[str, Any]) -> str:
    case_no = await opened(desk, programme, home)
    today = (await desk.view(case_no))["today"]
    await desk.act("intake", case_no, "record_hardship", hardship=hardship(today))
    await desk.act("intake", case_no, "accept")
    await desk.until(case_no, "approval")
    return case_no


async def computed(desk: Staff, case_no: str) -> dict[str, Any]:
    import asyncio

    for _ in range(1200):
        found = (await desk.view(case_no))["assessment"]
        if found:
            return dict(found)
        await asyncio.sleep(0.05)
    raise AssertionError("never computed")


@pytest.mark.rule("LS-04", "LS-15")
async def test_quick_help_is_given_over_http_and_not_twice_for_the_same_cause(
    desk: Staff,
) -> None:
    home = people()
    case_no = await brought_to_decision(desk, "quick", home)
    fen = (await computed(desk, case_no))["once_fen"]
    assert fen > 0
    await desk.act("township_leader", case_no, "confirm", once_fen=fen)
    body = {"manner": "money", "fen": fen, "receipt": "签收单1号", "receiver": "m1"}
    await desk.act("village", case_no, "deliver_aid", **body, fund="county")
    view = await desk.until(case_no, "closed")
    assert view["outcome_zh"] == "已救助"

    again = await brought_to_decision(desk, "quick", home)
    assert (await computed(desk, again))["eligible"] is False
    answer = await desk.send("township_leader", again, "confirm", once_fen=0)
    document = is_problem(answer, 409, "not_eligible")
    assert document["clause"]


async def test_what_the_tables_know_cannot_be_typed(desk: Staff) -> None:
    case_no = await opened(desk, "quick", people())
    today = (await desk.view(case_no))["today"]
    forged = {"on": today, "overdue_papers": 0, "recognised": ["dibao"]}
    answer = await desk.send(
        "intake", case_no, "record_hardship", hardship=hardship(today), known=forged
    )
    is_problem(answer, 422, "bad_input")


@pytest.mark.rule("JZ-19")
async def test_help_stands_beside_an_application_for_monthly_aid_of_the_same_family(
    desk: Staff,
) -> None:
    home = people()
    main = await desk.open(home)
    case_no = await opened(desk, "emergency", home)
    today = (await desk.view(case_no))["today"]
    linked = hardship(today, linked_case=main)
    await desk.act("intake", case_no, "record_hardship", hardship=linked)
    other = hardship(today, linked_case="JZ2026999999")
    answer = await desk.send("intake", case_no, "record_hardship", hardship=other)
    is_problem(answer, 409, "linked_case_unknown")
    assert (await desk.view(main))["stage"] == "intake"


async def test_a_wrong_code_is_refused_with_the_words_of_the_list(desk: Staff) -> None:
    case_no = await opened(desk, "quick", people())
    today = (await desk.view(case_no))["today"]
    wrong = hardship(today, cause="wedding")
    answer = await desk.send("intake", case_no, "record_hardship", hardship=wrong)
    document = is_problem(answer, 409, "causes_unknown")
    assert "火灾" in str(document["detail"])


async def test_the_form_offers_the_programmes_own_words(desk: Staff) -> None:
    case_no = await opened(desk, "emergency", people())
    page = await (await desk("intake")).get(f"/cases/{case_no}/acts/record_hardship")
    assert page.status_code == 200, page.text
    for words in ("困难情形登记", "家庭成员突发重大疾病", "特别困难", "突发性", "发放实物"):
        assert words in page.text
    assert "known" not in page.text
