"""Charity, bought services, contracted people and hospitals at the door (register 5.32)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.frame.door import Door
from store import users
from store.tables import UserRow
from tests.api.staff import Staff, key, people

_codes = count(1)
FAR = "2099-12-31"


async def post(client: AsyncClient, path: str, body: dict[str, Any]) -> Response:
    return await client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key()})


async def provider(desk: Staff, kind: str, at: str = "jz") -> str:
    code = f"52410800MJ{next(_codes):08d}"
    client = await desk("county_reviewer", at)
    answer = await post(client, "/providers", {"code": code, "kind": kind, "name": "示例机构"})
    assert answer.status_code == 200, answer.text
    return code


async def contract(
    desk: Staff, code: str, budget: int, services: list[str], at: str = "jz", **more: Any
) -> str:
    number = f"购〔2026〕{next(_codes)}号"
    body = {
        "number": number, "provider": code, "services": services, "budget_fen": budget,
        "since": "2026-01-01", "until": FAR, **more,
    }  # fmt: skip
    answer = await post(await desk("county_reviewer", at), "/contracts", body)
    assert answer.status_code == 200, answer.text
    return number


@pytest.fixture
async def outsider(county: FastAPI, desk: Staff) -> AsyncIterator[str]:
    """An account of a provider at Jiaozuo, with the demonstration's password."""
    door: Door = county.state.door
    name = f"jz-test.provider.{next(_codes)}"
    row = UserRow(
        id=name, role="provider", place="jiaozuo", unit="示例机构", demo=True, password_hash=""
    )
    await door.write(users.create_user, row, users.DEMO_PASSWORD)
    yield name


@pytest.mark.rule("YC-03", "YC-24")
async def test_providers_are_registered_with_what_they_are_granted(desk: Staff) -> None:
    code = await provider(desk, "insurer", "yc")
    client = await desk("county_reviewer", "yc")
    paper = {"provider": code, "kind": "reward", "fen": 100_000, "document": "峄财函〔2026〕1号"}
    granted = (await post(client, "/providers/incentives", paper)).json()
    assert [(i["kind_zh"], i["fen"]) for i in granted["incentives"]] == [("资金奖补", 100_000)]
    wrong = await post(client, "/providers", {"code": "X" * 10, "kind": "bank", "name": "某行"})
    assert wrong.status_code == 422
    clerk = await desk("intake", "yc-first")
    assert (
        await post(clerk, "/providers", {"code": "X" * 10, "kind": "insurer", "name": "某司"})
    ).status_code == 403
    elsewhere = await desk("county_reviewer", "hb")
    kinds = await post(elsewhere, "/providers/incentives", paper)
    assert kinds.status_code == 422, "汉滨区 grants none by its document"


@pytest.mark.rule("YC-03", "JZ-36", "JZ-37")
async def test_gifts_are_recorded_on_the_case_by_fund_or_registered_provider(desk: Staff) -> None:
    code = await provider(desk, "charity")
    case_no = await desk.open()
    gift = {"cause": "serious_illness", "fen": 200_000, "receipt": "收据1号"}
    await desk.act("intake", case_no, "record_gift", source="village_society", **gift)
    await desk.act("intake", case_no, "record_gift", provider=code, fen=100, receipt="收据2号")
    strange = await desk.send(
        "intake", case_no, "record_gift", provider="52410800MJ99999999", fen=1, receipt="3"
    )
    assert strange.json()["code"] == "giver_unknown"
    lines = [words for name, words in (await desk.view(case_no))["others"] if "慈善" in name]
    assert any("互助社" in w and "重病" in w for w in lines) and any("示例机构" in w for w in lines)
    found = (await (await desk("intake")).get(f"/api/v1/cases/{case_no}/aids")).json()
    assert found["given_fen"] == 200_100


@pytest.mark.rule("JZ-40", "TR-39")
async def test_a_contracts_budget_is_never_ordered_beyond_even_by_two_at_once(desk: Staff) -> None:
    code = await provider(desk, "social_work")
    number = await contract(desk, code, 100_000, ["counselling"])
    first, second = await desk.open(), await desk.open()
    order = {"kind": "counselling", "member": "m1", "contract": number, "aim": "心理疏导支持"}
    answers = await asyncio.gather(
        *(desk.send("reviewer", c, "order_service", **order, fen=60_000) for c in (first, second))
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    [no] = [a.json() for a in answers if a.status_code == 409]
    assert no["code"] == "over_budget"
    wrong = await desk.send(
        "reviewer", first, "order_service", **{**order, "member": "m9"}, fen=30_000
    )
    assert wrong.json()["code"] == "member_unknown"
    taken = first if answers[0].status_code == 200 else second
    await desk.act("surveyor", taken, "record_service", number=1, done="面谈一次")
    register = (await (await desk("county_reviewer", "jz")).get("/api/v1/providers")).json()
    [held] = [c for c in register["contracts"] if c["number"] == number]
    assert (held["left_fen"], held["cases"], held["times"]) == (40_000, 1, 1), (
        "what was refused is freed"
    )
    other = await desk.send("reviewer", taken, "order_service", **{**order, "kind": "care"})
    assert other.json()["code"] == "service_not_offered"


@pytest.mark.rule("HB-15")
async def test_a_contracted_provider_sees_its_orders_alone_and_nothing_after_the_contract(
    desk: Staff, outsider: str
) -> None:
    code = await provider(desk, "social_work")
    number = await contract(desk, code, 100_000, ["counselling"], account=outsider)
    home = people()
    case_no, strange = await desk.open(home), await desk.open()
    await desk.act(
        "reviewer", case_no, "order_service", kind="counselling", member="m1", contract=number,
        fen=1_000, aim="心理疏导支持", contact="电话13900000001",
    )  # fmt: skip
    prefix, _, role = outsider.partition(".")
    client = await desk(role, prefix)
    [mine] = (await client.get("/api/v1/services")).json()
    assert (mine["case_no"], mine["contact"]) == (case_no, "电话13900000001")
    assert home["members"][0]["name"] not in str(mine)
    for path in ("", "/household?field=Member.name&purpose=contact", "/aids", "/timeline"):
        assert (await client.get(f"/api/v1/cases/{case_no}{path}")).status_code == 404, path
    told = {"number": 1, "done": "上门面谈一次"}
    assert (await post(client, f"/cases/{case_no}/acts/record_service", told)).status_code == 200
    assert (await post(client, f"/cases/{strange}/acts/record_service", told)).status_code == 404
    await desk.act(
        "reviewer", case_no, "order_service", kind="social_inclusion", member="m1", aim="融入社区",
    )  # fmt: skip
    other = await post(client, f"/cases/{case_no}/acts/record_service", {**told, "number": 2})
    assert other.json()["code"] == "not_your_contract"


@pytest.mark.rule("HB-15")
async def test_whoever_works_under_contracts_that_are_all_over_is_not_let_in(
    desk: Staff, outsider: str
) -> None:
    code = await provider(desk, "social_work")
    await contract(
        desk, code, 1, ["counselling"], account=outsider, since="2020-01-01", until="2020-12-31"
    )
    prefix, _, role = outsider.partition(".")
    client = await desk(role, prefix)
    assert (await client.get("/api/v1/services")).status_code == 401


@pytest.mark.rule("JZ-20")
async def test_special_aid_of_the_same_household_is_linked_and_of_another_is_not(
    desk: Staff,
) -> None:
    home = people()
    special = await desk.open(home, programme="charity")
    case_no, strange = await desk.open(home), await desk.open(programme="charity")
    await desk.act("intake", case_no, "link_special_aid", special=special)
    no = await desk.send("intake", case_no, "link_special_aid", special=strange)
    assert no.json()["code"] == "special_aid_unknown"
    lines = dict((await desk.view(case_no))["others"])
    assert special in lines["专项救助"]


@pytest.mark.rule("TR-41", "ACT-29")
async def test_a_hospital_asks_who_is_covered_and_settles_once(
    county: FastAPI, desk: Staff
) -> None:
    door: Door = county.state.door
    account = f"tr-test.provider.{next(_codes)}"
    row = UserRow(
        id=account, role="provider", place="tongren", unit="市医院", demo=True, password_hash=""
    )
    await door.write(users.create_user, row, users.DEMO_PASSWORD)
    code = await provider(desk, "hospital", "tr")
    await contract(desk, code, 1, ["一站式结算"], at="tr", account=account)
    home = people()
    clerk = await desk("intake", "tr-first")
    opened = await post(
        clerk, "/cases",
        {"household": home, "papers": ["application", "authorisation", "commitment", "identity"]},
    )  # fmt: skip
    case_no = opened.json()["case_no"]
    hospital = await desk("provider." + account.rsplit(".", 1)[-1], "tr-test")
    who = home["members"][0]["id_no"]
    asked = await post(
        hospital, "/places/tongren/coverage/query", {"id_no": who, "purpose": "assistance"}
    )
    assert asked.status_code == 200 and asked.json()["items"] == [], asked.text
    bill = {
        "id_no": who, "kind": "medical", "total_fen": 900_000, "paid_fen": 600_000,
        "receipt": "结算1号",
    }  # fmt: skip
    done = await post(hospital, "/places/tongren/settlements", bill)
    assert done.status_code == 200, done.text
    assert done.json()["cases"] == [case_no]
    again = await post(hospital, "/places/tongren/settlements", bill)
    assert (again.status_code, again.json()["code"]) == (409, "settled_already")
    view = await desk.view(case_no, "intake", "tr-first")
    assert any("一站式结算" in words for _, words in view["others"])
    clerk_asks = await post(
        clerk, "/places/tongren/coverage/query", {"id_no": who, "purpose": "assistance"}
    )
    assert clerk_asks.status_code == 404


async def test_a_case_offers_no_act_its_place_has_no_rule_for(desk: Staff) -> None:
    case_no = await desk.open()
    acts = {a["act"] for a in (await desk.view(case_no))["allowed"]}
    assert {"refer_case", "start_pairing"} <= acts and "record_insurance" not in acts
    clerk = await desk("intake", "hb-first")
    papers = ["application", "authorisation", "commitment", "identity"]
    opened = await post(clerk, "/cases", {"household": people(), "papers": papers})
    view = await desk.view(opened.json()["case_no"], "intake", "hb-first")
    there = {a["act"] for a in view["allowed"]}
    assert "record_insurance" in there and "start_pairing" not in there
