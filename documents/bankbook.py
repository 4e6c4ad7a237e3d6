"""A file to or from the bank as a workbook: the records of its text as rows, every cell a text.

The digest in the last row is that of the text, so that a cell changed by hand is noticed.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from documents.ledger.writing import stable
from domain.pay.bankfile import BankFileRefused

_MAGIC: Final = b"PK"
_SHEET: Final = "doudi"


def is_workbook(data: bytes) -> bool:
    return data.startswith(_MAGIC)


def as_workbook(data: bytes) -> bytes:
    """The workbook of a text file in the plain layout; the same bytes for the same text."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = _SHEET
    for at, line in enumerate(data.decode().splitlines(), start=1):
        for number, text in enumerate(line.split("|"), start=1):
            cell = sheet.cell(at, number)
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"
    return stable(book)


def as_text(data: bytes) -> bytes:
    """The text of a workbook. BankFileRefused when it is none, or a cell is not a text."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        rows = [list(row) for row in book[book.sheetnames[0]].iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise BankFileRefused(["bad_workbook"]) from None
    lines = []
    for at, row in enumerate(rows, start=1):
        while row and row[-1] is None:
            row.pop()
        if not all(isinstance(cell, str) for cell in row):
            raise BankFileRefused([f"bad_cell {at}"])
        lines.append("|".join(str(cell) for cell in row) + "\n")
    return "".join(lines).encode()


def pieces_of(data: bytes) -> tuple[bytes, ...]:
    """The text files in what a bank gave back: one, a workbook's, or several put together."""
    if is_workbook(data):
        return (as_text(data),)
    found: list[bytes] = []
    left = data
    while True:
        piece, mark, left = _first(left)
        if not mark or not left.strip():
            return (*found, piece + mark + left)
        found.append(piece + mark)


_END = re.compile(rb"^E[|\t][0-9a-f]{64}\n", re.MULTILINE)


def _first(data: bytes) -> tuple[bytes, bytes, bytes]:
    """What comes before the first closing record, that record, and the rest."""
    found = _END.search(data)
    if found is None:
        return data, b"", b""
    return data[: found.start()], found.group(), data[found.end() :]
