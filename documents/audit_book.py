"""What an audit holds as a workbook: samples, suspicions with their verification, rectification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any, Final, NamedTuple

from openpyxl import Workbook

from documents.saving import saved

_DANGEROUS: Final = "=+-@"


class AuditSheet(NamedTuple):
    """One sheet: its title, its headings, its lines, which may be made while they are written."""

    title: str
    heads: tuple[str, ...]
    rows: Iterable[tuple[str | int | float | date | None, ...]]


def audit_book(sheets: Iterable[AuditSheet]) -> IO[bytes]:
    """An xlsx file, open at its beginning; each line is written as it comes and none is kept."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.append(list(one.heads))
        for row in one.rows:
            sheet.append(_harmless(row))
    return saved(book)


def _harmless(cells: Sequence[Any]) -> list[Any]:
    """No text of ours is read as a formula by whoever opens the file."""
    return [f"'{c}" if isinstance(c, str) and c[:1] in _DANGEROUS and c else c for c in cells]
