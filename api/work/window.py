"""What the window offers at a place: its catalogue of aid on a day."""

from __future__ import annotations

from datetime import date

from api.frame.door import Door
from api.frame.problems import Problem, not_found
from api.scope import Caller, in_scope
from domain.base import Frozen
from domain.policy import PolicyNotSet, Snapshot, Unit
from domain.programme import Programme
from domain.rules import Rules, qualified
from domain.window.catalogue import CATALOGUE_NEEDS, Catalogue, catalogue_of
from domain.window.papers import PAPERS_NEEDS, Paper, papers
from runtime import packs
from store import cases
from store.tables import CaseRow

IDLE = "window.idle_days"


def catalogue_at(door: Door, place: str, on: date) -> Catalogue:
    """The catalogue of the place. Problem 404 for no such place, 409 when it has set none."""
    if place not in door.places():
        raise not_found("地区")
    try:
        return catalogue_of(rules_at(door, place, on, CATALOGUE_NEEDS))
    except PolicyNotSet as missing:
        raise Problem(409, missing.code, missing.message) from None


def rules_at(door: Door, place: str, on: date, names: tuple[str, ...]) -> Snapshot:
    """The rules of a place on a day, for the window itself: no case has taken them yet."""
    return packs.snapshot(
        place,
        on,
        names,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


class ProgrammeFacts(Frozen):
    """One programme as its list shows it: papers with reasons, steps, limit (YC-10)."""

    programme: Programme
    papers: tuple[Paper, ...]
    perhaps: tuple[Paper, ...]
    """Papers asked of some families only."""
    stages: tuple[str, ...]
    limit: int | None
    limit_unit: str
    limit_clause: str


def programme_at(door: Door, place: str, on: date, programme: Programme) -> ProgrammeFacts:
    """What a programme asks and how long it takes there. Problem 404 when it is not offered."""
    if programme not in catalogue_at(door, place, on).programmes:
        raise not_found("救助项目")
    own = ("required_papers", "conditional_papers", "stages", "total", "decider", "total_delegated")
    names = tuple(qualified(programme, name) for name in own)
    law = Rules(rules_at(door, place, on, (*names, *PAPERS_NEEDS)), programme)
    township = law.has("decider") and law.text("decider") == "township"
    total = "total_delegated" if township and law.has("total_delegated") else "total"
    known = law.has(total)
    return ProgrammeFacts(
        programme=programme,
        papers=papers(law, _names(law, "required_papers")),
        perhaps=papers(law, _names(law, "conditional_papers")),
        stages=law.items("stages"),
        limit=law.days(total) if known else None,
        limit_unit=_UNIT_ZH.get(law.get(total).unit, "") if known else "",
        limit_clause=law.cite(total) if known else "",
    )


_UNIT_ZH = {Unit.WORKING_DAYS: "个工作日", Unit.CALENDAR_DAYS: "日"}


def _names(law: Rules, name: str) -> dict[str, str]:
    return {code: str(zh) for code, zh in law.table(name).items()} if law.has(name) else {}


async def idle_requests(door: Door, caller: Caller) -> tuple[CaseRow, ...]:
    """Requests of the caller's scope that wait at the window beyond the place's limit, oldest first.

    Problem 409 when the place has set no limit.
    """
    today = await door.today()
    law = rules_at(door, caller.place, today, (IDLE,))
    try:
        limit = law.days(IDLE)
    except PolicyNotSet as missing:
        raise Problem(409, missing.code, missing.message) from None
    township = caller.township if caller.bound_to_township else ""
    rows = await door.read(cases.waiting_at_window, caller.place, township)
    return tuple(
        row
        for row in rows
        if law.calendar.working_days_between(row.applied_on, today) > limit
        and in_scope(caller, row.place, row.township)
    )
