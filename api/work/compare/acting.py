"""What is lawful on a month's comparison now, and how its stages are called."""

from __future__ import annotations

from api.acts import ask
from api.frame.door import Door
from api.scope import Caller
from domain.compare.engine import lawful_compare_moves
from domain.compare.file import CompareFile
from domain.compare.lifecycle import COMPARE_STAGE_ZH, CompareStage


async def compare_acts(door: Door, caller: Caller, workflow_id: str) -> tuple[str, ...]:
    file = await ask(door, workflow_id, "file", CompareFile)
    return tuple(move.act for move in lawful_compare_moves(file, caller.role))


def compare_stage_zh(stage: str) -> str:
    return COMPARE_STAGE_ZH[CompareStage(stage)]
