"""生活自理能力: six things a person does alone or not, and the band that follows (43号 Art 21-22)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.rules import Rules

NEEDS = ("selfcare_items", "selfcare_bands")
"""The policy values a band is found with."""


class Ability(StrEnum):
    """Whether a person can do one of the six things alone."""

    CAN = "can"
    CANNOT = "cannot"


ABILITY_ZH = {Ability.CAN: "能够自主完成", Ability.CANNOT: "不能自主完成"}

BAND_ZH = {
    "capable": "具备生活自理能力",
    "partial": "部分丧失生活自理能力",
    "none": "完全丧失生活自理能力",
}


def failed(items: Mapping[str, Ability], law: Rules) -> int:
    """How many of the items of the rule the person cannot do. KeyError when one was not looked at."""
    return sum(items[code] is Ability.CANNOT for code in law.items("selfcare_items"))


def band(count: int, law: Rules) -> str:
    """The band of a person who fails `count` items: the first whose limit is not passed.

    Raises ValueError for a count no band of the rule covers.
    """
    limits = {code: n for code, n in law.table("selfcare_bands").items() if isinstance(n, int)}
    for code in sorted(limits, key=limits.__getitem__):
        if 0 <= count <= limits[code]:
            return code
    raise ValueError(f"no self-care band for {count} failed items")
