"""The boards of a place: what stalls, what looks wrong, who may have been overlooked (5.33, 5.34)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place, must_be
from domain.case.lifecycle import ROLE_ZH, Role
from domain.policy import Snapshot
from domain.watching.facts import Facts, Signal
from domain.watching.inaction import Inaction, inaction
from domain.watching.overlooked import Overlooked
from domain.watching.signals import RISK_NEEDS, SIGNALS, WINDOW, missing, signals
from runtime import packs
from store.watching import acts, matters, stalls

BOARD_ROLES: Final = (
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.TOWNSHIP_LEADER,
)
"""Those who answer for others' work; a township's head sees his own township."""
_A_YEAR: Final = timedelta(days=365)  # not law: how far back the board looks
"""How far the board of the overlooked looks back: operation, not law."""


def must_watch(caller: Caller, door: Door, place: str) -> None:
    must_be(caller, BOARD_ROLES, "查看监督看板", "YC-29; JZ-57")
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")


def risk_rules(door: Door, place: str, today: date) -> Snapshot:
    return packs.snapshot(
        place,
        today,
        RISK_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


async def facts_now(door: Door, place: str, law: Snapshot, today: date) -> Facts:
    """The present window and the one before it; without a window the last year."""
    since = today - (timedelta(days=2 * law.days(WINDOW)) if law.has(WINDOW) else _A_YEAR)
    names = {t.code: t.zh for t in door.place(place).townships}
    return await door.read(acts.facts_of, place, since, today, names)


async def signals_now(
    door: Door, caller: Caller, place: str
) -> tuple[tuple[Signal, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """What is seen today, and the signals that are not judged, each with the thresholds not set."""
    today = await door.today()
    law = risk_rules(door, place, today)
    facts = await facts_now(door, place, law, today)
    chosen = law.items(SIGNALS) if law.has(SIGNALS) else ()
    found = signals(facts, law, today)
    return (
        tuple(s for s in found if _own(caller, s.township)),
        tuple((code, missing(law, code)) for code in chosen if missing(law, code)),
    )


def _own(caller: Caller, township: str) -> bool:
    return caller.role is not Role.TOWNSHIP_LEADER or caller.township == township


async def stalls_now(door: Door, caller: Caller, place: str) -> stalls.Stalls:
    today = await door.today()
    law = risk_rules(door, place, today)
    idle = law.days("risk.idle_days") if law.has("risk.idle_days") else None
    own = caller.township if caller.role is Role.TOWNSHIP_LEADER else ""
    return await door.read(stalls.stalls, place, today, township=own, idle_days=idle)


async def inaction_now(door: Door, caller: Caller, place: str) -> tuple[Inaction, ...]:
    today = await door.today()
    law = risk_rules(door, place, today)
    since = window_since(door, place, today)
    names = {t.code: t.zh for t in door.place(place).townships}
    facts = await door.read(acts.facts_of, place, since, today, names)
    late = await door.read(acts.late_steps, place, since)
    return tuple(row for row in inaction(facts, late, law, today) if _own(caller, row.township))


def window_since(door: Door, place: str, today: date) -> date:
    """From which day the board looks back: the place's window, else a year."""
    law = risk_rules(door, place, today)
    return today - (timedelta(days=law.days(WINDOW)) if law.has(WINDOW) else _A_YEAR)


async def overlooked_now(door: Door, caller: Caller, place: str) -> tuple[Overlooked, ...]:
    today = await door.today()
    found = await door.read(acts.overlooked, place, today - _A_YEAR, today)
    return tuple(one for one in found if _own(caller, one.township))


async def audits_missing(door: Door, place: str) -> tuple[int, ...]:
    """Budget years since the document asks for audits, the present one not, without a report."""
    today = await door.today()
    known = packs.load(door.settings.policy_overlays)
    period = packs.value(known, place, today, "audit.period")
    if period.value is None or period.since is None:
        return ()
    years = range(period.since.year, today.year)
    return await door.read(matters.years_without_audit, place, years)


def whose_zh(one: stalls.Stall) -> str:
    """Whom a task waits for, in Chinese."""
    return one.unit or ROLE_ZH[Role(one.role)]


def signal_view(signal: Signal, place: str, today: date) -> dict[str, Any]:
    number = f"{today.year}-s{signal.fingerprint(place, today)}"
    return {**signal.model_dump(mode="json", exclude={"key"}), "number": number}
