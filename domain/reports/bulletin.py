"""月报 and 年报: the columns of a published bulletin, and the sums that must agree in it.

A row is one programme. Rural and urban add up to the whole; who joined less who left is the
difference to the month before; what is paid this year is not less than what is paid this month.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.base import Frozen
from domain.programme import PROGRAMME_ZH, Programme


class BulletinRow(Frozen):
    """One programme in one month (E12). Sums in fen. `before`: households of the month before."""

    programme: str
    households: int = 0
    persons: int = 0
    rural_households: int = 0
    rural_persons: int = 0
    urban_households: int = 0
    urban_persons: int = 0
    paid_fen: int = 0
    paid_year_fen: int = 0
    joined: int = 0
    left: int = 0
    increased: int = 0
    decreased: int = 0
    before: int = 0
    once: bool = False
    """Help given once: `households` are then times (户次), and nobody joins or leaves."""

    @property
    def zh(self) -> str:
        return PROGRAMME_ZH[Programme(self.programme)]


class YearRow(Frozen):
    """One programme in one year (E13). `months`: household-months and person-months that were paid."""

    programme: str
    households: int = 0
    persons: int = 0
    household_months: int = 0
    person_months: int = 0
    paid_fen: int = 0
    joined: int = 0
    left: int = 0

    @property
    def zh(self) -> str:
        return PROGRAMME_ZH[Programme(self.programme)]

    @property
    def average_fen(self) -> int:
        """Paid a person and month, rounded to the nearest fen."""
        if not self.person_months:
            return 0
        return (2 * self.paid_fen + self.person_months) // (2 * self.person_months)


class SourceLine(Frozen):
    """One household's line of a month that was short or late, with the share of one level (ZH-19)."""

    level: str
    case_no: str
    programme: str
    month: str
    due_fen: int
    paid_fen: int
    paid_on: str
    late_days: int

    @property
    def zh(self) -> str:
        return PROGRAMME_ZH[Programme(self.programme)]


def faults_of(rows: Iterable[BulletinRow]) -> tuple[str, ...]:
    """Every sum that does not agree, as a Chinese sentence; none: the bulletin may go out."""
    found = []
    for row in rows:
        if row.once:
            continue
        pairs = (
            ("户数", row.rural_households, row.urban_households, row.households),
            ("人数", row.rural_persons, row.urban_persons, row.persons),
        )
        found += [
            f"{row.zh}：农村{name}{rural}与城市{name}{urban}之和不等于合计{whole}。"
            for name, rural, urban, whole in pairs
            if rural + urban != whole
        ]
        if row.joined - row.left != row.households - row.before:
            found.append(
                f"{row.zh}：新增{row.joined}户减退出{row.left}户，"
                f"不等于本月{row.households}户与上月{row.before}户之差。"
            )
        if row.paid_year_fen < row.paid_fen:
            found.append(f"{row.zh}：本年累计发放少于本月发放。")
    return tuple(found)


def year_faults(rows: Iterable[YearRow]) -> tuple[str, ...]:
    """Persons times months times average is the year's sum, to half a fen a person-month (E13)."""
    found = []
    for row in rows:
        gap = abs(row.average_fen * row.person_months - row.paid_fen)
        if 2 * gap > row.person_months:
            found.append(f"{row.zh}：人月数乘以人均水平不等于全年发放。")
        if row.household_months < row.households or row.person_months < row.persons:
            found.append(f"{row.zh}：累计户月、人月少于户数、人数。")
    return tuple(found)
