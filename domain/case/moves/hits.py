"""Acts on what registers say of a family in aid."""

from __future__ import annotations

from domain.case.lifecycle import Role
from domain.case.moves.base import LIVING, Move

MOVES: tuple[Move, ...] = (
    Move(
        act="note_hit",
        zh="疑点线索登记",
        stages=LIVING,
        roles=(Role.SYSTEM,),
        clause="JZ-03; JZ-53; JZ-62",
    ),
    Move(
        act="settle_hit",
        zh="疑点线索核实",
        stages=LIVING,
        roles=(Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="JZ-62; 57号 Art 32",
    ),
)
