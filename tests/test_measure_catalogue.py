"""The measures a decision can draw on (register 3.1): all of them are data, each in its places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.measures.file import measures_of
from runtime import packs
from tests.meeting_desk import Table, members
from tests.people import START

DAY = date(2025, 11, 3)
NAME = "escalation.measures"
PLACES_OF = {
    "zhanhe": (4, 8, 9, 15, 20, 31, 39, 43, 51, 58),
    "hanbin": (1, 6, 7, 8, 10, 16, 21, 22, 32, 33, 34, 35, 44, 56),
    "jiaozuo": (3, 8, 41, 42, 59, 60),
    "tongren": (
        2, 5, 8, 11, 12, 13, 17, 18, 23, 24, 25, 26, 27, 28, 29, 36, 37, 38, 45, 46, 48, 49, 50,
        52, 53, 54, 55, 57, 61,
    ),
    "yicheng": (3, 14, 19, 30, 40, 47, 62, 63),
}  # fmt: skip
"""Which rows the register gives to which place, read from its own columns."""


def test_all_sixty_three_measures_are_data_and_none_else() -> None:
    assert sorted({n for rows in PLACES_OF.values() for n in rows}) == list(range(1, 64))


@pytest.mark.parametrize("place", PLACES_OF)
def test_a_place_offers_its_own_measures_each_with_unit_words_people_and_clause(
    place: str,
) -> None:
    table = packs.snapshot(place, DAY, [NAME], production=True).table(NAME)
    assert sorted(table) == [f"AID-{n:02d}" for n in PLACES_OF[place]]
    info = packs.place_info(place)
    units = {unit.code for unit in info.units}
    for code, row in table.items():
        assert isinstance(row, dict), code
        assert row["unit"] in units and row["zh"] and row["whom"], code
        assert str(row["clause"]).startswith(info.document.number), code


def test_yichengs_measures_end_with_its_document() -> None:
    after = date(2026, 11, 2)
    assert not packs.snapshot("yicheng", after, [NAME], production=True).has(NAME)


PAIRS = [
    pytest.param(place, number, marks=pytest.mark.rule(f"AID-{number:02d}"))
    for place, rows in PLACES_OF.items()
    for number in rows
]


@pytest.mark.parametrize(("place", "number"), PAIRS)
def test_a_chosen_measure_becomes_the_task_of_its_unit_and_elsewhere_it_is_not_offered(
    place: str, number: int
) -> None:
    code = f"AID-{number:02d}"
    law = packs.snapshot(place, DAY, [NAME], production=True)
    rows = law.table(NAME)
    table = _met(place, rows)
    row = rows[code]
    assert isinstance(row, dict)
    table.do("decide_item", Role.CONVENER, approved=True, measures=(_chosen(row, code),))
    [task] = measures_of(table.file, table.today).tasks
    assert task.unit_code == row["unit"] and task.measure.code == code
    for other, numbers in PLACES_OF.items():
        if number not in numbers:
            foreign = _met(other, packs.snapshot(other, DAY, [NAME], production=True).table(NAME))
            with pytest.raises(CaseRefusal) as refusal:
                unit = foreign.file.body.units[0].code
                foreign.do(
                    "decide_item", Role.CONVENER,
                    approved=True, measures=(_chosen({"unit": unit}, code),),
                )  # fmt: skip
            assert refusal.value.code == "measure_unknown"


def _met(place: str, rows: Mapping[str, object]) -> Table:
    """Past the meeting, where an administrator has set what the documents leave open."""
    first = members(place).units[:2]
    table = Table(
        place,
        rule="joint_meeting",
        agenda_approval=False,
        preparatory_meeting=False,
        decision="approval",
        min_units=1,
        measures=dict(rows),
    )
    return table.tabled(*(unit.code for unit in first)).met_by_codes()


def _chosen(row: Mapping[str, object], code: str) -> dict[str, object]:
    return {
        "code": code,
        "unit": row["unit"],
        "manner": "按会议议定办理",
        "due": START + timedelta(days=30),
    }
