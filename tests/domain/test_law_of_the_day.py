"""Applications of 2021, of 2025 and of today stand under the law of their day, to the decision."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.household import Household, IncomeKind, WorkAbility
from domain.policy import PolicyNotSet
from domain.programme import Programme
from tests.domain.means_kit import home, income, person, self_
from tests.people import Walk, application

PENSIONERS = home(
    self_(),
    person("m2"),
    incomes=(
        income("m1", IncomeKind.BASIC_PENSION, 3000),
        income("m2", IncomeKind.TRANSFER, 6000),
    ),
)
JOBLESS = home(self_(disability="1-limb", work=WorkAbility.NONE))


def applied(
    on: date, household: Household, programme: Programme = Programme.DIBAO, *, alone: bool = False
) -> CaseFile:
    return application("zhanhe").having(
        applied_on=on,
        latest=on,
        declared=household,
        household=household,
        programme=programme,
        single_person=alone,
    )


def decided(file: CaseFile) -> CaseFile:
    walk = Walk(file).ready_to_decide()
    assert walk.file.assessment is not None
    if walk.file.assessment.eligible:
        return walk.confirmed().file
    return walk.do("refuse", walk.decider).file


@pytest.mark.rule("DB-22")
@pytest.mark.parametrize(
    ("on", "per_head", "grant"),
    [
        (date(2021, 9, 1), 25000, 46000),
        (date(2025, 9, 1), 25000, 46000),
        (date(2026, 9, 1), 37500, 25000),
    ],
)
def test_the_basic_pension_is_left_out_in_2021_and_2025_and_counts_today(
    on: date, per_head: int, grant: int
) -> None:
    """Standard 480 until 2025 and 500 since: 2 × 480 − 500 = 460; 2 × 500 − 750 = 250."""
    file = decided(applied(on, PENSIONERS))
    assert file.decision is not None
    assert file.decision.assessment.income_per_capita_fen == per_head
    assert file.monthly_fen_now == grant


@pytest.mark.rule("DB-09")
@pytest.mark.parametrize(
    ("on", "granted"),
    [(date(2021, 9, 1), False), (date(2025, 9, 1), True), (date(2026, 9, 1), True)],
)
def test_a_jobless_severely_disabled_adult_enters_alone_in_2025_but_not_in_2021(
    on: date, granted: bool
) -> None:
    file = decided(applied(on, JOBLESS, alone=True))
    assert file.decision is not None and file.decision.granted is granted
    if not granted:
        assert [r.code for r in file.decision.reasons] == ["not_single_person"]


@pytest.mark.rule("BY-01", "GX-01")
def test_recognitions_exist_from_the_day_their_rules_hold() -> None:
    poor = home(self_(), person("m2"), incomes=(income("m1", IncomeKind.TRANSFER, 14000),))
    for programme, day in (
        (Programme.EDGE, date(2021, 9, 1)),
        (Programme.RIGID, date(2024, 9, 2)),
    ):
        with pytest.raises((PolicyNotSet, CaseRefusal)):
            Walk(applied(day, poor, programme)).accepted()
    assert decided(applied(date(2025, 9, 1), poor, Programme.EDGE)).recognition is not None


@pytest.mark.rule("DB-10")
def test_a_decision_after_the_law_needs_the_ratio_of_the_province() -> None:
    """In production nobody has set it: the case stops and says who must."""
    from domain.case.lifecycle import Stage
    from domain.case.needs import needs
    from runtime.packs import snapshot

    names = needs(Stage.REVIEW, "edge")
    old = snapshot("zhanhe", date(2026, 6, 30), names, production=True)
    new = snapshot("zhanhe", date(2026, 7, 1), names, production=True)
    assert old.percent("dibao.edge_ratio") == 150
    with pytest.raises(PolicyNotSet, match="低保边缘家庭收入上限"):
        new.percent("dibao.edge_ratio")
