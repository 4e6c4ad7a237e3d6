"""Writes `examples/ledgers/`: one workbook a place, and one in which much is wrong.

    python -m sandbox.ledgers

Application dates run over three months from 2026-11-23; the demonstration moves them so that the
first is today. The same county gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from documents.ledger import write_ledger
from documents.ledger.columns import BY_KEY, COLUMNS, FIRST_ROW, SHEET
from documents.ledger.writing import stable
from domain.household import RELATION_ZH, Relation
from runtime import packs
from sandbox.county import FIRST_DAY, county
from sandbox.county.build import STRANGERS_OF, strangers

FOLDER: Final = Path(__file__).resolve().parent.parent / "examples" / "ledgers"
BAD: Final = "hanbin-with-mistakes.xlsx"

Mistake = tuple[int, str, object]
"""Household by its order in the workbook, column, what is typed there."""

MISTAKES: Final[tuple[Mistake, ...]] = (
    (2, "id_no", "990101199002101234"),
    (3, "id_no", "990101202912010014"),
    (4, "income_wage", -1200),
    (5, "relation", "房东"),
    (6, "township", "不存在的镇"),
    (7, "income_business", "=1000+200"),
    (8, "applied_on", "去年冬天"),
    (9, "account", "62-ABC"),
    (10, "residence", ""),
    (11, "asset_vehicle", 1.5),
)
"""One a household; the first two households are right."""


def ledgers() -> dict[str, bytes]:
    """File name to content."""
    books = {
        f"{place}.xlsx": write_ledger([f.application for f in county().of(place)])
        for place in packs.places()
    }
    books[BAD] = _with_mistakes()
    return books


def moved(data: bytes, first_day: date) -> bytes:
    """The same ledger with every application date moved so that `FIRST_DAY` is `first_day`."""
    book = load_workbook(BytesIO(data))
    sheet = book[SHEET]
    for (cell,) in sheet.iter_rows(
        min_row=FIRST_ROW, min_col=_at("applied_on"), max_col=_at("applied_on")
    ):
        if isinstance(cell.value, datetime):
            cell.value = cell.value + (first_day - FIRST_DAY)
    return stable(book)


def _with_mistakes() -> bytes:
    """Households of people who apply nowhere else, then spoiled one by one."""
    households = max(at for at, _, _ in MISTAKES) + 1
    book = load_workbook(BytesIO(write_ledger(strangers(STRANGERS_OF, households))))
    sheet = book[SHEET]
    heads = [
        row
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, _at("relation")).value == RELATION_ZH[Relation.SELF]
    ]
    for household, key, value in MISTAKES:
        sheet.cell(heads[household], _at(key)).value = value  # type: ignore[assignment]
    return stable(book)


def _at(key: str) -> int:
    return COLUMNS.index(BY_KEY[key]) + 1


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in ledgers().items():
        (FOLDER / name).write_bytes(data)
        sys.stdout.write(f"{name}  {len(data)} bytes\n")


if __name__ == "__main__":
    main()
