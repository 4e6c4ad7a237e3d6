"""Help of others in the tables: referrals by unit, and all aid to one household over its cases.

A household is found by the keyed digests of its members' numbers, which stay with every case they
were ever in. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.file import CaseFile
from domain.household import Household
from domain.relatives import Signal, traces_of_family
from domain.together.aids import AidKind, AidLine, AidState, aids_of
from store.providers import project_orders
from store.sql import put
from store.tables import AidLineRow, CaseReferralRow, CaseRow, CaseTrace, MeasureTaskRow
from store.types import keyring_of


class Given(Frozen):
    """One line of the household's timeline, and the case it stands in."""

    case_no: str
    township: str
    village: str
    programme: str
    line: AidLine


def project_together(session: Session, file: CaseFile) -> None:
    """The case's referrals and aids as they stand now."""
    put(
        session,
        CaseReferralRow,
        [
            {
                "case_no": file.case_no,
                "number": r.number,
                "place": file.place,
                "township": file.township,
                "village": file.village,
                "unit": r.aid.unit,
                "aid": r.aid.code,
                "state": r.state,
                "sent_on": r.sent_on,
                "due": r.due,
                "provisional": r.provisional,
                "urged": len(r.urged),
                "answered_on": r.result.on if r.result else None,
                "amount_fen": r.result.amount_fen if r.result else 0,
                "told_on": r.told_on,
            }
            for r in file.linked.referrals
        ],
    )
    _aids(session, file)
    project_orders(session, file)


def _aids(session: Session, file: CaseFile) -> None:
    """Months not yet begun may be replaced by a later decision; every other line only grows."""
    lines = aids_of(file)
    rows = session.exec(select(AidLineRow).where(AidLineRow.case_no == file.case_no))
    stand = {row.key: _line(row) for row in rows}
    wanted = {line.key for line in lines}
    gone = sorted(k for k in stand if k not in wanted and k.startswith(("month:", "once")))
    if gone:
        session.execute(
            delete(AidLineRow).where(
                col(AidLineRow.case_no) == file.case_no, col(AidLineRow.key).in_(gone)
            )
        )
    put(
        session,
        AidLineRow,
        [
            {
                "case_no": file.case_no,
                "place": file.place,
                "programme": file.programme.value,
                **line.model_dump(),
                "kind": line.kind.value,
                "state": line.state.value,
            }
            for line in lines
            if stand.get(line.key) != line
        ],
    )


def _line(row: AidLineRow) -> AidLine:
    return AidLine(
        key=row.key,
        kind=AidKind(row.kind),
        zh=row.zh,
        by=row.by,
        state=AidState(row.state),
        on=row.on,
        until=row.until,
        fen=row.fen,
        monthly=row.monthly,
        aid=row.aid,
        fund=row.fund,
        note=row.note,
    )


def cases_of_household(session: Session, place: str, home: Household) -> tuple[str, ...]:
    """Every case of the place one of these people is or was in, by number."""
    ring = keyring_of(session)
    values = sorted(
        {t.value for t in traces_of_family(home, ring.blind_index) if t.signal is Signal.ID_NUMBER}
    )
    found = session.exec(
        select(CaseTrace.case_no)
        .where(
            CaseTrace.signal == Signal.ID_NUMBER.value,
            CaseTrace.place == place,
            col(CaseTrace.value).in_(values),
        )
        .distinct()
    )
    return tuple(sorted(found))


def aid_to_household(session: Session, place: str, home: Household) -> tuple[Given, ...]:
    """All aid to this household over programmes and units, the newest first."""
    numbers = cases_of_household(session, place, home)
    cases = {
        row.case_no: row
        for row in session.exec(select(CaseRow).where(col(CaseRow.case_no).in_(numbers)))
    }
    rows = session.exec(select(AidLineRow).where(col(AidLineRow.case_no).in_(numbers)))
    found = [_given(cases[row.case_no], _line(row)) for row in rows if row.case_no in cases]
    found += [_given(cases[m.case_no], _measure(m)) for m in _measures(session, numbers)]
    return tuple(sorted(found, key=lambda g: (g.line.on, g.case_no, g.line.key), reverse=True))


def _given(row: CaseRow, line: AidLine) -> Given:
    return Given(
        case_no=row.case_no,
        township=row.township,
        village=row.village,
        programme=row.programme,
        line=line,
    )


def _measures(session: Session, numbers: Iterable[str]) -> Iterable[MeasureTaskRow]:
    return session.exec(
        select(MeasureTaskRow).where(col(MeasureTaskRow.case_no).in_(tuple(numbers)))
    )


def _measure(row: MeasureTaskRow) -> AidLine:
    """What a unit promised in a meeting, and how much of it came."""
    done = row.completed_on is not None
    return AidLine(
        key=f"measure:{row.number}:{row.key}",
        kind=AidKind.MEASURE,
        zh=row.manner,
        by=row.unit,
        state=AidState.USED if done else AidState.OPEN,
        on=row.completed_on or row.decided_on,
        fen=row.delivered_fen if done else row.amount_fen,
        aid=row.code,
        fund=row.fund,
    )


def referral_row(session: Session, case_no: str, number: int) -> CaseReferralRow | None:
    return session.get(CaseReferralRow, (case_no, number))


def referral_rows(
    session: Session, place: str, *, unit: str = "", township: str = "", open: bool = True
) -> tuple[CaseReferralRow, ...]:
    """Referrals of a place, of one unit (by code) or township; those due first on top."""
    query = select(CaseReferralRow).where(CaseReferralRow.place == place)
    if unit:
        query = query.where(CaseReferralRow.unit == unit)
    if township:
        query = query.where(CaseReferralRow.township == township)
    if open:
        query = query.where(
            col(CaseReferralRow.told_on).is_(None), CaseReferralRow.state != "withdrawn"
        )
    rows = session.exec(query).all()
    return tuple(sorted(rows, key=lambda r: (r.due or date.max, r.sent_on, r.case_no, r.number)))
