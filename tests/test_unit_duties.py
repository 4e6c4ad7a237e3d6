"""The 26 duties of register 3.2 are data of their places, each under its unit (DUT rows)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.together.duties import UNIT_NEEDS, duties_of, headings, measures_of_unit
from runtime import packs

DAY = date(2025, 11, 3)
DUTIES_OF: dict[str, dict[int, tuple[str, ...]]] = {
    "zhanhe": {
        1: ("medical",), 2: ("hr",), 3: ("education", "housing"), 4: ("development",), 5: ("all",),
    },
    "hanbin": {
        6: ("publicity",), 7: ("development",), 8: ("health",), 9: ("medical",),
        10: ("housing", "education"), 11: ("finance",), 12: ("economy",), 13: ("statistics",),
        14: ("union",),
    },
    "tongren": {
        15: ("publicity",), 16: ("staffing",), 17: ("police",), 18: ("development",), 19: ("hr",),
        20: ("rural",), 21: ("health",), 22: ("housing",), 23: ("natural_resources",),
        24: ("medical",), 25: ("culture",),
    },
    "yicheng": {26: ("all",)},
}  # fmt: skip
"""Which row the register gives to which units of which place, read from its own columns."""
ROWS = [
    pytest.param(place, number, marks=pytest.mark.rule(f"DUT-{number:02d}"))
    for place, rows in DUTIES_OF.items()
    for number in rows
]


def test_there_are_twenty_six_and_no_place_has_another_ones() -> None:
    assert sorted(n for rows in DUTIES_OF.values() for n in rows) == list(range(1, 27))
    for place in packs.places():
        law = packs.snapshot(place, DAY, UNIT_NEEDS, production=True)
        table = law.table("together.duties") if law.has("together.duties") else {}
        assert set(table) == {f"DUT-{n:02d}" for n in DUTIES_OF.get(place, {})}


@pytest.mark.parametrize(("place", "number"), ROWS)
def test_a_duty_stands_under_its_units_with_its_clause_and_heads_their_reports(
    place: str, number: int
) -> None:
    info = packs.place_info(place)
    law = packs.snapshot(place, DAY, UNIT_NEEDS, production=True)
    code, wanted = f"DUT-{number:02d}", DUTIES_OF[place][number]
    for unit in info.units:
        mine = {duty.code: duty for duty in duties_of(law, unit.code)}
        assert (code in mine) is (unit.code in wanted or "all" in wanted), unit.code
        if code in mine:
            assert mine[code].clause.startswith(info.document.number)
            assert mine[code].zh in headings(law, unit.code)


def test_yichengs_duties_end_with_its_document() -> None:
    law = packs.snapshot("yicheng", date(2026, 11, 2), UNIT_NEEDS, production=True)
    assert duties_of(law, "civil_affairs") == ()


def test_a_unit_also_sees_the_measures_that_are_its_own() -> None:
    law = packs.snapshot("hanbin", DAY, UNIT_NEEDS, production=True)
    assert [m.code for m in measures_of_unit(law, "hr")] == ["AID-21", "AID-22", "AID-33"]
