"""The two routes of departments without an interface: batch workbooks, and letters on paper.

Files name the people they ask about, as a batch for a department must; they are readable by this
account alone and named by the query's opaque key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from activities.exchange import Nonsense
from documents.letters import Inquiry, render_inquiry
from domain.base import CaseRefusal
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Kind, Record
from domain.money import parse_yuan
from domain.places import PlaceInfo

HEADINGS: Final = (
    "查询编号", "项目", "人员编号", "姓名", "身份证号码",
    "结果", "查得内容代码", "数量", "金额（元）", "起始日期", "说明",
)  # fmt: skip
KIND_ZH: Final = {"有": Kind.FOUND, "无": Kind.NOTHING, "不予提供": Kind.REFUSED}
_RESULT_COLUMN = 5


class UnreadableWorkbook(Exception):
    """A returned workbook is not of our form; the text names the row, never its content."""


class FileRoute:
    """`out/{place}/{department}/{key}.xlsx` goes to the department; its filled-in copy comes back
    under `in/` with the same name. Its answer bears the day it was taken in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        return await asyncio.to_thread(self._exchange, query)

    def _exchange(self, query: DepartmentQuery) -> DepartmentReply:
        name = Path(query.place, query.department, f"{query.key}.xlsx")
        back = self._folder / "in" / name
        if back.exists():
            try:
                return DepartmentReply(answer=read_answer(query, back))
            except UnreadableWorkbook as unreadable:
                raise Nonsense(str(unreadable)) from None
        out = self._folder / "out" / name
        if not out.exists():
            write_query(query, out)
        return DepartmentReply()


class LetterRoute:
    """A letter to print; the checking centre keys the reply in (`record_reply`)."""

    def __init__(self, folder: Path, place_of: Callable[[str], PlaceInfo]) -> None:
        self._folder = folder
        self._place_of = place_of

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        await asyncio.to_thread(self._write, query)
        return DepartmentReply()

    def _write(self, query: DepartmentQuery) -> None:
        path = self._folder / "letters" / query.place / query.department / f"{query.key}.html"
        if path.exists():
            return
        letter = render_inquiry(
            Inquiry(
                reference=query.key,
                department=query.department,
                persons=query.persons,
                items=query.items,
                authorisation=query.authorisation,
            ),
            number=query.key,
            issued_on=query.asked_on,
            place=self._place_of(query.place),
        )
        _put(path, lambda scratch: scratch.write_text(letter.html, encoding="utf-8"))


def write_query(query: DepartmentQuery, path: Path) -> None:
    """One row for each item and person, with the columns of the answer left empty."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "核对"
    sheet.append(list(HEADINGS))
    for item in query.items:
        for person in query.persons:
            sheet.append([query.key, item, person.key, person.name, person.id_no])
    _put(path, book.save)


def read_answer(query: DepartmentQuery, path: Path) -> Answer:
    """The answer in a returned workbook. Raises `UnreadableWorkbook`."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError):
        raise UnreadableWorkbook("not a workbook") from None
    try:
        records = tuple(_records(query, book.worksheets[0].iter_rows(values_only=True)))
    finally:
        book.close()
    return Answer(
        department=query.department,
        on=query.asked_on,
        route="file",
        records=records,
        reference=path.name,
    )


def _records(query: DepartmentQuery, rows: Iterator[tuple[Any, ...]]) -> Iterator[Record]:
    if tuple(next(rows, ()))[: len(HEADINGS)] != HEADINGS:
        raise UnreadableWorkbook("other headings")
    for number, row in enumerate(rows, start=2):
        cells = [*row, *[None] * len(HEADINGS)][: len(HEADINGS)]
        if all(cell is None for cell in cells):
            continue
        if cells[0] != query.key:
            raise UnreadableWorkbook(f"row {number} belongs to another query")
        try:
            yield _record(cells)
        except (KeyError, TypeError, ValueError, CaseRefusal):
            raise UnreadableWorkbook(f"row {number} cannot be read") from None


def _record(cells: list[Any]) -> Record:
    _, item, person, _, _, result, about, count, yuan, since, text = cells
    return Record(
        item=str(item),
        person=str(person),
        kind=KIND_ZH[str(result).strip()],
        about=str(about or "").strip(),
        count=int(count or 0),
        fen=parse_yuan(str(yuan)) if yuan not in (None, "") else 0,
        since=_day(since),
        text=str(text or ""),
    )


def _day(cell: Any) -> date | None:
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell))


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Writes whole or not at all, for this account only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(f".{path.name}.part")
    scratch.touch(mode=0o600)
    write(scratch)
    scratch.chmod(0o600)
    scratch.replace(path)
