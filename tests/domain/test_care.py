"""Coverage of care agreements, and visits of departments planned twice or by nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.care.coverage import Person, coverage
from domain.care.plans import Planned, doubles, on_no_plan

DAY = date(2027, 3, 1)


def person(
    n: int, township: str = "a", manner: str = "scattered", until: int | None = None
) -> Person:
    return Person(
        case_no=f"JZ2026{n:06d}",
        township=township,
        village="第一村",
        name="孙一一",
        manner=manner,
        agreed_since=None if until is None else DAY - timedelta(days=30),
        agreed_until=None if until is None else DAY + timedelta(days=until),
    )


@pytest.mark.rule("JZ-14")
def test_coverage_is_valid_agreements_over_all_scattered_and_a_hundred_only_when_nobody_is_left() -> (
    None
):
    people = [person(n, until=0) for n in range(199)]
    assert coverage([*people, person(999)], DAY)[-1].percent == 99, "rounded down"
    [first, whole] = coverage(people, DAY)
    assert (first.percent, whole.percent, whole.township) == (100, 100, "")
    ended = [person(1, until=-1)]
    assert coverage(ended, DAY)[-1].percent == 0, "an agreement that ended covers nobody"
    inside = [person(1, manner="centralised"), person(2, manner="")]
    found = coverage(inside, DAY)[-1]
    assert (found.percent, found.centralised, found.unplaced) == (None, 1, 1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["scattered", "centralised", ""]),
                          st.none() | st.integers(-3, 3)), max_size=30))  # fmt: skip
def test_townships_add_up_and_everyone_scattered_is_signed_or_named(
    rows: list[tuple[str, str, int | None]],
) -> None:
    people = [person(n, *row) for n, row in enumerate(rows)]
    *lines, whole = coverage(people, DAY)
    for part in ("supported", "unplaced", "centralised", "scattered", "signed", "late"):
        assert sum(getattr(line, part) for line in lines) == getattr(whole, part)
    assert whole.signed + sum(p.unsigned_on(DAY) for p in people) == whole.scattered


def plan(unit: str, case: str, since: int, until: int) -> Planned:
    return Planned(
        unit=unit, number=1, title="春节走访", case_no=case,
        since=DAY + timedelta(days=since), until=DAY + timedelta(days=until),
    )  # fmt: skip


@pytest.mark.rule("YC-04")
def test_two_units_at_one_household_in_one_period_are_warned_of_and_one_unit_twice_is_not() -> None:
    lines = [plan("hr", "C1", 0, 5), plan("housing", "C1", 5, 9), plan("hr", "C2", 0, 5),
             plan("hr", "C2", 3, 8), plan("housing", "C2", 9, 10)]  # fmt: skip
    [double] = doubles(lines, {})
    assert (double.case_no, double.units) == ("C1", ("housing", "hr")), "they share one day"
    assert doubles([plan("hr", "C1", 0, 5), plan("housing", "C1", 6, 9)], {}) == ()


@pytest.mark.rule("YC-04")
def test_two_cases_of_one_household_are_one_door_to_knock_at() -> None:
    lines = [plan("hr", "C1", 0, 5), plan("housing", "C2", 5, 9)]
    home = {"C1": "C1", "C2": "C1", "C3": "C3"}
    [double] = doubles(lines, home)
    assert double.units == ("housing", "hr")
    assert on_no_plan(lines, ["C1", "C2", "C3"], home, DAY) == ("C3",)
    assert on_no_plan(lines, ["C1"], home, DAY + timedelta(days=10)) == ("C1",), "plans run out"
