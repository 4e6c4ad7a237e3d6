"""比对名单: a department's list as a workbook, read a line at a time however long it is.

A list of 100,000 lines is never in memory as a whole: what is read is handed on in parts. A file
that was cut off is told apart from one that is no list.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.check.abouts import ABOUT_ZH
from domain.compare.rows import HEADINGS

SHEET: Final = "比对名单"
_MAGIC: Final = b"PK"


class NoList(Exception):
    """The file is no list of our form."""


class HalfList(Exception):
    """The file is a workbook that was not written, or not copied, to its end."""


def rows_of(path: Path) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each line that is not empty with its number, as the program shows it.

    Raises `NoList` or `HalfList`, at the start or wherever the file breaks off.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
        if begins != _MAGIC:
            raise NoList
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError):
        raise NoList from None
    except (zipfile.BadZipFile, EOFError, OSError):
        raise HalfList from None
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        if tuple(next(rows, ()))[: len(HEADINGS)] != HEADINGS:
            raise NoList
        for number, cells in enumerate(rows, start=2):
            if any(cell not in (None, "") for cell in cells):
                yield number, tuple(cells)
    except (zipfile.BadZipFile, EOFError, OSError, SyntaxError):
        raise HalfList from None  # the XML inside breaks off (ParseError is a SyntaxError)
    finally:
        book.close()


def write_register(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """A list of these lines, written as it comes; with the codes and how to fill them in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(list(HEADINGS))
    for cells in rows:
        sheet.append(list(cells))
    guide = book.create_sheet("填写说明")
    for line in _guide():
        guide.append([line])
    book.save(path)


def write_sheet(
    path: Path, title: str, heads: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """A plain list as a workbook, for this account alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(heads))
    for cells in rows:
        sheet.append([_harmless(cell) for cell in cells])
    path.touch(mode=0o600)
    book.save(path)


def _harmless(cell: Any) -> Any:
    """No text of ours is read as a formula by whoever opens the file."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" else cell


def _guide() -> Iterator[str]:
    yield "一行填写一个人的一项情况；姓名、身份证号码、事项代码必须填写，没有号码的填写出生日期。"
    yield "日期按“2026-01-31”的形式填写，金额以元为单位。不得增删栏目。"
    yield "事项代码："
    for code, zh in sorted(ABOUT_ZH.items()):
        yield f"{code}　{zh}"
