"""The county's figures for a month and a year, counted from the lists that were frozen and paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.calendar import months_after
from domain.pay.ledger import LEVELS
from domain.pay.lists import REGULAR
from domain.reports.bulletin import BulletinRow, SourceLine, YearRow
from store.tables import CaseRow
from store.tables.pay import LedgerEntry, Obligation, PayRunRow

ONCE = ("quick", "emergency", "expenditure", "disaster")
"""Programmes that give once: counted by times, from the ledger."""


def bulletin(session: Session, place: str, month: date) -> tuple[BulletinRow, ...]:
    """One row a programme that has anybody that month or the month before (E12)."""
    now, before = _listed(session, place, month), _listed(session, place, months_after(month, -1))
    paid = _paid(session, place, month, months_after(month, 1))
    year = _paid(session, place, month.replace(month=1), months_after(month, 1))
    rows = []
    for programme in sorted({*now, *before, *paid}):
        here, there = now.get(programme, {}), before.get(programme, {})
        rows.append(
            BulletinRow(
                programme=programme,
                households=len(here),
                persons=sum(persons for persons, _, _ in here.values()),
                rural_households=sum(area != "urban" for _, area, _ in here.values()),
                rural_persons=sum(p for p, area, _ in here.values() if area != "urban"),
                urban_households=sum(area == "urban" for _, area, _ in here.values()),
                urban_persons=sum(p for p, area, _ in here.values() if area == "urban"),
                paid_fen=paid.get(programme, 0),
                paid_year_fen=year.get(programme, 0),
                joined=len(here.keys() - there.keys()),
                left=len(there.keys() - here.keys()),
                increased=_compared(here, there, up=True),
                decreased=_compared(here, there, up=False),
                before=len(there),
            )
        )
    return (*rows, *_given_once(session, place, month))


_Household = tuple[int, str, int]


def _compared(here: dict[str, _Household], there: dict[str, _Household], *, up: bool) -> int:
    both = here.keys() & there.keys()
    return sum((here[c][2] > there[c][2]) if up else (here[c][2] < there[c][2]) for c in both)


def _listed(session: Session, place: str, month: date) -> dict[str, dict[str, _Household]]:
    """Persons, area and amount of each household on the month's list, by programme, as they were when
    it was frozen; a list from before that was kept has only what the case is now."""
    rows = session.exec(
        select(Obligation, CaseRow.persons, CaseRow.area)
        .join(CaseRow, col(CaseRow.case_no) == col(Obligation.case_no))
        .where(
            Obligation.place == place,
            Obligation.month == month,
            Obligation.purpose == REGULAR,
            Obligation.state != "zero",
        )
    )
    found: dict[str, dict[str, _Household]] = {}
    for line, persons, area in rows:
        then = (line.persons, line.area) if line.persons else (persons, area)
        found.setdefault(line.programme, {})[line.case_no] = (*then, line.fen)
    return found


def _paid(session: Session, place: str, since: date, until: date) -> dict[str, int]:
    """What reached accounts from one day up to the other, not counted, by programme."""
    rows = session.exec(
        select(Obligation.programme, func.sum(Obligation.fen))
        .where(
            Obligation.place == place,
            Obligation.state == "paid",
            col(Obligation.paid_on) >= since,
            col(Obligation.paid_on) < until,
        )
        .group_by(Obligation.programme)
    )
    return {programme: int(fen) for programme, fen in rows}


def _given_once(session: Session, place: str, month: date) -> Iterable[BulletinRow]:
    after = months_after(month, 1)
    for programme in ONCE:
        this = _once(session, place, programme, month, after)
        year = _once(session, place, programme, month.replace(month=1), after)
        if year[0]:
            yield BulletinRow(
                programme=programme,
                once=True,
                households=this[0],
                persons=this[1],
                paid_fen=this[2],
                paid_year_fen=year[2],
            )


def _once(
    session: Session, place: str, programme: str, since: date, until: date
) -> tuple[int, int, int]:
    """Times, persons and fen of help given once, from the events of the ledger."""
    rows = session.exec(
        select(LedgerEntry.obligation, func.sum(LedgerEntry.fen))
        .where(
            LedgerEntry.place == place,
            col(LedgerEntry.event).startswith("once/"),
            LedgerEntry.fen > 0,
            LedgerEntry.on >= since,
            LedgerEntry.on < until,
        )
        .group_by(LedgerEntry.obligation)
    ).all()
    by_case: dict[str, int] = {}
    for name, fen in rows:
        case_no = name.split("/")[0]
        by_case[case_no] = by_case.get(case_no, 0) + int(fen)
    known = session.exec(
        select(CaseRow.case_no, CaseRow.persons).where(
            col(CaseRow.case_no).in_(by_case), CaseRow.programme == programme
        )
    ).all()
    return len(known), sum(p for _, p in known), sum(by_case[c] for c, _ in known)


def yearly(session: Session, place: str, year: int) -> tuple[YearRow, ...]:
    """One row a monthly programme: the last month's households, and the year's months and sums."""
    months = [date(year, n + 1, 1) for n in range(12)]  # not law: the calendar
    lists = {month: _listed(session, place, month) for month in months}
    paid = _paid(session, place, months[0], months_after(months[-1], 1))
    rows = []
    for programme in sorted({p for listed in lists.values() for p in listed}):
        held = [lists[month].get(programme, {}) for month in months]
        last = next((h for h in reversed(held) if h), {})
        before = _listed(session, place, months_after(months[0], -1)).get(programme, {})
        joined = left = 0
        for here in held:
            if here:
                joined += len(here.keys() - before.keys())
                left += len(before.keys() - here.keys())
                before = here
        rows.append(
            YearRow(
                programme=programme,
                households=len(last),
                persons=sum(p for p, _, _ in last.values()),
                household_months=sum(len(h) for h in held),
                person_months=sum(p for h in held for p, _, _ in h.values()),
                paid_fen=paid.get(programme, 0),
                joined=joined,
                left=left,
            )
        )
    return tuple(rows)


def source_lines(session: Session, place: str, month: date, today: date) -> tuple[SourceLine, ...]:
    """Every line of the month that was short or late, once for each level that bears it (ZH-19)."""
    due = {
        row.run: row.credit_due
        for row in session.exec(
            select(PayRunRow).where(PayRunRow.place == place, PayRunRow.month == month)
        )
    }
    found = []
    rows = session.exec(
        select(Obligation)
        .where(col(Obligation.run).in_(due), Obligation.state != "zero")
        .order_by(col(Obligation.case_no), col(Obligation.purpose))
    )
    for row in rows:
        limit = due[row.run] or today
        late = ((row.paid_on or today) - limit).days
        if late <= 0:
            continue
        for level in LEVELS:
            fen = getattr(row, f"{level}_fen")
            if fen:
                found.append(
                    SourceLine(
                        level=level,
                        case_no=row.case_no,
                        programme=row.programme,
                        month=f"{row.month:%Y-%m}",
                        due_fen=fen,
                        paid_fen=fen if row.state == "paid" else 0,
                        paid_on=str(row.paid_on or ""),
                        late_days=late,
                    )
                )
    return tuple(found)
