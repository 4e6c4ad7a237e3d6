"""Two households become one: over HTTP nobody is counted in two cases of one kind (OPN-33)."""

from __future__ import annotations

import pytest

from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem

TEAM = ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"]


@pytest.mark.rule("OPN-33")
async def test_who_joins_another_household_leaves_his_own_case_first(desk: Staff) -> None:
    ours, theirs = people(), people()
    case_no, other = await desk.open(ours), await desk.open(theirs)
    await desk.act("intake", case_no, "accept")
    bride = theirs["members"][1] | {"key": "m3"}
    joined = ours | {"members": [*ours["members"], bride]}
    body = {"surveyors": TEAM, "signed_by": TEAM, "family_signature": "m1", "household": joined}
    told = is_problem(
        await desk.send("surveyor", case_no, "record_survey", **body), 409, "held_by_other_case"
    )
    assert other in told["detail"] and "m3" in told["detail"]
    await desk.act("intake", other, "withdraw", reason="并入子女家庭")
    await desk.act("surveyor", case_no, "record_survey", **body)
