"""走访慰问 by departments (YC-04): who is planned twice in one period, and who by nobody.

A plan is of one unit, from a first to a last day, for households by the number of their case. Two
cases of the same people are one household, told by `home`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.base import Frozen


class Planned(Frozen):
    """One household on one unit's plan; `done_on`: the visit was made."""

    unit: str
    number: int
    title: str
    case_no: str
    since: date
    until: date
    done_on: date | None = None

    def meets(self, other: Planned) -> bool:
        """Their periods share a day."""
        return self.since <= other.until and other.since <= self.until


class Double(Frozen):
    """A household that two or more units mean to visit in the same period."""

    case_no: str
    plans: tuple[Planned, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted({p.unit for p in self.plans}))


def doubles(lines: Iterable[Planned], home: Mapping[str, str]) -> tuple[Double, ...]:
    """Every household on the plans of more than one unit whose periods meet, by its first case.

    `home`: case number to the name of its household; a case it does not know is one of its own.
    """
    by: dict[str, list[Planned]] = {}
    for line in lines:
        by.setdefault(home.get(line.case_no, line.case_no), []).append(line)
    found = []
    for of_one in by.values():
        meeting = [
            line
            for line in of_one
            if any(line.unit != other.unit and line.meets(other) for other in of_one)
        ]
        if meeting:
            plans = tuple(sorted(meeting, key=lambda p: (p.since, p.unit, p.number)))
            found.append(Double(case_no=min(p.case_no for p in plans), plans=plans))
    return tuple(sorted(found, key=lambda d: d.case_no))


def on_no_plan(
    lines: Iterable[Planned], living: Iterable[str], home: Mapping[str, str], day: date
) -> tuple[str, ...]:
    """Cases drawing aid whose household no plan that runs on or after that day names, sorted."""
    planned = {home.get(p.case_no, p.case_no) for p in lines if p.until >= day}
    return tuple(sorted(case for case in living if home.get(case, case) not in planned))
