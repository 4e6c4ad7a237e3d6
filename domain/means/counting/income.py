"""Income of the year, item by item, and what is taken off it (57号 Art 13, JZ-08, JZ-09)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.calendar import months_after
from domain.household import (
    EXPENSE_ZH,
    INCOME_ZH,
    SOURCE_ZH,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
)
from domain.means.counting import support
from domain.means.counting.lines import Line, a_year
from domain.money import percent_of
from domain.rules import Rules

NEEDS = (
    *support.NEEDS,
    "income_excluded",
    "income_window_months",
    "job_cost_percent",
    "rigid_expenses",
    "rigid_expense_limits",
)


class Tally(NamedTuple):
    """`fen` a year, and the lines that add up to it: lines marked 不计入 are not in the sum."""

    fen: int
    lines: tuple[Line, ...]


def earned(law: Rules, home: Household, persons: Sequence[Member], on: date) -> Tally:
    """What counts as income of these persons in a year, after the necessary cost of a job."""
    keys = {m.key for m in persons}
    lines: list[Line] = []
    total = 0
    for item in sorted((i for i in home.incomes if i.member in keys), key=_income_order):
        label = f"{item.member} {INCOME_ZH[item.kind]}（{SOURCE_ZH[item.source]}）"
        left_out = _left_out(law, item, on)
        if left_out:
            lines.append((f"{label}（{left_out}，不计入）", a_year(item.fen_year)))
            continue
        total += item.fen_year
        lines.append((label, a_year(item.fen_year)))
    for key in sorted(keys):
        cost = _job_cost(law, home, key, on)
        if cost:
            total -= cost
            percent = law.percent("job_cost_percent")
            lines.append((f"{key} 扣减必要就业成本（工资的{percent}%）", a_year(-cost)))
    owed = support.owed(law, home, persons, on)
    total += owed.fen
    return Tally(total, (*lines, *owed.lines, ("家庭年收入合计", a_year(total))))


def deducted(law: Rules, home: Household, persons: Sequence[Member]) -> Tally:
    """Rigid expenses the place takes off, each kind of a person up to its limit (57号 Art 13 ¶3)."""
    if not law.has("rigid_expenses"):
        return Tally(0, ())
    allowed = set(law.items("rigid_expenses"))
    limits = law.table("rigid_expense_limits") if law.has("rigid_expense_limits") else {}
    keys = {m.key for m in persons}
    spent: dict[tuple[str, str], int] = {}
    for item in sorted((e for e in home.expenses if e.member in keys), key=_expense_order):
        at = (item.member, item.kind.value)
        spent[at] = spent.get(at, 0) + item.fen_year
    lines: list[Line] = []
    total = 0
    for (key, kind), fen in spent.items():
        label = f"{key} 扣减{EXPENSE_ZH[ExpenseKind(kind)]}"
        if kind not in allowed:
            lines.append((f"{label}（不在本地扣减范围，不计入）", a_year(-fen)))
            continue
        limit = limits.get(kind)
        taken = min(fen, limit) if isinstance(limit, int) else fen
        total += taken
        lines.append((label + ("（按限额）" if taken < fen else ""), a_year(-taken)))
    if not lines:
        return Tally(0, ())
    return Tally(total, (*lines, ("扣减合计", a_year(-total))))


def _left_out(law: Rules, item: Income, on: date) -> str:
    """Why an item is no income, or nothing."""
    if item.kind.value in law.items("income_excluded"):
        return "不属于家庭收入"
    if item.received_on is None or not law.has("income_window_months"):
        return ""
    first = months_after(on, -law.months("income_window_months"))
    return "" if first < item.received_on else "早于收入核算期"


def _job_cost(law: Rules, home: Household, key: str, on: date) -> int:
    if not law.has("job_cost_percent"):
        return 0
    wages = sum(
        i.fen_year
        for i in home.incomes
        if i.member == key and i.kind is IncomeKind.WAGE and not _left_out(law, i, on)
    )
    return percent_of(wages, law.percent("job_cost_percent"))


def _income_order(item: Income) -> tuple[object, ...]:
    when = item.received_on or date.min
    return (item.member, list(IncomeKind).index(item.kind), item.source, item.fen_year, when)


def _expense_order(item: Expense) -> tuple[object, ...]:
    return (item.member, item.kind.value, item.fen_year)
