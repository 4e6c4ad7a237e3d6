"""Supported people as the lists of care show them: written by their cases, read by the county."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.care.coverage import Person
from domain.case.file import CaseFile
from domain.programme import Programme
from store.sql import put
from store.tables import CarePersonRow, CaseRow


def project_care(session: Session, file: CaseFile) -> None:
    """The person's row while support runs; none for another programme, before it, or after its end."""
    if file.programme is not Programme.TEKUN:
        return
    if file.ending is not None or file.closed is not None or not file.monthly_fen_now:
        session.execute(delete(CarePersonRow).where(col(CarePersonRow.case_no) == file.case_no))
        return
    care, placed = file.caring, file.caring.placement
    agreed, offer = care.agreement, care.offer
    put(
        session,
        CarePersonRow,
        [
            {
                "case_no": file.case_no,
                "place": file.place,
                "township": file.township,
                "village": file.village,
                "manner": placed.manner if placed else "",
                "institution": placed.institution if placed else "",
                "visit_days": placed.visit_days if placed else 0,
                "next_visit": care.next_visit,
                "last_visit": care.visit.on if care.visit else None,
                "visits": care.visits,
                "missed": ",".join(care.missed),
                "agreed_since": agreed.since if agreed else None,
                "agreed_until": agreed.until if agreed else None,
                "offer": "" if offer is None else "agreed" if offer.agrees else "declined",
                "band": care.selfcare.band if care.selfcare else "",
                "visitor": placed.visitor if placed else "",
            }
        ],
    )


def care_people(
    session: Session, place: str, *, township: str = "", village: str = ""
) -> tuple[Person, ...]:
    """Everybody supported in the place, of one township or village where asked, by case number."""
    query = (
        select(CarePersonRow, CaseRow.applicant_name)
        .join(CaseRow, col(CaseRow.case_no) == col(CarePersonRow.case_no))
        .where(CarePersonRow.place == place)
    )
    if township:
        query = query.where(CarePersonRow.township == township)
    if village:
        query = query.where(CarePersonRow.village == village)
    rows = session.exec(query.order_by(col(CarePersonRow.case_no)))
    return tuple(
        Person(
            name=name,
            missed=tuple(filter(None, row.missed.split(","))),
            **row.model_dump(exclude={"place", "missed"}),
        )
        for row, name in rows
    )
