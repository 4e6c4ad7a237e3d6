"""Where an act on an affair or on reports goes; 404 for whoever may not know of it."""

from __future__ import annotations

from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place
from api.work.desk.acting import affair_file, report_file, year_file
from api.work.targets import Target
from domain.case.lifecycle import Role
from workflows import ids


async def affair_target(door: Door, caller: Caller, place: str, number: str) -> Target:
    if not _refreshes(caller, place):
        await affair_file(door, caller, place, number)
    return Target(kind="affair", workflow_id=ids.affair_id(place, number), place=place)


async def report_target(door: Door, caller: Caller, place: str, period: str) -> Target:
    if not _refreshes(caller, place):
        await report_file(door, caller, place, period)
    return Target(kind="report", workflow_id=ids.report_id(place, period), place=place)


async def year_target(door: Door, caller: Caller, place: str, year: int) -> Target:
    if not _refreshes(caller, place):
        await year_file(door, caller, place, year)
    return Target(kind="year", workflow_id=ids.year_id(place, year), place=place)


def _refreshes(caller: Caller, place: str) -> bool:
    """The administrator of the rules has an act here, and reads nothing."""
    if caller.role is not Role.POLICY_ADMIN:
        return False
    if not in_place(caller, place):
        raise not_found("事项")
    return True
