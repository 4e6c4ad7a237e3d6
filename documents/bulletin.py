"""月报, 年报 and 分级应发已发 as a workbook: numbers are numbers, money is yuan with two decimals.

Text is written as text and nothing else, so that no cell ever becomes a formula. The same figures
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from domain.money import FEN
from domain.pay.ledger import LEVEL_ZH
from domain.reports.bulletin import BulletinRow, SourceLine, YearRow

Cell = str | int | float
MONEY: Final = "#,##0.00"
COUNT: Final = "#,##0"
_STAMP: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's stamp has no zone
_ZIP_STAMP: Final = (2026, 1, 1, 0, 0, 0)
_THIN: Final = Side(style="thin")
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

MONTH_HEADS: Final = (
    "项目", "户数", "人数", "农村户数", "农村人数", "城市户数", "城市人数",
    "本月发放（元）", "本年累计发放（元）", "新增户", "退出户", "增发户", "减发户",
)  # fmt: skip
YEAR_HEADS: Final = (
    "项目", "年末户数", "年末人数", "累计户月", "累计人月", "全年发放（元）",
    "月人均（元）", "新增户", "退出户",
)  # fmt: skip
SOURCE_HEADS: Final = (
    "资金级次", "案件编号", "项目", "所属月份", "应发（元）", "已发（元）", "到账日期", "逾期天数",
)  # fmt: skip


def month_cells(row: BulletinRow) -> tuple[Cell, ...]:
    return (
        f"{row.zh}{'（户次）' if row.once else ''}",
        row.households,
        row.persons,
        row.rural_households,
        row.rural_persons,
        row.urban_households,
        row.urban_persons,
        row.paid_fen / FEN,
        row.paid_year_fen / FEN,
        row.joined,
        row.left,
        row.increased,
        row.decreased,
    )


def year_cells(row: YearRow) -> tuple[Cell, ...]:
    return (
        row.zh,
        row.households,
        row.persons,
        row.household_months,
        row.person_months,
        row.paid_fen / FEN,
        row.average_fen / FEN,
        row.joined,
        row.left,
    )


def source_cells(row: SourceLine) -> tuple[Cell, ...]:
    return (
        LEVEL_ZH[row.level],
        row.case_no,
        row.zh,
        row.month,
        row.due_fen / FEN,
        row.paid_fen / FEN,
        row.paid_on,
        row.late_days,
    )


def month_book(
    place: str, month: date, rows: Iterable[BulletinRow], lines: Iterable[SourceLine]
) -> bytes:
    """The bulletin of a month, and on a second sheet every short or late line by level."""
    book = Workbook()
    first = _sheet(book, "月报", f"{place}{month:%Y年%m月}社会救助月报", MONTH_HEADS)
    _fill(first, MONTH_HEADS, [month_cells(row) for row in rows])
    second = _sheet(book, "短发迟发", f"{place}{month:%Y年%m月}分级次短发、迟发明细", SOURCE_HEADS)
    _fill(second, SOURCE_HEADS, [source_cells(row) for row in lines])
    return _bytes(book)


def year_book(place: str, year: int, rows: Iterable[YearRow]) -> bytes:
    book = Workbook()
    sheet = _sheet(book, "年报", f"{place}{year}年社会救助年报", YEAR_HEADS)
    _fill(sheet, YEAR_HEADS, [year_cells(row) for row in rows])
    return _bytes(book)


def table_book(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Any table of text, counts and yuan; a heading that says （元） is money."""
    book = Workbook()
    _fill(_sheet(book, "明细", title, heads), heads, rows)
    return _bytes(book)


def sheets_book(
    sheets: Iterable[tuple[str, str, Sequence[str], Iterable[Sequence[Cell]]]],
) -> bytes:
    """Several tables, each on a sheet of its own: (name, title, heads, rows)."""
    book = Workbook()
    for name, title, heads, rows in sheets:
        _fill(_sheet(book, name, title, heads), heads, rows)
    return _bytes(book)


def _sheet(book: Workbook, name: str, title: str, heads: Sequence[str]) -> Worksheet:
    blank = book.active
    if isinstance(blank, Worksheet) and blank.max_row == 1 and blank["A1"].value is None:
        sheet = blank
        sheet.title = name
    else:
        sheet = book.create_sheet(name)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    top = sheet.cell(1, 1)
    _text(top, title)
    top.font, top.alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(2, column)
        _text(cell, head)
        cell.font, cell.border = Font(bold=True), _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(2 * len(head), 12)
    sheet.freeze_panes = "B3"
    return sheet


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    for at, row in enumerate(rows, start=3):
        for column, (head, value) in enumerate(zip(heads, row, strict=True), start=1):
            cell = sheet.cell(at, column)
            cell.border = _BOX
            if isinstance(value, str):
                _text(cell, value)
                continue
            cell.value = value
            cell.number_format = MONEY if "（元）" in head else COUNT
            cell.alignment = Alignment(horizontal="right")


def _text(cell: object, value: str) -> None:
    """As text and nothing else: openpyxl would take a leading `=` for a formula."""
    cell.value = value  # type: ignore[attr-defined]
    cell.data_type = "s"  # type: ignore[attr-defined]
    cell.number_format = "@"  # type: ignore[attr-defined]
    cell.quotePrefix = True  # type: ignore[attr-defined]


def _bytes(book: Workbook) -> bytes:
    book.properties.creator = "doudi"
    book.properties.created = book.properties.modified = _STAMP
    raw = BytesIO()
    book.save(raw)
    return _same_stamp(raw.getvalue())


def _same_stamp(data: bytes) -> bytes:
    """The archive again with one fixed time on every part, so that equal figures are equal bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _without_saving_time(content)
            new.writestr(ZipInfo(name, _ZIP_STAMP), content, ZIP_DEFLATED)
    return out.getvalue()


def _without_saving_time(content: bytes) -> bytes:
    """openpyxl writes the time of saving whatever was set."""
    begin = content.find(b"<dcterms:modified")
    end = content.find(b"</dcterms:modified>")
    if begin < 0 or end < 0:
        return content
    return content[:begin] + content[end + len(b"</dcterms:modified>") :]
