"""The departments that have no interface: they fill in the workbook, or write a reply by hand.

What they say comes from the same files as the answers over HTTP. `spoil` makes one workbook wrong
in a way a county office knows: a line too few, a line twice, a line of another batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

from activities.exchange_files import Tray, trays
from domain.check.answers import KIND_ZH, DepartmentQuery, Record
from domain.money import yuan
from sandbox.departments import Departments

_RESULT_COLUMN: Final = 8


class Spoil(StrEnum):
    """How a returned workbook is wrong."""

    MISSING = "missing"
    DOUBLED = "doubled"
    FOREIGN = "foreign"


def fill_in(departments: Departments, folder: Path, spoil: Spoil | None = None) -> list[Path]:
    """Every workbook that went out and was not answered comes back; the paths it was put at."""
    back = []
    for place, department in trays(folder):
        sent = folder / "sent" / place / department
        queries = {
            p.stem: DepartmentQuery.model_validate_json(p.read_bytes()) for p in sent.glob("*.json")
        }
        for path in sorted((folder / "out" / place / department).glob("*.xlsx")):
            answer = folder / "in" / place / department / path.name
            done = folder / "kept" / place / department
            if answer.exists() or (done.exists() and any(done.iterdir()) and not spoil):
                continue
            answer.parent.mkdir(parents=True, exist_ok=True)
            _filled(departments, path, queries, spoil).save(answer)
            back.append(answer)
    return back


def reply_to_letter(departments: Departments, query: DepartmentQuery) -> tuple[Record, ...]:
    """What the department's clerk writes under a 协查函, for the checking centre to key in."""
    return departments.answer(query).records


def _filled(
    departments: Departments,
    path: Path,
    queries: Mapping[str, DepartmentQuery],
    spoil: Spoil | None,
) -> Any:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    said: dict[tuple[str, str, str, str], Record] = {}
    for key, query in queries.items():
        for record in departments.answer(query).records:
            said.setdefault((key, record.item, record.person, record.institution), record)
    for row in range(2, sheet.max_row + 1):
        cells = [str(sheet.cell(row, n).value or "") for n in range(1, 6)]
        key, item, _, institution, person = cells
        _write(sheet, row, said[key, item, person, institution])
    if spoil is not None:
        _SPOILS[spoil](sheet)
    return book


def _write(sheet: Any, row: int, record: Record) -> None:
    cells = (
        KIND_ZH[record.kind],
        record.about,
        record.count or None,
        yuan(record.fen).replace(",", "") if record.fen else None,
        record.since,
        record.text,
    )
    for column, cell in enumerate(cells, start=_RESULT_COLUMN):
        sheet.cell(row, column).value = cell


def _row(sheet: Any, number: int) -> list[Any]:
    return [cell.value for cell in sheet[number]]


_SPOILS: Final[dict[Spoil, Callable[[Any], None]]] = {
    Spoil.MISSING: lambda sheet: sheet.delete_rows(2),
    Spoil.DOUBLED: lambda sheet: sheet.append(_row(sheet, 2)),
    Spoil.FOREIGN: lambda sheet: sheet.append(["X0000000000-1-x", *_row(sheet, 2)[1:]]),
}

__all__ = ["Spoil", "Tray", "fill_in", "reply_to_letter"]
