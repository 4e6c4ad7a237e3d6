"""How well the year went: indicators counted from cases and ledger, weighted by the year's rules.

Nobody reports a figure of his own. Each indicator is a part of a whole; the score of a township or
a fund is the weighted mean of those that apply to it, in hundredths of a point of a hundred, rounded
half up once at the end. An indicator with nothing to count is left out, not given for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from domain.base import Frozen

FULL = 10_000
"""A hundred points, in hundredths."""

INDICATORS = {
    "decided_in_time": ("decided", "decided_late"),
    "tasks_in_time": ("tasks", "tasks_late"),
    "refusals_stood": ("refused", "refused_reversed"),
    "leads_settled": ("leads", "leads_open"),
    "lines_in_time": ("lines", "lines_late"),
    "lines_right": ("lines", "corrections"),
}
"""Indicator: what is counted, and how many of them went wrong."""

INDICATOR_ZH = {
    "decided_in_time": "按时作出决定",
    "tasks_in_time": "按时办理事项",
    "refusals_stood": "不予确认未被纠正",
    "leads_settled": "线索有结果",
    "lines_in_time": "救助金按时到账",
    "lines_right": "发放无差错",
    "budget_used": "预算执行",
}
FIGURE_ZH = {
    "decided": "作出决定（件）",
    "decided_late": "超期决定（件）",
    "tasks": "应办事项（件）",
    "tasks_late": "超期事项（件）",
    "refused": "不予确认（件）",
    "refused_reversed": "不予确认后被纠正（件）",
    "leads": "困难线索（条）",
    "leads_open": "逾期未有结果的线索（条）",
    "lines": "发放（笔）",
    "lines_late": "迟到账（笔）",
    "corrections": "退回或者更正（笔）",
    "persons": "惠及（人）",
    "budget_fen": "预算",
    "paid_fen": "已发放",
}


class Measured(Frozen):
    """What the tables counted of one township or one fund in a year. `scope`: `township` or `fund`."""

    scope: str
    code: str
    figures: tuple[tuple[str, int], ...]

    def figure(self, name: str) -> int | None:
        return dict(self.figures).get(name)


class Score(Frozen):
    """The result of one township or fund. `parts`: indicator, rate in hundredths of a percent, weight."""

    scope: str
    code: str
    points: int
    parts: tuple[tuple[str, int, int], ...]


def rate(measured: Measured, indicator: str) -> Fraction | None:
    """The share that went right, between 0 and 1; None where there was nothing to count."""
    if indicator == "budget_used":
        budget, paid = measured.figure("budget_fen"), measured.figure("paid_fen")
        return min(Fraction(paid or 0, budget), Fraction(1)) if budget else None
    whole, wrong = (measured.figure(name) for name in INDICATORS[indicator])
    if not whole:
        return None
    return Fraction(max(whole - (wrong or 0), 0), whole)


def scored(measured: Measured, weights: Mapping[str, int]) -> Score | None:
    """The points by the year's weights; None when no indicator applies."""
    found = [(name, rate(measured, name), weight) for name, weight in weights.items()]
    known = [(name, share, weight) for name, share, weight in found if share is not None]
    total = sum(weight for _, _, weight in known)
    if not total:
        return None
    mean = sum((share * weight for _, share, weight in known), Fraction(0)) / total
    return Score(
        scope=measured.scope,
        code=measured.code,
        points=half_up(mean * FULL),
        parts=tuple((name, half_up(share * FULL), weight) for name, share, weight in known),
    )


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def points_zh(points: int) -> str:
    """`9750` as 97.50."""
    return f"{points // 100}.{points % 100:02d}"
