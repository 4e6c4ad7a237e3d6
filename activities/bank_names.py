"""What files to and from the bank are called, wherever they lie."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from documents.bankbook import is_workbook

_PIECE: Final = re.compile(r"\.(\d{1,2})of(\d{1,2})\.txt")


def sent_name(batch_no: str, data: bytes) -> str:
    return f"{batch_no}.{'xlsx' if is_workbook(data) else 'txt'}"


def returned_names(names: Iterable[str], batch_no: str) -> list[str]:
    """The files that answer a batch: one whole, or every piece in order; none while one is missing."""
    pieces: dict[int, tuple[int, str]] = {}
    for name in sorted(names):
        if name in (f"{batch_no}.txt", f"{batch_no}.xlsx"):
            return [name]
        found = _PIECE.fullmatch(name.removeprefix(batch_no))
        if name.startswith(batch_no) and found:
            pieces[int(found[1])] = (int(found[2]), name)
    whole = {of for of, _ in pieces.values()}
    if len(whole) != 1 or set(pieces) != set(range(1, whole.pop() + 1)):
        return []
    return [pieces[number][1] for number in sorted(pieces)]
