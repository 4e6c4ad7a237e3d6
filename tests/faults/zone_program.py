"""Prints what a host in another time zone makes of a case and of a day; a test compares.

TZ=America/New_York python -m tests.faults.zone_program
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta

from temporalio import workflow

from domain.base import Frozen, digest_of
from domain.case.acts import Act
from runtime.packs import places
from tests.people import Walk, application
from workflows.base import ActDriven

EDGES = (
    datetime(2026, 12, 31, 16, tzinfo=UTC),  # midnight in Shanghai, a year begins
    datetime(2028, 2, 28, 16, tzinfo=UTC),  # 29 February begins
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York puts its clocks forward
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # and back
)
"""Moments at which some calendar in the world turns over."""


class Dated(Frozen):
    latest: date
    version: int = 0
    stage: str = ""


class AnyProcedure(ActDriven[Dated]):
    """Nothing but the rule of today, as every procedure of ours has it."""

    def __init__(self, latest: date) -> None:
        self._file = Dated(latest=latest)

    def _act_named(self, name: str) -> type[Act]:
        raise NotImplementedError

    def _try(self, name: str, act: Act) -> Dated:
        raise NotImplementedError

    async def _project(self) -> None:
        raise NotImplementedError


def today_at(moment: datetime, latest: date = date.min) -> date:
    """The today of a procedure woken at that moment whose latest recorded day is `latest`."""
    now = workflow.now
    workflow.now = lambda: moment
    try:
        return AnyProcedure(latest)._today()
    finally:
        workflow.now = now


def seen_from_here() -> dict[str, str]:
    """A plain case of each place up to its first recheck, and the day at each edge of a calendar."""
    found = {place: digest_of(Walk(application(place)).living().file) for place in places()}
    for edge in EDGES:
        for hours in (-1, 0, 1):
            moment = edge + timedelta(hours=hours)
            found[moment.isoformat()] = today_at(moment).isoformat()
    return found


def main() -> None:
    sys.stdout.write(json.dumps({"zone": time.tzname[0], "seen": seen_from_here()}))


if __name__ == "__main__":
    main()
