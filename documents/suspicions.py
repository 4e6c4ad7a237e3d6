"""Lists from outside an auditor hands in: any workbook or text table with a name and a number column.

Read a line at a time, however long it is; nothing that stood in a cell is repeated in a fault.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from documents.registers import HalfList

NAMES: Final = (
    "姓名", "死者姓名", "车主", "机动车所有人", "所有人", "权利人", "所有权人", "产权人", "法定代表人",
    "负责人", "投资人", "经营者", "户主",
)  # fmt: skip
NUMBER_WORDS: Final = (
    "公民身份号码", "身份证件号码", "身份证明号码", "身份证号码", "身份证件号", "身份证号", "身份证",
    "身份号码", "证件号码", "证件号",
)  # fmt: skip
"""What a heading of a number ends with; before it may stand whose it is: 法定代表人身份证号."""
DAYS: Final = (
    "死亡日期", "死亡时间", "登记日期", "登记时间", "注册日期", "初次登记日期", "成立日期", "入职日期",
    "发生日期", "日期",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"[、，,；;/／\n]+")
"""What stands between several owners in one cell."""
_ASIDE: Final = re.compile(r"[\s*＊:：]+|[（(][^（()）]*[)）]")
_ZIP: Final = b"PK"
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(10_000, 75_000)  # not law: days as workbooks count them
"""Days as a program counts them, 1927 to 2105; any other number in the column is no day."""
_HEAD_ROWS: Final = 10
"""Lines above the table in which its headings are looked for: a title, a unit, a date."""


class ListFault(Exception):
    """A file nothing can be read of; `trouble`: a code of `domain.oversight.desk.LIST_TROUBLE_ZH`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class OutsideRow(NamedTuple):
    """A person of a line: its number as the program shows it, and the cells that matter. A line with
    several people comes once for each."""

    row: int
    name: str
    number: str
    day: date | None
    detail: str


class _Columns(NamedTuple):
    people: tuple[tuple[int | None, int], ...]
    day: int | None
    others: tuple[tuple[int, str], ...]


def outside_rows(path: Path, format: str) -> Iterator[OutsideRow]:
    """Each person below the headings. Raises `FileNotFoundError`, `ListFault`, or `HalfList` at the
    start or where the file breaks off."""
    if not path.exists():
        raise FileNotFoundError
    with path.open("rb") as file:
        begins = file.read(len(_ZIP))
    if not begins:
        raise ListFault("empty")
    if format == "xlsx" and not begins.startswith(_ZIP):
        raise ListFault("no_book")
    with _table(path, format) as sheets:
        yield from _below(_only(sheets))


def _only(sheets: Iterable[Iterable[tuple[Any, ...]]]) -> _Found:
    """The one sheet with headings: a cover or a legend beside it is no list, a second list is refused."""
    found = [one for one in map(_headed, sheets) if one is not None]
    if not found:
        raise ListFault("no_number")
    if len(found) > 1:
        raise ListFault("sheets")
    return found[0]


class _Found(NamedTuple):
    columns: _Columns
    rows: Iterator[tuple[int, tuple[Any, ...]]]


def _headed(rows: Iterable[tuple[Any, ...]]) -> _Found | None:
    numbered = iter(enumerate(rows, start=1))
    for n, cells in numbered:
        columns = _columns([_text(cell) for cell in cells])
        if columns is not None:
            return _Found(columns, numbered)
        if n >= _HEAD_ROWS:
            break
    return None


def _below(found: _Found) -> Iterator[OutsideRow]:
    for n, cells in found.rows:
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield from _row(n, cells, texts, found.columns)


@contextmanager
def _table(path: Path, format: str) -> Iterator[Iterable[Iterable[tuple[Any, ...]]]]:
    if format == "csv":
        with path.open("rb") as raw:
            yield (_csv(raw),)
        return
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, EOFError, SyntaxError):
        raise HalfList from None
    except (InvalidFileException, KeyError, ValueError, OSError):
        raise ListFault("no_book") from None
    try:
        yield map(_sheet, book.worksheets)
    except (zipfile.BadZipFile, EOFError, OSError, SyntaxError):
        raise HalfList from None  # the XML inside breaks off (ParseError is a SyntaxError)
    finally:
        book.close()


def _sheet(sheet: Any) -> Iterable[tuple[Any, ...]]:
    sheet.reset_dimensions()
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _csv(raw: io.BufferedReader) -> Iterator[tuple[Any, ...]]:
    """UTF-8, UTF-16 as a program's "Unicode text" is, or, as most Chinese programs write it, GB 18030; with
    commas, semicolons or tabs."""
    sample = raw.read(64 * 1024)
    raw.seek(0)
    encoding = _encoding(sample)
    head = sample.decode(encoding, errors="ignore")[:2_000]
    text = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")
    try:
        for cells in csv.reader(text, delimiter=max(",;\t", key=head.count)):
            yield tuple(cells)
    except UnicodeError:
        raise ListFault("no_text") from None
    except csv.Error:
        raise HalfList from None


def _encoding(sample: bytes) -> str:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        sample.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character may be cut in two where the sample ends.
        return "utf-8-sig" if error.start > len(sample) - 4 else "gb18030"
    return "utf-8-sig"


def _columns(texts: list[str]) -> _Columns | None:
    """The columns of people, the day and the rest; None where no heading is that of a number."""
    heads = [_ASIDE.sub("", text) for text in texts]
    numbers = [(n, whose) for n, head in enumerate(heads) if (whose := _whose(head)) is not None]
    if not numbers:
        return None
    people = tuple((_name_of(whose, heads, alone=len(numbers) == 1), n) for n, whose in numbers)
    day = next((n for word in DAYS for n, h in enumerate(heads) if h == word), None)
    used = {day, *(n for pair in people for n in pair)}
    others = tuple((n, h) for n, h in enumerate(texts) if h and n not in used)
    return _Columns(people, day, others)


def _whose(head: str) -> str | None:
    """Whose number a heading announces: `法定代表人` of 法定代表人身份证号, empty of 身份证号."""
    word = next((word for word in NUMBER_WORDS if head.endswith(word)), None)
    return None if word is None else head.removesuffix(word)


def _name_of(whose: str, heads: list[str], *, alone: bool) -> int | None:
    """The column of the name that belongs to a number: by its own words, else the usual ones."""
    own = (f"{whose}姓名", whose, f"{whose}名称") if whose else ()
    usual = alone or not whose
    wanted = (*own, *NAMES) if usual else own
    found = (n for word in wanted for n, h in enumerate(heads) if h == word)
    like = (n for n, h in enumerate(heads) if usual and h.endswith("姓名"))
    return next(found, next(like, None))


def _row(n: int, cells: tuple[Any, ...], texts: list[str], at: _Columns) -> Iterator[OutsideRow]:
    def text(column: int | None) -> str:
        return texts[column] if column is not None and column < len(texts) else ""

    day = _day(cells[at.day]) if at.day is not None and at.day < len(cells) else None
    detail = "；".join(f"{head}：{text(column)}" for column, head in at.others if text(column))
    people = [person for name, number in at.people for person in _people(text(name), text(number))]
    named = [person for person in people if person[1]] or people[:1]
    for name, number in named:
        yield OutsideRow(n, name, number, day, detail[:400])


def _people(name: str, number: str) -> Iterator[tuple[str, str]]:
    """The people of a pair of cells: owners in common stand in one, each with a number."""
    numbers = [part.strip() for part in _BETWEEN.split(number) if part.strip()]
    names = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    if len(numbers) < 2:
        yield name, number
        return
    same = len(names) == len(numbers)
    for index, one in enumerate(numbers):
        yield (names[index] if same else ""), one


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
    if isinstance(cell, int | float) and int(cell) in _SERIALS:
        return _EPOCH + timedelta(days=int(cell))
    text = _text(cell).replace("日", "")
    for between in "/.年月":
        text = text.replace(between, "-")
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text.split(" ")[0], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
