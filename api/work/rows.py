"""Rows of a workbook that somebody hands in, and what is said of those that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.frame.problems import FieldFault, Problem
from documents.ledger import Fault


def by_row(faults: Iterable[Fault], line: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One line a row: `line` with the row's number, its columns and its messages together."""
    rows: dict[int, list[Fault]] = {}
    for fault in faults:
        rows.setdefault(fault.row, []).append(fault)
    return [
        {
            **line,
            "row": row,
            "column": "、".join(dict.fromkeys(f.column for f in found if f.column)),
            "message": " ".join(f.message_zh for f in found),
        }
        for row, found in sorted(rows.items())
    ]


def unreadable(code: str, detail: str, faults: Iterable[Fault]) -> Problem:
    """Problem 422: the file is not what it should be, with each place where that shows."""
    errors = tuple(
        FieldFault(field=f"第{f.row}行{f.column}" if f.row else "文件", message=f.message_zh)
        for f in faults
    )
    return Problem(422, code, detail, errors=errors)
