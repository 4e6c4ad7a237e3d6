"""Over HTTP: the bank sent the last month back and the case has ended; its account is corrected still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from store import closing
from store.projection import project_case
from store.tables import AccountRow, ClosedFileRow
from store.tables.pay import Obligation
from tests.api.staff import Staff
from tests.api.test_doors import is_problem
from tests.domain.test_restoring import stopped
from tests.people import Walk
from tests.store.samples import another, shown

NEW = {"bank": "另一银行", "number": "9900000000973022", "holder": "m1"}
BODY: dict[str, Any] = {"account": NEW, "reason": "原账户已经注销，银行退回"}


def family(number: int) -> CaseFile:
    """Under a number that is far from those the county and other folders give."""
    return another(number).having(case_no=f"JZ2026690{number}")


def ended(county: FastAPI, file: CaseFile) -> CaseFile:
    """In the tables as its last run left it; the server has forgotten that run long ago."""
    with county.state.door.store.write() as session:
        project_case(session, shown(file))
    return file


@contextmanager
def sent_back(county: FastAPI, file: CaseFile) -> Iterator[None]:
    """A month of the case that came back from the bank."""
    line: dict[str, Any] = {
        "id": f"{file.case_no}/dibao/2026-12/regular", "case_no": file.case_no,
        "programme": "dibao", "month": date(2026, 12, 1), "purpose": "regular",
        "place": file.place, "township": file.township, "run": "jiaozuo/dibao/2026-12",
        "fen": 100, "central_fen": 100, "provincial_fen": 0, "city_fen": 0, "local_fen": 0,
        "cause": "pay/jiaozuo/dibao/2026-12#1", "state": "returned",
    }  # fmt: skip
    with county.state.door.store.write() as session:
        session.add(Obligation(**line))
    try:
        yield
    finally:
        with county.state.door.store.write() as session:
            session.delete(session.get_one(Obligation, line["id"]))


async def offered(desk: Staff, case_no: str, role: str, at: str = "jz-wangdian") -> bool:
    acts = {one["act"] for one in (await desk.view(case_no, role, at))["allowed"]}
    page = await (await desk(role, at)).get(f"/cases/{case_no}")
    assert page.status_code == 200
    assert (f"/cases/{case_no}/acts/change_account" in page.text) == ("change_account" in acts)
    return "change_account" in acts


@pytest.mark.rule("JZ-30")
async def test_the_account_of_a_closed_case_is_corrected_where_a_month_came_back(
    desk: Staff, county: FastAPI
) -> None:
    walk = stopped(Walk(family(973)).living().later(40))
    file = ended(county, walk.file)
    case_no = file.case_no
    desk.days[case_no] = walk.today.isoformat()
    assert not await offered(desk, case_no, "pay_officer", "jz"), "nothing is left to pay"
    with sent_back(county, file):
        assert await offered(desk, case_no, "pay_officer", "jz")
        assert await offered(desk, case_no, "intake")
        assert not await offered(desk, case_no, "reviewer")
        form = await (await desk("intake")).get(f"/cases/{case_no}/acts/change_account")
        assert form.status_code == 200 and "更正发放账户" in form.text
        wrong = await desk.send("reviewer", case_no, "change_account", **BODY)
        is_problem(wrong, 403, "role_not_allowed")
        stranger = {**BODY, "account": {**NEW, "holder": "m9"}}
        is_problem(
            await desk.send("intake", case_no, "change_account", **stranger), 409,
            "holder_not_member",
        )  # fmt: skip
        done = await desk.act("pay_officer", case_no, "change_account", at="jz", **BODY)
        assert (done["stage"], done["version"]) == ("closed", file.version + 1)
        row = await county.state.door.read(lambda s: s.get_one(AccountRow, case_no))
        assert (row.number, row.bank) == (NEW["number"], NEW["bank"])
        kept = await county.state.door.read(closing.closed_file, case_no)
        assert kept is not None and kept[0].closed == file.closed and kept[1] != "run-1"
        assert kept[0].version == file.version + 1
        page = await (await desk("intake")).get(f"/cases/{case_no}")
        assert page.text.count("更正发放账户") > 1, "the line stands on record"
        again = {**BODY, "account": {**NEW, "number": "9900000000973023"}}
        more = await desk.act("intake", case_no, "change_account", **again)
        assert more["version"] == file.version + 2, "a second mistake is mended as the first"


async def test_a_closed_case_that_never_was_in_aid_offers_no_account_and_says_why(
    desk: Staff, county: FastAPI
) -> None:
    walk = Walk(family(974)).accepted().do("withdraw", Role.INTAKE)
    file = ended(county, walk.file)
    desk.days[file.case_no] = walk.today.isoformat()
    with sent_back(county, file):
        assert not await offered(desk, file.case_no, "intake")
        answer = await desk.send("intake", file.case_no, "change_account", **BODY)
    is_problem(answer, 409, "never_in_aid")
    assert "没有发放过救助金" in answer.text


async def test_a_closed_case_of_which_no_file_is_kept_any_more_is_refused_as_it_was(
    desk: Staff, county: FastAPI
) -> None:
    walk = stopped(Walk(family(975)).living())
    file = ended(county, walk.file)
    desk.days[file.case_no] = walk.today.isoformat()
    with county.state.door.store.write() as session:
        session.delete(session.get_one(ClosedFileRow, file.case_no))
    answer = await desk.send("intake", file.case_no, "change_account", **BODY)
    is_problem(answer, 409, "closed")
    assert "办结" in answer.text
