"""A living case moves over HTTP: to another county its people have one case, there, and no other."""

from __future__ import annotations

import asyncio
import re

import pytest

from api.work.views import steps_of
from domain.case.lifecycle import Stage
from runtime.packs import place_info
from tests.api.staff import Staff, people
from tests.api.test_doors import is_problem
from tests.people import Walk, application


async def granted(desk: Staff) -> tuple[str, dict[str, object]]:
    home = people()
    case_no = await desk.to_approval(home)
    present = ["jz-wangdian.reviewer", "jz-wangdian.township_leader"]
    await desk.act("reviewer", case_no, "record_collective_review", present=present, opinion="同意")
    found = (await desk.view(case_no))["assessment"]
    await desk.act("township_leader", case_no, "confirm", monthly_fen=found["monthly_fen"])
    await desk.until(case_no, "disbursement")
    return case_no, home


@pytest.mark.rule("JZ-07")
async def test_a_family_that_moves_away_is_found_in_the_other_county_with_what_is_known(
    desk: Staff,
) -> None:
    case_no, home = await granted(desk)
    leader = await desk("township_leader")
    page = await leader.get(f"/cases/{case_no}/acts/move_case")
    assert (page.status_code == 200 and "安康市汉滨区" in page.text) or "汉滨区" in page.text
    body = {"asked_by": "m1", "reason": "全家迁往外地居住", "to_place": "hanbin"}
    wrong = await desk.send("township_leader", case_no, "move_case", **body, to_township="nowhere")
    is_problem(wrong, 422, "bad_input")
    elsewhere = {**body, "to_place": "nowhere", "to_township": "hb-first"}
    is_problem(
        await desk.send("township_leader", case_no, "move_case", **elsewhere), 422, "bad_input"
    )
    clerk = await desk("intake", "hb-first")

    async def cases_there() -> set[str]:
        rows = (await clerk.get("/api/v1/cases?limit=100")).json()["items"]
        return {row["case_no"] for row in rows}

    before = await cases_there()
    await desk.act("township_leader", case_no, "move_case", **body, to_township="hb-first")
    for _ in range(600):
        if new := await cases_there() - before:
            break
        await asyncio.sleep(0.05)
    [there] = new
    view = (await clerk.get(f"/api/v1/cases/{there}")).json()
    assert (view["stage"], view["place"]) == ("intake", "hanbin")
    again = await clerk.post(
        "/api/v1/cases",
        json={"household": home, "papers": ["application", "authorisation"]},
        headers={"Idempotency-Key": f"again-{there}"},
    )
    assert again.status_code == 409, "they are in the case that was opened for them"


async def test_a_move_within_the_county_is_received_by_the_new_township(desk: Staff) -> None:
    case_no, _ = await granted(desk)
    form, leaves = f"/cases/{case_no}/acts/move_case", await desk("reviewer")
    shown = (await leaves.get(form)).text
    hidden = dict(re.findall(r'name="(_token|_key|_seen)" value="([^"]+)"', shown))
    sent = {**hidden, "to_township": "jz-first", "asked_by": "m1", "reason": "全家迁往该街道居住"}
    sent["on"] = desk.days[case_no]
    done = await leaves.post(form, data=sent, follow_redirects=True)
    assert done.status_code == 200 and f"案件{case_no}由接收的乡镇（街道）接续办理" in done.text
    for _ in range(400):
        answer = await (await desk("reviewer", "jz-first")).get(f"/api/v1/cases/{case_no}")
        if answer.status_code == 200:
            break
        await asyncio.sleep(0.05)
    assert "receive_moved" in {a["act"] for a in answer.json()["allowed"]}
    is_problem(await (await desk("reviewer")).get(f"/api/v1/cases/{case_no}"), 404, "not_found")
    await desk.act("reviewer", case_no, "receive_moved", at="jz-first")


def test_a_case_that_ends_in_a_later_period_shows_the_steps_of_its_application_as_past() -> None:
    """A new run carries no record of the one before; what was gone through there is past all the same."""
    living = Walk(application("jiaozuo")).living().file
    later = tuple(entry for entry in living.journal if entry.stage is Stage.SUPERVISION)
    assert later
    ended = living.having(stage=Stage.CLOSED, journal=later)
    assert {s.state for s in steps_of(ended, place_info("jiaozuo"))} == {"done"}
    left = Walk(application("jiaozuo")).accepted().file
    states = [s.state for s in steps_of(left.having(stage=Stage.CLOSED), place_info("jiaozuo"))]
    assert states[0] == "done" and set(states[2:]) == {"skipped"}
