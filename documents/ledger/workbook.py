"""Opening a workbook nobody vouches for: size, form, formulas, headings, and which place it is of."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from documents.ledger.cells import text_of
from documents.ledger.columns import COLUMNS, FIRST_ROW, HEADING_ROW, SHEET, TITLE_END, Column
from documents.ledger.model import Fault

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_ROWS: Final = 5000
_TYPED = b"<!DOCTYPE"


class NotALedger(Exception):
    """The workbook cannot be taken at all; `faults` says why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{f.row} {f.column}" for f in faults))
        self.faults = faults


class Row(NamedTuple):
    """`values` by column key; `formulas` names the columns that hold one."""

    number: int
    values: dict[str, Any]
    formulas: tuple[str, ...]


class Layout(NamedTuple):
    """What makes a workbook one of ours: its sheet, how its title ends, its headings in order."""

    sheet: str
    title_end: str
    columns: tuple[Column, ...]


LEDGER: Final = Layout(SHEET, TITLE_END, COLUMNS)


class Opened(NamedTuple):
    title: str
    rows: tuple[Row, ...]


def opened(data: bytes, layout: Layout = LEDGER) -> Opened:
    """Title and non-empty rows. Raises NotALedger when it is no such workbook or too large."""
    _harmless(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book[layout.sheet] if layout.sheet in book.sheetnames else None
        if sheet is None:
            raise NotALedger(
                Fault(row=0, column="", message_zh=f"工作簿中没有名为“{layout.sheet}”的工作表。")
            )
        sheet.reset_dimensions()
        lines = list(_lines(sheet.iter_rows(max_col=len(layout.columns) + 1)))
        book.close()
    except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
            IndexError, AttributeError, OSError, EOFError):  # fmt: skip
        # `from None`: the library's own message may repeat what stands in a cell.
        raise NotALedger(_unreadable()) from None
    by_number = dict(lines)
    title = next((text_of(c.value) for c in by_number.get(1, ()) if c.value is not None), "")
    if not title.endswith(layout.title_end):
        right = f"第一行应当是“（县、市、区名称）{layout.title_end}”。"
        raise NotALedger(Fault(row=1, column="", message_zh=right))
    _headings(by_number.get(HEADING_ROW, ()), layout.columns)
    rows = tuple(_row(n, cells, layout.columns) for n, cells in lines if n >= FIRST_ROW)
    return Opened(title, rows)


def _harmless(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise NotALedger(
            Fault(
                row=0,
                column="",
                message_zh=f"文件超过{MOST_BYTES // 1024 // 1024}兆字节，请按乡镇分开导入。",
            )
        )
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(info.file_size for info in parts.infolist())
            typed = unpacked <= MOST_UNPACKED and any(
                _TYPED in parts.read(info)
                for info in parts.infolist()
                if info.filename.endswith((".xml", ".rels"))
            )
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        raise NotALedger(_unreadable()) from None
    if unpacked > MOST_UNPACKED:
        raise NotALedger(Fault(row=0, column="", message_zh="文件展开后过大，请按乡镇分开导入。"))
    if typed:
        raise NotALedger(_unreadable())


def _unreadable() -> Fault:
    return Fault(
        row=0, column="", message_zh="文件不是Excel工作簿（.xlsx）或者已经损坏，请另存后重新上传。"
    )


def _lines(rows: Iterator[Any]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    kept = 0
    for number, cells in enumerate(rows, start=1):
        if number < FIRST_ROW or any(text_of(cell.value) for cell in cells):
            kept += 1
            yield number, cells
        if kept > MOST_ROWS or number > MOST_ROWS * 4:
            raise NotALedger(
                Fault(
                    row=number,
                    column="",
                    message_zh=f"工作表超过{MOST_ROWS}行，请按乡镇分开导入。",
                )
            )


def _headings(cells: tuple[Any, ...], columns: tuple[Column, ...]) -> None:
    found = [text_of(cell.value) for cell in cells]
    faults = []
    for at, column in enumerate(columns):
        if (found[at] if at < len(found) else "") != column.zh:
            faults.append(
                Fault(
                    row=HEADING_ROW,
                    column=get_column_letter(at + 1),
                    message_zh=f"{get_column_letter(at + 1)}列的表头应当是“{column.zh}”。",
                )
            )
    if faults:
        raise NotALedger(*faults)


def _row(number: int, cells: tuple[Any, ...], columns: tuple[Column, ...]) -> Row:
    pairs = list(zip(columns, cells, strict=False))
    return Row(
        number,
        {column.key: cell.value for column, cell in pairs},
        tuple(column.zh for column, cell in pairs if cell.data_type == "f"),
    )
