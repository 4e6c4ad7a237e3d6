"""Another department's list at the door: rows become leads to visit, never cases (JZ-61, DIF-11)."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import func, select

from api.frame.workbooks import XLSX
from documents.leads import ListedPerson, write_list
from domain.discovery.file import LEAD_NEEDS, LeadPerson, problems_of
from runtime.packs import snapshot
from store import intake
from store.tables import CaseNumber, CaseRow, IntakeRow
from tests.api.conftest import browser
from tests.api.leads import LeadStaff, report
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem

PROBLEMS = problems_of(snapshot("jiaozuo", date(2026, 11, 23), LEAD_NEEDS, production=True))
SOURCE = "乡村振兴局脱贫不稳定户名单"


def listed(home: dict[str, Any] | None = None, **changes: Any) -> ListedPerson:
    person = (home or people())["members"][0]
    return ListedPerson.model_validate(
        {
            "row": 0,
            "township": "jz-wangdian",
            "village": "第一村",
            "problem": "illness",
            "text": "突发严重困难户",
            "person": LeadPerson(name=person["name"], id_no=person["id_no"]).model_dump(),
            **changes,
        }
    )


async def imported(
    desk: Staff, *rows: ListedPerson, role: str = "intake", at: str = "jz-wangdian"
) -> Any:
    client = await desk(role, at)
    data = write_list(rows, "jiaozuo", PROBLEMS)
    answer = await client.post(
        "/api/v1/discoveries/imports",
        files={"file": ("名单.xlsx", data, XLSX)},
        data={"source": SOURCE},
    )
    assert answer.status_code == 202, answer.text
    for _ in range(1200):
        view = (await client.get(answer.headers["Location"])).json()
        if view["state"] == "done":
            return view
        await asyncio.sleep(0.05)
    raise AssertionError("the list did not end")


@pytest.mark.rule("JZ-61", "DIF-11", "JZ-06")
async def test_a_list_opens_leads_only_and_no_row_of_it_is_ever_a_case(
    county: FastAPI, desk: Staff
) -> None:
    store = county.state.door.store

    def cases() -> tuple[int, ...]:
        with store.read() as session:
            counted = tuple(
                session.exec(select(func.count()).select_from(table)).one()
                for table in (CaseRow, IntakeRow)
            )
            numbers = [row.next for row in session.exec(select(CaseNumber))]
        return (*counted, *numbers)

    homes = [people() for _ in range(5)]
    before = cases()
    view = await imported(desk, *(listed(home) for home in homes))
    assert (view["rows"], view["taken"]) == (5, 5)
    assert {line["outcome"] for line in view["lines"]} == {"lead"}
    assert cases() == before, "a list row was given a case number"
    leads = LeadStaff(desk)
    for line, home in zip(view["lines"], homes, strict=True):
        lead = await leads.view(line["lead_no"])
        assert lead["line"]["stage"] == "reported"
        assert lead["line"]["source"] == SOURCE
        is_problem(await leads.apply(line["lead_no"], household=home), 409, "out_of_order")
    assert cases() == before
    with store.read() as session:
        for home in homes:
            assert intake.cases_of_person(session, home["members"][0]["id_no"]) == {}


@pytest.mark.rule("JZ-06")
async def test_persons_in_a_case_and_persons_with_a_lead_are_shown_and_linked(
    desk: Staff,
) -> None:
    helped, known, twice = people(), people(), people()
    case_no = await desk.open(helped)
    leads = LeadStaff(desk)
    lead_no = await leads.report(**report(known))
    rows = [listed(home) for home in (helped, known, twice, twice, helped)]
    view = await imported(desk, *rows)
    by_row = view["lines"]
    outcomes = [line["outcome"] for line in by_row]
    assert outcomes == ["known", "duplicate", "lead", "duplicate", "duplicate"]
    assert by_row[4]["lead_no"] == by_row[0]["lead_no"]
    assert by_row[0]["case_no"] == case_no
    assert by_row[1]["lead_no"] == lead_no
    assert by_row[3]["lead_no"] == by_row[2]["lead_no"]
    closed = await leads.until(by_row[0]["lead_no"], "closed")
    assert (closed["line"]["outcome"], closed["ref"]) == ("already_helped", case_no)
    for line in view["lines"]:
        assert helped["members"][0]["id_no"] not in line["message"]


async def test_the_same_list_again_is_the_same_list(desk: Staff) -> None:
    row = listed()
    first, again = await imported(desk, row), await imported(desk, row)
    assert (first["id"], first["lines"]) == (again["id"], again["lines"])


async def test_a_township_takes_its_own_rows_and_the_county_everybodys(desk: Staff) -> None:
    rows = (listed(), listed(township="jz-first"))
    view = await imported(desk, *rows)
    assert view["taken"] == 1
    [stranger] = [line for line in view["lines"] if line["outcome"] == "refused"]
    assert stranger["column"] == "乡镇（街道）"
    whole = await imported(desk, rows[1], role="county_reviewer", at="jz")
    assert [line["outcome"] for line in whole["lines"]] == ["lead"]
    other = await desk("intake", "jz-first")
    is_problem(await other.get(f"/api/v1/discoveries/imports/{view['id']}"), 404, "not_found")


async def test_what_is_no_list_is_refused_and_leaves_nothing(county: FastAPI, desk: Staff) -> None:
    clerk = await desk("intake")
    for data in (b"", b"PK\x03\x04nonsense", b"<html>"):
        answer = await clerk.post(
            "/api/v1/discoveries/imports",
            files={"file": ("x.xlsx", data, XLSX)},
            data={"source": SOURCE},
        )
        is_problem(answer, 422, "not_a_list")
    good = write_list([listed()], "jiaozuo", PROBLEMS)
    for sent in ({"source": " "}, {"source": SOURCE, "channel": "rumour"}):
        answer = await clerk.post(
            "/api/v1/discoveries/imports", files={"file": ("x.xlsx", good, XLSX)}, data=sent
        )
        is_problem(answer, 422, "bad_input")
    async with browser(county) as nobody:
        answer = await nobody.post(
            "/api/v1/discoveries/imports",
            files={"file": ("x.xlsx", good, XLSX)},
            data={"source": SOURCE},
        )
        is_problem(answer, 401, "signed_out")
