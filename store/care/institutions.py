"""供养服务机构 and what inspections of them found (JZ-13, JZ-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from store.sql import put
from store.tables import CarePersonRow, InspectionRow, InstitutionRow

_CLAUSE = "JZ-13; JZ-16"


@dataclass(frozen=True)
class Institution:
    """An institution, how many supported people live there, its inspections, the newest first."""

    row: InstitutionRow
    residents: int
    inspections: tuple[InspectionRow, ...]


def put_institution(session: Session, row: InstitutionRow) -> None:
    """Puts an institution in, or renews its entry; inspections stay."""
    put(session, InstitutionRow, [row.model_dump()])


def institutions(session: Session, place: str) -> tuple[Institution, ...]:
    rows = session.exec(
        select(InstitutionRow)
        .where(InstitutionRow.place == place)
        .order_by(col(InstitutionRow.code))
    ).all()
    count = session.exec(
        select(CarePersonRow.institution, func.count())
        .where(CarePersonRow.place == place, CarePersonRow.manner == "centralised")
        .group_by(col(CarePersonRow.institution))
    )
    residents: dict[str, int] = dict(count.all())
    return tuple(
        Institution(row, residents.get(row.name, 0), _inspections(session, place, row.code))
        for row in rows
    )


def unregistered(session: Session, place: str) -> tuple[tuple[str, int], ...]:
    """Institutions people are placed in that nobody has registered, with how many live there."""
    known = select(InstitutionRow.name).where(InstitutionRow.place == place)
    rows = session.exec(
        select(CarePersonRow.institution, func.count())
        .where(
            CarePersonRow.place == place,
            CarePersonRow.manner == "centralised",
            col(CarePersonRow.institution).not_in(known),
        )
        .group_by(col(CarePersonRow.institution))
        .order_by(col(CarePersonRow.institution))
    )
    return tuple(rows.all())


def inspect(
    session: Session,
    *,
    place: str,
    code: str,
    on: date,
    by: str,
    result: str,
    finding: str,
    due: date | None,
) -> int:
    """Records an inspection; its number. CaseRefusal for an unknown institution."""
    row = session.get(InstitutionRow, (place, code), with_for_update=True)
    if row is None:
        raise CaseRefusal(
            "institution_unknown", "该供养服务机构尚未登记，请先登记机构再记录检查。", _CLAUSE
        )
    seq = len(_inspections(session, place, code)) + 1
    put(
        session,
        InspectionRow,
        [
            {
                "place": place,
                "institution": code,
                "seq": seq,
                "on": on,
                "by": by,
                "result": result,
                "due": due,
                "mended_on": None,
                "finding": finding,
                "mending": "",
            }
        ],
    )
    return seq


def mend(
    session: Session, *, place: str, code: str, seq: int, on: date, by: str, mending: str
) -> None:
    """What was wrong has been put right, and somebody else than its inspector's word is kept.

    CaseRefusal when there is nothing to mend, or the day lies before the inspection.
    """
    row = session.get(InspectionRow, (place, code, seq), with_for_update=True)
    if row is None or row.result == "good" or row.mended_on is not None:
        raise CaseRefusal(
            "nothing_to_mend", "该次检查没有待整改的问题，请核对机构和检查序号。", _CLAUSE
        )
    if on < row.on:
        raise CaseRefusal(
            "mended_too_early", f"整改完成日期不得早于检查日期{row.on}，请核对。", _CLAUSE
        )
    row.mended_on, row.mending = on, mending
    session.add(row)
    session.flush()


def _inspections(session: Session, place: str, code: str) -> tuple[InspectionRow, ...]:
    query = select(InspectionRow).where(
        InspectionRow.place == place, InspectionRow.institution == code
    )
    return tuple(session.exec(query.order_by(col(InspectionRow.seq).desc())))
