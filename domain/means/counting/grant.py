"""How much a month: the gap to the standard (补差) or the amount of a tier (分档) (57号 Art 23).

Both fall or stay as income rises. The gap is taken from the undivided year and rounded once, so
that dividing per head first cannot add a yuan.
"""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from domain.means.counting.lines import MONTHS_A_YEAR, Line, a_year
from domain.money import Rounding, round_ratio, yuan
from domain.rules import Rules

NEEDS = ("grant_method", "rounding", "grant_tiers")
_ROUNDING_ZH = {
    Rounding.EXACT: "舍去不足一分的部分",
    Rounding.UP_TO_FEN: "不足一分的进到分",
    Rounding.UP_TO_YUAN: "不足一元的进到元",
    Rounding.DOWN_TO_YUAN: "舍去不足一元的部分",
    Rounding.HALF_UP_TO_YUAN: "四舍五入到元",
}


class Amount(NamedTuple):
    fen: int
    lines: tuple[Line, ...]


def monthly(law: Rules, net: int, persons: int, standard: int, residence: str) -> Amount:
    """The household's amount by the place's method, from its net income of a year."""
    if law.text("grant_method") == "tier":
        return _tier(law, net, persons, standard, residence)
    return _gap(law, net, persons, standard)


def _gap(law: Rules, net: int, persons: int, standard: int) -> Amount:
    due = standard * persons * MONTHS_A_YEAR
    rule = law.text("rounding")
    fen = round_ratio(max(due - net, 0), MONTHS_A_YEAR, rule)
    lines = (
        ("家庭年保障标准（月标准×人口×12）", a_year(due)),
        ("年差额（家庭年保障标准－家庭年净收入）", a_year(due - net)),
        ("尾数处理（年差额÷12）", _ROUNDING_ZH[Rounding(rule)]),
    )
    return Amount(fen, lines)


def _tier(law: Rules, net: int, persons: int, standard: int, residence: str) -> Amount:
    """The first tier, by rising bound, that reaches the household's income; the last has none."""
    rows = [row for row in law.table("grant_tiers").values() if isinstance(row, dict)]
    bounded = sorted((r for r in rows if "up_to_percent" in r), key=itemgetter("up_to_percent"))
    open_ended = [r for r in rows if "up_to_percent" not in r]
    year = standard * persons * MONTHS_A_YEAR
    for row in (*bounded, *open_ended):
        bound = row.get("up_to_percent")
        fen = row[residence]
        if not isinstance(fen, int):
            raise TypeError("a tier must hold whole fen")
        if not isinstance(bound, int) or net * 100 <= year * bound:
            return Amount(
                fen * persons,
                ((f"补助档次（{row['zh']}）", f"每人每月{yuan(fen)}元×{persons}人"),),
            )
    raise TypeError("tiers must end with one that has no bound")
