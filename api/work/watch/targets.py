"""Where an act on a proceeding of supervision goes; 404 for whoever may not know of it."""

from __future__ import annotations

from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place
from api.work.targets import Target
from api.work.watch.kinds import WATCHES, file_for
from domain.case.lifecycle import Role


async def watch_target(door: Door, caller: Caller, kind: str, place: str, number: str) -> Target:
    """The administrator of the rules has an act here, and reads nothing."""
    if caller.role is Role.POLICY_ADMIN:
        if not in_place(caller, place):
            raise not_found("事项")
    else:
        await file_for(door, caller, kind, place, number)
    return Target(kind=kind, workflow_id=WATCHES[kind].id(place, number), place=place)
