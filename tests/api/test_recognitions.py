"""Other units ask of which class of low-income family a person is (TR-25)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from domain.identity import synthetic_id
from store import audit_log
from tests.api.staff import PAPERS, Staff, people
from tests.api.test_doors import is_problem
from workflows import ids

WHERE = "/api/v1/places/jiaozuo/recognitions/query"
LIAISON = ("unit_liaison.medical", "jz")


def edge_family() -> dict[str, Any]:
    """500 yuan a head and month: over the standard, below the ratio of 低保边缘."""
    income = {"member": "m1", "kind": "transfer", "fen_year": 1_200_000}
    return people() | {"incomes": [income]}


async def recognised(desk: Staff, home: dict[str, Any]) -> str:
    case_no = await desk.open(home, programmes=["edge"], papers=PAPERS)
    await desk.act("intake", case_no, "accept")
    await desk.survey(case_no, home)
    found = (await desk.until(case_no, "review"))["assessment"]
    await desk.act("reviewer", case_no, "give_opinion", grant=found["eligible"], monthly_fen=0)
    await desk.act("village", case_no, "post_publicity", place_posted="村务公开栏")
    handle = desk.temporal.get_workflow_handle(ids.case_id("jiaozuo", case_no))
    for _ in range(100):
        if (await desk.view(case_no))["stage"] == "approval":
            break
        await desk.skipper.fast_forward(handle, timedelta(days=2))
    desk.days[case_no] = (await desk.until(case_no, "approval"))["today"]
    present = ["jz-wangdian.reviewer", "jz-wangdian.township_leader"]
    await desk.act("reviewer", case_no, "record_collective_review", present=present, opinion="同意")
    await desk.act("township_leader", case_no, "confirm", monthly_fen=0)
    await desk.until(case_no, "supervision")
    return case_no


@pytest.mark.rule("TR-25")
async def test_a_unit_of_the_place_learns_the_class_and_its_days_and_nothing_else(
    desk: Staff, county: FastAPI
) -> None:
    home = edge_family()
    number = home["members"][1]["id_no"]
    asked = {"id_no": number, "purpose": "assistance"}
    unit = await desk(*LIAISON)
    before = await unit.post(WHERE, json=asked)
    assert (before.status_code, before.json()["items"]) == (200, [])
    case_no = await recognised(desk, home)
    told = await unit.post(WHERE, json=asked)
    [item] = told.json()["items"]
    assert item == {
        "code": "edge",
        "zh": "低保边缘家庭认定",
        "since": desk.days[case_no],
        "until": None,
    }
    assert case_no not in told.text and number not in told.text
    rows = await county.state.door.read(audit_log.entries, limit=50)
    looks = [row for row in rows.rows if row.what == "query recognition for assistance"]
    assert [row.result for row in looks[:2]] == ["found", "none"]
    assert looks[0].who == "jz.unit_liaison.medical" and number not in looks[0].subject


@pytest.mark.rule("TR-25")
async def test_it_is_told_for_a_lawful_purpose_to_units_of_this_place_alone(desk: Staff) -> None:
    asked = {"id_no": synthetic_id(date(1970, 1, 1), 5)}
    unit = await desk(*LIAISON)
    wrong = await unit.post(WHERE, json=asked | {"purpose": "curiosity"})
    is_problem(wrong, 409, "purpose_unknown")
    is_problem(
        await unit.post(WHERE, json={"id_no": "1", "purpose": "assistance"}), 409, "id_length"
    )
    clerk = await desk("village")
    is_problem(
        await clerk.post(WHERE, json=asked | {"purpose": "assistance"}), 403, "role_not_allowed"
    )
    stranger = await desk("unit_liaison.medical", "hb")
    is_problem(await stranger.post(WHERE, json=asked | {"purpose": "assistance"}), 404, "not_found")
