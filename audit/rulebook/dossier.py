"""What the rulebook reads of a case: its file at the end of each period, and the law of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from domain.case.file import CaseFile
from domain.case.records import Entry
from domain.policy import Snapshot
from domain.rules import Rules, qualified
from runtime import packs

NAMES = (
    "stages",
    "publicity",
    "publicity_roll",
    "publicity_repeat",
    "first_month_offset",
    "surveyors",
    "refusal_notice",
    "total",
    "total_delegated",
    "total_special",
    "completion_days",
    "reassess",
    "decider",
)
"""The values of the law that assertions measure by, of each programme."""


@dataclass(frozen=True)
class Dossier:
    """A case as its histories have it. `periods`: the file at the end of each period, oldest first.

    `sound` False: a certificate of this case fails, and `unsound` says where first. `today`: the
    day up to which deadlines that are still open are judged.
    """

    place: str
    case_no: str
    periods: tuple[CaseFile, ...]
    today: date
    sound: bool = True
    unsound: str = ""
    set_back: tuple[str, ...] = ()
    """What is wrong with a run that was set back (reset), in words."""
    production: bool = False
    overlays: tuple[Path, ...] = ()

    @property
    def first(self) -> CaseFile:
        """The file at the end of the application and its first period."""
        return self.periods[0]

    @property
    def last(self) -> CaseFile:
        return self.periods[-1]

    @cached_property
    def journal(self) -> tuple[Entry, ...]:
        """Everything on record over all periods, each line once."""
        found: dict[int, Entry] = {}
        for file in self.periods:
            for entry in file.journal:
                found[entry.seq] = entry
        return tuple(found[seq] for seq in sorted(found))

    def deeds(self, *acts: str, procedure: int | None = 0) -> tuple[Entry, ...]:
        """The entries of these acts in one procedure (0: the application; None: in all)."""
        return tuple(
            e
            for e in self.journal
            if e.act in acts and (procedure is None or e.procedure == procedure)
        )

    @property
    def procedures(self) -> Iterator[int]:
        yield from sorted({e.procedure for e in self.journal if e.procedure})

    def law(self, on: date) -> Rules:
        """The law of the place and programme on a day, from the packs and not from the case."""
        found = _law(self.place, self.first.programme.value, on, self.production, self.overlays)
        return Rules(found, self.first.programme)

    @property
    def granted(self) -> bool:
        return self.first.decision is not None and self.first.decision.granted

    def passes(self, stage: str) -> bool:
        """Whether the profile of the day the application was taken in has this stage."""
        law = self.law(self.first.applied_on)
        return law.has("stages") and stage in law.items("stages")


@lru_cache(maxsize=4096)
def _law(
    place: str, programme: str, on: date, production: bool, overlays: tuple[Path, ...]
) -> Snapshot:
    names = tuple(qualified(programme, name) for name in NAMES)
    return packs.snapshot(place, on, names, production=production, overlays=overlays)


def day_of(moment: datetime) -> date:
    """The day in Shanghai."""
    return (moment + timedelta(hours=8) - (moment.utcoffset() or timedelta(0))).date()
