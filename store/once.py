"""What the county's tables know when a hardship is registered, and what they keep of help given.

Nothing here decides: the case refuses by itself from what it is told (LS-15, JZ-18, JZ-19).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.hardship import EarlierAid, Known
from domain.programme import Programme
from store.intake import person_index
from store.sql import put
from store.tables import CaseRow, ClaimRow, OnceAidRow, TaskRow
from store.types import keyring_of

MAY_BE_LINKED = (Programme.DIBAO, Programme.TEKUN)
CONFIRMED = (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)


def known(
    session: Session,
    *,
    case_no: str,
    place: str,
    township: str,
    id_nos: Sequence[str],
    linked_case: str,
    on: date,
) -> Known:
    """What stands in the tables about these people and this township on that day, sorted."""
    ring = keyring_of(session)
    people = sorted({person_index(ring, id_no) for id_no in id_nos})
    held = _cases_of(session, people)
    return Known(
        on=on,
        earlier=_earlier(session, people, case_no),
        overdue_papers=_overdue(session, place, township, on),
        recognised=tuple(
            p for p in CONFIRMED if any(r.programme == p and r.granted is True for r in held)
        ),
        linked=next(
            (
                Programme(r.programme)
                for r in held
                if r.case_no == linked_case
                and r.programme in MAY_BE_LINKED
                and r.decided_on is None
            ),
            None,
        ),
    )


def project_once(session: Session, file: CaseFile) -> None:
    """Keeps who of a case was helped once; what was never handed over is not kept."""
    grant, hardship = file.grant, file.hardship
    if grant is None or hardship is None:
        return
    never = file.closed is not None and not grant.deliveries
    ring = keyring_of(session)
    session.execute(delete(OnceAidRow).where(col(OnceAidRow.case_no) == file.case_no))
    if never:
        return
    put(
        session,
        OnceAidRow,
        [
            {
                "person": person,
                "case_no": file.case_no,
                "place": file.place,
                "township": file.township,
                "programme": file.programme.value,
                "cause": hardship.cause,
                "on": grant.decided_on,
                "helped_on": grant.first_on,
                "fen": grant.fen,
            }
            for person in sorted(
                {person_index(ring, m.id_no) for m in file.household.counted if m.id_no}
            )
        ],
    )


def _cases_of(session: Session, people: Sequence[str]) -> tuple[CaseRow, ...]:
    """Living cases one of these people is in, by number."""
    rows = session.exec(
        select(CaseRow)
        .where(
            col(CaseRow.case_no).in_(
                select(ClaimRow.case_no).where(col(ClaimRow.person).in_(people))
            ),
            CaseRow.stage != Stage.CLOSED.value,
        )
        .order_by(col(CaseRow.case_no))
    )
    return tuple(rows)


def _earlier(session: Session, people: Sequence[str], case_no: str) -> tuple[EarlierAid, ...]:
    rows = session.exec(
        select(OnceAidRow).where(
            col(OnceAidRow.person).in_(people), col(OnceAidRow.case_no) != case_no
        )
    )
    found = {
        row.case_no: EarlierAid(
            case_no=row.case_no,
            programme=Programme(row.programme),
            cause=row.cause,
            on=row.on,
            fen=row.fen,
        )
        for row in rows
    }
    return tuple(found[number] for number in sorted(found))


def _overdue(session: Session, place: str, township: str, on: date) -> int:
    """How many cases of the township have later papers past their day."""
    return session.exec(
        select(func.count())
        .select_from(TaskRow)
        .where(
            TaskRow.act == "complete_papers",
            TaskRow.place == place,
            TaskRow.township == township,
            col(TaskRow.closed_on).is_(None),
            TaskRow.by < on,
        )
    ).one()
