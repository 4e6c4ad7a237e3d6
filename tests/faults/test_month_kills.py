"""P7, R8: every part killed with -9 at a step of a month; each household is paid once, to the fen.

After an acknowledged step the worker, the API and the Temporal server all die at once, in the midst
of what the step has set going; the staff repeat what was not answered. A death costs the time limits
of what it interrupts, so the suite kills at the step that sends and books the money;
`DOUDI_TEST_EVERY_STEP=1` kills at every one.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from datetime import date
from pathlib import Path

import httpx

from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.pay.file import PayFile
from domain.pay.lists import case_of
from store import money_views
from store.tables import AccountRow
from tests.faults.people import PLACE
from tests.faults.script import Month, PatientKeeper, PatientStaff
from tests.faults.stack import Stack, running
from tests.faults.state import obligations_of, paid_events_of, unbalanced_events
from tests.paying import account, household_in

PARTS = ("worker", "api", "temporal")
STEPS = ("start", "submit_list", "release_funds", "resend_line")
DEADLY = STEPS if os.environ.get("DOUDI_TEST_EVERY_STEP") else ("release_funds",)
HOUSEHOLDS = 40
WRONG = 7
"""Whose account the bank does not know."""


class DeadlyMonth(Month):
    """A month each of whose steps ends in the death of everything."""

    stack: Stack
    killed: list[str]
    seen: list[str]

    async def die(self, step: str) -> None:
        self.seen.append(step)
        if step not in DEADLY:
            return
        for name in PARTS:
            await self.stack.parts.back(name)
        for name in PARTS:
            self.stack.parts.kill(name)
        self.killed.append(step)

    async def look(self) -> PayFile:
        if not self.seen:
            await self.die("start")
        return await super().look()

    async def _act(self, name: str, role: Role, **fields: object) -> None:
        await super()._act(name, role, **fields)
        await self.die(name)

    async def _mend(self, obligation: str, desks: object) -> bool:
        """The clerk puts the right account into the case."""
        assert case_of(obligation) == number_of(WRONG)
        await asyncio.to_thread(_home, self.stack, WRONG, self.month, 100 + WRONG, 2)
        await opened(self.stack, number_of(WRONG))
        await self._act("resend_line", Role.PAY_OFFICER, obligation=obligation)
        return True


def number_of(number: int) -> str:
    return f"JZ2026{number:06d}"


def _home(stack: Stack, number: int, month: date, to: int, version: int = 1) -> None:
    owed = (month, None, 50_000 + number)
    household_in(stack.store, number, owed, place=PLACE, payee=account(to), version=version)


async def opened(stack: Stack, case_no: str) -> None:
    """The household's account at the bank."""
    with stack.store.read() as session:
        row = session.get_one(AccountRow, case_no)
        new = {"bank": row.bank, "number": row.number, "holder": row.holder_name}
    async with httpx.AsyncClient(base_url=stack.sandbox_url) as bank:
        (await bank.post("/bank/_accounts", json=new)).raise_for_status()


async def test_every_part_killed_at_a_step_of_a_month_pays_each_household_once(
    tmp_path: Path, first_day: date
) -> None:
    async with running(
        tmp_path, api="tests.faults.impatient_api:create_app", zone="Pacific/Kiritimati"
    ) as stack:
        month = months_after(first_day.replace(day=1), 1)
        for number in range(1, HOUSEHOLDS + 1):
            _home(stack, number, month, number)
            if number != WRONG:
                await opened(stack, number_of(number))
        keeper, staff = PatientKeeper(stack), PatientStaff(stack.url)
        keeper.show(month)
        desk = DeadlyMonth(staff, keeper, PLACE, month)
        desk.stack, desk.killed, desk.seen = stack, [], []
        await desk.run({})
        assert (desk.seen, desk.killed) == (list(STEPS), list(DEADLY))
        assert stack.parts.killed == Counter(dict.fromkeys(PARTS, len(desk.killed)))
        owed = obligations_of(stack)
        assert len(owed) == HOUSEHOLDS and {line.state for line in owed} == {"paid"}
        assert paid_events_of(stack) == Counter(f"paid/{line.id}" for line in owed)
        assert unbalanced_events(stack) == {}
        async with httpx.AsyncClient(base_url=stack.sandbox_url) as bank:
            balances = (await bank.get(f"/bank/{PLACE}/balances")).json()
        arrived = {b["number"]: b["fen"] for b in balances if b["fen"]}
        due = {account(n).number: 50_000 + n for n in range(1, HOUSEHOLDS + 1) if n != WRONG}
        assert arrived == due | {account(100 + WRONG).number: 50_000 + WRONG}
        with stack.store.read() as session:
            run = money_views.run_of(session, f"{PLACE}/dibao/{month:%Y-%m}")
            assert run is not None and run.closed_on is not None
