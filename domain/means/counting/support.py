"""Support owed by relatives outside the household (赡养费、抚养费、扶养费).

What a judgment, an agreement or payments come to is income. Where nothing is known, the place's
rule assumes a share of what the relative has above a floor; a place without a rule assumes nothing.
Siblings and aged parents of an unemployed, adult, severely disabled person may be let off
(2022 notice 一（一）).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.base import CaseRefusal
from domain.household import RELATION_ZH, Household, Member, Relation, Supporter
from domain.identity import age_on, check_id
from domain.means.counting.lines import MONTHS_A_YEAR, Line, a_year
from domain.means.counting.members import is_adult, is_jobless, is_severe
from domain.money import percent_of
from domain.rules import Rules

NEEDS = (
    "standard",
    "support_floor_percent",
    "support_share_percent",
    "support_exempt",
    "support_exempt_age",
)


class Owed(NamedTuple):
    fen: int
    lines: tuple[Line, ...]


def owed(law: Rules, home: Household, persons: Sequence[Member], on: date) -> Owed:
    """What the relatives of these persons pay or are taken to pay in a year."""
    known = {m.key: m for m in persons}
    total = 0
    lines: list[Line] = []
    theirs = (s for s in home.supporters if s.supports in known)
    for supporter in sorted(theirs, key=_order):
        label = f"{supporter.supports} 的{RELATION_ZH[supporter.relation]}"
        if _let_off(law, home, known[supporter.supports], supporter, on):
            lines.append(
                (f"{label}给付的费用（依规定豁免，不计入）", a_year(_due(law, home, supporter)))
            )
            continue
        if supporter.agreed_fen_year is None and not _has_rule(law):
            lines.append((f"{label}（本地未规定推算办法，不计入）", a_year(0)))
            continue
        fen = _due(law, home, supporter)
        word = "应付" if supporter.agreed_fen_year is None else "给付"
        total += fen
        lines.append((f"{label}{word}的赡养抚养扶养费", a_year(fen)))
    return Owed(total, tuple(lines))


def _due(law: Rules, home: Household, supporter: Supporter) -> int:
    if supporter.agreed_fen_year is not None:
        return supporter.agreed_fen_year
    if not _has_rule(law):
        return 0
    floor = percent_of(standard_fen(law, home), law.percent("support_floor_percent"))
    above = supporter.fen_year - floor * supporter.persons * MONTHS_A_YEAR
    return percent_of(max(above, 0), law.percent("support_share_percent")) // supporter.dependants


def standard_fen(law: Rules, home: Household) -> int:
    """The standard of the household's town or country, fen a head and month."""
    value = law.table("standard")[home.residence]
    if not isinstance(value, int):
        raise TypeError("a standard must hold whole fen")
    return value


def _has_rule(law: Rules) -> bool:
    return law.has("support_floor_percent") and law.has("support_share_percent")


def _let_off(law: Rules, home: Household, member: Member, by: Supporter, on: date) -> bool:
    if not law.has("support_exempt"):
        return False
    exempt = law.items("support_exempt")
    sibling = by.relation is Relation.SIBLING and "sibling" in exempt
    parent = by.relation is Relation.PARENT and "aged_parent" in exempt and _aged(law, by, on)
    return (
        (sibling or parent)
        and is_severe(member, law)
        and is_adult(member, on, law)
        and is_jobless(home, member)
    )


def _aged(law: Rules, by: Supporter, on: date) -> bool:
    """Only a proven age lets off; without a number the parent owes what others owe."""
    try:
        return age_on(check_id(by.id_no, on), on) >= law.count("support_exempt_age")
    except CaseRefusal:
        return False


def _order(by: Supporter) -> tuple[object, ...]:
    agreed = -1 if by.agreed_fen_year is None else by.agreed_fen_year
    return (by.supports, by.relation, by.fen_year, agreed, by.persons, by.dependants, by.id_no)
