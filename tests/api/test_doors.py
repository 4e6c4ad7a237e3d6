"""Who may come in and what a mistake is answered with."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.frame.guard import BODY_LIMIT
from runtime.sessions import COOKIE
from store import audit_log
from store.users import DEMO_PASSWORD
from tests.api.conftest import browser
from tests.api.staff import PAPERS, Staff, key, people


def is_problem(answer: object, status: int, code: str) -> dict[str, object]:
    """The document of a problem, once it is one in every respect."""
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    document: dict[str, object] = answer.json()  # type: ignore[attr-defined]
    assert document["code"] == code
    assert document["status"] == status
    assert document["detail"] and document["title"] and document["type"]
    assert "Traceback" not in answer.text  # type: ignore[attr-defined]
    return document


async def test_everything_but_signing_in_needs_a_session(county: FastAPI) -> None:
    paths = county.openapi()["paths"]
    async with browser(county) as nobody:
        for path, operations in paths.items():
            for method in operations:
                if path in ("/healthz", "/api/v1/session") or not path.startswith("/api"):
                    continue
                address = (
                    path.replace("{case_no}", "JZ2026000001")
                    .replace("{number}", "1")
                    .replace("{place}", "jiaozuo")
                    .replace("{month}", "2026-12")
                    .replace("{import_id}", "0" * 24)
                    .replace("{lead_no}", "JZL2026000001")
                    .replace("{kind}", "case")
                    .replace("{act}", "accept")
                    .replace("{digest}", "0" * 64)
                    .replace("{official}", "0" * 16)
                )
                answer = await nobody.request(method, address, headers={"Idempotency-Key": key()})
                is_problem(answer, 401, "signed_out")


async def test_a_wrong_password_five_times_rests_the_account(county: FastAPI) -> None:
    async with browser(county) as somebody:
        sent = {"user": "jz-first.village", "password": "wrong"}
        for _ in range(5):
            is_problem(await somebody.post("/api/v1/session", json=sent), 401, "sign_in_wrong")
        right = {**sent, "password": DEMO_PASSWORD}
        is_problem(await somebody.post("/api/v1/session", json=right), 423, "sign_in_locked")


async def test_an_unknown_user_is_answered_like_a_wrong_password(county: FastAPI) -> None:
    async with browser(county) as somebody:
        sent = {"user": "nobody.here", "password": "wrong"}
        is_problem(await somebody.post("/api/v1/session", json=sent), 401, "sign_in_wrong")


async def test_signing_in_is_logged_but_never_what_was_typed_into_the_wrong_field(
    county: FastAPI,
) -> None:
    async with browser(county) as somebody:
        for user in ("my-secret-password", "jz.supervisor"):
            sent = {"user": user, "password": "wrong"}
            await somebody.post("/api/v1/session", json=sent)
    with county.state.door.store.read() as session:
        rows = [r for r in audit_log.entries(session, limit=20).rows if r.what == "sign_in"]
    assert [(r.subject, r.result) for r in rows[:2]] == [("jz.supervisor", "wrong"), ("", "wrong")]


async def test_signing_out_kills_the_token_on_our_side(county: FastAPI) -> None:
    async with browser(county) as clerk:
        sent = {"user": "jz-second.intake", "password": DEMO_PASSWORD}
        await clerk.post("/api/v1/session", json=sent)
        token = clerk.cookies[COOKIE]
        assert (await clerk.delete("/api/v1/session")).status_code == 204
        clerk.cookies.set(COOKIE, token)
        is_problem(await clerk.get("/api/v1/me"), 401, "signed_out")


async def test_a_forged_or_expired_token_is_nobody(county: FastAPI) -> None:
    async with browser(county) as clerk:
        clerk.cookies.set(COOKIE, "forged.token.here")
        is_problem(await clerk.get("/api/v1/me"), 401, "signed_out")


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "fetch-site"],
)
async def test_another_sites_page_cannot_act_with_our_cookie(
    desk: Staff, headers: dict[str, str]
) -> None:
    clerk = await desk("intake")
    body = {"household": people(), "papers": PAPERS}
    answer = await clerk.post(
        "/api/v1/cases", json=body, headers={"Idempotency-Key": key(), **headers}
    )
    is_problem(answer, 403, "cross_site")


async def test_our_own_page_and_a_program_may_act(desk: Staff) -> None:
    clerk = await desk("intake")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://county"}, {}):
        answer = await clerk.post(
            "/api/v1/cases", json={}, headers={"Idempotency-Key": key(), **headers}
        )
        is_problem(answer, 422, "bad_input")


async def test_a_case_of_another_township_is_as_one_that_does_not_exist(desk: Staff) -> None:
    case_no = await desk.open()
    stranger = await desk("intake", "jz-first")
    for path in (
        "",
        "/timeline",
        "/why",
        "/household?purpose=contact&field=Member.name",
        "/notices/x",
    ):
        strange = await stranger.get(f"/api/v1/cases/{case_no}{path}")
        missing = await stranger.get(f"/api/v1/cases/JZ2026999999{path}")
        found = is_problem(strange, 404, "not_found")
        nothing = is_problem(missing, 404, "not_found")
        assert {**found, "request_id": ""} == {**nothing, "request_id": ""}
    act = await desk.send("intake", case_no, "accept", "jz-first")
    is_problem(act, 404, "not_found")
    county_elsewhere = await desk("county_reviewer", "hb")
    is_problem(await county_elsewhere.get(f"/api/v1/cases/{case_no}"), 404, "not_found")


async def test_lists_show_only_the_callers_cases(desk: Staff) -> None:
    case_no = await desk.open()
    mine = (await (await desk("intake")).get("/api/v1/cases?limit=100")).json()["items"]
    assert case_no in {c["case_no"] for c in mine}
    assert {c["township"] for c in mine} == {"jz-wangdian"}
    for query in ("", "?township=jz-wangdian", "?place=jiaozuo"):
        theirs = (await (await desk("intake", "jz-first")).get(f"/api/v1/cases{query}")).json()
        assert case_no not in {c["case_no"] for c in theirs["items"]}
    county = (await (await desk("county_reviewer", "jz")).get(f"/api/v1/cases?q={case_no}")).json()
    assert [c["case_no"] for c in county["items"]] == [case_no]


async def test_lists_are_paged_by_a_cursor(desk: Staff) -> None:
    for _ in range(3):
        await desk.open()
    clerk = await desk("intake")
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await clerk.get(f"/api/v1/cases?limit=2&cursor={cursor}")).json()
        seen += [c["case_no"] for c in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) >= 3
    is_problem(await clerk.get("/api/v1/cases?cursor=nonsense"), 422, "cursor_unknown")


async def test_the_family_is_masked_until_a_purpose_is_given_and_logged(
    desk: Staff, county: FastAPI
) -> None:
    home = people()
    case_no = await desk.open(home)
    view = await desk.view(case_no)
    text = str(view)
    for member in home["members"]:
        assert member["id_no"] not in text
        assert member["name"] not in text
    clerk = await desk("intake")
    is_problem(await clerk.get(f"/api/v1/cases/{case_no}/household"), 422, "bad_input")
    query = "field=Member.id_no&purpose=verify_papers"
    shown = (await clerk.get(f"/api/v1/cases/{case_no}/household?{query}")).json()
    assert shown["items"][0]["value"] == home["members"][0]["id_no"]
    assert home["members"][0]["name"] not in str(shown), "nobody asked for the name"
    with county.state.door.store.read() as session:
        log = audit_log.entries(session, subject=case_no).rows
    assert [(e.what, e.who) for e in log if e.what.startswith("reveal")] == [
        ("reveal Member.id_no for verify_papers", "jz-wangdian.intake")
    ]


async def test_an_auditor_sees_the_case_masked_and_a_supervisor_no_family_at_all(
    desk: Staff,
) -> None:
    case_no = await desk.open()
    audited = await desk.view(case_no, "auditor", "jz")
    assert audited["household"]["members"][0]["name"] == "张**"
    auditor = await desk("auditor", "jz")
    path = f"/api/v1/cases/{case_no}/household?purpose=contact&field=Member.name"
    is_problem(await auditor.get(path), 403, "role_not_allowed")
    assert (await desk.view(case_no, "supervisor", "jz"))["household"] is None
    assert audited["allowed"] == []


async def test_bodies_beyond_a_megabyte_are_refused(desk: Staff) -> None:
    clerk = await desk("intake")
    headers = {"Idempotency-Key": key(), "Content-Type": "application/json"}
    answer = await clerk.post("/api/v1/cases", content=b" " * (BODY_LIMIT + 1), headers=headers)
    is_problem(answer, 413, "too_large")

    async def drip() -> object:
        for _ in range(20):
            yield b" " * 65536

    answer = await clerk.post("/api/v1/cases", content=drip(), headers=headers)
    assert answer.status_code == 413


async def test_every_answer_carries_the_safe_headers(desk: Staff, county: FastAPI) -> None:
    clerk = await desk("intake")
    async with browser(county) as nobody:
        for client, path in ((clerk, "/api/v1/cases"), (nobody, "/api/v1/me"), (nobody, "/none")):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "unsafe-inline" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-request-id"]


async def test_a_fault_of_ours_shows_no_trace(county: FastAPI, desk: Staff) -> None:
    from httpx import ASGITransport

    door = county.state.door
    whole = door.read

    async def broken(*_: object, **__: object) -> object:
        raise RuntimeError("张一一 990101196005010118")

    clerk = await desk("intake")
    transport = ASGITransport(county, raise_app_exceptions=False)
    door.read = broken
    try:
        async with AsyncClient(
            transport=transport, base_url="http://county", cookies=clerk.cookies
        ) as client:
            answer = await client.get("/api/v1/me")
    finally:
        door.read = whole
    document = is_problem(answer, 500, "fault")
    assert "990101" not in str(document)
    await asyncio.sleep(0)


async def test_two_people_with_one_id_number_cannot_both_apply(desk: Staff) -> None:
    home = people()
    case_no = await desk.open(home)
    clerk = await desk("intake")
    again = {"household": people() | {"members": home["members"]}, "papers": PAPERS}
    answer = await clerk.post("/api/v1/cases", json=again, headers={"Idempotency-Key": key()})
    document = is_problem(answer, 409, "duplicate_person")
    assert document["case_no"] == case_no
    assert case_no in str(document["detail"])


def spoiled(**changes: object) -> dict[str, object]:
    return {"household": people() | changes, "papers": PAPERS}


def member(**changes: object) -> dict[str, object]:
    home = people()
    home["members"][0] |= changes
    return {"household": home, "papers": PAPERS}


BAD = {
    "check digit": (member(id_no="990101196005010110"), "household.members.0.id_no"),
    "too short": (member(id_no="9901011960"), "household.members.0.id_no"),
    "future birth": (member(id_no="990101209901010019"), "household.members.0.id_no"),
    "no such day": (member(id_no="990101199902300015"), "household.members.0.id_no"),
    "blank name": (member(name="  "), "household.members.0.name"),
    "control": (member(name="张\u0000一"), "household.members.0.name"),
    "negative income": (
        spoiled(incomes=[{"member": "m1", "kind": "wage", "fen_year": -1}]),
        "household.incomes.0.fen_year",
    ),
    "income out of reach": (
        spoiled(incomes=[{"member": "m1", "kind": "wage", "fen_year": 10**14}]),
        "household.incomes.0.fen_year",
    ),
    "stranger's income": (
        spoiled(incomes=[{"member": "m9", "kind": "wage", "fen_year": 1}]),
        "household",
    ),
    "two applicants": (
        spoiled(members=[m | {"relation": "self"} for m in people()["members"]]),
        "household",
    ),
    "nobody": (spoiled(members=[]), "household.members"),
    "200 members": (
        spoiled(members=[people()["members"][0] | {"key": f"m{n}"} for n in range(200)]),
        "household.members",
    ),
    "unknown paper": ({"household": people(), "papers": ["blood_sample"]}, "papers"),
    "future application": (
        {"household": people(), "papers": PAPERS, "applied_on": "2099-01-01"},
        "applied_on",
    ),
    "unknown field": ({"household": people(), "papers": PAPERS, "colour": "red"}, "colour"),
}


@pytest.mark.parametrize("name", BAD)
async def test_an_application_that_cannot_be_is_refused_at_its_field(
    desk: Staff, name: str
) -> None:
    body, field = BAD[name]
    clerk = await desk("intake")
    answer = await clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
    document = is_problem(answer, 422, "bad_input")
    assert field in {e["field"] for e in document["errors"]}  # type: ignore[attr-defined]
    assert all(e["message"] for e in document["errors"])  # type: ignore[attr-defined]
