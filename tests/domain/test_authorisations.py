"""Who lets the county ask about him: signed by himself or his guardian, for a time, withdrawable."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.authorisation import ALL, FINANCIAL, GUARDIAN, unsigned, valid_for
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.household import Member, Relation
from domain.identity import synthetic_id
from tests.people import START, Walk, application

CHILD = Member(
    key="m3", name="张三三", id_no=synthetic_id(date(2018, 3, 3), 31), relation=Relation.CHILD
)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def family() -> Walk:
    file = application("yicheng")
    home = file.household.model_copy(update={"members": (*file.household.members, CHILD)})
    return Walk(file.having(household=home, declared=home))


def sign(walk: Walk, person: str, signed_by: str, **fields: object) -> Walk:
    paper = {"person": person, "signed_by": signed_by, "paper": f"授权书{person}", **fields}
    return walk.do("sign_authorisation", Role.INTAKE, signatures=[paper])


@pytest.mark.rule("YC-19", "GS-04")
def test_each_adult_signs_for_himself_and_a_parent_for_the_child() -> None:
    walk = family()
    with refused("adult_signs_himself"):
        sign(walk, "m2", "m1")
    with refused("signer_not_adult"):
        sign(walk, "m3", "m3")
    sign(walk, "m1", "m1")
    sign(walk, "m3", "m1")
    papers = walk.file.authorisations
    assert valid_for(papers, "m3", FINANCIAL, START) is not None
    assert valid_for(papers, "m2", FINANCIAL, START) is None
    assert unsigned(walk.file.household, papers, START) == ("m2",)


@pytest.mark.rule("YC-19", "ACT-02", "OPN-10")
def test_a_guardian_signs_for_an_adult_only_with_the_paper_that_shows_it() -> None:
    walk = family()
    with refused("adult_signs_himself"):
        sign(walk, "m2", GUARDIAN)
    with refused("guardianship_missing"):
        sign(walk, "m3", GUARDIAN)
    sign(walk, "m2", GUARDIAN, guardianship="监护证明1号")
    assert valid_for(walk.file.authorisations, "m2", ALL, START)


@pytest.mark.rule("YC-19", "OPN-10")
def test_an_authorisation_covers_its_scope_and_its_dates_and_nothing_else() -> None:
    walk = sign(family(), "m1", "m1", scope=["CHK-51"], until=START + timedelta(days=30))
    papers = walk.file.authorisations
    assert valid_for(papers, "m1", "CHK-51", START + timedelta(days=30))
    assert valid_for(papers, "m1", "CHK-51", START + timedelta(days=31)) is None
    assert valid_for(papers, "m1", "CHK-51", START - timedelta(days=1)) is None
    assert valid_for(papers, "m1", "CHK-52", START) is None
    with refused("scope_unknown"):
        sign(walk, "m1", "m1", scope=["CHK-52"])
    with refused("authorisation_ended"):
        sign(walk, "m1", "m1", until=START - timedelta(days=1))


@pytest.mark.rule("YC-19")
def test_a_withdrawal_ends_what_may_be_asked_from_that_day_and_can_be_signed_anew() -> None:
    walk = sign(family(), "m1", "m1")
    with refused("nothing_to_withdraw"):
        walk.do("withdraw_authorisation", Role.INTAKE, person="m2")
    walk.later(2).do("withdraw_authorisation", Role.INTAKE, person="m1")
    papers = walk.file.authorisations
    assert valid_for(papers, "m1", ALL, START + timedelta(days=1))
    assert valid_for(papers, "m1", ALL, walk.today) is None
    sign(walk.later(1), "m1", "m1")
    assert valid_for(walk.file.authorisations, "m1", ALL, walk.today)
