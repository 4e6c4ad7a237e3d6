"""Care of a county at the door: coverage, names for a purpose, institutions, planned visits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from sqlmodel import col, select

from api.frame.door import Door
from store.projection import project_case
from store.tables.people import AuditRow
from tests.api.staff import Staff, key
from tests.store.samples import shown
from tests.store.test_tekun import scattered

PLACE = "/api/v1/care/jiaozuo"


async def post(client: AsyncClient, path: str, body: dict[str, object]) -> Response:
    return await client.post(PLACE + path, json=body, headers={"Idempotency-Key": key()})


async def cared_for(county: FastAPI, number: int, agreed: bool) -> str:
    """Somebody supported at home, in the tables as his case would write him."""
    door: Door = county.state.door
    case = scattered(number, agreed, date(1931, 7, 1))
    if case.file.caring.agreement is not None:  # it covers the county's day, whichever that is
        years = {"since": date(2020, 1, 1), "until": date(2099, 1, 1)}
        signed = case.file.caring.agreement.model_copy(update=years)
        care = case.file.caring.model_copy(update={"agreement": signed})
        case.file = case.file.having(caring=care)
    await door.write(project_case, shown(case.file, case.today))
    return case.file.case_no


@pytest.mark.rule("JZ-14", "GRP-16", "AID-41")
async def test_the_county_sees_the_coverage_and_names_those_without_agreement_for_a_purpose(
    county: FastAPI, desk: Staff
) -> None:
    signed, unsigned = await cared_for(county, 810001, True), await cared_for(county, 810002, False)
    client = await desk("county_reviewer", "jz")
    view = (await client.get(PLACE)).json()
    listed = {line["case_no"]: line for line in view["unsigned"]}
    assert unsigned in listed and signed not in listed
    assert "*" in listed[unsigned]["name"], "masked until somebody says what for"
    whole = view["coverage"][-1]
    assert whole["scattered"] - whole["signed"] == len(view["unsigned"]) and whole["percent"] < 100
    door: Door = county.state.door
    named = await client.post(
        f"{PLACE}/unsigned?purpose=contact", headers={"Idempotency-Key": key()}
    )
    assert {n["case_no"]: n["name"] for n in named.json()}[unsigned] == "孙一一"
    with door.store.read() as session:
        logged = session.exec(
            select(AuditRow).where(
                AuditRow.subject == unsigned, col(AuditRow.what).startswith("reveal")
            )
        ).all()
    assert [line.what for line in logged] == ["reveal Member.name for contact"]
    for role, at, status in (("supervisor", "jz", 403), ("finance", "jz", 403),
                             ("county_reviewer", "zh", 404)):  # fmt: skip
        other = await desk(role, at)
        answer = await other.post(f"{PLACE}/unsigned?purpose=contact")
        assert answer.status_code == status, (role, answer.text)
    for path in ("/api/v1/care/nowhere", "/care/nowhere", "/rolls/nowhere"):
        assert (await (await desk("auditor", "jz")).get(path)).status_code == 404, path
    town = (await (await desk("reviewer", "jz-first")).get(PLACE)).json()
    assert unsigned not in {line["case_no"] for line in town["unsigned"]}


@pytest.mark.rule("JZ-13", "JZ-16", "ACT-31")
async def test_an_institution_is_inspected_by_the_county_and_mends_what_was_found(
    desk: Staff,
) -> None:
    client = await desk("county_reviewer", "jz")
    body = {"code": "JG0001", "name": "示例敬老院", "level": "市级照料护理标准", "beds": 40}
    assert (await post(client, "/institutions", body)).status_code == 200
    inspection = {"code": "JG0001", "result": "mend", "finding": "夜间无人值班"}
    late = await post(client, "/inspections", inspection)
    assert late.status_code == 422 and "整改期限" in late.text
    due = (await client.get(PLACE)).json()["on"]
    assert (await post(client, "/inspections", {**inspection, "due": due})).status_code == 200
    strange = await post(client, "/inspections", {**inspection, "code": "JG9999", "due": due})
    assert strange.json()["code"] == "institution_unknown"
    mended = await post(client, "/mendings", {"code": "JG0001", "seq": 1, "mending": "已安排值班"})
    [one] = [i for i in mended.json()["items"] if i["code"] == "JG0001"]
    assert one["inspections"][0]["mended_on"] == due
    town = await desk("reviewer")
    assert (await town.get(f"{PLACE}/institutions")).status_code == 200
    assert (await post(town, "/institutions", body)).status_code == 403


@pytest.mark.rule("YC-04", "AID-63")
async def test_two_departments_at_one_door_are_warned_and_the_bureau_sees_who_is_on_no_plan(
    county: FastAPI, desk: Staff
) -> None:
    door: Door = county.state.door
    first, second = [await cared_for(county, n, True) for n in (810003, 810004)]
    today = await door.today()
    plan = {"title": "春节走访", "since": str(today), "until": str(today + timedelta(days=9))}
    hr, housing = (await desk("unit_liaison.hr", "jz"), await desk("unit_liaison.housing", "jz"))
    strange = await post(hr, "/plans", {**plan, "cases": ["JZ2026999999"]})
    assert strange.json()["code"] == "not_drawing_aid"
    assert (await post(hr, "/plans", {**plan, "cases": [first]})).status_code == 200
    told = (await post(housing, "/plans", {**plan, "cases": [first]})).json()
    [double] = [d for d in told["doubles"] if d["case_no"] == first]
    assert len(double["units"]) == 2 and told["unplanned"] == [], "a unit sees numbers of its own"
    bureau = (await (await desk("county_reviewer", "jz")).get(f"{PLACE}/plans")).json()
    assert second in bureau["unplanned"] and first not in bureau["unplanned"]
    visit = {"number": 1, "case_no": first, "finding": "已走访，取暖物资充足"}
    done = (await post(hr, "/visits", visit)).json()
    assert [p["done_on"] for p in done["items"] if p["case_no"] == first] == [str(today)]
    other = await post(housing, "/visits", {**visit, "case_no": second})
    assert other.json()["code"] == "not_on_plan"
    assert (await (await desk("intake")).get(f"{PLACE}/plans")).status_code == 403
