"""What a form shows of the months to come, before a decision is signed."""

from __future__ import annotations

from typing import Final

from api.frame.door import Door
from api.work.targets import case_today
from domain.case.file import CaseFile
from domain.pay.effects import Effect, effects_of

DECIDED: Final = frozenset({"confirm", "decide_change"})
"""Acts that change what is due."""


async def effects_for(door: Door, file: CaseFile, act: str) -> tuple[Effect, ...]:
    return effects_of(file, await case_today(door, file)) if act in DECIDED else ()
