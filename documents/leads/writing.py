"""From rows to a workbook: blank for a department to fill in, or filled for a rehearsal.

Whatever text stands in a value is written as text, so that a name never becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from documents.leads.model import COLUMNS, LAYOUT, TITLE_END, ListedPerson
from documents.ledger.columns import FIRST_ROW, HEADING_ROW, NO, TITLE_ROW, YES
from documents.ledger.writing import stable
from domain.discovery.lifecycle import LEAD_KIND_ZH
from runtime import packs

_SPARE_ROWS: Final = 300
_HEAD_FILL = PatternFill("solid", fgColor="DDE7F0")


def write_list(
    people: Sequence[ListedPerson],
    place: str,
    problems: Mapping[str, str],
    overlays: Iterable[Path] = (),
) -> bytes:
    """A workbook of one place, the same bytes for the same input."""
    info = packs.load(overlays).place(place)
    townships = {t.code: t.zh for t in info.townships}
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = LAYOUT.sheet
    sheet.cell(TITLE_ROW, 1, f"{info.zh}{TITLE_END}").font = Font(bold=True, size=16)
    choices = {"township": (*townships.values(),), "problem": (*problems.values(),)}
    last = FIRST_ROW + len(people) + _SPARE_ROWS
    for at, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEADING_ROW, at, column.zh)
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        options = choices.get(column.key, column.choices)
        if options:
            rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)
    for number, one in enumerate(people, start=FIRST_ROW):
        values = (
            townships[one.township],
            one.village,
            one.person.name,
            one.person.id_no,
            one.person.phone,
            one.person.address,
            LEAD_KIND_ZH[one.kind],
            problems[one.problem],
            YES if one.urgent else NO,
            one.text,
        )
        for at, value in enumerate(values, start=1):
            cell = sheet.cell(number, at, value)
            cell.data_type, cell.number_format = "s", "@"
    sheet.freeze_panes = f"A{FIRST_ROW}"
    return stable(book)
