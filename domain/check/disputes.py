"""Two departments that say different things about the same fact of the same person.

Both stand side by side and none wins: what comes of it is a lead for a person (ZH-20, TR-09).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.check.answers import Answer, Kind


class Position(NamedTuple):
    """What one department says about one fact: found or not, how many, how much."""

    fact: str
    person: str
    department: str
    item: str
    found: bool = False
    many: int = 0
    fen: int = 0


def disputes(
    answers: Iterable[Answer], facts: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Position, ...], ...]:
    """One tuple of positions for each fact and person on which departments differ, sorted.

    `facts`: which facts an item speaks of. A department that declined an item takes no position.
    """
    by_fact: dict[tuple[str, str], list[Position]] = {}
    for answer in answers:
        for position in _positions(answer, facts):
            by_fact.setdefault((position.fact, position.person), []).append(position)
    return tuple(
        tuple(sorted(positions, key=lambda p: p.department))
        for _, positions in sorted(by_fact.items())
        if len({(p.found, p.many, p.fen) for p in positions}) > 1
    )


def _positions(answer: Answer, facts: Mapping[str, tuple[str, ...]]) -> Iterable[Position]:
    taken: dict[tuple[str, str], Position] = {}
    for record in answer.records:
        if record.kind not in (Kind.FOUND, Kind.NOTHING):
            continue
        for fact in facts.get(record.item, ()):
            key = (fact, record.person)
            before = taken.get(key) or Position(*key, answer.department, record.item)
            if record.kind is Kind.FOUND and record.about == fact:
                before = before._replace(
                    found=True,
                    many=before.many + record.count,
                    fen=before.fen + record.fen,
                    item=record.item,
                )
            taken[key] = before
    return taken.values()
