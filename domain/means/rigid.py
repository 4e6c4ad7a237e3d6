"""刚性支出困难家庭: necessary spending that takes too much of the income (GX-02, GX-03).

The spending of the months before the application, by kind: living by the place's way of counting,
medical after insurance and relief and with receipts, education at the price of a public school,
rehabilitation, other. It is compared with the family's income of a year; nothing is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.calendar import months_after
from domain.household import SPENDING_ZH, Household, Member, Spending, SpendingKind
from domain.means.counting import income, property
from domain.means.counting.income import Tally
from domain.means.counting.lines import MONTHS_A_YEAR, Line, per_month
from domain.means.counting.members import member_lines
from domain.means.counting.support import standard_fen
from domain.means.dibao import net_lines, nobody_left, persons_of, speaks_for
from domain.means.edge import beside
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.money import percent_of, yuan
from domain.rules import Rules

NEEDS = (
    "excludes",
    "disposable_income",
    "spending_ratio",
    "spending_window_months",
    "spending_kinds",
    "receipts_needed",
    "education_levels",
    "living_method",
)


def rigid(facts: Facts, law: Rules) -> Assessment:
    """Necessary spending over income, income against disposable income, property (GX-02)."""
    home = facts.household
    persons = persons_of(facts, law)
    if not persons:
        return nobody_left(facts, law)
    count = len(persons)
    earned = income.earned(law, home, persons, facts.on)
    spent = spending(law, home, persons, facts.on)
    standard = standard_fen(law, home)
    owned = property.owned(law, home, persons, standard)
    reasons = (
        *beside(facts, law),
        *owned.reasons,
        _income_reason(law, home, earned.fen, count),
        _spending_reason(law, spent.fen, earned.fen),
    )
    return Assessment(
        eligible=speaks_for(reasons),
        monthly_fen=0,
        income_per_capita_fen=per_month(earned.fen, count),
        standard_fen=_disposable(law, home) // MONTHS_A_YEAR,
        persons=count,
        reasons=reasons,
        table=(
            *member_lines(home, facts.on, law),
            *earned.lines,
            *net_lines(earned.fen, count),
            ("上年度居民人均可支配收入", f"{yuan(_disposable(law, home))}元/年"),
            *spent.lines,
            (
                f"支出限额（家庭年收入×{law.percent('spending_ratio')}%）",
                f"{yuan(percent_of(earned.fen, law.percent('spending_ratio')))}元",
            ),
            *owned.lines,
        ),
        policy_digest=law.digest,
        demo=law.demo,
    )


def spending(law: Rules, home: Household, persons: Sequence[Member], on: date) -> Tally:
    """Necessary spending of the window before `on`, item by item, with what is left out and why."""
    known = {m.key: m for m in persons}
    lines: list[Line] = []
    total = 0
    for item in sorted((s for s in home.spendings if s.member in known), key=_order):
        fen, why = _counts(law, known[item.member], item, on)
        total += fen
        label = f"{item.member} {SPENDING_ZH[item.kind]}"
        lines.append((f"{label}（{why}）" if why else label, f"{yuan(fen)}元"))
    if law.text("living_method") == "standard":
        living = standard_fen(law, home) * len(persons) * MONTHS_A_YEAR
        total += living
        lines.append(("基本生活支出（月保障标准×人口×12）", f"{yuan(living)}元"))
    return Tally(total, (*lines, ("必需支出合计", f"{yuan(total)}元")))


def _counts(law: Rules, member: Member, item: Spending, on: date) -> tuple[int, str]:
    """How much of an item counts, and what is to be said about it."""
    first = months_after(on, -law.months("spending_window_months"))
    kind = item.kind.value
    if item.paid_on is not None and not first < item.paid_on <= on:
        return 0, "不在核算期内，不计入"
    if kind not in law.items("spending_kinds"):
        return 0, "不属于必需支出，不计入"
    if kind in law.items("receipts_needed") and not item.receipts:
        return 0, "没有票据，不计入"
    if item.kind is SpendingKind.LIVING and law.text("living_method") == "standard":
        return 0, "按保障标准统一计算，不重复计入"
    if item.kind is SpendingKind.EDUCATION:
        return _education(law, member, item)
    own = max(item.fen - item.reimbursed_fen, 0)
    paid_back = f"{yuan(item.fen)}元－报销和救助{yuan(item.reimbursed_fen)}元"
    return own, paid_back if item.reimbursed_fen else ""


def _education(law: Rules, member: Member, item: Spending) -> tuple[int, str]:
    """From kindergarten to a full-time bachelor's degree, at what a public school would charge."""
    if member.study.value not in law.items("education_levels"):
        return 0, "就读学段不在范围内，不计入"
    if item.public_fen is None:
        return 0, "未登记公办学校收费标准，不计入"
    own = max(min(item.fen, item.public_fen) - item.reimbursed_fen, 0)
    return own, f"按公办学校收费{yuan(item.public_fen)}元" if item.fen > item.public_fen else ""


def _disposable(law: Rules, home: Household) -> int:
    value = law.table("disposable_income")[home.residence]
    if not isinstance(value, int):
        raise TypeError("a disposable income must hold whole fen")
    return value


def _income_reason(law: Rules, home: Household, earned: int, count: int) -> Reason:
    limit = _disposable(law, home)
    within = earned < limit * count
    word = "低" if within else "不低"
    return Reason(
        code="income_within_rigid" if within else "over_disposable",
        text=f"家庭人均收入{word}于上年度当地居民人均可支配收入。",
        clause=law.cite("disposable_income"),
        figures={
            "家庭年人均收入": f"{yuan(earned // count)}元",
            "上年度人均可支配收入": f"{yuan(limit)}元",
        },
    )


def _spending_reason(law: Rules, spent: int, earned: int) -> Reason:
    ratio = law.percent("spending_ratio")
    over = spent * 100 > earned * ratio
    word = "超过" if over else "未超过"
    return Reason(
        code="spending_high" if over else "not_spending_high",
        text=f"申请前规定月数内家庭必需支出{word}家庭总收入的{ratio}%。",
        clause=law.cite("spending_ratio"),
        figures={"必需支出": f"{yuan(spent)}元", "家庭总收入": f"{yuan(earned)}元"},
    )


def _order(item: Spending) -> tuple[object, ...]:
    when = item.paid_on or date.min
    public = -1 if item.public_fen is None else item.public_fen
    kind = list(SpendingKind).index(item.kind)
    return (item.member, kind, when, item.fen, item.reimbursed_fen, public, item.receipts)
