"""The county's own sheet of who joined, left and changed: numbers are numbers, nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from documents.saving import saved
from domain.money import FEN
from domain.pay.lists import Change, cause_zh

CHANGE_ZH = {"joined": "新增", "left": "退出", "changed": "调整"}
_HEADS = ("案件编号", "变动", "上月（元）", "本月（元）", "增减（元）", "原因")
_MONEY = "#,##0.00"


def workbook_of_changes(title: str, changes: Iterable[Change]) -> IO[bytes]:
    """An xlsx file, open at its beginning; written row by row, so that any number of households fits."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单变动")
    sheet.append([f"{title}救助金发放名单变动说明表"])
    sheet.append(_HEADS)
    for change in changes:
        money = []
        for fen in (change.was_fen, change.now_fen, change.now_fen - change.was_fen):
            cell = WriteOnlyCell(sheet, value=fen / FEN)
            cell.number_format = _MONEY
            money.append(cell)
        sheet.append([change.case_no, CHANGE_ZH[change.kind], *money, cause_zh(change.cause)])
    return saved(book)
