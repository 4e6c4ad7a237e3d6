"""特困: the three conditions, the amount, the self-care bands, told as sentences of 43号."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.lifecycle import Stage
from domain.case.needs import needs
from domain.household import Asset, AssetKind, Household, Income, IncomeKind, Status
from domain.means import Assessment, Facts, assess, selfcare
from domain.means.tekun import NEEDS
from domain.means.tekun_facts import Obligor, TekunFacts
from domain.policy import NATIONAL, PolicyNotSet
from domain.rules import Rules
from domain.spot import draw
from runtime import packs
from tests.tekun import ITEMS, alone, obligor

ON = date(2026, 11, 23)
EFFECTIVE = date(2021, 7, 1)


@cache
def law(place: str = "zhanhe", on: date = ON) -> Rules:
    names = (*needs(Stage.INTAKE, "tekun"), *needs(Stage.REVIEW, "tekun"))
    return Rules(packs.snapshot(place, on, names, production=False), "tekun")


def result(home: Household | None = None, place: str = "zhanhe", **stated: object) -> Assessment:
    facts = TekunFacts.model_validate(stated)
    return assess(Facts(household=home or alone(), on=ON, tekun=facts), law(place))


def codes(found: Assessment) -> set[str]:
    return {r.code for r in found.reasons}


def born(age: int, days: int = 0) -> date:
    """Birth date of somebody of exactly that age on the day, or so many days younger."""
    return date(ON.year - age, ON.month, ON.day) + timedelta(days=days)


def earning(fen_year: int, kind: IncomeKind = IncomeKind.WAGE) -> Household:
    return alone().model_copy(
        update={"incomes": (Income(member="m1", kind=kind, fen_year=fen_year),)}
    )


# --- all three conditions -------------------------------------------------------------------------


@pytest.mark.rule("TK-01")
def test_only_who_meets_all_three_conditions_is_supported() -> None:
    """Every combination of the three: one failing condition refuses, and each failing one is named."""
    for works in (False, True):
        for lives in (False, True):
            for backed in (False, True):
                home = alone(born(40) if works else born(70))
                if lives:
                    rich = Income(member="m1", kind=IncomeKind.WAGE, fen_year=9_000_000)
                    home = home.model_copy(update={"incomes": (rich,)})
                found = result(home, obligors=(obligor(),) if backed else ())
                assert found.eligible is not (works or lives or backed)
                failing = {
                    code
                    for code, fails in (
                        ("not_workless", works),
                        ("over_income", lives),
                        ("not_supporterless", backed),
                    )
                    if fails
                }
                assert {c for c in codes(found) if c.startswith(("not_", "over_"))} == failing
                assert all(r.clause for r in found.reasons)


@pytest.mark.rule("TK-02")
@pytest.mark.parametrize(
    ("age", "days", "workless"),
    [(60, 0, True), (60, 1, False), (16, 0, False), (16, 1, True), (40, 0, False), (0, 0, True)],
)
def test_no_ability_to_work_by_age_from_sixty_and_under_sixteen(
    age: int, days: int, workless: bool
) -> None:
    assert ("no_work_ability" in codes(result(alone(born(age, days))))) is workless


@pytest.mark.rule("TK-02")
@pytest.mark.parametrize(
    ("kind", "worst"),
    [("mind", 3), ("mental", 3), ("limb", 2), ("sight", 1), ("hearing", 0)],
)
def test_no_ability_to_work_by_kind_and_grade_of_disability(kind: str, worst: int) -> None:
    for grade in range(1, 5):
        home = alone(born(40), disability=f"{grade}-{kind}")
        assert ("no_work_ability" in codes(result(home))) is (grade <= worst), grade


@pytest.mark.rule("TK-03")
def test_no_source_of_living_is_income_below_the_standard_of_dibao() -> None:
    standard = law().table("dibao.standard")["rural"]
    assert isinstance(standard, int)
    assert "over_income" in codes(result(earning(standard * 12)))
    assert "income_within" in codes(result(earning(standard * 12 - 1)))


@pytest.mark.rule("TK-03")
@pytest.mark.parametrize("kind", ["basic_pension", "insurance", "veteran", "old_age"])
def test_pension_insurance_and_allowances_of_the_old_do_not_count(kind: str) -> None:
    found = result(earning(90_000_000, IncomeKind(kind)))
    assert found.eligible and found.income_per_capita_fen == 0
    assert any("不计入" in label for label, _ in found.table)


@pytest.mark.rule("TK-03")
def test_property_over_the_limits_of_the_place_is_a_source_of_living() -> None:
    for asset in (
        Asset(member="m1", kind=AssetKind.VEHICLE),
        Asset(member="m1", kind=AssetKind.DEPOSIT, fen=90_000_000),
        Asset(member="m1", kind=AssetKind.HOUSE, count=3),
    ):
        home = alone().model_copy(update={"assets": (asset,)})
        assert not result(home).eligible, asset.kind
        needed = asset.model_copy(update={"necessary": True})
        assert result(alone().model_copy(update={"assets": (needed,)})).eligible


GROUNDS = [
    ({"aid": "tekun"}, 40, "特困人员"),
    ({"aid": "dibao"}, 60, "60周岁以上的最低生活保障对象"),
    ({"property_within": True, "income_fen_year": 1000}, 70, "70周岁以上"),
    ({"property_within": True, "disability": "2-hearing"}, 40, "重度残疾人"),
    ({"property_within": True, "disability": "3-mind"}, 40, "重度残疾人"),
    ({"property_within": True, "state": "no_capacity"}, 40, "无民事行为能力"),
    ({"property_within": True, "state": "missing"}, 40, "被宣告失踪"),
    ({"property_within": True, "state": "prison"}, 40, "在监狱服刑"),
]
ABLE = [
    ({}, 40),
    ({"aid": "dibao"}, 59),
    ({"property_within": True, "income_fen_year": 90_000_000}, 70),
    ({"property_within": True}, 69),
    ({"income_fen_year": 1000}, 70),
    ({"property_within": True, "disability": "3-limb"}, 40),
    ({"property_within": True, "disability": "2-limb", "income_fen_year": 90_000_000}, 40),
    ({"disability": "1-limb"}, 40),
    ({"state": "prison"}, 40),
]


@pytest.mark.rule("TK-04")
@pytest.mark.parametrize(("fields", "age", "why"), GROUNDS)
def test_each_ground_on_which_a_supporter_is_unable(
    fields: dict[str, Any], age: int, why: str
) -> None:
    found = result(obligors=(obligor(born=born(age), **fields),))
    assert found.eligible
    [reason] = [r for r in found.reasons if r.code == "supporters_unable"]
    assert any(why in text for text in reason.figures.values())


@pytest.mark.rule("TK-04")
@pytest.mark.parametrize(("fields", "age"), ABLE)
def test_one_step_beside_each_ground_the_supporter_is_able(
    fields: dict[str, Any], age: int
) -> None:
    found = result(obligors=(obligor(born=born(age), **fields),))
    assert not found.eligible and "not_supporterless" in codes(found)


@pytest.mark.rule("TK-04")
def test_one_able_supporter_among_several_is_enough_to_refuse_and_the_dead_do_not_count() -> None:
    unable = obligor("s1", aid="tekun")
    dead = obligor("s2", state="dead")
    assert result(obligors=(unable, dead)).eligible
    assert not result(obligors=(unable, dead, obligor("s3"))).eligible
    assert "no_supporter" in codes(result(obligors=(dead,)))


@pytest.mark.rule("TK-05")
def test_a_minor_who_chose_the_support_of_orphans_is_not_tekun() -> None:
    child = alone(born(9))
    assert result(child).eligible
    for chosen in ("orphan", "unsupported"):
        found = result(child, child_aid=chosen)
        assert not found.eligible and "not_child_aid" in codes(found)


@pytest.mark.rule("TK-21")
@pytest.mark.parametrize(
    ("age", "study", "stays"),
    [
        (16, "", True),
        (17, "", True),
        (18, "", False),
        (18, "compulsory", True),
        (19, "senior", True),
        (18, "bachelor", False),
    ],
)
def test_a_minor_keeps_the_support_until_eighteen_and_longer_at_school(
    age: int, study: str, stays: bool
) -> None:
    home = alone(born(age), study=study)
    assert result(home, granted_on=ON - timedelta(days=365 * 6)).eligible is stays
    assert not result(home).eligible, "nobody enters on this ground"
    assert not result(home, granted_on=ON).eligible, "nor who was grown when it began"


@pytest.mark.parametrize("status", [Status.DEAD, Status.MISSING, Status.PRISON])
def test_who_is_dead_missing_or_in_prison_is_not_supported(status: Status) -> None:
    found = result(alone(status=status))
    assert not found.eligible and found.monthly_fen == 0 and found.persons == 0


# --- the amount -----------------------------------------------------------------------------------


@pytest.mark.rule("TK-18")
@pytest.mark.parametrize("band", ["capable", "partial", "none"])
@pytest.mark.parametrize("place", ["zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng"])
def test_the_amount_is_the_basic_standard_and_the_tier_of_care(place: str, band: str) -> None:
    basic, tiers = law(place).table("standard"), law(place).table("care_tiers")
    found = result(place=place, band=band)
    assert found.monthly_fen == basic["rural"] + tiers[band]  # type: ignore[operator]
    assert result(place=place).monthly_fen == basic["rural"]


def test_what_a_place_has_not_set_stops_the_case_and_nothing_is_borrowed() -> None:
    names = (*needs(Stage.INTAKE, "tekun"), *needs(Stage.REVIEW, "tekun"))
    real = Rules(packs.snapshot("zhanhe", ON, names, production=True), "tekun")
    with pytest.raises(PolicyNotSet):
        assess(Facts(household=alone(), on=ON), real)
    for name in ("total", "total_delegated", "transition_months", "special_reasons"):
        assert not law().has(name), f"{name} is a rule of 低保 alone"


@given(
    kept=st.integers(0, 6),
    incomes=st.permutations([IncomeKind.TRANSFER, IncomeKind.OLD_AGE, IncomeKind.PROPERTY]),
    fen=st.integers(0, 3_000_000),
    more=st.integers(0, 3_000_000),
)
def test_more_income_never_raises_the_amount_and_order_does_not_matter(
    kept: int, incomes: list[IncomeKind], fen: int, more: int
) -> None:
    def home(amount: int, kinds: list[IncomeKind]) -> Household:
        items = tuple(Income(member="m1", kind=k, fen_year=amount) for k in kinds)
        return alone().model_copy(update={"incomes": items})

    band = selfcare.band(6 - kept, law())
    found = result(home(fen, incomes), band=band)
    richer = result(home(fen + more, incomes), band=band)
    assert richer.monthly_fen <= found.monthly_fen
    assert found.eligible or not richer.eligible
    assert result(home(fen, list(reversed(incomes))), band=band).monthly_fen == found.monthly_fen


@given(
    ages=st.lists(st.integers(0, 100), max_size=5),
    aid=st.sampled_from(["none", "tekun", "dibao"]),
    more=st.integers(0, 100),
)
def test_one_more_supporter_never_helps_and_their_order_does_not_matter(
    ages: list[int], aid: str, more: int
) -> None:
    people = [
        Obligor.model_validate(obligor(f"s{n}", born=born(age), aid=aid))
        for n, age in enumerate(ages, start=1)
    ]
    another = Obligor.model_validate(obligor("s9", born=born(more), aid=aid))
    alike = result(obligors=tuple(reversed(people)))
    found = result(obligors=tuple(people))
    assert found.eligible == alike.eligible
    assert found.eligible or not result(obligors=(*people, another)).eligible


# --- self-care ------------------------------------------------------------------------------------


@pytest.mark.rule("TK-16")
def test_self_care_is_looked_at_in_six_things() -> None:
    assert law().items("selfcare_items") == ITEMS
    words = packs.load().definitions[NATIONAL]["tekun.selfcare_items"].labels
    assert tuple(words.values()) == (
        "自主吃饭", "自主穿衣", "自主上下床", "自主如厕", "室内自主行走", "自主洗澡",
    )  # fmt: skip


@pytest.mark.rule("TK-17")
@given(items=st.fixed_dictionaries({code: st.sampled_from(selfcare.Ability) for code in ITEMS}))
def test_the_band_follows_from_how_many_things_fail(items: dict[str, selfcare.Ability]) -> None:
    failing = sum(value is selfcare.Ability.CANNOT for value in items.values())
    assert selfcare.failed(items, law()) == failing
    wanted = "capable" if failing == 0 else "partial" if failing <= 3 else "none"
    assert selfcare.band(failing, law()) == wanted


@pytest.mark.parametrize("count", [-1, 7])
def test_a_count_no_band_covers_is_a_fault(count: int) -> None:
    with pytest.raises(ValueError, match="band"):
        selfcare.band(count, law())


# --- the draw -------------------------------------------------------------------------------------


@pytest.mark.rule("TK-13")
@given(
    files=st.lists(st.integers(0, 10**6), unique=True, min_size=1, max_size=200),
    seed=st.text(min_size=4, max_size=12),
)
def test_a_draw_takes_at_least_three_in_ten_and_can_be_repeated(
    files: list[int], seed: str
) -> None:
    batch = [f"ZH{n:08d}" for n in files]
    share = law().percent("spot_check")
    drawn = draw(batch, share, seed)
    assert len(drawn) * 100 >= len(batch) * share > (len(drawn) - 1) * 100
    assert set(drawn) <= set(batch)
    assert draw(sorted(batch, reverse=True), share, seed) == drawn
    assert draw([*batch, batch[0]], share, seed) == drawn


def test_another_word_draws_other_files() -> None:
    batch = [f"ZH{n:08d}" for n in range(100)]
    assert len({draw(batch, 30, f"公开抽签{n}") for n in range(20)}) > 15


# --- the pack -------------------------------------------------------------------------------------

NUMBERS = {
    "publicity": 7,
    "opinion": 15,
    "objection_opinion": 15,
    "county_opinion": 15,
    "spot_check": 30,
    "refusal_notice": 3,
    "reassess": 10,
    "end_publicity": 7,
    "end_objection": 15,
    "first_month_offset": 1,
    "minor_stay_age": 18,
}


@pytest.mark.parametrize(("name", "number"), NUMBERS.items())
def test_the_numbers_of_the_rule_stand_in_the_pack_with_their_article(
    name: str, number: int
) -> None:
    [value] = packs.load().definitions[NATIONAL][f"tekun.{name}"].values
    assert (value.value, value.since, value.status) == (number, EFFECTIVE, "verified")
    assert value.source is not None and value.source.doc == "民发〔2021〕43号"


def test_everything_the_test_reads_is_asked_for_in_review() -> None:
    asked = needs(Stage.REVIEW, "tekun")
    assert all((n if "." in n else f"tekun.{n}") in asked for n in NEEDS)
