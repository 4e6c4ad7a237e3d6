"""The household as the window sends it: new facts are taken, contradictions told and nothing kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.staff import PAPERS, Staff, key, people

FACTS: dict[str, Any] = {
    "spendings": [
        {"member": "m2", "kind": "medical", "fen": 3000000, "reimbursed_fen": 100, "receipts": 2}
    ],
    "supporters": [{"supports": "m1", "relation": "child", "fen_year": 6000000, "persons": 3}],
    "receives": ["edge"],
    "edge_case": "JZ2026000009",
}


async def sent(desk: Staff, home: dict[str, Any]) -> Any:
    clerk = await desk("intake")
    body = {"household": home, "papers": PAPERS}
    return await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})


async def test_spending_supporters_and_study_are_taken_in(desk: Staff) -> None:
    home = people() | FACTS
    home["members"][1] |= {"study": "bachelor", "apart": True}
    home["incomes"][0] |= {"received_on": "2026-03-01"}
    answer = await sent(desk, home)
    assert answer.status_code == 201, answer.text


BROKEN = [
    ({"relation": "child"}, {}, "没有申请人"),
    ({}, {"relation": "self"}, "m1、m2的关系都是“本人”"),
    ({}, {"key": "m1"}, "成员编号重复"),
]


@pytest.mark.parametrize(("first", "second", "told"), BROKEN)
async def test_a_household_that_cannot_be_is_refused_with_what_is_wrong(
    desk: Staff, first: dict[str, Any], second: dict[str, Any], told: str
) -> None:
    home = people() | {"incomes": []}
    home["members"][0] |= first
    home["members"][1] |= second
    answer = await sent(desk, home)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "household" and told in error["message"]
    assert home["members"][0]["id_no"] not in answer.text


async def test_the_same_number_twice_and_a_strangers_income_are_refused(desk: Staff) -> None:
    twice = people()
    twice["members"][1]["id_no"] = twice["members"][0]["id_no"].lower()
    answer = await sent(desk, twice)
    assert "m1与m2公民身份号码相同" in answer.json()["errors"][0]["message"]
    stranger = people()
    stranger["incomes"][0]["member"] = "m7"
    answer = await sent(desk, stranger)
    assert answer.status_code == 422
    assert "“收入”第1行" in answer.json()["errors"][0]["message"]


async def test_the_form_of_an_application_asks_for_these_facts_in_chinese(desk: Staff) -> None:
    page = (await (await desk("intake")).get("/cases/new")).text
    for words in (
        "就读学段",
        "全日制本科",
        "未长期共同居住",
        "必需支出",
        "票据张数",
        "家庭以外的赡养抚养扶养人",
        "已享受的救助",
        "互联网金融资产",
        "见义勇为奖励",
        "强制隔离戒毒",
    ):
        assert words in page, words
