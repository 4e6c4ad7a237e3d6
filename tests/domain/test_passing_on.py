"""A refusal is not the end of a request: what may fit is computed and told with the refusal."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.lifecycle import Role
from domain.case.phases.window.passing import fits_of, fits_zh
from domain.household import (
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
)
from domain.identity import synthetic_id
from domain.means.result import Assessment
from domain.programme import Programme
from domain.window.passing import Unhelped, fits
from tests.people import Walk, application, household

EVERYTHING = tuple(Programme)


def looked(income_fen: int, standard_fen: int = 50_000) -> Assessment:
    return Assessment(
        eligible=False,
        monthly_fen=0,
        income_per_capita_fen=income_fen,
        standard_fen=standard_fen,
        persons=1,
        reasons=(),
        table=(),
        policy_digest="",
    )


def alone(**facts: object) -> Household:
    member = Member(
        key="m1",
        name="张一一",
        id_no=synthetic_id(date(1960, 5, 1), 11),
        relation=Relation.SELF,
        **facts,  # type: ignore[arg-type]
    )
    return Household(
        members=(member,), incomes=(Income(member="m1", kind=IncomeKind.WAGE, fen_year=100),)
    )


def named(case: Unhelped, offered: tuple[Programme, ...] = EVERYTHING) -> set[Programme]:
    return {fit.programme for fit in fits(case, offered)}


def over(home: Household, income_fen: int, **more: object) -> Unhelped:
    return Unhelped(
        programme=Programme.DIBAO,
        codes=("over_income",),
        home=home,
        assessment=looked(income_fen),
        edge_percent=150,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.rule("ZH-21")
def test_income_over_dibao_but_under_the_edge_ratio_leads_to_the_edge_family() -> None:
    assert Programme.EDGE in named(over(alone(), 74_999))
    assert Programme.EDGE not in named(over(alone(), 75_000))
    nobody_set_it = over(alone(), 60_000).model_copy(update={"edge_percent": None})
    assert Programme.EDGE not in named(nobody_set_it)


@pytest.mark.rule("ZH-21")
def test_high_spending_leads_to_rigid_and_urgency_to_temporary_aid() -> None:
    spending = alone().model_copy(
        update={"expenses": (Expense(member="m1", kind=ExpenseKind.ILLNESS, fen_year=100),)}
    )
    assert {Programme.RIGID, Programme.EXPENDITURE} <= named(over(spending, 90_000))
    assert Programme.RIGID not in named(over(alone(), 90_000))
    assert Programme.EMERGENCY in named(over(alone(), 90_000, urgent=True))
    assert Programme.EMERGENCY not in named(over(alone(), 90_000))


@pytest.mark.rule("TK-23")
def test_a_person_who_is_no_longer_tekun_is_led_to_dibao_unless_income_is_over() -> None:
    case = Unhelped(programme=Programme.TEKUN, codes=("not_supporterless",), home=alone())
    assert Programme.DIBAO in named(case)
    richer = case.model_copy(update={"codes": ("over_income",)})
    assert Programme.DIBAO not in named(richer)


def test_who_the_members_are_leads_to_the_units_that_own_that_aid() -> None:
    home = alone(serious_illness=True, disability="2-limb")
    assert {Programme.MEDICAL, Programme.REHABILITATION} <= named(over(home, 90_000))
    assert not {Programme.MEDICAL, Programme.EDUCATION} & named(over(alone(), 90_000))


def test_nothing_is_suggested_that_the_place_does_not_offer_nor_the_same_again() -> None:
    case = over(alone(serious_illness=True), 60_000)
    assert named(case, (Programme.DIBAO, Programme.CHARITY)) == {Programme.CHARITY}


@pytest.mark.rule("ZH-21")
def test_the_refusal_notice_names_what_may_be_applied_for_instead() -> None:
    walk = Walk(application())
    rich = household(wage_yuan=18_000)
    walk.file = walk.file.having(household=rich, declared=rich)
    assert fits_of(walk.file, EVERYTHING) == ()
    walk.accepted().later(1).surveyed(rich).checked().opined()
    walk.do(
        "record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="不符合条件"
    )
    walk.do("refuse", walk.decider)
    [paper] = [n.order for n in walk.file.notices if n.order.kind == "refusal"]
    assert paper.facts["可以另行申请"] == fits_zh(walk.file)
    assert "慈善" in paper.facts["可以另行申请"]
