"""The ledger of a township as a workbook: a row a case, days are days, money is money (ZH-18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from documents.saving import saved
from domain.base import Frozen
from domain.money import FEN

HEADS = (
    "案件编号",
    "申请人",
    "救助项目",
    "人数",
    "申请日期",
    "受理日期",
    "决定日期",
    "阶段",
    "结果",
    "月补助（元）",
    "已发放（元）",
    "办结日期",
)
_FORMS: Final[dict[type, str]] = {float: "#,##0.00", date: "yyyy-mm-dd"}


class LedgerLine(Frozen):
    """One case of a township; sums in fen, the applicant's name masked."""

    case_no: str
    applicant: str
    programme_zh: str
    persons: int
    applied_on: date
    accepted_on: date | None
    decided_on: date | None
    stage_zh: str
    outcome_zh: str
    monthly_fen: int
    paid_fen: int
    closed_on: date | None


def township_workbook(title: str, lines: Iterable[LedgerLine]) -> IO[bytes]:
    """An xlsx file, open at its beginning; each line is written as it comes and none is kept. No text
    is taken for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append([title])
    sheet.append(HEADS)
    for line in lines:
        values: Sequence[Any] = (
            line.case_no, line.applicant, line.programme_zh, line.persons, line.applied_on,
            line.accepted_on, line.decided_on, line.stage_zh, line.outcome_zh,
            line.monthly_fen / FEN, line.paid_fen / FEN, line.closed_on,
        )  # fmt: skip
        sheet.append([_cell(sheet, value) for value in values])
    return saved(book)


def _cell(sheet: Any, value: Any) -> Any:
    """A cell of its own only where the plain value would not do: each costs as much as ten values."""
    if isinstance(value, str):
        if not value.startswith("="):
            return value
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        return cell
    form = _FORMS.get(type(value))
    if form is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = form
    return cell
