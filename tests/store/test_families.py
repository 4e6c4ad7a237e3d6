"""Which single persons' cases rest on a family's recognition that has ended (JZ-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.household import Status
from domain.programme import Programme
from store.engine import Store
from store.families import ended_families, held_by_others
from store.projection import project_case
from tests.domain.test_duties import single
from tests.people import START, Walk
from tests.store.samples import another, shown

FAMILY = "JZ2026000009"


def kept(store: Store, *files: CaseFile) -> None:
    with store.write() as session:
        for file in files:
            project_case(session, shown(file))


def found(store: Store, days: int = 400) -> list[tuple[str, str]]:
    with store.read() as session:
        pairs = ended_families(session, START - timedelta(days=days))
        return [(row.case_no, family) for row, family in pairs]


def edge(person: CaseFile, *, granted: bool = True, closed: bool = True) -> CaseFile:
    """The recognised family of that person, as the tables are shown it."""
    file = another(9).having(programme=Programme.EDGE)
    home = file.household
    her = home.members[1].model_copy(update={"id_no": person.household.members[0].id_no})
    file = file.having(case_no=FAMILY, household=home.with_member(her))
    if closed:
        file = Walk(file).do("withdraw", Role.INTAKE).file
    decision = person.decision.model_copy(update={"granted": granted}) if person.decision else None
    return file.having(decision=decision)


@pytest.mark.rule("JZ-05")
def test_only_an_ended_recognition_of_this_persons_family_is_found(store: Store) -> None:
    person = single(FAMILY).file.having(case_no="JZ2026000001")
    kept(store, person, edge(person, closed=False))
    assert found(store) == [], "the family is still recognised"
    kept(store, edge(person).having(version=99))
    assert found(store) == [("JZ2026000001", FAMILY)]
    assert found(store, days=-1) == [], "long ago"


@pytest.mark.rule("JZ-05")
def test_a_family_that_never_was_recognised_and_strangers_are_not_found(store: Store) -> None:
    person = single(FAMILY).file.having(case_no="JZ2026000001")
    kept(store, person, edge(person, granted=False))
    kept(store, Walk(another(12)).do("withdraw", Role.INTAKE).file)
    assert found(store) == []


@pytest.mark.rule("OPN-33")
def test_who_joins_a_family_while_another_case_holds_him_is_found_until_that_case_lets_go(
    store: Store,
) -> None:
    one, other = another(21), another(22)
    kept(store, one, other)
    joining = ("m3", other.household.members[1].id_no)
    ours = ("m2", one.household.members[1].id_no)

    def held() -> tuple[tuple[str, str], ...]:
        with store.read() as session:
            return held_by_others(session, one.case_no, (ours, joining))

    assert held() == (("m3", other.case_no),)
    gone = other.household.members[1].model_copy(update={"status": Status.MARRIED_OUT})
    left = other.having(household=other.household.with_member(gone), version=other.version + 1)
    kept(store, left)
    assert held() == ()
