"""A workbook that is written row by row lies in memory no longer than it is small."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, Final

from openpyxl import Workbook

IN_MEMORY: Final = 1 << 20
"""Bytes up to which a file is held in memory; a greater one lies on the disk, without a name."""


def saved(book: Workbook) -> IO[bytes]:
    """The file of a `write_only` workbook, to be read from its beginning and closed by who reads it."""
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the reader closes it)
    book.save(out)
    out.seek(0)
    return out
