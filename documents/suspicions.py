"""Lists from outside an auditor hands in: any workbook or text table with a name and a number column.

Read a line at a time, however long it is; nothing that stood in a cell is repeated in a fault.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from documents.registers import HalfList, NoList

NAMES: Final = ("姓名", "死者姓名", "车主", "所有人", "权利人", "法定代表人", "负责人", "户主")
NUMBERS: Final = (
    "身份证号码", "身份证号", "公民身份号码", "证件号码", "证件号", "身份证件号码",
)  # fmt: skip
DAYS: Final = (
    "死亡日期", "死亡时间", "登记日期", "注册日期", "初次登记日期", "成立日期", "入职日期",
    "发生日期", "日期",
)  # fmt: skip
_HEAD_ROWS: Final = 10
"""Lines above the table in which its headings are looked for: a title, a unit, a date."""


class OutsideRow(NamedTuple):
    """One line as it stands: its number as the program shows it, and the cells that matter."""

    row: int
    name: str
    number: str
    day: date | None
    detail: str


class _Columns(NamedTuple):
    name: int | None
    number: int
    day: int | None
    others: tuple[tuple[int, str], ...]


def outside_rows(path: Path, format: str) -> Iterator[OutsideRow]:
    """Each line below the headings. Raises `FileNotFoundError`, `NoList`, or `HalfList` at the start or
    where it breaks off."""
    if not path.exists():
        raise FileNotFoundError
    with _table(path, format) as rows:
        found: _Columns | None = None
        for n, cells in enumerate(rows, start=1):
            texts = [_text(cell) for cell in cells]
            if found is None:
                found = _columns(texts)
                if found is None and n >= _HEAD_ROWS:
                    raise NoList
                continue
            if any(texts):
                yield _row(n, cells, texts, found)
        if found is None:
            raise NoList


@contextmanager
def _table(path: Path, format: str) -> Iterator[Iterable[tuple[Any, ...]]]:
    if format == "csv":
        with path.open("rb") as raw:
            yield _csv(raw)
        return
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError):
        raise NoList from None
    except (zipfile.BadZipFile, EOFError, OSError):
        raise HalfList from None
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield sheet.iter_rows(values_only=True)
    except (zipfile.BadZipFile, EOFError, OSError, SyntaxError):
        raise HalfList from None  # the XML inside breaks off (ParseError is a SyntaxError)
    finally:
        book.close()


def _csv(raw: io.BufferedReader) -> Iterator[tuple[Any, ...]]:
    """UTF-8 or, as most Chinese programs write it, GB 18030."""
    sample = raw.read(64 * 1024)
    raw.seek(0)
    try:
        sample.decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        # A character may be cut in two where the sample ends.
        encoding = "utf-8-sig" if error.start > len(sample) - 4 else "gb18030"
    text = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")
    try:
        for cells in csv.reader(text):
            yield tuple(cells)
    except UnicodeDecodeError:
        raise NoList from None
    except csv.Error:
        raise HalfList from None


def _columns(heads: list[str]) -> _Columns | None:
    number = next((n for n, h in enumerate(heads) if h in NUMBERS), None)
    if number is None:
        return None
    name = next((n for word in NAMES for n, h in enumerate(heads) if h == word), None)
    day = next((n for word in DAYS for n, h in enumerate(heads) if h == word), None)
    used = {number, name, day}
    others = tuple((n, h) for n, h in enumerate(heads) if h and n not in used)
    return _Columns(name, number, day, others)


def _row(n: int, cells: tuple[Any, ...], texts: list[str], at: _Columns) -> OutsideRow:
    def text(column: int | None) -> str:
        return texts[column] if column is not None and column < len(texts) else ""

    day = cells[at.day] if at.day is not None and at.day < len(cells) else None
    detail = "；".join(f"{head}：{text(column)}" for column, head in at.others if text(column))
    return OutsideRow(n, text(at.name), text(at.number), _day(day), detail[:400])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().lstrip("'")


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell).replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text.split(" ")[0], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
