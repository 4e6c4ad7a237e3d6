"""A ruling over HTTP: the closed case is taken up again under its number, and paid once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from domain.calendar import months_after
from store import closing
from store.tables import CaseRow, ClosedFileRow, EntitlementRow
from tests.api.staff import Staff
from tests.api.test_doors import is_problem


async def refused_case(desk: Staff) -> tuple[str, str]:
    """A refused application, its notice served: the number and the day of the refusal."""
    case_no = await desk.to_approval()
    present = ["jz-wangdian.reviewer", "jz-wangdian.township_leader"]
    await desk.act("reviewer", case_no, "record_collective_review", present=present, opinion="同意")
    await desk.act(
        "township_leader", case_no, "refuse", reason="家庭情况与申报不符", clause="57号 Art 21"
    )
    decided = desk.days[case_no]
    for _ in range(1200):
        numbers = [
            n["number"] for n in (await desk.view(case_no))["notices"] if n["kind"] == "refusal"
        ]
        if numbers and numbers[0]:
            break
        await asyncio.sleep(0.05)
    await desk.act("reviewer", case_no, "serve_notice", number=numbers[0], manner="in_person")
    await desk.until(case_no, "closed")
    return case_no, decided


@pytest.mark.rule("DB-81")
async def test_a_refusal_that_fell_before_the_court_is_decided_anew_and_pays_from_then(
    desk: Staff, county: FastAPI
) -> None:
    case_no, decided = await refused_case(desk)
    leader = await desk("township_leader")
    page = await leader.get(f"/cases/{case_no}/acts/restore_case")
    assert page.status_code == 200 and f"{decided}作出的不予确认决定" in page.text
    ruling = {
        "organ": "judgment",
        "document": "（2027）试行终12号",
        "ruled_on": decided,
        "decided_on": decided,
        "reason": "判决撤销不予确认决定，责令重新作出",
    }
    wrong = await desk.send(
        "township_leader", case_no, "restore_case", **{**ruling, "decided_on": "2026-01-05"}
    )
    is_problem(wrong, 409, "no_such_decision")
    assert decided in wrong.text, "what would be right is said"
    is_problem(
        await desk.send("reviewer", case_no, "restore_case", **ruling), 403, "role_not_allowed"
    )
    done = await desk.act("township_leader", case_no, "restore_case", **ruling)
    assert done["stage"] == "approval"
    view = await desk.until(case_no, "approval")
    await desk.act(
        "township_leader", case_no, "confirm", monthly_fen=view["assessment"]["monthly_fen"]
    )
    again = await desk.until(case_no, "disbursement")
    assert again["case_no"] == case_no
    first = months_after(date.fromisoformat(decided).replace(day=1), 1)
    rows = await county.state.door.read(
        lambda s: s.exec(select(EntitlementRow).where(EntitlementRow.case_no == case_no)).all()
    )
    assert [row.first for row in rows] == [first]
    kept = await county.state.door.read(closing.closed_file, case_no)
    assert kept is not None and kept[0].closed is not None, "what it had closed with is kept"


async def test_what_is_kept_of_a_closed_case_is_sealed(desk: Staff, county: FastAPI) -> None:
    """What the tables keep is sealed: nothing of the family stands in clear."""
    case_no, decided = await refused_case(desk)
    raw = await county.state.door.read(
        lambda s: (
            s.connection()
            .exec_driver_sql("SELECT file FROM closed_files WHERE case_no = ?", (case_no,))
            .scalar_one()
        )
    )
    row = await county.state.door.read(lambda s: s.get(CaseRow, case_no))
    assert row is not None and row.applicant_name.encode() not in bytes(raw)

    def stands(session: object) -> ClosedFileRow | None:
        return session.get(ClosedFileRow, case_no)  # type: ignore[attr-defined,no-any-return]

    kept = await county.state.door.read(stands)
    assert kept is not None and kept.closed_on >= date.fromisoformat(decided) - timedelta(days=1)
