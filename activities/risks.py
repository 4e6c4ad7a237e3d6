"""The risk list of every place that has rules for one, looked over in each round of the upkeep."""

from __future__ import annotations

from datetime import date

from activities.tools import Tools
from domain.compare.risks import RiskRule, rules_of
from runtime import packs
from runtime.logs import get_logger
from store.compare import risks

RULES = "risk.rules"
_log = get_logger("risks")


def rules_at(tools: Tools, place: str, on: date) -> tuple[RiskRule, ...]:
    """The place's rules; in production without demonstration values."""
    law = packs.snapshot(place, on, (RULES,), production=tools.production, overlays=tools.overlays)
    return rules_of(dict(law.table(RULES))) if law.has(RULES) else ()


def look_over(tools: Tools, today: date) -> int:
    """How many entries are new."""
    found = 0
    for place in packs.places(tools.overlays):
        rules = rules_at(tools, place, today)
        if not rules:
            continue
        with tools.store.write() as session:
            found += len(risks.find(session, place, rules, today))
    if found:
        _log.info("risks found", count=found)
    return found
