"""The people of the sandbox are invented, many enough, and each is in the county for a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.phases.deciding.means import MEANS, assess
from domain.check.answers import DepartmentQuery, Person
from domain.check.leads import leads_from
from domain.household import Household
from domain.identity import check_card, check_id
from domain.rules import qualified
from runtime import packs
from sandbox.county import FIRST_DAY, Family, Story, county, first_day_from
from sandbox.county.build import accounts
from sandbox.departments import Departments
from tests.people import officer

COUNTY = county()
FAMILIES = COUNTY.families


def _case(family: Family, household: Household) -> CaseFile:
    application = family.application
    names = [qualified("dibao", name) for name in MEANS]
    law = packs.snapshot(family.place, FIRST_DAY, names, production=False)
    return CaseFile(
        case_no="XX2026000001",
        place=family.place,
        township=application.township,
        received_by=officer(Role.INTAKE, family.place),
        applied_on=application.applied_on,
        declared=household,
        household=household,
        single_person=application.single_person,
        latest=application.applied_on,
        policy=law,
    )


def _entitled(family: Family, household: Household) -> bool:
    return assess(_case(family, household)).eligible


def _leads(family: Family, on: date) -> set[tuple[str, str]]:
    """What every department of the place says that the family did not, as the check would see it."""
    offices = Departments()
    home = family.application.household
    items = packs.value(packs.load(), family.place, FIRST_DAY, "check.items").value
    assert isinstance(items, dict)
    answers = [
        offices.answer(
            DepartmentQuery(
                key=f"{family.number}-{department}",
                place=family.place,
                department=str(department),
                items=tuple(part["items"]),
                persons=tuple(Person(key=m.key, name=m.name, id_no=m.id_no) for m in home.members),
                purpose="assistance",
                authorisation="授权书",
                asked_on=on,
            )
        )
        for department, part in items.items()
    ]
    return {(lead.department, lead.about) for lead in leads_from(home, answers)}


def test_every_place_has_enough_families_and_every_hard_story() -> None:
    assert len(FAMILIES) >= 125
    for place in packs.places():
        stories = {f.story for f in COUNTY.of(place)}
        assert len(COUNTY.of(place)) >= 25
        assert set(Story) - stories <= {Story.SERIOUS_ILLNESS}
    assert [f.place for f in FAMILIES if f.appeal] == ["tongren", "tongren"]


def test_nobody_in_the_county_can_be_a_real_person() -> None:
    people = {m.id_no: m for f in FAMILIES for m in f.application.household.members}
    assert len({m.name for m in people.values()}) == len(people)
    for number in people:
        assert number.startswith("990101")
        assert check_id(number, FIRST_DAY) == number
    for family in FAMILIES:
        home = family.application.household
        assert home.phone.startswith("1990000")
        assert home.account is not None
        assert home.account.number.startswith("990000")
        assert check_card(home.account.number)


ONCE = [f for f in FAMILIES if f.story is not Story.DUPLICATE_PERSON]
"""A daughter knows little of what her mother has; that application is refused in any case."""


@pytest.mark.parametrize("family", ONCE, ids=lambda f: f.number)
def test_a_family_is_as_poor_as_its_story_says(family: Family) -> None:
    refused = {Story.OVER_INCOME, Story.HIDDEN_CAR}
    assert _entitled(family, family.actual) is (family.story not in refused)
    if family.story is Story.HIDDEN_CAR:
        assert _entitled(family, family.application.household)


@pytest.mark.parametrize("family", [f for f in FAMILIES if f.happenings], ids=lambda f: f.number)
def test_a_job_or_a_death_changes_what_is_due(family: Family) -> None:
    (event,) = family.happenings
    before = assess(_case(family, family.actual))
    after = assess(_case(family, event.after))
    assert (before.eligible, before.monthly_fen) != (after.eligible, after.monthly_fen)
    assert event.on > family.application.applied_on + timedelta(days=60)


@pytest.mark.parametrize("family", ONCE, ids=lambda f: f.number)
def test_departments_know_what_was_declared_and_what_the_story_hides(family: Family) -> None:
    expected = {
        Story.HIDDEN_CAR: {("police", "vehicle")},
        Story.CONTESTED_FINDING: {("hr", "wage")},
    }
    assert _leads(family, family.application.applied_on) == expected.get(family.story, set())


@pytest.mark.rule("CHK-12")
@pytest.mark.parametrize("place", packs.places())
def test_a_car_nobody_mentioned_is_known_to_the_police_alone(place: str) -> None:
    family = next(f for f in COUNTY.of(place) if f.story is Story.HIDDEN_CAR)
    assert _leads(family, FIRST_DAY + timedelta(days=30)) == {("police", "vehicle")}


@pytest.mark.parametrize("place", packs.places())
def test_a_job_and_a_death_are_on_file_from_their_day_on(place: str) -> None:
    for family in COUNTY.of(place):
        for event in family.happenings:
            known = {"job": "wage", "death": "death"}[event.kind]
            before = {about for _, about in _leads(family, event.on - timedelta(days=1))}
            after = {about for _, about in _leads(family, event.on)}
            assert known not in before
            assert known in after


def test_the_shared_person_stands_in_two_applications_of_one_place() -> None:
    for family in FAMILIES:
        if family.same_person_as:
            first = COUNTY.family(family.same_person_as)
            ours = {m.id_no for m in family.application.household.members}
            theirs = {m.id_no for m in first.application.household.members}
            assert first.place == family.place
            assert len(ours & theirs) == 1
            assert first.application.applied_on < family.application.applied_on


def test_a_wrong_account_is_unknown_or_closed_and_the_right_one_is_open() -> None:
    kept = accounts(COUNTY)
    wrong = [f for f in FAMILIES if f.story is Story.WRONG_ACCOUNT]
    states = set()
    for family in wrong:
        declared = family.application.household.account
        assert declared and family.right_account
        assert kept[family.right_account.number][2]
        states.add(kept[declared.number][2] if declared.number in kept else None)
    assert states == {False, None}
    for family in FAMILIES:
        if family not in wrong:
            account = family.application.household.account
            assert account and kept[account.number][2]


def test_the_whole_county_moves_with_its_first_day() -> None:
    moved = county(FIRST_DAY + timedelta(days=100))
    for was, now in zip(FAMILIES, moved.families, strict=True):
        assert now.application.applied_on - was.application.applied_on == timedelta(days=100)
        assert now.actual == was.actual
    assert min(f.application.applied_on for f in FAMILIES) == FIRST_DAY
    assert max(f.application.applied_on for f in FAMILIES) <= FIRST_DAY + timedelta(days=92)
    assert all(f.application.applied_on.weekday() < 5 for f in FAMILIES)


def test_the_story_falls_into_its_months_on_whatever_day_it_is_told() -> None:
    assert first_day_from(FIRST_DAY) == FIRST_DAY
    assert first_day_from(FIRST_DAY + timedelta(days=1)) == date(2026, 12, 28)
    for later in range(800):
        today = FIRST_DAY + timedelta(days=later)
        first = first_day_from(today)
        assert first >= today and first.weekday() == FIRST_DAY.weekday()
        assert 22 <= first.day <= 28
