"""从变化到退出 in the tables: each look at a change in a family's life, and what came of it."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.passage import Restoration
from domain.case.phases.living.duties import NOBODY_REPORTS, reported_late
from domain.compare.exits import Changed, Result
from store.compare.alerts import paid_to
from store.scopes import Scopes, of_numbers
from store.tables import ChangeRow


def project_changes(session: Session, file: CaseFile) -> None:
    """The look that is open; one the case no longer holds is over, and what it led to is kept."""
    looked = file.review
    if looked is not None and looked.cause not in NOBODY_REPORTS:
        row = ChangeRow(
            case_no=file.case_no,
            number=looked.number,
            place=file.place,
            township=file.township,
            happened_on=looked.happened_on,
            reported_on=looked.opened_on,
            due=looked.due,
            told_late=reported_late(file),
            result=Result.OPEN.value,
            was_fen=file.monthly_fen_now,
            cause=looked.cause.value,
        )
        session.merge(row)
    now = looked.number if looked is not None and file.stage is not Stage.CLOSED else 0
    open_ = select(ChangeRow).where(
        ChangeRow.case_no == file.case_no,
        ChangeRow.result == Result.OPEN.value,
        ChangeRow.number != now,
    )
    for row in session.exec(open_):
        _over(row, file)
        session.add(row)
    _by_degrees(session, file)
    for fell in file.passage.restorations:
        _fell(session, file.case_no, fell)
    session.flush()


def _by_degrees(session: Session, file: CaseFile) -> None:
    """Who was leaving by degrees has left once the case ends, and has not where that was put back."""
    over = file.ending or file.closed
    was, now = (Result.TAPER, Result.LEFT) if over else (Result.LEFT, Result.TAPER)
    query = select(ChangeRow).where(
        ChangeRow.case_no == file.case_no, ChangeRow.result == was.value
    )
    for row in session.exec(query):
        row.result = now.value
        session.add(row)


def _fell(session: Session, case_no: str, fell: Restoration) -> None:
    """A decision that a ruling overturned ended nothing. A stop that no change of its own led to was
    the end of a 渐退期: what was paid before that one was granted is no longer too much either."""
    mine = select(ChangeRow).where(ChangeRow.case_no == case_no)
    ended = session.exec(mine.where(ChangeRow.closed_on == fell.decided_on)).all()
    for row in ended:
        row.result, row.effective, row.less_fen = Result.STAYS.value, None, 0
        session.add(row)
    if ended or fell.outcome != Outcome.STOP:
        return
    by_degrees = mine.where(
        col(ChangeRow.result).in_((Result.TAPER.value, Result.LEFT.value)),
        col(ChangeRow.closed_on) <= fell.decided_on,
    )
    granted = session.exec(by_degrees.order_by(col(ChangeRow.number).desc())).first()
    if granted is not None:
        granted.less_fen = 0
        session.add(granted)


def _over(row: ChangeRow, file: CaseFile) -> None:
    ended = file.ending or file.closed
    stood = next((s for s in file.passage.stood if s.review == row.number), None)
    said = [e.on for e in file.journal if e.act == "decide_change"]
    row.closed_on = stood.decided_on if stood else max(said, default=file.latest)
    less = _first_less(file, row.closed_on)
    if ended is not None and file.reviews == row.number:
        row.result, row.closed_on = Result.EXIT.value, stood.decided_on if stood else ended.on
        row.effective, row.less_fen = _after_the_last(file), row.was_fen
    elif (stood is not None and stood.outcome == Outcome.DECREASE) or less is not None:
        row.result = Result.LESS.value
        row.effective = stood.first if stood else less
        fen = file.monthly_fen(row.effective) if row.effective else row.was_fen
        row.less_fen = max(row.was_fen - fen, 0)
    elif file.transition is not None and file.transition.granted_on == row.closed_on:
        row.result, row.less_fen = Result.TAPER.value, row.was_fen
        row.effective = months_after(row.closed_on.replace(day=1), 1)
    else:
        row.result = Result.STAYS.value


def _first_less(file: CaseFile, on: date) -> date | None:
    found = [
        e.first for e in file.entitlements if e.cause == Outcome.DECREASE.value and e.first > on
    ]
    return min(found, default=None)


def _after_the_last(file: CaseFile) -> date | None:
    """The first month nothing is due any more."""
    lasts = [e.last for e in file.entitlements if e.last is not None]
    return months_after(max(lasts), 1) if lasts and len(lasts) == len(file.entitlements) else None


def changes(
    session: Session,
    place: str,
    township: str = "",
    since: date | None = None,
    until: date | None = None,
    within: Scopes = (),
) -> tuple[Changed, ...]:
    """Every change reported in the period, with the household's payments, by case number."""
    query = select(ChangeRow).where(
        ChangeRow.place == place, *of_numbers(ChangeRow.case_no, within)
    )
    if township:
        query = query.where(ChangeRow.township == township)
    if since is not None:
        query = query.where(col(ChangeRow.reported_on) >= since)
    if until is not None:
        query = query.where(col(ChangeRow.reported_on) <= until)
    rows = session.exec(query.order_by(col(ChangeRow.case_no), col(ChangeRow.number))).all()
    paid = paid_to(session, sorted({row.case_no for row in rows}))
    return tuple(
        Changed(
            case_no=row.case_no,
            number=row.number,
            township=row.township,
            cause=ChangeCause(row.cause),
            happened_on=row.happened_on,
            reported_on=row.reported_on,
            result=Result(row.result),
            due=row.due,
            told_late=row.told_late,
            closed_on=row.closed_on,
            effective=row.effective,
            less_fen=row.less_fen,
            paid=tuple(paid.get(row.case_no, ())),
        )
        for row in rows
    )
