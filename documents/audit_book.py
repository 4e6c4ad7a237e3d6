"""What an audit holds as a workbook: samples, suspicions with their verification, rectification."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook

from domain.base import Frozen

_DANGEROUS: Final = "=+-@"


class AuditSheet(Frozen):
    """One sheet: its title, its headings, its lines."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int | float | date | None, ...], ...]


def audit_book(sheets: Iterable[AuditSheet]) -> bytes:
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.append(list(one.heads))
        for row in one.rows:
            sheet.append(_harmless(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cells: Sequence[Any]) -> list[Any]:
    """No text of ours is read as a formula by whoever opens the file."""
    return [f"'{c}" if isinstance(c, str) and c[:1] in _DANGEROUS and c else c for c in cells]
