"""What the county's own watch sees, and what people then say to it: signals raised, answered, closed.

On a calendar of its own a rehearsal has no nights, so the look the workers take every day is taken here
on the days on which something is to be seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from temporalio.client import Client

from activities.tools import Tools
from activities.watching import raise_signals
from domain.case.lifecycle import Role
from domain.oversight.file import OversightKind
from sandbox.rehearsal.casework import PILES, CaseDesk
from sandbox.rehearsal.staff import Json, Staff, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper
from workflows import ids

LOOKS: Final = (3, 4)
"""Months in which the one before is looked back on: applications were decided in it, so that a
township's refusals can be compared with those before."""
_EVERY: Final = timedelta(days=3)
_BACK: Final = 10
_ROUNDS: Final = 100


class WatchDesk:
    """The daily look of the workers, and the supervisor of each place."""

    def __init__(self, client: Client, tools: Tools, staff: Staff, keeper: Timekeeper) -> None:
        self.client, self.tools, self.staff, self.keeper = client, tools, staff, keeper
        self.raised = 0

    async def look(self, places: Iterable[str], day: date) -> None:
        """Everything that looks wrong on that day is a matter of its own from then on."""
        for place in places:
            new = await raise_signals(self.client, self.tools, place, day)
            self.raised += new
            for matter in await self._begun(place, new):
                await self._bring(matter, day)

    async def _begun(self, place: str, new: int) -> list[Json]:
        """The open matters of a place, once those just begun stand in the list."""
        for _ in range(_ROUNDS if new else 0):
            found = await self._open(place)
            if len(found) >= new:
                return found
            await asyncio.sleep(0.1)
        return []

    async def look_back(self, places: Iterable[str], month: date) -> None:
        """Every third day of the month that is over."""
        for back in range(_BACK, 0, -1):
            await self.look(places, month - back * _EVERY)

    async def settle(self, places: Iterable[str], day: date) -> None:
        """Whoever is responsible answers, and the supervisor closes what is explained."""
        for place in places:
            for matter in await self._open(place):
                await self._bring(matter, day)
                said = "已逐件复核有关案卷，事实清楚，决定的理由和依据均在案"
                answers = (
                    user_id(place, Role.TOWNSHIP_LEADER, matter["unit"])
                    if matter["unit"]
                    else user_id(place, Role.COUNTY_REVIEWER)
                )
                await self._act(answers, matter, "answer_oversight", day, text=said)
                judge = user_id(place, Role.SUPERVISOR)
                text = "调阅案卷核实，答复属实"
                await self._act(
                    judge, matter, "close_oversight", day, verdict="explained", text=text
                )

    async def shared_account(self, desks: Mapping[str, CaseDesk], day: date) -> None:
        """A family has its aid paid where another family is paid to: lawful, and to be asked about."""
        quiet = [d for d in desks.values() if d.family.place == PILES and d.quietly_in_aid]
        one, other = quiet[:2]
        account = one.family.application.household.account
        if account is None:
            return
        other.day = day
        await other.act(
            "change_account",
            Role.INTAKE,
            account=account,
            reason="家庭要求改由亲属的账户代收",
        )

    async def _open(self, place: str) -> list[Json]:
        path = f"/api/v1/oversight?kind={OversightKind.SIGNAL}&open=true"
        return await self.staff.list(user_id(place, Role.SUPERVISOR), path)

    async def _bring(self, matter: Json, day: date) -> None:
        kind = OversightKind(matter["kind"])
        await self.keeper.bring(ids.oversight_id(kind, matter["place"], matter["number"]), day)

    async def _act(self, user: str, matter: Json, name: str, day: date, **fields: object) -> None:
        await self.staff.post(user, f"{matter['href']}/acts/{name}", plain({"on": day, **fields}))
