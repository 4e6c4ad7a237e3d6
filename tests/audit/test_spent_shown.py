"""The delay ledger at a terminal: read as a table, or row by row where the window is narrow."""

from __future__ import annotations

import io

from rich.console import Console

from audit.spent.commands import laid_out
from documents.spent import Sheet

SHEET = Sheet(
    "逐件",
    "焦作市逐件用时台账",
    ("案件编号", "乡镇（街道）", "合计（工作日）", "公示", "财政部门"),
    [("JZ2027000001", "王店镇", 8, 6, 0)],
)


def _shown(width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(laid_out(SHEET, console))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_a_wide_window_shows_a_table_and_a_narrow_one_a_line_with_every_word_in_full() -> None:
    wide, narrow = _shown(120), _shown(60)
    assert "│" in wide and "…" not in wide
    assert "│" not in narrow and "…" not in narrow
    assert "JZ2027000001：乡镇（街道）王店镇，合计（工作日）8，公示6\n" in narrow, (
        "no days: not named"
    )
