"""When something open before the body stands still, by the place's own days."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.policy import Snapshot

STALL_DAYS = "office.stall_days"


class OpenThing(Frozen):
    """One open task before the body: of which procedure (`subject`), whose, since and until when.

    `who`: the unit or the post it waits for, in Chinese; no household stands in it.
    """

    subject: str
    kind: str
    act: str
    who: str
    since: date
    due: date | None = None

    @property
    def key(self) -> str:
        return f"{self.subject}|{self.act}|{self.who}"


def stalls_on(thing: OpenThing, law: Snapshot) -> date | None:
    """The first day on which it stands still; None where the place has set no days.

    Counted from its due day, or from the day it was given where it has none.
    """
    if not law.has(STALL_DAYS):
        return None
    return law.due(STALL_DAYS, thing.due or thing.since).on


def stands_still(thing: OpenThing, law: Snapshot, today: date) -> bool:
    day = stalls_on(thing, law)
    return day is not None and today > day
