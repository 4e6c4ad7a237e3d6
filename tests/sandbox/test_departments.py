"""The departments answer on the query's own day, once a question, and misbehave to order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from activities.departments import HttpRoute
from activities.exchange import Down, Nonsense, vetted
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Kind, Person
from domain.household import Member
from domain.identity import synthetic_id
from sandbox import departments
from sandbox.county import FIRST_DAY, Family, Story, county
from sandbox.departments import Departments
from tests.sandbox.serving import serving

PLACE = "jiaozuo"
ITEMS = ("CHK-07", "DB-37/hukou", "DB-37/vehicles")


@pytest.fixture
def offices() -> Departments:
    return Departments()


@pytest.fixture
def app(offices: Departments) -> FastAPI:
    app = FastAPI()
    app.include_router(departments.router(offices))
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with serving(app) as client:
        yield client


def family_of(story: Story, place: str = PLACE) -> Family:
    return next(f for f in county().of(place) if f.story is story)


def query(
    family: Family | None = None,
    on: date = FIRST_DAY,
    *,
    department: str = "police",
    items: tuple[str, ...] = ITEMS,
    key: str = "JZ2026000001-1-police",
) -> DepartmentQuery:
    family = family or family_of(Story.PLAIN)
    members: tuple[Member, ...] = family.application.household.members
    return DepartmentQuery(
        key=key,
        place=family.place,
        department=department,
        items=items,
        persons=tuple(Person(key=m.key, name=m.name, id_no=m.id_no) for m in members),
        purpose="assistance",
        authorisation="授权书",
        asked_on=on,
    )


def ask(client: httpx.Client, question: DepartmentQuery) -> httpx.Response:
    return client.post(
        f"/{question.place}/{question.department}/query",
        content=question.model_dump_json(),
        headers={"Idempotency-Key": question.key, "Content-Type": "application/json"},
    )


def order(client: httpx.Client, **fault: Any) -> None:
    assert client.put("/_faults", json=[fault]).status_code == 200


def through_our_route(client: httpx.Client, question: DepartmentQuery) -> DepartmentReply:
    """As a case would ask: over HTTP, the answer vetted."""

    async def go() -> DepartmentReply:
        async with httpx.AsyncClient(trust_env=False) as http:
            reply = await HttpRoute(str(client.base_url), http).ask(question)
        return vetted(question, reply)

    return asyncio.run(go())


def test_every_item_and_person_is_answered_and_the_hidden_car_is_found(
    client: httpx.Client,
) -> None:
    family = family_of(Story.HIDDEN_CAR)
    reply = through_our_route(client, query(family))
    assert reply.answer is not None
    cars = [r for r in reply.answer.records if r.about == "vehicle"]
    assert [(r.item, r.kind, r.count) for r in cars] == [("DB-37/vehicles", Kind.FOUND, 1)]
    assert reply.answer.on == FIRST_DAY


def test_of_strangers_nothing_is_found(client: httpx.Client) -> None:
    stranger = Person(key="m1", name="无名", id_no=synthetic_id(date(1971, 1, 1), 777))
    answer = Answer.model_validate(
        ask(client, query().model_copy(update={"persons": (stranger,)})).json()
    )
    assert {r.kind for r in answer.records} == {Kind.NOTHING}
    assert {(r.item, r.person) for r in answer.records} == {(item, "m1") for item in ITEMS}


def test_an_answered_question_is_never_answered_anew(client: httpx.Client) -> None:
    first = ask(client, query())
    again = ask(client, query(on=FIRST_DAY + timedelta(days=5)))
    assert again.json() == first.json()
    (asking,) = client.get("/_asked").json().values()
    assert (asking["asked"], asking["answered"], asking["repeated"]) == (2, 1, 1)


def test_a_key_belongs_to_one_question(client: httpx.Client) -> None:
    ask(client, query())
    assert ask(client, query(family_of(Story.HIDDEN_CAR))).status_code == 422
    question = query()
    nameless = client.post(
        f"/{PLACE}/police/query", json=question.model_dump(mode="json"), headers={}
    )
    assert nameless.status_code == 422


def test_a_query_for_another_place_or_department_is_refused(client: httpx.Client) -> None:
    question = query()
    for path in ("/zhanhe/police/query", "/jiaozuo/hr/query", "/nowhere/police/query"):
        headers = {"Idempotency-Key": "x-1"}
        response = client.post(path, json=question.model_dump(mode="json"), headers=headers)
        assert response.status_code == 404


@pytest.mark.parametrize("kind", ["garbage", "schema", "incomplete", "other_person", "duplicate"])
def test_an_answer_that_is_none_is_seen_for_what_it_is(client: httpx.Client, kind: str) -> None:
    order(client, kind=kind, place=PLACE, department="police")
    with pytest.raises(Nonsense):
        through_our_route(client, query())
    assert client.put("/_faults", json=[]).json() == []
    assert through_our_route(client, query()).answer is not None


def test_a_department_that_contradicts_itself_is_not_believed(client: httpx.Client) -> None:
    order(client, kind="contradictory")
    with pytest.raises(Nonsense, match="contradicts"):
        through_our_route(client, query())


def test_a_department_may_decline_every_item(client: httpx.Client) -> None:
    order(client, kind="refused", department="police")
    answer = through_our_route(client, query()).answer
    assert answer and {r.kind for r in answer.records} == {Kind.REFUSED}


def test_down_for_ten_days_of_the_calendar_and_then_up(client: httpx.Client) -> None:
    order(client, kind="down", place=PLACE, department="police", for_days=10)
    for day in (0, 4, 9):
        with pytest.raises(Down):
            through_our_route(client, query(on=FIRST_DAY + timedelta(days=day)))
    elsewhere = query(family_of(Story.AGENT, "hanbin"), key="HB2026000001-1-police")
    assert ask(client, elsewhere).status_code == 200
    after = through_our_route(client, query(on=FIRST_DAY + timedelta(days=10)))
    assert after.answer is not None
    asked = client.get("/_asked").json()
    assert {a["repeated"] for a in asked.values()} == {0}
    assert asked[query().key]["answered"] == 1


def test_a_late_department_takes_the_question_and_says_when(client: httpx.Client) -> None:
    order(client, kind="late", for_days=6)
    expected = FIRST_DAY + timedelta(days=6)
    assert through_our_route(client, query()) == DepartmentReply(expected=expected)
    assert through_our_route(client, query(on=expected)).answer is not None


@pytest.mark.parametrize("place", ["hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe"])
def test_one_family_of_each_place_waits_for_one_slow_department(
    client: httpx.Client, place: str
) -> None:
    family = family_of(Story.LATE_DEPARTMENT, place)
    assert family.late is not None
    start = family.application.applied_on
    question = query(family, start, department=family.late.department, items=("CHK-19",))
    ready = start + timedelta(days=family.late.days)
    assert through_our_route(client, question) == DepartmentReply(expected=ready)
    later = question.model_copy(update={"asked_on": ready})
    assert through_our_route(client, later).answer is not None


def test_a_slow_department_answers_rightly_after_a_while(client: httpx.Client) -> None:
    order(client, kind="slow", seconds=0.05)
    assert ask(client, query()).status_code == 200


def test_a_restart_knows_the_day_that_was_set(tmp_path: Path) -> None:
    kept = tmp_path / "sandbox" / "first_day.txt"
    assert Departments(FIRST_DAY, kept).county.first_day == FIRST_DAY and not kept.exists()
    day = FIRST_DAY + timedelta(days=30)
    Departments(FIRST_DAY, kept).set_first_day(day)
    assert Departments(FIRST_DAY, kept).county.first_day == day


def test_the_whole_county_begins_on_the_day_it_is_told(
    client: httpx.Client, offices: Departments
) -> None:
    day = FIRST_DAY + timedelta(days=30)
    assert client.put("/_calendar", json={"first_day": day.isoformat()}).status_code == 200
    assert client.get("/_calendar").json() == {"first_day": day.isoformat()}
    assert min(f.application.applied_on for f in offices.county.families) == day
