"""Income, property and the grant of 低保: vectors computed by hand, told as sentences of the law."""

from __future__ import annotations

from datetime import date

import pytest

from domain.household import (
    Asset,
    AssetKind,
    Expense,
    ExpenseKind,
    Income,
    IncomeKind,
    Relation,
    Source,
    Supporter,
    WorkAbility,
)
from domain.identity import synthetic_id
from tests.domain.means_kit import (
    DAY,
    codes,
    figure,
    home,
    income,
    judged,
    person,
    rules,
    self_,
    wage,
)

NINE = (
    (IncomeKind.BUSINESS, 1000),
    (IncomeKind.PROPERTY, 300),
    (IncomeKind.TRANSFER, 240),
    (IncomeKind.OTHER, 60),
)


@pytest.mark.rule("DB-20", "JZ-09", "DB-26")
def test_income_is_the_sum_of_its_kinds_with_wages_after_the_cost_of_the_job() -> None:
    """4800 × 80 % + 1000 + 300 + 240 + 60 = 5440 a year; 2 people: 226.66 a head and month;
    465 × 2 × 12 − 5440 = 5720 a year, 476.66… a month, up to the yuan: 477."""
    things = (wage("m1", 4800), *(income("m2", kind, yuan) for kind, yuan in NINE))
    found = judged(home(self_(), person("m2"), incomes=things), rules())
    assert found.income_per_capita_fen == 22666
    assert found.monthly_fen == 47700 and found.eligible
    assert figure(found, "m1 扣减必要就业成本（工资的20%）") == "-960.00元/年"
    assert figure(found, "家庭年收入合计") == "5,440.00元/年"


EXCLUDED = (
    IncomeKind.VETERAN,
    IncomeKind.FAMILY_PLANNING,
    IncomeKind.SCHOLARSHIP,
    IncomeKind.BRAVERY,
    IncomeKind.ASSISTANCE,
)


@pytest.mark.rule("DB-21")
@pytest.mark.parametrize("kind", EXCLUDED)
def test_what_the_rule_leaves_out_is_shown_and_changes_nothing(kind: IncomeKind) -> None:
    plain = judged(home(incomes=(wage("m1", 1200),)), rules())
    rich = judged(home(incomes=(wage("m1", 1200), income("m1", kind, 90000))), rules())
    assert (rich.monthly_fen, codes(rich)) == (plain.monthly_fen, codes(plain))
    (line,) = [label for label, _ in rich.table if label not in dict(plain.table)]
    assert line.endswith("（不属于家庭收入，不计入）")


@pytest.mark.rule("DB-22", "OPN-31")
def test_the_basic_pension_counts_from_2026_unless_the_place_says_otherwise() -> None:
    pension = home(incomes=(income("m1", IncomeKind.BASIC_PENSION, 2400),))
    in_2025 = judged(pension, rules(on=date(2025, 12, 31)), date(2025, 12, 31))
    in_2026 = judged(pension, rules(on=date(2026, 1, 1)), date(2026, 1, 1))
    assert (in_2025.income_per_capita_fen, in_2026.income_per_capita_fen) == (0, 20000)
    kept = rules(on=date(2026, 1, 1), income_excluded=["basic_pension"])
    assert judged(pension, kept, date(2026, 1, 1)).income_per_capita_fen == 0


@pytest.mark.rule("DB-25")
def test_what_was_received_before_the_window_of_the_place_is_no_income() -> None:
    def paid(on: date) -> Income:
        return Income(member="m1", kind=IncomeKind.OTHER, fen_year=120000, received_on=on)

    for day, per_head in ((date(2025, 11, 23), 0), (date(2025, 11, 24), 10000)):
        assert judged(home(incomes=(paid(day),)), rules()).income_per_capita_fen == per_head
    silent = rules(income_window_months=None)
    found = judged(home(incomes=(paid(date(2020, 1, 1)),)), silent)
    assert found.income_per_capita_fen == 10000


@pytest.mark.rule("DB-23", "JZ-08", "OPN-04")
def test_rigid_expenses_of_the_places_list_are_taken_off_line_by_line() -> None:
    """6000 × 80 % = 4800; − 3000 illness − 600 disability = 1200; 100 a month for one person."""
    spent = (
        Expense(member="m1", kind=ExpenseKind.ILLNESS, fen_year=300000),
        Expense(member="m1", kind=ExpenseKind.DISABILITY, fen_year=60000),
        Expense(member="m1", kind=ExpenseKind.EDUCATION, fen_year=50000),
    )
    family = home(incomes=(wage("m1", 6000),), expenses=spent)
    found = judged(family, rules(rigid_expenses=["disability", "illness"]))
    assert found.income_per_capita_fen == 10000 and found.monthly_fen == 36500
    assert figure(found, "m1 扣减重病刚性支出") == "-3,000.00元/年"
    assert figure(found, "扣减合计") == "-3,600.00元/年"
    assert figure(found, "m1 扣减就学刚性支出（不在本地扣减范围，不计入）") == "-500.00元/年"
    limited = rules(rigid_expenses=["illness"], rigid_expense_limits={"illness": 120000})
    assert judged(family, limited).income_per_capita_fen == 30000


def test_a_place_without_a_rate_or_a_list_takes_nothing_off() -> None:
    silent = rules(job_cost_percent=None, rigid_expenses=None)
    spent = (Expense(member="m1", kind=ExpenseKind.ILLNESS, fen_year=300000),)
    found = judged(home(incomes=(wage("m1", 4800),), expenses=spent), silent)
    assert found.income_per_capita_fen == 40000


@pytest.mark.rule("DB-24", "OPN-08")
def test_each_kind_of_money_is_added_up_against_the_limit_of_savings() -> None:
    """465 × 24 months × 1 person = 11160."""
    kinds = (
        AssetKind.DEPOSIT,
        AssetKind.SECURITIES,
        AssetKind.FUND,
        AssetKind.INSURANCE,
        AssetKind.CLAIM,
        AssetKind.INTERNET_FINANCE,
    )
    held = tuple(Asset(member="m1", kind=kind, fen=186000) for kind in kinds)
    within = judged(home(assets=held), rules())
    assert within.eligible and figure(within, "货币财产合计") == "11,160.00元"
    more = (*held[:5], Asset(member="m1", kind=AssetKind.INTERNET_FINANCE, fen=186001))
    assert codes(judged(home(assets=more), rules()))[0] == "over_deposit"


@pytest.mark.rule("DB-24")
@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (AssetKind.VEHICLE, "vehicle_limit"),
        (AssetKind.HOUSE, "house_limit"),
        (AssetKind.COMPANY, "company_limit"),
        (AssetKind.MACHINE, "machine_limit"),
        (AssetKind.TREES, "trees_limit"),
    ],
)
def test_things_above_a_limit_speak_against_and_a_limit_nobody_set_says_nothing(
    kind: AssetKind, limit: str
) -> None:
    family = home(assets=(Asset(member="m1", kind=kind, count=2),))
    assert f"over_{kind}" in codes(judged(family, rules(**{limit: 1})))
    assert judged(family, rules(**{limit: 2})).eligible
    assert judged(family, rules(**{limit: None})).eligible


@pytest.mark.rule("DB-24")
def test_what_is_necessary_for_life_or_work_is_let_be_but_not_money() -> None:
    tricycle = Asset(member="m1", kind=AssetKind.VEHICLE, necessary=True)
    found = judged(home(assets=(tricycle,)), rules())
    assert found.eligible
    assert figure(found, "m1 机动车辆（家庭申报）（生活生产必需，不计入）") == "1"
    money = Asset(member="m1", kind=AssetKind.DEPOSIT, fen=9000000, necessary=True)
    assert "over_deposit" in codes(judged(home(assets=(money,)), rules()))


def test_the_table_says_from_where_each_item_is_known() -> None:
    found_out = wage("m1", 1200).model_copy(update={"source": Source.CHECK})
    assert figure(judged(home(incomes=(found_out,)), rules()), "m1 工资性收入（部门核对）")


@pytest.mark.rule("DB-26")
def test_tiers_give_each_head_the_amount_of_the_households_tier() -> None:
    """Standard 465: up to 30 % of it is 139.50 a head, up to 60 % is 279."""
    tiers = {
        "a": {"zh": "一档", "up_to_percent": 30, "urban": 60000, "rural": 42000},
        "b": {"zh": "二档", "up_to_percent": 60, "urban": 40000, "rural": 28000},
        "c": {"zh": "三档", "urban": 20000, "rural": 14000},
    }
    law = rules(grant_method="tier", grant_tiers=tiers)
    for yuan_a_year, fen in ((3348, 84000), (3349, 56000), (6696, 56000), (6697, 28000)):
        earns = (income("m2", IncomeKind.OTHER, yuan_a_year),)
        found = judged(home(self_(), person("m2"), incomes=earns), law)
        assert found.monthly_fen == fen
    assert figure(found, "补助档次（三档）") == "每人每月140.00元×2人"
    over = judged(home(incomes=(income("m1", IncomeKind.OTHER, 5580),)), law)
    assert (over.monthly_fen, codes(over)) == (0, ["over_income"])


def supporter(relation: Relation, **fields: object) -> Supporter:
    shaped = {"supports": "m1", "relation": relation, "persons": 3, "fen_year": 6000000, **fields}
    return Supporter.model_validate(shaped)


def test_a_relative_outside_owes_a_share_of_what_he_has_above_the_places_floor() -> None:
    """60000 − 465 × 150 % × 3 × 12 = 60000 − 25110 = 34890; half of it for two: 8722.50."""
    family = home(supporters=(supporter(Relation.CHILD, dependants=2),))
    law = rules(support_floor_percent=150, support_share_percent=50)
    found = judged(family, law)
    assert figure(found, "m1 的子女应付的赡养抚养扶养费") == "8,722.50元/年"
    assert found.income_per_capita_fen == 72687
    silent = rules(support_floor_percent=None, support_share_percent=None)
    assert judged(family, silent).income_per_capita_fen == 0
    agreed = home(supporters=(supporter(Relation.CHILD, agreed_fen_year=120000),))
    assert judged(agreed, law).income_per_capita_fen == 10000
    assert judged(agreed, silent).income_per_capita_fen == 10000


@pytest.mark.rule("DB-28")
@pytest.mark.parametrize(
    ("relation", "born", "day", "counted"),
    [
        (Relation.SIBLING, 1990, DAY, False),
        (Relation.PARENT, 1966, DAY, False),
        (Relation.PARENT, 1967, DAY, True),
        (Relation.CHILD, 1950, DAY, True),
        (Relation.SIBLING, 1990, date(2022, 10, 19), True),
    ],
)
def test_siblings_and_aged_parents_of_a_jobless_severely_disabled_adult_are_let_off(
    relation: Relation, born: int, day: date, counted: bool
) -> None:
    by = supporter(relation, id_no=synthetic_id(date(born, 1, 1), 7), agreed_fen_year=240000)
    disabled = self_(disability="1-limb", work=WorkAbility.NONE)
    found = judged(home(disabled, supporters=(by,)), rules(on=day), day)
    assert (found.income_per_capita_fen > 0) is counted
    healthy = judged(home(self_(), supporters=(by,)), rules(on=day), day)
    assert healthy.income_per_capita_fen == 20000


@pytest.mark.rule("OPN-03")
def test_town_and_country_have_standards_of_their_own() -> None:
    assert judged(home(residence="urban"), rules()).standard_fen == 66000
    assert judged(home(residence="rural"), rules()).standard_fen == 46500
