"""低保: is the household poor enough, and how much is due each month?

Income is added up per year, reduced by what the place leaves out (57号 Art 13, JZ-08, JZ-09),
divided by the counted members and by twelve, and rounded once, at the very end. Every line that
entered the result stands in the assessment's table, so that a clerk can check it by hand, and
every ground carries its clause.
"""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.household import (
    ASSET_ZH,
    EXPENSE_ZH,
    INCOME_ZH,
    Asset,
    AssetKind,
    Household,
    IncomeKind,
    Member,
)
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.money import round_ratio, yuan
from domain.rules import Rules

MONTHS_A_YEAR = 12
NEEDS = (
    "standard",
    "income_excluded",
    "job_cost_percent",
    "rigid_expenses",
    "vehicle_limit",
    "house_limit",
    "savings_limit_months",
    "grant_method",
    "rounding",
    "single_person_paths",
)
"""The policy values this test reads."""

Line = tuple[str, str]


def dibao(facts: Facts, law: Rules) -> Assessment:
    """Income and property against the standard, the grant by the place's method (57号 Art 13-23)."""
    home = facts.household
    persons = _persons(facts)
    if not persons:
        return _nobody_left(law)
    income, lines = _income(law, home, persons)
    deducted, expense_lines = _deductions(law, home, persons)
    count = len(persons)
    net = max(income - deducted, 0)
    per_capita = net // (count * MONTHS_A_YEAR)
    standard = _standard(law, home)
    reasons = (
        *_single_person(law, facts),
        *_property(law, home, persons, standard),
        _income_reason(law, per_capita, standard),
    )
    eligible = not any(r.code.startswith("over_") or r.code.startswith("not_") for r in reasons)
    # From the undivided year, so that dividing per head first cannot add a yuan.
    gap = standard * count * MONTHS_A_YEAR - net
    monthly = round_ratio(max(gap, 0), MONTHS_A_YEAR, law.text("rounding"))
    if law.text("grant_method") != "gap":
        raise CaseRefusal(
            "grant_method_unknown",
            "本地补助方式不是补差，请政策管理员核对政策参数。",
            "57号 Art 23",
        )
    return Assessment(
        eligible=eligible,
        monthly_fen=monthly if eligible else 0,
        income_per_capita_fen=per_capita,
        standard_fen=standard,
        persons=count,
        reasons=reasons,
        table=(
            *lines,
            *expense_lines,
            ("保障人口", f"{count}人"),
            ("家庭月人均收入", f"{yuan(per_capita)}元"),
            ("月保障标准", f"{yuan(standard)}元"),
            ("月补助金额", f"{yuan(monthly if eligible else 0)}元"),
        ),
        policy_digest=law.digest,
        demo=law.demo,
    )


def _persons(facts: Facts) -> tuple[Member, ...]:
    home = facts.household
    if facts.single_person:
        return tuple(m for m in (home.applicant,) if m.counted)
    return home.counted


def _standard(law: Rules, home: Household) -> int:
    value = law.table("standard")[home.residence]
    if not isinstance(value, int):
        raise TypeError("dibao.standard must hold whole fen")
    return value


def _income(law: Rules, home: Household, persons: tuple[Member, ...]) -> tuple[int, list[Line]]:
    excluded = set(law.items("income_excluded"))
    cost = law.percent("job_cost_percent") if law.has("job_cost_percent") else 0
    keys = {m.key for m in persons}
    total, lines = 0, []
    for item in home.incomes:
        if item.member not in keys:
            continue
        label = INCOME_ZH[item.kind]
        if item.kind.value in excluded:
            lines.append((f"{label}（不计入）", f"{yuan(item.fen_year)}元/年"))
            continue
        amount = item.fen_year
        if item.kind.value == "wage" and cost:
            amount -= amount * cost // 100
            label += f"（扣除必要就业成本{cost}%）"
        total += amount
        lines.append((label, f"{yuan(amount)}元/年"))
    return total, lines


def _deductions(law: Rules, home: Household, persons: tuple[Member, ...]) -> tuple[int, list[Line]]:
    if not law.has("rigid_expenses"):
        return 0, []
    allowed = set(law.items("rigid_expenses"))
    keys = {m.key for m in persons}
    items = [e for e in home.expenses if e.member in keys and e.kind.value in allowed]
    lines = [(f"扣减{EXPENSE_ZH[e.kind]}", f"-{yuan(e.fen_year)}元/年") for e in items]
    return sum(e.fen_year for e in items), lines


def _income_reason(law: Rules, per_capita: int, standard: int) -> Reason:
    figures = {"家庭月人均收入": f"{yuan(per_capita)}元", "月保障标准": f"{yuan(standard)}元"}
    if per_capita < standard:
        return Reason(
            code="income_within",
            text="家庭月人均收入低于当地最低生活保障标准。",
            clause=law.cite("standard"),
            figures=figures,
        )
    return Reason(
        code="over_income",
        text="家庭月人均收入不低于当地最低生活保障标准。",
        clause=law.cite("standard"),
        figures=figures,
    )


def _property(
    law: Rules, home: Household, persons: tuple[Member, ...], standard: int
) -> tuple[Reason, ...]:
    keys = {m.key for m in persons}
    owned = [a for a in home.assets if a.member in keys and not a.necessary]
    found = (
        _count_over(law, owned, AssetKind.VEHICLE, "vehicle_limit"),
        _count_over(law, owned, AssetKind.HOUSE, "house_limit"),
        _savings_over(law, owned, len(persons), standard),
    )
    return tuple(reason for reason in found if reason)


def _count_over(law: Rules, owned: list[Asset], kind: AssetKind, name: str) -> Reason | None:
    if not law.has(name):
        return None
    count, limit = sum(a.count for a in owned if a.kind is kind), law.count(name)
    if count <= limit:
        return None
    return Reason(
        code=f"over_{kind.value}",
        text=f"家庭{ASSET_ZH[kind]}超过当地规定的财产限制。",
        clause=law.cite(name),
        figures={ASSET_ZH[kind]: f"{count}", "限额": f"{limit}"},
    )


def _savings_over(law: Rules, owned: list[Asset], persons: int, standard: int) -> Reason | None:
    name = "savings_limit_months"
    if not law.has(name):
        return None
    held = sum(a.fen for a in owned if a.kind is AssetKind.DEPOSIT)
    limit = standard * law.months(name) * persons
    if held <= limit:
        return None
    return Reason(
        code="over_deposit",
        text="家庭货币财产超过当地规定的财产限制。",
        clause=law.cite(name),
        figures={ASSET_ZH[AssetKind.DEPOSIT]: f"{yuan(held)}元", "限额": f"{yuan(limit)}元"},
    )


def _single_person(law: Rules, facts: Facts) -> tuple[Reason, ...]:
    """A person enters alone only from an edge family and only for a named ground (DB-08, JZ-05)."""
    if not facts.single_person:
        return ()
    home = facts.household
    paths = set(law.items("single_person_paths"))
    person = home.applicant
    grade, _, kind = person.disability.partition("-")
    severe = grade in ("1", "2") or (grade == "3" and kind in ("mind", "mental"))
    jobless = not any(
        i.member == person.key and i.kind in (IncomeKind.WAGE, IncomeKind.BUSINESS)
        for i in home.incomes
    )
    grounds = {
        "severe_disability": home.edge_family and severe,
        "serious_illness": home.edge_family and person.serious_illness,
        "unemployed_severe_disability": severe and jobless,
    }
    if any(grounds[p] for p in paths & grounds.keys()):
        return (
            Reason(
                code="single_person",
                text="申请人为低保边缘家庭中的重度残疾人或重病患者，可以按单人户申请。",
                clause=law.cite("single_person_paths"),
            ),
        )
    return (
        Reason(
            code="not_single_person",
            text="按单人户申请须为低保边缘家庭成员，并有重度残疾或重病证明。",
            clause=law.cite("single_person_paths"),
        ),
    )


def _nobody_left(law: Rules) -> Assessment:
    return Assessment(
        eligible=False,
        monthly_fen=0,
        income_per_capita_fen=0,
        standard_fen=0,
        persons=0,
        reasons=(
            Reason(
                code="not_anybody",
                text="家庭已无共同生活的保障对象。",
                clause="57号 Art 32",
            ),
        ),
        table=(("保障人口", "0人"),),
        policy_digest=law.digest,
    )
