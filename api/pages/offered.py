"""What may be done now, as a page offers it: each act, and the one that is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.frame.door import Door
from api.frame.problems import LawfulAct
from api.scope import Caller
from api.work.casework import lawful_now
from api.work.targets import Target


async def offered(door: Door, caller: Caller, target: Target) -> list[LawfulAct]:
    """The acts of the caller, each with the address of its page."""
    return [
        act.model_copy(update={"href": act.href.removeprefix("/api/v1")})
        for act in await lawful_now(door, caller, target)
    ]


def first_of(acts: Sequence[LawfulAct], wanted: Iterable[str]) -> LawfulAct | None:
    """The one big button: the first of the acts in `wanted` that may be done now."""
    return next((a for act in wanted for a in acts if a.act == act), None)
