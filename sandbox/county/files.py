"""What each department answers: which kinds of facts stand behind each information item."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.check.answers import DepartmentQuery, Kind, Person, Record
from sandbox.county.model import Fact, Truth

REGISTER = ("registered", "death", "prison")
ITEMS: Final[dict[str, tuple[str, ...]]] = {
    "DB-37/hukou": REGISTER,
    "CHK-01": REGISTER,
    "CHK-03": ("death",),
    "CHK-04": ("registered", "death"),
    "CHK-06": ("death",),
    "CHK-07": ("death",),
    "CHK-09": ("death",),
    "DB-37/vehicles": ("vehicle",),
    "CHK-12": ("vehicle",),
    "DB-37/real_estate": ("house",),
    "CHK-17": ("house",),
    "CHK-23": ("house",),
    "DB-37/social_insurance": ("wage", "pension"),
    "CHK-39": ("wage",),
    "CHK-41": ("wage",),
    "CHK-42": ("pension",),
    "CHK-44": ("wage",),
    "DB-37/market_entity": ("company",),
    "CHK-47": ("company",),
    "CHK-48": ("company",),
    "DB-37/deposits": ("deposit",),
    "CHK-52": ("deposit",),
    "CHK-58": ("insured",),
    "CHK-62": ("illness",),
    "CHK-63": ("disability",),
    "CHK-66": ("illness",),
    "CHK-69": ("school",),
    "CHK-70": ("school",),
}
"""Items that are not here are answered `nothing` for everybody."""

COMPARISON: Final = "CHK-80"
BY_DEPARTMENT: Final[dict[str, tuple[str, ...]]] = {
    "disabled": ("disability",),
    "education": ("school",),
    "health": ("death", "illness"),
    "housing": ("house",),
    "hr": ("wage", "pension"),
    "medical": ("insured", "illness"),
}
"""What is behind the low-income comparison (CHK-80), which each department answers from its own."""


def records_of(query: DepartmentQuery, truths: dict[str, Truth]) -> tuple[Record, ...]:
    """Every item and person asked about, each answered: found, or nothing.

    A fact is told once, under the first item asked that covers it, and only from its day on. Of
    two facts of the same kind the later one stands. Strangers have no file: nothing is found.
    """
    return tuple(
        record
        for person in query.persons
        for record in _about(query, person, truths.get(Truth.hash_of(person.id_no)))
    )


def _about(query: DepartmentQuery, person: Person, truth: Truth | None) -> list[Record]:
    known = _known(truth, query.department, query.asked_on)
    told: set[str] = set()
    records = []
    for item in query.items:
        kinds = (
            BY_DEPARTMENT.get(query.department, ()) if item == COMPARISON else ITEMS.get(item, ())
        )
        found = [known[about] for about in kinds if about in known and about not in told]
        told |= {fact.about for fact in found}
        records += [_found(item, person, fact) for fact in found] or [
            Record(item=item, person=person.key, kind=Kind.NOTHING)
        ]
    return records


def _known(truth: Truth | None, department: str, on: date) -> dict[str, Fact]:
    known: dict[str, Fact] = {}
    for fact in truth.facts if truth else ():
        if fact.since is not None and fact.since > on:
            continue
        if fact.known_to and department not in fact.known_to:
            continue
        before = known.get(fact.about)
        if before is None or (fact.since or date.min) >= (before.since or date.min):
            known[fact.about] = fact
    return known


def _found(item: str, person: Person, fact: Fact) -> Record:
    return Record(
        item=item,
        person=person.key,
        kind=Kind.FOUND,
        about=fact.about,
        count=fact.count,
        fen=fact.fen,
        since=fact.since,
        text=fact.text,
    )
