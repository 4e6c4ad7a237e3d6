"""R11: two people act on one case at the same moment, each with the same record before him.

One wins. The other is told who has acted meanwhile and when, nothing of his is done, and he may
look again and send it anew.
"""

from __future__ import annotations

import asyncio
import os

import httpx
import pytest
from sqlmodel import func, select

from domain.case.lifecycle import ROLE_ZH, Role
from sandbox.rehearsal.staff import user_id
from store.tables import TimelineRow
from tests.faults.people import PLACE, newcomers
from tests.faults.stack import Stack
from tests.faults.window import Command, Window

_CASES = 20
_RACES = int(os.environ.get("DOUDI_TEST_RACES", "300")) // _CASES
_ACT = "register_complaint"


@pytest.fixture(scope="module")
async def cases(window: Window) -> list[tuple[str, str]]:
    """New cases: township and number. Few, since a race costs less than opening one."""
    sent = newcomers("races")
    opened = [Command.apply(page, f"race-case-{n:04d}") for n, page in enumerate(sent)]
    told = await asyncio.gather(*(one.done(window) for one in opened))
    return [(page.township, str(t["case_no"])) for page, t in zip(sent, told, strict=True)]


async def _race(window: Window, township: str, case_no: str, seen: int, n: int) -> tuple[int, int]:
    """Both send at once; how many won and lost. A loser hears the winner's role and the moment."""
    users = (
        user_id(PLACE, Role.INTAKE, township),
        user_id(PLACE, Role.REVIEWER, township),
    )
    both = [
        Command.act(
            user, case_no, _ACT, f"{case_no}-{n}-{user}",
            seen=seen, channel="letter", content=f"第{n}次反映"
        )
        for user in users
    ]  # fmt: skip
    answers = await asyncio.gather(*(one.told(window) for one in both))
    lost = [a for a in answers if a.status_code == httpx.codes.CONFLICT]
    for answer in lost:
        problem = answer.json()
        assert problem["code"] == "changed_meanwhile", problem
        [winner] = [r for r, a in zip(_ROLES, answers, strict=True) if a not in lost]
        assert ROLE_ZH[winner] in problem["detail"] and "时" in problem["detail"]
    return sum(a.status_code < 400 for a in answers), len(lost)


def _newest(county: Stack, case_no: str) -> int:
    """The number of the newest entry: what both have before them."""
    with county.store.read() as session:
        found = select(func.max(TimelineRow.seq)).where(TimelineRow.case_no == case_no)
        return int(session.exec(found).one() or 0)


_ROLES = (Role.INTAKE, Role.REVIEWER)


async def test_of_two_who_act_at_once_one_wins_and_the_other_hears_who_and_when(
    county: Stack, window: Window, cases: list[tuple[str, str]]
) -> None:
    async def races(township: str, case_no: str) -> list[tuple[int, int]]:
        found = []
        for n in range(_RACES):
            found.append(await _race(window, township, case_no, _newest(county, case_no), n))
        return found

    gate = asyncio.Semaphore(8)

    async def gated(township: str, case_no: str) -> list[tuple[int, int]]:
        async with gate:
            return await races(township, case_no)

    results = await asyncio.gather(*(gated(*case) for case in cases))
    every = [one for found in results for one in found]
    assert len(every) == _CASES * _RACES and set(every) == {(1, 1)}
    with county.store.read() as session:
        for _, case_no in cases:
            done = session.exec(
                select(func.count()).where(TimelineRow.case_no == case_no, TimelineRow.act == _ACT)
            ).one()
            assert done == _RACES
