"""Assertions that no single case can answer: over all cases of a county together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from audit.rulebook.breach import Breach
from audit.rulebook.dossier import Dossier
from domain.base import Frozen
from domain.programme import Programme

EXCLUSIVE = (Programme.DIBAO, Programme.TEKUN)
"""Monthly aid a person has at most once (57号, 特困供养 is instead of 低保)."""
SHORT = 40
"""A text of fewer characters may be the same in two homes by chance."""


class Trace(Frozen):
    """What the county's questions need of a case: keyed digests of persons and texts, never they."""

    case_no: str
    place: str
    township: str
    living: tuple[str, ...] = ()
    survey: str = ""
    on: str = ""


def trace(case: Dossier, salt: bytes) -> Trace:
    last, made = case.last, case.first.survey
    running = last.monthly_fen_now > 0 and last.programme in EXCLUSIVE
    persons = [m.id_no for m in last.household.counted if m.id_no] if running else []
    text = made.findings.strip() if made is not None else ""
    return Trace(
        case_no=case.case_no,
        place=case.place,
        township=last.township,
        living=tuple(sorted(_digest(salt, number) for number in persons)),
        survey=_digest(salt, text) if len(text) >= SHORT else "",
        on=(made.on if made is not None else last.latest).isoformat(),
    )


def once_only(traces: Iterable[Trace]) -> Iterator[Breach]:
    """A16: nobody has monthly aid twice in the county."""
    zh = "同一人同时在案件{others}中享受救助"
    yield from _shared(traces, "A16", "twice", zh, lambda t: t.living)


def not_copied(traces: Iterable[Trace]) -> Iterator[Breach]:
    """A20: no two surveys found the same in the same words."""
    yield from _shared(
        traces,
        "A20",
        "copied",
        "入户调查的记载与案件{others}完全相同",
        lambda t: (t.survey,) if t.survey else (),
    )


def _shared(
    traces: Iterable[Trace], rule: str, what: str, zh: str, keys: Callable[[Trace], tuple[str, ...]]
) -> Iterator[Breach]:
    by_key: dict[str, list[Trace]] = defaultdict(list)
    for one in traces:
        for key in keys(one):
            by_key[key].append(one)
    told: set[tuple[str, str]] = set()
    for group in by_key.values():
        numbers = sorted({one.case_no for one in group})
        for one in group if len(numbers) > 1 else ():
            others = "、".join(number for number in numbers if number != one.case_no)
            if (one.case_no, numbers[0]) in told:
                continue
            told.add((one.case_no, numbers[0]))
            yield Breach(
                rule=rule,
                place=one.place,
                township=one.township,
                case_no=one.case_no,
                on=date.fromisoformat(one.on),
                zh=zh.format(others=others),
                what=f"{what} {numbers[0]}",
            )


def _digest(salt: bytes, text: str) -> str:
    return hashlib.blake2b(text.encode(), key=salt[:32], digest_size=12).hexdigest()
