"""Kills parts of a running stack with -9, at moments drawn from a seed over the work to be done."""

from __future__ import annotations

import asyncio
import random

from tests.faults.script import PatientStaff
from tests.faults.stack import Breakable

_SHARES = {"worker": 5, "api": 8, "temporal": 8}
"""A dead worker holds up what it was just at for as long as its time limits say: fewer of those."""


class Killer:
    """Twenty-one kills, spread over `acts` acknowledged acts, each some moment after its act."""

    def __init__(self, parts: Breakable, staff: PatientStaff, *, acts: int, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same again for the same seed
        self._parts, self._staff = parts, staff
        whom = [name for name, times in _SHARES.items() for _ in range(times)]
        self._plan = sorted(
            (chance.randrange(1, acts), chance.uniform(0.0, 0.6), name) for name in whom
        )
        self.done: list[str] = []

    async def run(self) -> None:
        for after, moment, name in self._plan:
            while len(self._staff.acknowledged) < after:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            await asyncio.sleep(moment)
            await self._parts.back(name)
            self._parts.kill(name)
            self.done.append(f"{name} after {after} acts and {moment:.2f} s")
