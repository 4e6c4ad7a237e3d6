"""Walks: a case under whatever its staff may do next, by a seed, as in `tests.model`.

They bring orders of acts nobody would think of. What is refused leaves no event; what was done is
recorded and must be recomputed like any story.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from random import Random

from pydantic import ValidationError
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.case import acts
from domain.case.acts import Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.programme import Programme
from tests.domain.test_matrix import fields_of
from tests.model.plausible import plausible
from tests.model.test_machine import WAGES, chosen
from tests.people import household, officer
from tests.replay.stories import STORIES, Told
from tests.replay.stories_everywhere import PLACES
from tests.replay.world import Clerk, Story
from workflows.base import Receipt

STEPS = 14
WHAT = (*("asked",) * 10, *("offered",) * 3, "anything", *("days",) * 3)
DAYS = (1, 1, 2, 5, 8, 30)


class _Stand:
    """Where the case stands, as the makers of acts look at it."""

    def __init__(self, file: CaseFile, today: date) -> None:
        self.file, self.today = file, today

    def who(self, role: Role, number: int) -> Officer:
        return officer(role, self.file.place, number, self.file.township)


def walk(seed: int) -> Story:
    async def play(clerk: Clerk) -> None:
        chance = Random(seed)  # noqa: S311
        for _ in range(STEPS):
            file = await _quiet(clerk)
            if file.closed is not None and not any(n.open for n in file.notices):
                return
            what = chance.choice(WHAT)
            if what == "days":
                await clerk.to(await clerk.today() + timedelta(days=chance.choice(DAYS)))
                continue
            await _somebody_acts(clerk, file, what, chance)

    return play


async def _quiet(clerk: Clerk) -> CaseFile:
    """The file once nothing more comes by itself."""
    seen, file = -1, await clerk.file()
    for _ in range(100):
        made = all(n.number or n.failed_on for n in file.notices)
        if file.version == seen and made:
            break
        seen = file.version
        await asyncio.sleep(0.15)
        file = await clerk.file()
    return file


async def _somebody_acts(clerk: Clerk, file: CaseFile, what: str, chance: Random) -> None:
    stand = _Stand(file, await clerk.today())
    move, role = chosen(stand, what, chance)  # type: ignore[arg-type]
    who = stand.who(role, chance.randint(1, 5))
    body = {
        "officer": who.model_dump(),
        "on": stand.today,
        **fields_of(move.act, file),
        **plausible(move.act, stand, who.id, chance),  # type: ignore[arg-type]
    }
    try:
        act = acts.ACTS[move.act].model_validate(body)
        await clerk.current().execute_update(move.act, act, result_type=Receipt)
    except (ValidationError, WorkflowUpdateFailedError, RPCError):
        return


def _walks() -> list[Told]:
    programmes = (*(Programme.DIBAO,) * 4, *Programme)
    found = []
    for number, (programme, place) in enumerate(
        ((programme, place) for programme in programmes for place in PLACES), start=1
    ):
        home = household(4800 * WAGES[number % len(WAGES)])
        changes: dict[str, object] = {"programme": programme, "household": home, "declared": home}
        name = f"walk_{number:03d}_{programme}_{place}"
        found.append(Told(name, place, walk(number), changes))
    return found


def tell() -> None:
    for told in _walks():
        STORIES[told.name] = told
