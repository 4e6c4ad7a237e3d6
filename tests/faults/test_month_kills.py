"""P7, R8: every part killed with -9 at every step of a month; each household is paid once, to the fen.

Four counties pay the same month, and each is brought to another step. All four steps are done at one
moment, and before anything they set going can have ended, the worker, the API and the Temporal server
die at once; the staff repeat what was not answered. So one death, which costs the time limits of what
it interrupts, falls into every step.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx

from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.pay.file import PayFile
from domain.pay.lists import case_of
from store import money_views
from store.tables import AccountRow
from tests.faults.script import Month, PatientKeeper, PatientStaff
from tests.faults.stack import Stack, running
from tests.faults.state import obligations_of, paid_events_of, unbalanced_events
from tests.paying import account, household_in

PARTS = ("worker", "api", "temporal")
STEPS = ("start", "submit_list", "release_funds", "resend_line")
DEADLY = dict(zip(("tongren", "jiaozuo", "hanbin", "zhanhe"), STEPS, strict=True))
"""At which of its steps each county is struck."""
HOUSEHOLDS, WRONG = 4, 2
"""Households a county, and whose account the bank does not know."""


class OneDeath:
    """Those who wait do their step together; when each is acknowledged, every part dies."""

    def __init__(self, stack: Stack, many: int) -> None:
        self._stack, self._barrier = stack, asyncio.Barrier(many)
        self._dead = asyncio.Event()

    async def together(self) -> None:
        await self._barrier.wait()

    async def strike(self) -> None:
        if await self._barrier.wait() == 0:
            for name in PARTS:
                self._stack.parts.kill(name)
            self._dead.set()
        await self._dead.wait()


class DeadlyMonth(Month):
    """A county's month, one of whose steps ends in the death of everything."""

    death: OneDeath
    stack: Stack
    seen: list[str]

    async def run(self, desks: object) -> None:
        await self._before("start")
        await super().run({})

    async def look(self) -> PayFile:
        if not self.seen:
            await self._after("start")
        return await super().look()

    async def _act(self, name: str, role: Role, **fields: object) -> None:
        await self.keeper.bring(self.workflow_id, self.day)
        await self._before(name)
        await super()._act(name, role, **fields)
        await self._after(name)

    async def _before(self, step: str) -> None:
        if DEADLY[self.place] == step and step not in self.seen:
            await self.death.together()

    async def _after(self, step: str) -> None:
        self.seen.append(step)
        if DEADLY[self.place] == step:
            await self.death.strike()

    async def _mend(self, obligation: str, desks: object) -> bool:
        """The clerk puts the right account into the case."""
        number = wrong_of(self.place)
        assert case_of(obligation) == case_no(number)
        await asyncio.to_thread(_home, self.stack, self.place, number, self.month, 100 + number, 2)
        await opened(self.stack, number)
        await self._act("resend_line", Role.PAY_OFFICER, obligation=obligation)
        return True


def numbers_of(place: str) -> range:
    first = 1 + 20 * list(DEADLY).index(place)
    return range(first, first + HOUSEHOLDS)


def wrong_of(place: str) -> int:
    return numbers_of(place)[WRONG]


def case_no(number: int) -> str:
    return f"JZ2026{number:06d}"


def _home(stack: Stack, place: str, number: int, month: date, to: int, version: int = 1) -> None:
    owed = (month, None, 50_000 + number)
    household_in(stack.store, number, owed, place=place, payee=account(to), version=version)


async def opened(stack: Stack, number: int) -> None:
    """The household's account at the bank."""
    with stack.store.read() as session:
        row = session.get_one(AccountRow, case_no(number))
        new = {"bank": row.bank, "number": row.number, "holder": row.holder_name}
    async with httpx.AsyncClient(base_url=stack.sandbox_url) as bank:
        (await bank.post("/bank/_accounts", json=new)).raise_for_status()


def due_to(place: str) -> Iterator[tuple[str, int]]:
    """What has to arrive: account number and fen."""
    for number in numbers_of(place):
        to = 100 + number if number == wrong_of(place) else number
        yield account(to).number, 50_000 + number


async def test_every_part_killed_at_every_step_of_a_month_pays_each_household_once(
    tmp_path: Path, first_day: date
) -> None:
    async with running(
        tmp_path, api="tests.faults.impatient_api", zone="Pacific/Kiritimati"
    ) as stack:
        month = months_after(first_day.replace(day=1), 1)
        for place in DEADLY:
            for number in numbers_of(place):
                _home(stack, place, number, month, number)
                if number != wrong_of(place):
                    await opened(stack, number)
        keeper, staff = PatientKeeper(stack), PatientStaff(stack.url)
        keeper.pause = staff.pause = (
            0.5  # four desks that wait for the dead: not ten times a second
        )
        keeper.show(month)
        death, desks = OneDeath(stack, len(DEADLY)), []
        for place in DEADLY:
            desk = DeadlyMonth(staff, keeper, place, month)
            desk.stack, desk.death, desk.seen = stack, death, []
            desks.append(desk)
        await asyncio.gather(*(desk.run({}) for desk in desks))
        assert [desk.seen for desk in desks] == [list(STEPS)] * len(desks)
        assert stack.parts.killed == Counter(dict.fromkeys(PARTS, 1))
        owed = obligations_of(stack)
        assert len(owed) == len(DEADLY) * HOUSEHOLDS and {x.state for x in owed} == {"paid"}
        assert paid_events_of(stack) == Counter(f"paid/{line.id}" for line in owed)
        assert unbalanced_events(stack) == {}
        for place in DEADLY:
            async with httpx.AsyncClient(base_url=stack.sandbox_url) as bank:
                balances = (await bank.get(f"/bank/{place}/balances")).json()
            arrived = {b["number"]: b["fen"] for b in balances if b["fen"]}
            assert arrived == dict(due_to(place))
            with stack.store.read() as session:
                run = money_views.run_of(session, f"{place}/dibao/{month:%Y-%m}")
                assert run is not None and run.closed_on is not None
