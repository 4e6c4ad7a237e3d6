"""The workbooks in `examples/ledgers/` are those of the county, and one is full of mistakes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.ledger import read_ledger
from documents.ledger.columns import BY_KEY
from runtime import packs
from sandbox.county import FIRST_DAY, county
from sandbox.ledgers import BAD, FOLDER, MISTAKES, ledgers, moved

BOOKS = ledgers()


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_the_examples_are_what_the_county_gives(name: str) -> None:
    """Run `python -m sandbox.ledgers` after changing the county or the columns."""
    assert (FOLDER / name).read_bytes() == BOOKS[name]
    assert {p.name for p in FOLDER.glob("*.xlsx")} == set(BOOKS)


@pytest.mark.parametrize("place", packs.places())
def test_a_ledger_is_read_whole(place: str) -> None:
    reading = read_ledger(BOOKS[f"{place}.xlsx"], place)
    assert not reading.faults
    assert [a.model_copy(update={"row": 0}) for a in reading.applications] == [
        f.application for f in county().of(place)
    ]


def test_a_ledger_moved_to_today_is_that_of_the_moved_county() -> None:
    day = FIRST_DAY + timedelta(days=71)
    data = moved(BOOKS["tongren.xlsx"], day)
    assert data == moved(BOOKS["tongren.xlsx"], day)
    found = [a.model_copy(update={"row": 0}) for a in read_ledger(data).applications]
    assert found == [f.application for f in county(day).of("tongren")]


def test_each_mistake_is_named_once_and_the_good_rows_are_taken() -> None:
    reading = read_ledger(BOOKS[BAD])
    assert len(reading.applications) == 2
    assert len(reading.faults) == len(MISTAKES)
    assert {f.column for f in reading.faults} == {BY_KEY[key].zh for _, key, _ in MISTAKES}
    rows = [f.row for f in reading.faults]
    assert rows == sorted(set(rows))
    known = {m.id_no for f in county().families for m in f.application.household.members}
    strangers = {m.id_no for a in reading.applications for m in a.household.members}
    assert not known & strangers
