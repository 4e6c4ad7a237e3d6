"""What a caller may do to a matter of money or of supervision now."""

from __future__ import annotations

from api.acts import ask
from api.frame.door import Door
from api.scope import Caller
from domain.funds.engine import lawful_matter_moves
from domain.funds.matter import Matter
from domain.oversight.engagement import stands_open
from domain.oversight.engine import lawful_oversight_moves
from domain.oversight.file import OversightFile


async def lawful_on_matter(door: Door, caller: Caller, workflow_id: str) -> tuple[str, ...]:
    """Acts by the table, for the caller's role. Gone when the matter is not there."""
    matter = await ask(door, workflow_id, "file", Matter)
    return tuple(move.act for move in lawful_matter_moves(matter, caller.role))


async def lawful_on_oversight(door: Door, caller: Caller, workflow_id: str) -> tuple[str, ...]:
    """Acts by the table, for the caller's role. Gone when the matter is not there."""
    file = await ask(door, workflow_id, "file", OversightFile)
    moves = lawful_oversight_moves(file, caller.role)
    return tuple(move.act for move in moves if stands_open(file, move.act))
