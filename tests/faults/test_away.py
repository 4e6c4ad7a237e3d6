"""What people at the counter see when a part is dead, and what has become of their work after."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from domain.case.lifecycle import Stage
from tests.faults.people import newcomers
from tests.faults.stack import Stack
from tests.faults.state import file_of
from tests.faults.window import Command, Window, clerk

_THEM = newcomers("away")


async def _case(window: Window, number: int) -> tuple[str, str]:
    """The clerk and the number of a new case."""
    sent = _THEM[number]
    told = await Command.apply(sent, f"away-family-{number}").done(window)
    return clerk(sent.township), str(told["case_no"])


def _come_again(answer: httpx.Response) -> None:
    """503 in Chinese: nothing is lost, try later, with the same key."""
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    problem = answer.json()
    assert problem["code"] == "unavailable" and "没有丢失" in problem["detail"]


async def _times(county: Stack, case_no: str, act: str) -> int:
    file = await file_of(county, case_no)
    return sum(line.act == act for line in file.journal)


async def test_without_a_worker_acts_are_told_to_come_again_and_then_done_once(
    county: Stack, window: Window
) -> None:
    user, case_no = await _case(window, 0)
    accept = Command.act(user, case_no, "accept", f"away-{case_no}-accept")
    await county.parts.take_away("worker")
    told, looked, listed = await asyncio.gather(
        accept.send(window),
        window.get(user, f"/api/v1/cases/{case_no}"),
        window.get(user, "/api/v1/cases"),
    )
    _come_again(told)
    _come_again(looked)
    assert case_no in {line["case_no"] for line in listed.json()["items"]}
    await county.parts.give_back("worker")
    done = await accept.done(window)
    assert done["stage"] in (Stage.INVESTIGATION, Stage.REVIEW)
    assert await _times(county, case_no, "accept") == 1


async def test_without_temporal_acts_and_applications_are_told_to_come_again_and_then_done_once(
    county: Stack, window: Window
) -> None:
    user, case_no = await _case(window, 1)
    accept = Command.act(user, case_no, "accept", f"away-{case_no}-accept")
    apply = Command.apply(_THEM[2], "away-family-2")
    await county.parts.take_away("temporal")
    for answer in await asyncio.gather(accept.send(window), apply.send(window)):
        _come_again(answer)
    assert (await window.get(user, "/api/v1/tasks")).status_code == 200
    assert (await window.get(user, "/healthz")).json()["status"] == "ok"
    await county.parts.give_back("temporal")
    await accept.done(window)
    opened = (await apply.done(window))["case_no"]
    assert await _times(county, case_no, "accept") == 1
    assert (await file_of(county, opened)).version > 0
    assert (await apply.done(window))["case_no"] == opened


@pytest.mark.parametrize("part", ["worker", "temporal"])
async def test_a_part_that_dies_in_mid_act_and_comes_back_costs_only_patience(
    county: Stack, window: Window, part: str
) -> None:
    """Killed while the act is on its way: one answer, one effect, whoever died."""
    user, case_no = await _case(window, {"worker": 3, "temporal": 4}[part])
    complain = Command.act(
        user,
        case_no,
        "register_complaint",
        f"away-{case_no}",
        channel="letter",
        content="反映该户的情况",
    )
    sending = asyncio.create_task(complain.send(window))
    await asyncio.sleep(0.03)
    county.parts.kill(part)
    first = await sending
    if first.status_code != 200:
        _come_again(first)
    await complain.done(window)
    await county.parts.back(part)
    assert await _times(county, case_no, "register_complaint") == 1


async def test_after_the_api_died_people_are_still_signed_in_and_answers_still_known(
    county: Stack, window: Window
) -> None:
    user, case_no = await _case(window, 0)
    known = Command.apply(_THEM[0], "away-family-0")
    county.parts.kill("api")
    await county.parts.back("api")
    answer = await known.send(window)
    assert (answer.status_code, answer.json()["case_no"]) == (201, case_no)
    assert answer.headers["Idempotent-Replayed"] == "true"
    assert (await window.get(user, "/api/v1/me")).status_code == 200
