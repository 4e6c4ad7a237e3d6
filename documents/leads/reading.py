"""From a workbook to rows: the good ones whole, every fault by row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from documents.leads.model import BY_KEY, LAYOUT, TITLE_END, ListedPerson, ListReading
from documents.ledger import cells
from documents.ledger.cells import CellFault
from documents.ledger.model import Fault
from documents.ledger.workbook import NotALedger, Row, opened
from domain.discovery.file import LeadPerson
from domain.discovery.lifecycle import LEAD_KIND_ZH, LeadKind
from runtime import packs

_NAME: Final = 40
_ADDRESS: Final = 120
_PHONE: Final = 30
_TEXT: Final = 500
_T = TypeVar("_T")


def read_list(
    data: bytes, place: str, problems: Mapping[str, str], on: date, overlays: Iterable[Path] = ()
) -> ListReading:
    """Every row without a fault, and every fault. Another place's list is refused whole.

    `problems`: the place's types of hardship, code to name. Never raises for what is in the file.
    """
    info = packs.load(overlays).place(place)
    try:
        book = opened(data, LAYOUT)
        if book.title.removesuffix(TITLE_END) not in (info.zh, info.short):
            right = f"标题应当是“{info.zh}{TITLE_END}”，其他地区的名单请由其他地区导入。"
            raise NotALedger(Fault(row=1, column="", message_zh=right))
    except NotALedger as refused:
        return ListReading(people=(), faults=refused.faults)
    reader = _Reader({t.code: t.zh for t in info.townships}, dict(problems), on)
    people = tuple(found for row in book.rows if (found := reader.person(row)))
    return ListReading(people=people, faults=tuple(reader.faults))


class _Reader:
    def __init__(self, townships: dict[str, str], problems: dict[str, str], on: date) -> None:
        self.faults: list[Fault] = []
        self._townships, self._problems, self._on = townships, problems, on
        self._seen: dict[str, int] = {}

    def person(self, row: Row) -> ListedPerson | None:
        """The row as a person to visit, or None when any cell of it has a fault."""
        before = len(self.faults)
        for heading in row.formulas:
            self._fault(row, heading, "单元格中是公式，请粘贴为数值后重新导入。")
        township = self._take(row, "township", cells.choice, self._townships)
        village = self._take(row, "village", cells.short, _NAME)
        name = self._take(row, "name", cells.short, _NAME)
        id_no = self._take(row, "id_no", cells.id_no, self._on)
        phone = self._take(row, "phone", cells.short, _PHONE)
        address = self._take(row, "address", cells.short, _ADDRESS)
        kind = self._take(row, "kind", cells.choice, {k.value: v for k, v in LEAD_KIND_ZH.items()})
        problem = self._take(row, "problem", cells.choice, self._problems)
        urgent = self._take(row, "urgent", cells.yes)
        text = self._take(row, "text", cells.short, _TEXT)
        if len(self.faults) > before or not (township and name and id_no and problem):
            return None
        twin = self._seen.setdefault(id_no, row.number)
        return ListedPerson(
            row=row.number,
            township=township,
            village=village or "",
            kind=LeadKind(kind or LeadKind.ENTER),
            problem=problem,
            urgent=bool(urgent),
            text=text or "",
            person=LeadPerson(name=name, id_no=id_no, phone=phone or "", address=address or ""),
            twin=twin if twin != row.number else 0,
        )

    def _fault(self, row: Row, heading: str, message: str) -> None:
        self.faults.append(Fault(row=row.number, column=heading, message_zh=message))

    def _take(self, row: Row, key: str, read: Callable[..., _T], *more: Any) -> _T | None:
        column = BY_KEY[key]
        if column.zh in row.formulas:
            return None
        try:
            value = read(row.values.get(key), column, *more)
        except CellFault as wrong:
            self._fault(row, column.zh, str(wrong.args[0]))
            return None
        if column.needed and not value:
            self._fault(row, column.zh, f"“{column.zh}”不能为空。")
            return None
        return value
