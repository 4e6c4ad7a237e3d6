"""What a ledger holds: one application a household, and what was wrong with a row."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.file import Agent
from domain.household import Household


class LedgerApplication(Frozen):
    """What is needed to open a case. `number` is the clerk's own 户编号, unique in the workbook.

    `papers` are codes of `dibao.required_papers`; `channel` as in `CaseFile`.
    """

    number: str = Field(min_length=1, max_length=30)
    place: str
    township: str
    village: str = Field(default="", max_length=40)
    household: Household
    papers: tuple[str, ...] = ()
    applied_on: date
    channel: str = Field(default="ledger", pattern="^(window|ledger|agent|online)$")
    agent: Agent | None = None
    single_person: bool = False
    note: str = Field(default="", max_length=500)
    row: int = Field(default=0, exclude=True)
    """Where the applicant stands in the workbook; 0 when it comes from none."""


class Fault(Frozen):
    """Why a row was not taken. `row` as the spreadsheet counts, 0 for the whole workbook;
    `column` is the heading, empty for the whole row. The message repeats nothing from a cell."""

    row: int
    column: str
    message_zh: str


class LedgerReading(Frozen):
    """`applications`: households without a fault, in the order of the workbook."""

    applications: tuple[LedgerApplication, ...]
    faults: tuple[Fault, ...]
