"""What a caller may do to a matter of money now."""

from __future__ import annotations

from api.acts import ask
from api.frame.door import Door
from api.scope import Caller
from domain.funds.engine import lawful_matter_moves
from domain.funds.matter import Matter


async def lawful_on_matter(door: Door, caller: Caller, workflow_id: str) -> tuple[str, ...]:
    """Acts by the table, for the caller's role. Gone when the matter is not there."""
    matter = await ask(door, workflow_id, "file", Matter)
    return tuple(move.act for move in lawful_matter_moves(matter, caller.role))
