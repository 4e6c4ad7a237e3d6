"""From applications to a workbook a clerk can go on filling in: the same bytes for the same input.

Whatever text stands in a value is written as text: a name that begins with `=` never becomes a
formula, neither here nor when the clerk opens the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.ledger.columns import (
    CHANNEL_ZH,
    COLUMNS,
    CUSTODIAN,
    DISABILITY_ZH,
    FIRST_ROW,
    HEADING_ROW,
    HELP_SHEET,
    LIST_SHEET,
    NECESSARY,
    NO,
    RESIDENCE_ZH,
    SHEET,
    THINGS,
    TITLE_ROW,
    YES,
    Column,
    Kind,
    asset_key,
    expense_key,
    income_key,
    title_of,
)
from documents.ledger.model import LedgerApplication
from documents.ledger.reading import holder_name, paper_names
from domain.household import RELATION_ZH, STATUS_ZH, STUDY_ZH, WORK_ZH, AssetKind, Member
from domain.money import FEN
from runtime import packs

Value = str | int | float | date | None
_STAMP: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's stamp has no zone
_ZIP_STAMP: Final = (2026, 1, 1, 0, 0, 0)
_SPARE_ROWS: Final = 300
_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.DIGITS: "@",
    Kind.CHOICE: "@",
    Kind.MONEY: "#,##0.00",
    Kind.COUNT: "0",
    Kind.DATE: "yyyy-mm-dd",
}
_HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")
_WHOLE_FILL = PatternFill("solid", fgColor="EFE9DB")
_THIN = Side(style="thin", color="B0B0B0")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_ledger(
    applications: Sequence[LedgerApplication],
    place: str | None = None,
    overlays: Iterable[Path] = (),
) -> bytes:
    """A workbook of one place; `place` is needed only when there is no application.

    What the ledger has no column for (evidence, where a figure comes from) is not written.
    ValueError for applications of several places, or none and no place.
    """
    found = {a.place for a in applications} | ({place} if place else set())
    if len(found) != 1:
        raise ValueError("a ledger holds the applications of exactly one place")
    known = packs.load(overlays)
    info = known.place(found.pop())
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _frame(sheet, title_of(info.zh))
    townships = {t.code: t.zh for t in info.townships}
    at = FIRST_ROW
    for application in applications:
        papers = paper_names(known, info.code, application.applied_on)
        for member in application.household.members:
            _fill(sheet, at, _row(application, member, townships, papers))
            at += 1
    _lists(book, sheet, tuple(townships.values()), at + _SPARE_ROWS)
    _help(book, paper_names(known, info.code, _STAMP.date()))
    return stable(book)


def _frame(sheet: Worksheet, title: str) -> None:
    sheet.cell(TITLE_ROW, 1, title).font = Font(bold=True, size=16)
    sheet.row_dimensions[TITLE_ROW].height = 28
    sheet.row_dimensions[HEADING_ROW].height = 46
    for at, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEADING_ROW, at, column.zh)
        cell.font = Font(bold=True)
        cell.fill = _WHOLE_FILL if column.whole else _HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BOX
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = column.width
        dimension.number_format = _FORMATS[column.kind]
    sheet.freeze_panes = f"E{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(COLUMNS))}{HEADING_ROW}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(sheet: Worksheet, at: int, values: dict[str, Value]) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(at, number)
        cell.number_format = _FORMATS[column.kind]
        cell.border = _BOX
        value = values.get(column.key)
        if isinstance(value, str):
            _text(cell, value)
        elif value is not None:
            cell.value = value


def _text(cell: Cell | MergedCell, text: str) -> None:
    """As text and nothing else: openpyxl would take a leading `=` for a formula."""
    plain = "".join(c for c in text if c.isprintable())
    if not plain:
        return
    cell.value = plain
    cell.data_type = "s"
    if plain[0] in "=+-@":
        cell.style = "Normal"
        cell.number_format = "@"
        cell.quotePrefix = True


def _row(
    application: LedgerApplication,
    member: Member,
    townships: dict[str, str],
    papers: dict[str, str],
) -> dict[str, Value]:
    home = application.household
    values: dict[str, Value] = {
        "number": application.number,
        "name": member.name,
        "relation": RELATION_ZH[member.relation],
        "id_no": member.id_no,
        "status": STATUS_ZH[member.status],
        "work": WORK_ZH[member.work],
        "disability": DISABILITY_ZH.get(member.disability, ""),
        "illness": YES if member.serious_illness else NO,
        "student": YES if member.student else NO,
        "study": STUDY_ZH[member.study] if member.study else "",
        "apart": YES if member.apart else NO,
        "no_duty": YES if member.no_duty else NO,
    }
    sums: dict[str, int] = {}
    for income in home.incomes:
        if income.member == member.key:
            key = income_key(income.kind)
            sums[key] = sums.get(key, 0) + income.fen_year
    for expense in home.expenses:
        if expense.member == member.key:
            key = expense_key(expense.kind)
            sums[key] = sums.get(key, 0) + expense.fen_year
    for asset in home.assets:
        if asset.member == member.key:
            money = asset.kind not in THINGS
            key = asset_key(AssetKind.DEPOSIT if money else asset.kind)
            sums[key] = sums.get(key, 0) + (asset.fen if money else asset.count)
            if asset.necessary and asset.kind is AssetKind.VEHICLE:
                sums[NECESSARY] = sums.get(NECESSARY, 0) + asset.count
    kinds = {column.key: column.kind for column in COLUMNS}
    values |= {k: _yuan(v) if kinds[k] is Kind.MONEY else v for k, v in sums.items() if v}
    if member.key == home.applicant.key:
        values |= _whole(application, townships, papers)
    return values


def _whole(
    application: LedgerApplication, townships: dict[str, str], papers: dict[str, str]
) -> dict[str, Value]:
    home, account, agent = application.household, application.household.account, application.agent
    values: dict[str, Value] = {
        "township": townships.get(application.township, application.township),
        "village": application.village,
        "phone": home.phone,
        "address": home.address,
        "residence": RESIDENCE_ZH[home.residence],
        "channel": CHANNEL_ZH[application.channel],
        "papers": "、".join(papers.get(code, code) for code in application.papers),
        "single": YES if application.single_person else NO,
        "edge": YES if home.edge_family else NO,
        "applied_on": application.applied_on,
        "note": application.note,
    }
    if agent is not None:
        values |= {"agent": agent.account, "mandate": agent.mandate}
    if account is not None:
        holder = home.member(account.holder)
        values |= {
            "bank": account.bank,
            "account": account.number,
            "holder": holder_name(holder, home.members) if holder else CUSTODIAN,
            "custody": account.custodian_agreement,
        }
    return values


def _yuan(fen: int) -> int | float:
    return fen // FEN if fen % FEN == 0 else fen / FEN


def _lists(book: Workbook, sheet: Worksheet, townships: tuple[str, ...], last: int) -> None:
    """What may be chosen stands in a hidden sheet: a list in a rule may hold 255 characters only."""
    options = book.create_sheet(LIST_SHEET)
    options.sheet_state = "hidden"
    used = 0
    for at, column in enumerate(COLUMNS, start=1):
        span = f"{get_column_letter(at)}{FIRST_ROW}:{get_column_letter(at)}{last}"
        choices = townships if column.key == "township" else column.choices
        if choices:
            used += 1
            letter = get_column_letter(used)
            for row, text in enumerate((column.zh, *choices), start=1):
                options.cell(row, used, text)
            source = f"{LIST_SHEET}!${letter}$2:${letter}${len(choices) + 1}"
            rule = DataValidation(type="list", formula1=source, allow_blank=True)
        elif column.kind in (Kind.MONEY, Kind.COUNT):
            rule = DataValidation(
                type="decimal" if column.kind is Kind.MONEY else "whole",
                operator="greaterThanOrEqual",
                formula1="0",
                allow_blank=True,
            )
        elif column.kind is Kind.DATE:
            rule = DataValidation(
                type="date", operator="greaterThan", formula1="36526", allow_blank=True
            )
        else:
            continue
        rule.errorTitle, rule.error = "填写有误", f"请按要求填写“{column.zh}”"
        rule.showErrorMessage = True
        rule.add(span)
        sheet.add_data_validation(rule)


def _help(book: Workbook, papers: dict[str, str]) -> None:
    sheet = book.create_sheet(HELP_SHEET)
    rows: list[tuple[str, str, str]] = [
        ("栏目", "是否必填", "怎样填写"),
        *((column.zh, _needed(column), _how(column, papers)) for column in COLUMNS),
    ]
    for at, row in enumerate(rows, start=1):
        for number, text in enumerate(row, start=1):
            cell = sheet.cell(at, number, text)
            cell.font = Font(bold=at == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for letter, width in zip("ABC", (26, 24, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _needed(column: Column) -> str:
    where = "（只在申请人所在行填写）" if column.whole else ""
    return ("必填" if column.needed else "有则填写") + where


def _how(column: Column, papers: dict[str, str]) -> str:
    if column.key == "papers":
        return f"{column.help}：{'、'.join(papers.values())}"
    if column.help:
        return column.help
    return "从下拉列表中选择" if column.kind is Kind.CHOICE else ""


def stable(book: Workbook) -> bytes:
    """The workbook without the moment it was made: the same applications give the same bytes."""
    book.properties.creator = "doudi"
    book.properties.created = _STAMP
    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    now = book.properties.modified
    stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}".encode() if now else b""
    with ZipFile(raw) as source, ZipFile(out, "w", ZIP_STORED) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "docProps/core.xml" and stamp:
                part = part.replace(stamp, f"{_STAMP:%Y-%m-%dT%H:%M:%SZ}".encode())
            target.writestr(ZipInfo(info.filename, _ZIP_STAMP), part)
    return out.getvalue()
