"""Who is a member that counts, and who may enter alone (57号 Art 7 and 8)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.household import Household, IncomeKind, Member, Relation, Status, Study, WorkAbility
from domain.means.counting.members import standing
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

CHILD, SPOUSE, OTHER = Relation.CHILD, Relation.SPOUSE, Relation.OTHER

COUNTED = [
    (person("m2", SPOUSE, apart=True), "spouse"),
    (person("m2", CHILD, 2009, apart=True), "minor_child"),
    (person("m2", CHILD, 2004, study=Study.BACHELOR, apart=True), "dependent_child"),
    (person("m2", CHILD, 1990, work=WorkAbility.NONE, apart=True), "dependent_child"),
    (person("m2", CHILD, 1990, disability="2-limb", apart=True), "dependent_child"),
    (person("m2", CHILD, 1990), "supported_resident"),
    (person("m2", Relation.PARENT, 1940), "supported_resident"),
]
NOT_COUNTED = [
    (person("m2", CHILD, 1990, apart=True), "lives_apart"),
    (person("m2", CHILD, 2001, study=Study.POSTGRADUATE, apart=True), "lives_apart"),
    (person("m2", CHILD, 2001, study=Study.PART_TIME, apart=True), "lives_apart"),
    (person("m2", OTHER, 1990, no_duty=True), "no_duty"),
    (person("m2", Relation.PARENT, 1950, apart=True), "lives_apart"),
    (person("m2", SPOUSE, status=Status.DEAD), "dead"),
]


@pytest.mark.rule("DB-06")
@pytest.mark.parametrize(("member", "code"), COUNTED)
def test_members_of_the_article_count_wherever_it_says_so(member: Member, code: str) -> None:
    found = standing(member, DAY, rules())
    assert (found.counted, found.code) == (True, code)
    assert found.text and found.clause == "民发〔2021〕57号 第7条第一款"


@pytest.mark.rule("DB-06", "OPN-33")
@pytest.mark.parametrize(("member", "code"), NOT_COUNTED)
def test_who_lives_on_his_own_or_without_a_legal_tie_does_not_count(
    member: Member, code: str
) -> None:
    found = standing(member, DAY, rules())
    assert (found.counted, found.code) == (False, code)


@pytest.mark.rule("DB-06")
def test_a_child_is_of_age_on_the_birthday_by_the_number_and_not_before() -> None:
    child = person("m2", CHILD, 2008, apart=True)
    assert standing(child, date(2025, 12, 31), rules()).code == "minor_child"
    assert standing(child, date(2026, 1, 1), rules()).code == "lives_apart"


@pytest.mark.rule("DB-07")
@pytest.mark.parametrize("status", [Status.PRISON, Status.DETOX, Status.MISSING])
def test_prisoners_persons_in_isolation_and_the_missing_do_not_count(status: Status) -> None:
    family = home(self_(), person("m2", SPOUSE, status=status), incomes=(wage("m2", 90000),))
    found = judged(family, rules("zhanhe"))
    assert (found.persons, found.eligible) == (1, True)
    assert figure(found, "m2 配偶").startswith("不计入：")
    assert standing(family.members[1], DAY, rules()).clause


@pytest.mark.rule("DB-07")
def test_clergy_are_left_out_only_after_three_years_away() -> None:
    def away(since: date | None) -> Member:
        return person("m2", CHILD, 1990, status=Status.CLERGY, status_since=since)

    assert not standing(away(date(2023, 11, 23)), DAY, rules()).counted
    assert standing(away(date(2023, 11, 24)), DAY, rules()).counted
    assert standing(away(None), DAY, rules()).counted


@pytest.mark.rule("JZ-63")
@pytest.mark.parametrize("status", [Status.SERVICE, Status.MARRIED_OUT, Status.PRISON])
def test_in_jiaozuo_who_serves_is_imprisoned_or_married_out_leaves_the_family(
    status: Status,
) -> None:
    member = person("m2", SPOUSE, status=status)
    found = standing(member, DAY, rules("jiaozuo"))
    assert (found.counted, found.code) == (False, status.value)
    assert "焦民〔2022〕154号" in found.clause
    if status is not Status.PRISON:
        assert standing(member, DAY, rules("zhanhe")).counted


SEVERE = {"disability": "1-limb", "work": WorkAbility.NONE}


def family(*, edge: bool = True, **applicant: object) -> Household:
    earner = person("m2", Relation.PARENT, 1964)
    return home(self_(**applicant), earner, incomes=(wage("m2", 30000),), edge_family=edge)


@pytest.mark.rule("DB-08", "JZ-05", "OPN-07")
@pytest.mark.parametrize(
    ("applicant", "edge", "code"),
    [
        (SEVERE | {"disability": "2-sight"}, True, "single_person"),
        ({"disability": "3-mind"}, True, "single_person"),
        ({"disability": "3-mental"}, True, "single_person"),
        ({"disability": "3-limb"}, True, "not_single_person"),
        ({"disability": "4-mind"}, True, "not_single_person"),
        ({"serious_illness": True}, True, "single_person"),
        ({"serious_illness": True}, False, "not_single_person"),
        ({"disability": "3-mind"}, False, "not_single_person"),
    ],
)
def test_one_person_of_an_edge_family_enters_alone_for_severe_disability_or_illness(
    applicant: dict[str, object], edge: bool, code: str
) -> None:
    found = judged(family(edge=edge, **applicant), rules(), alone=True)
    assert codes(found)[0] == code
    assert found.eligible is (code == "single_person")
    assert found.persons == 1


@pytest.mark.rule("DB-09")
def test_an_unemployed_severely_disabled_adult_enters_alone_since_october_2022() -> None:
    alone = family(edge=False, **SEVERE)
    before, after = date(2022, 10, 19), date(2022, 10, 20)
    assert not judged(alone, rules(on=before), before, alone=True).eligible
    assert judged(alone, rules(on=after), after, alone=True).eligible
    works = home(self_(**SEVERE), incomes=(wage("m1", 100),))
    assert codes(judged(works, rules(), alone=True))[0] == "not_single_person"


@pytest.mark.rule("DB-08")
def test_clergy_three_years_in_a_religious_site_enter_alone() -> None:
    def monk(since: date) -> Household:
        return home(self_(status=Status.CLERGY, status_since=since))

    assert judged(monk(date(2023, 1, 1)), rules(), alone=True).eligible
    late = judged(monk(date(2024, 1, 1)), rules(), alone=True)
    assert codes(late)[0] == "not_single_person"


@pytest.mark.rule("DB-27")
def test_nobody_enters_alone_when_the_whole_family_is_poor_enough() -> None:
    poor = home(self_(**SEVERE), person("m2", SPOUSE), edge_family=True)
    found = judged(poor, rules(), alone=True)
    assert codes(found)[0] == "not_only_some" and not found.eligible
    assert judged(poor, rules()).eligible


@pytest.mark.rule("DB-27")
def test_the_grant_of_a_family_is_for_every_member_that_counts() -> None:
    found = judged(home(self_(), person("m2"), person("m3", SPOUSE)), rules())
    assert found.persons == 3 and found.monthly_fen == 3 * 46500


def test_a_prisoner_cannot_enter_alone_and_an_empty_family_draws_nothing() -> None:
    jailed = home(self_(status=Status.PRISON, **SEVERE))
    for alone in (True, False):
        found = judged(jailed, rules(), alone=alone)
        assert (codes(found), found.monthly_fen) == (["not_anybody"], 0)


def test_who_does_not_count_brings_neither_income_nor_property() -> None:
    away = person("m2", CHILD, 1990, apart=True)
    rich = home(self_(), away, incomes=(wage("m2", 200000), income("m1", IncomeKind.OTHER, 1200)))
    assert judged(rich, rules()).income_per_capita_fen == 10000
