"""Households, cases and walks the tests of recognitions share."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.household import (
    Household,
    IncomeKind,
    Member,
    Spending,
    SpendingKind,
    Study,
)
from domain.programme import Programme
from tests.domain.means_kit import home, income, person, self_
from tests.people import Walk, application


def couple(yuan_a_head: int, **fields: object) -> Household:
    """Two people with so much a head and month of income that nothing is taken off."""
    earns = (income("m1", IncomeKind.TRANSFER, yuan_a_head * 24),)
    return home(self_(), person("m2"), **{"incomes": earns, **fields})


def case(programme: Programme, household: Household, place: str = "jiaozuo") -> CaseFile:
    return application(place).having(programme=programme, declared=household, household=household)


def recognised(programme: Programme, household: Household, place: str = "jiaozuo") -> Walk:
    return Walk(case(programme, household, place)).ready_to_decide().confirmed()


def until_recheck(walk: Walk) -> Walk:
    assert walk.file.next_recheck is not None
    return walk.later((walk.file.next_recheck - walk.today).days).checked()


def looked_at(walk: Walk, household: Household) -> Walk:
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    return walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=household,
        finding="入户核实家庭收入",
    )


STUDENT = person("m2", born=2006, study=Study.BACHELOR)


def spent(kind: SpendingKind, yuan: int, **fields: object) -> Spending:
    shaped = {"member": "m2", "kind": kind, "fen": yuan * 100, **fields}
    return Spending.model_validate(shaped)


MEDICAL = spent(SpendingKind.MEDICAL, 30000, reimbursed_fen=1200000, receipts=4)
SCHOOL = spent(SpendingKind.EDUCATION, 18000, public_fen=600000)
REHAB = spent(SpendingKind.REHABILITATION, 2000)


def strained(*spendings: Spending, yuan: int = 40000, child: Member = STUDENT) -> Household:
    return home(
        self_(),
        child,
        incomes=(income("m1", IncomeKind.TRANSFER, yuan),),
        spendings=spendings or (MEDICAL, SCHOOL, REHAB),
    )
