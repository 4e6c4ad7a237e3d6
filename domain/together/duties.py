"""What a unit owes beside the aid of single families: duties, offered as headings of its reports.

No procedure follows from a duty (register 3.2); a measure becomes a referral or a task (3.1).
"""

from __future__ import annotations

from typing import Any

from domain.base import Frozen
from domain.policy import Snapshot

DUTIES = "together.duties"
MEASURES = "escalation.measures"
UNIT_NEEDS = (DUTIES, MEASURES)
ALL = "all"
"""Stands for every unit of the place."""


class Duty(Frozen):
    code: str
    zh: str
    clause: str


class OwnMeasure(Frozen):
    """A measure of the catalogue that the unit carries out: `whom` it is for."""

    code: str
    zh: str
    whom: str
    clause: str


def duties_of(law: Snapshot, unit: str) -> tuple[Duty, ...]:
    """The duties of a unit (by code) from a snapshot of `UNIT_NEEDS`, in the document's order."""
    return tuple(
        Duty(code=code, zh=str(row["zh"]), clause=str(row["clause"]))
        for code, row in _rows(law, DUTIES)
        if unit in row["units"] or ALL in row["units"]
    )


def measures_of_unit(law: Snapshot, unit: str) -> tuple[OwnMeasure, ...]:
    return tuple(
        OwnMeasure(code=code, zh=str(row["zh"]), whom=str(row["whom"]), clause=str(row["clause"]))
        for code, row in _rows(law, MEASURES)
        if row["unit"] == unit
    )


def headings(law: Snapshot, unit: str) -> tuple[str, ...]:
    """What its reports may be headed with: its duties, in the words of the document."""
    return tuple(duty.zh for duty in duties_of(law, unit))


def _rows(law: Snapshot, name: str) -> list[tuple[str, dict[str, Any]]]:
    if not law.has(name):
        return []
    return [(code, row) for code, row in law.table(name).items() if isinstance(row, dict)]
