"""低保: is the household poor enough, and how much is due each month?

Income is added up per year, reduced by what the place leaves out (57号 Art 13, JZ-08, JZ-09),
divided by the counted members and by twelve, and rounded once, at the very end. Every line that
entered the result stands in the assessment's table, so that a clerk can check it by hand, and
every ground carries its clause.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.household import Member
from domain.means import single
from domain.means.counting import grant, income, members, property
from domain.means.counting.lines import MONTHS_A_YEAR, Line, a_year, per_month
from domain.means.counting.support import standard_fen
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.money import yuan
from domain.rules import Rules

NEEDS = (*members.NEEDS, *income.NEEDS, *property.NEEDS, *grant.NEEDS, *single.NEEDS)
"""The policy values this test reads."""


def dibao(facts: Facts, law: Rules) -> Assessment:
    """Income and property against the standard, the grant by the place's method (57号 Art 13-23)."""
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
        *single.reasons(facts, law, _family_qualifies(facts, law)),
        *owned.reasons,
        _income_reason(law, per_month(net, count), standard),
    )
    amount = grant.monthly(law, net, count, standard, home.residence)
    eligible = speaks_for(reasons)
    due = amount.fen if eligible else 0
    return Assessment(
        eligible=eligible,
        monthly_fen=due,
        income_per_capita_fen=per_month(net, count),
        standard_fen=standard,
        persons=count,
        reasons=reasons,
        table=(
            *_person_lines(facts, law),
            *earned.lines,
            *taken_off.lines,
            *net_lines(net, count),
            ("月保障标准", f"{yuan(standard)}元"),
            *owned.lines,
            *(amount.lines if eligible else ()),
            ("月补助金额", f"{yuan(due)}元"),
        ),
        policy_digest=law.digest,
        demo=law.demo,
    )


def persons_of(facts: Facts, law: Rules) -> tuple[Member, ...]:
    """Whose means are added up: the counted members, or the one person who applies alone."""
    home = facts.household
    if facts.single_person:
        return tuple(m for m in (home.applicant,) if members.may_stand_alone(m))
    return members.counted(home, facts.on, law)


def speaks_for(reasons: Iterable[Reason]) -> bool:
    """No ground stands against the household."""
    return not any(r.code.startswith(("over_", "not_")) for r in reasons)


def net_lines(net: int, count: int) -> tuple[Line, ...]:
    """From the sum of the year to the figure that is compared."""
    return (
        ("家庭年净收入", a_year(net)),
        ("保障人口", f"{count}人"),
        (
            f"家庭月人均收入（家庭年净收入÷{count}人÷{MONTHS_A_YEAR}）",
            f"{yuan(per_month(net, count))}元",
        ),
    )


def nobody_left(facts: Facts, law: Rules) -> Assessment:
    """Nobody of the household counts any more: nothing is due, and it says so."""
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
        table=(*members.member_lines(facts.household, facts.on, law), ("保障人口", "0人")),
        policy_digest=law.digest,
    )


def qualifies(facts: Facts, law: Rules, limits: Rules | None = None) -> bool:
    """Whether these persons are below the standard and within the limits of property."""
    home = facts.household
    persons = persons_of(facts, law)
    if not persons:
        return False
    standard = standard_fen(law, home)
    earned = income.earned(law, home, persons, facts.on)
    net = max(earned.fen - income.deducted(law, home, persons).fen, 0)
    poor = per_month(net, len(persons)) < standard
    return poor and not property.owned(law, home, persons, standard, limits).reasons


def _family_qualifies(facts: Facts, law: Rules) -> bool:
    """The whole family of a single applicant is eligible: then it applies as one (DB-27)."""
    if not facts.single_person:
        return False
    family = facts.model_copy(update={"single_person": False})
    return len(persons_of(family, law)) > 1 and qualifies(family, law)


def _person_lines(facts: Facts, law: Rules) -> tuple[Line, ...]:
    if facts.single_person:
        return ((f"{facts.household.applicant.key} 本人", "计入：按单人户"),)
    return members.member_lines(facts.household, facts.on, law)


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
