"""Two households become one: over HTTP nobody is counted in two cases of one kind (OPN-33)."""

from __future__ import annotations

import pytest

from api.pages.joined import came_along, family_now
from domain.case.acts import ChangeCause
from domain.case.lifecycle import Role
from domain.case.passage import Joining
from domain.case.phases.living.opening import open_review
from domain.case.phases.passage.parting import joined, look_at_joining
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem
from tests.people import Walk, application, household

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


def test_the_visit_after_a_merger_finds_those_who_joined_on_its_form() -> None:
    """Their facts came with them; only how they are related is left to say."""
    walk = Walk(application()).living()
    theirs = household()
    first = theirs.members[0].model_copy(update={"id_no": "990101196003070006", "name": "并入人"})
    theirs = theirs.model_copy(update={"members": (first, *theirs.members[1:])})
    joining = Joining(
        case_no="JZ2026000099",
        household=theirs,
        on=walk.today,
        paid_until=walk.today.replace(day=1),
        monthly_fen=40_000,
    )
    file = look_at_joining(joined(walk.file, joining), walk.today)
    assert file.review is not None and file.review.cause is ChangeCause.JOIN
    found = family_now(file)
    came = found["members"][len(walk.file.household.members) :]
    assert [(m["name"], m["relation"]) for m in came] == [("并入人", "")], "others are here already"
    assert list(came_along(file)) == [came[0]["key"]]
    theirs_rows = [i for i in found["incomes"] if i["member"] == came[0]["key"]]
    assert len(theirs_rows) == len([i for i in theirs.incomes if i.member == first.key])
    assert family_now(open_review(walk.file, ChangeCause.OTHER, walk.today, walk.today)) == (
        walk.file.household.model_dump(mode="json", exclude_none=True)
    )


def test_the_visit_after_a_split_finds_those_who_left_marked_as_living_apart() -> None:
    """What was entered with the split need not be typed once more; the visit confirms it or not."""
    walk = Walk(application()).living()
    leaves = walk.file.household.members[1].key
    walk.do("split_household", Role.REVIEWER, members=(leaves,), applicant=leaves,
            to_township="jz-first", reason="女儿出嫁，单独立户",
            known={"place_zh": "焦作市", "township_zh": "第一街道", "from_zh": "王店镇"})  # fmt: skip
    marked = {
        m["key"]: (m["status"], m.get("status_since")) for m in family_now(walk.file)["members"]
    }
    assert marked[leaves] == ("married_out", walk.today.isoformat())
    assert {status for key, (status, _) in marked.items() if key != leaves} == {"present"}
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
    walk.do("verify_change", Role.SURVEYOR, surveyors=team, household=family_now(walk.file),
            finding="已出嫁，在夫家居住")  # fmt: skip
    assert walk.file.review is not None and walk.file.review.verified_on == walk.today
