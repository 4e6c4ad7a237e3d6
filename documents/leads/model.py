"""What a list holds: one person a row, the columns, and what was wrong."""

from __future__ import annotations

from typing import Final

from documents.ledger.columns import YES_NO, Column, Kind
from documents.ledger.model import Fault
from documents.ledger.workbook import Layout
from domain.base import Frozen
from domain.discovery.file import LeadPerson
from domain.discovery.lifecycle import LEAD_KIND_ZH, LeadKind

COLUMNS: Final[tuple[Column, ...]] = (
    Column("township", "乡镇（街道）", Kind.CHOICE, 13, needed=True),
    Column("village", "村（社区）", Kind.TEXT, 12),
    Column("name", "姓名", Kind.TEXT, 10, needed=True),
    Column("id_no", "公民身份号码", Kind.TEXT, 20, needed=True),
    Column("phone", "联系电话", Kind.TEXT, 14),
    Column("address", "住址", Kind.TEXT, 24),
    Column(
        "kind", "线索类型", Kind.CHOICE, 14, choices=tuple(LEAD_KIND_ZH.values()),
        help="不填为应纳入救助",
    ),
    Column("problem", "困难类型", Kind.CHOICE, 16, needed=True),
    Column("urgent", "急难", Kind.CHOICE, 8, choices=YES_NO),
    Column("text", "情况说明", Kind.TEXT, 36),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}
TITLE_END: Final = "主动发现名单"
LAYOUT: Final = Layout("主动发现名单", TITLE_END, COLUMNS)


class ListedPerson(Frozen):
    """One row without a fault. `twin`: an earlier row of the same list with the same person."""

    row: int
    township: str
    village: str = ""
    kind: LeadKind = LeadKind.ENTER
    problem: str
    urgent: bool = False
    text: str = ""
    person: LeadPerson
    twin: int = 0


class ListReading(Frozen):
    """`people`: rows without a fault, in the order of the workbook."""

    people: tuple[ListedPerson, ...]
    faults: tuple[Fault, ...]
