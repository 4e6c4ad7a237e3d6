"""疑点线索 as living cases know them: rows for lists, and what of a payment is kept back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from domain.case.file import CaseFile
from domain.case.hits import ENDED, Hit, HitState
from domain.case.lifecycle import Stage
from store.scopes import Scopes, of_numbers
from store.sql import in_chunks, put
from store.tables import HitRow


def project_hits(session: Session, file: CaseFile) -> None:
    """Each hit of the case; a case that has closed leaves none open."""
    rows = [_row(file, hit) for hit in file.watch.hits]
    put(session, HitRow, rows)
    if file.stage is Stage.CLOSED:
        _end(session, file)


def _row(file: CaseFile, hit: Hit) -> dict[str, object]:
    hold = hit.hold
    return {
        "case_no": file.case_no,
        "id": hit.id,
        "place": file.place,
        "township": file.township,
        "village": file.village,
        "programme": file.programme.value,
        "member": hit.member,
        "departments": "、".join(dict.fromkeys(s.department for s in hit.sources)),
        "event_on": hit.event_on,
        "found_on": hit.found_on,
        "told_on": hit.told_on,
        "due": hit.due,
        "state": hit.state.value,
        "looked_on": hit.looked_on,
        "looked_by": hit.looked_by,
        "how": hit.how,
        "outcome": hit.outcome,
        "closed_on": hit.closed_on,
        "effective": hit.effective,
        "stake_month_fen": hit.stake_month_fen,
        "stake_day_fen": hit.stake_day_fen,
        "held_from": hold.first if hold else None,
        "held_fen": hold.fen if hold else 0,
        "held_until": hold.last if hold else None,
        "released_on": hold.released_on if hold else None,
        "about": hit.about,
        "reason": hit.reason,
        "clause": hit.clause,
    }


def _end(session: Session, file: CaseFile) -> None:
    open_ = session.exec(
        select(HitRow).where(HitRow.case_no == file.case_no, HitRow.state != HitState.CLOSED.value)
    )
    for row in open_:
        row.state, row.outcome = HitState.CLOSED.value, row.outcome or ENDED
        row.closed_on = row.closed_on or (file.closed.on if file.closed else file.latest)
        session.add(row)


def kept_back(session: Session, case_nos: Sequence[str], month: date) -> dict[str, list[HitRow]]:
    """What is held of these households' payments up to this month, by case number."""
    found: dict[str, list[HitRow]] = {}
    for part in in_chunks(case_nos):
        query = select(HitRow).where(
            col(HitRow.case_no).in_(part),
            HitRow.held_fen > 0,
            col(HitRow.held_from) <= month,
            col(HitRow.released_on).is_(None),
        )
        for row in session.exec(query.order_by(col(HitRow.case_no), col(HitRow.id))):
            found.setdefault(row.case_no, []).append(row)
    return found


def kept_of(rows: Sequence[HitRow], month: date) -> int:
    """Fen kept back of one month."""
    return sum(
        row.held_fen
        for row in rows
        if row.held_from and row.held_from <= month <= (row.held_until or month)
    )


def open_hits(
    session: Session, place: str, township: str = "", within: Scopes = ()
) -> tuple[HitRow, ...]:
    """Leads nobody has ended, those with the most at stake a day first."""
    query = select(HitRow).where(
        HitRow.state != HitState.CLOSED.value, *of_numbers(HitRow.case_no, within)
    )
    if place:
        query = query.where(HitRow.place == place)
    if township:
        query = query.where(HitRow.township == township)
    order = (col(HitRow.stake_day_fen).desc(), col(HitRow.case_no), col(HitRow.id))
    return tuple(session.exec(query.order_by(*order)))


def hits_of_case(session: Session, case_no: str) -> tuple[HitRow, ...]:
    query = select(HitRow).where(HitRow.case_no == case_no)
    return tuple(session.exec(query.order_by(col(HitRow.told_on), col(HitRow.id))))
