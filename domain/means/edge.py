"""低保边缘家庭: not 低保, yet income below a ratio of the standard and property within limits (BY-01).

The ratio is national until 2026-06-30 and the province's after that (社会救助法 Art 21). Nothing
is paid: the recognition opens other aids.
"""

from __future__ import annotations

from domain.means.counting import income, property
from domain.means.counting.lines import MONTHS_A_YEAR, per_month
from domain.means.counting.members import member_lines
from domain.means.counting.support import standard_fen
from domain.means.dibao import net_lines, nobody_left, persons_of, qualifies, speaks_for
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.money import percent_of, yuan
from domain.programme import PROGRAMME_ZH, Programme
from domain.rules import Rules

_DIBAO_LIMITS = (*property.LIMITS.values(), "savings_limit_months")
NEEDS = ("dibao.edge_ratio", "excludes", *(f"dibao.{name}" for name in _DIBAO_LIMITS))
"""Beside what 低保 reads: its limits too, for who is 低保 is not edge."""


def edge(facts: Facts, law: Rules) -> Assessment:
    """Income against the ratio of the standard, property, and that the family is not 低保."""
    home = facts.household
    persons = persons_of(facts, law)
    if not persons:
        return nobody_left(facts, law)
    count = len(persons)
    earned = income.earned(law, home, persons, facts.on)
    taken_off = income.deducted(law, home, persons)
    net = max(earned.fen - taken_off.fen, 0)
    standard = standard_fen(law, home)
    owned = property.owned(law, home, persons, standard)
    reasons = (
        *beside(facts, law),
        *_dibao_first(facts, law),
        *owned.reasons,
        _income_reason(law, net, count, standard),
    )
    ratio = law.percent("dibao.edge_ratio")
    return Assessment(
        eligible=speaks_for(reasons),
        monthly_fen=0,
        income_per_capita_fen=per_month(net, count),
        standard_fen=percent_of(standard, ratio),
        persons=count,
        reasons=reasons,
        table=(
            *member_lines(home, facts.on, law),
            *earned.lines,
            *taken_off.lines,
            *net_lines(net, count),
            ("月保障标准", f"{yuan(standard)}元"),
            (f"低保边缘收入上限（月保障标准×{ratio}%）", f"{yuan(percent_of(standard, ratio))}元"),
            *owned.lines,
        ),
        policy_digest=law.digest,
        demo=law.demo,
    )


def beside(facts: Facts, law: Rules) -> tuple[Reason, ...]:
    """The programmes the family is in already that this recognition cannot stand beside."""
    held = sorted(set(facts.household.receives) & set(law.items("excludes")))
    return tuple(
        Reason(
            code="not_beside",
            text=f"家庭已纳入{PROGRAMME_ZH[Programme(code)]}，不再重复认定。",
            clause=law.cite("excludes"),
        )
        for code in held
    )


def _dibao_first(facts: Facts, law: Rules) -> tuple[Reason, ...]:
    """A family that meets the conditions of 低保 is helped by 低保, which gives more."""
    if not qualifies(facts, law, limits=law.beside(Programme.DIBAO)):
        return ()
    return (
        Reason(
            code="not_edge_dibao",
            text="家庭符合最低生活保障条件，请引导其申请最低生活保障。",
            clause=law.cite("dibao.edge_ratio"),
        ),
    )


def _income_reason(law: Rules, net: int, count: int, standard: int) -> Reason:
    ratio = law.percent("dibao.edge_ratio")
    within = net * 100 < standard * ratio * count * MONTHS_A_YEAR
    return Reason(
        code="income_within_edge" if within else "over_income",
        text=f"家庭月人均收入{'低' if within else '不低'}于当地最低生活保障标准的{ratio}%。",
        clause=law.cite("dibao.edge_ratio"),
        figures={
            "家庭月人均收入": f"{yuan(per_month(net, count))}元",
            "低保边缘收入上限": f"{yuan(percent_of(standard, ratio))}元",
        },
    )
