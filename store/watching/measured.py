"""A year of a place counted from the tables alone: by township, and by fund (ZH-23, HB-19, TR-38).

The same tables give the same counts, in the same order; a digest over them lets anybody see that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Integer, cast, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from domain.base import digest_of
from domain.oversight.performance import Measured
from domain.oversight.special import Counted
from domain.pay.ledger import FUND
from store.tables import CaseRow, LeadRow, TaskRow, TimelineRow
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry, Obligation, PayRunRow
from store.watching.acts import reversed_refusals

Key = tuple[str, str]
"""`township` or `programme`, and its code."""


def measure(session: Session, place: str, year: int, until: date) -> Counted:
    """Everything of the year up to `until`, townships first, each scope by its code."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    _decisions(session, place, first, last, found)
    _tasks(session, place, first, last, found)
    _leads(session, place, first, last, found)
    _lines(session, place, first, last, found)
    townships = sorted(code for scope, code in found if scope == "township" and code)
    measured = (
        *(_measured("township", code, found["township", code]) for code in townships),
        *_funds(session, place, year, first, last, found),
    )
    return Counted(measured=measured, digest=digest_of([m.model_dump() for m in measured]))


def _measured(scope: str, code: str, figures: Counter[str]) -> Measured:
    return Measured(scope=scope, code=code, figures=tuple(sorted(figures.items())))


def _both(
    found: dict[Key, Counter[str]], township: str, programme: str, name: str, count: int = 1
) -> None:
    found["township", township][name] += count
    found["programme", programme][name] += count


def _decisions(
    session: Session, place: str, first: date, last: date, found: dict[Key, Counter[str]]
) -> None:
    late = set(
        session.exec(
            select(col(TimelineRow.case_no)).where(
                TimelineRow.act == "overdue", TimelineRow.procedure == 0, TimelineRow.on <= last
            )
        )
    )
    query = select(CaseRow).where(
        CaseRow.place == place,
        col(CaseRow.decided_on) >= first,
        col(CaseRow.decided_on) <= last,
    )
    for row in session.exec(query):
        _both(found, row.township, row.programme, "decided")
        _both(found, row.township, row.programme, "decided_late", int(row.case_no in late))
        _both(found, row.township, row.programme, "refused", int(row.granted is False))
    for case in reversed_refusals(session, place, first, last):
        _both(found, case.township, case.programme, "refused")
        _both(found, case.township, case.programme, "refused_reversed")


def _tasks(
    session: Session, place: str, first: date, last: date, found: dict[Key, Counter[str]]
) -> None:
    query = (
        select(TaskRow.township, func.count(), func.sum(cast(col(TaskRow.overdue), Integer)))
        .where(
            TaskRow.place == place,
            TaskRow.township != "",
            TaskRow.since >= first,
            TaskRow.since <= last,
        )
        .group_by(col(TaskRow.township))
    )
    for township, count, late in session.exec(query):
        found["township", township].update(tasks=count, tasks_late=int(late or 0))


def _leads(
    session: Session, place: str, first: date, last: date, found: dict[Key, Counter[str]]
) -> None:
    query = select(LeadRow).where(
        LeadRow.place == place, LeadRow.reported_on >= first, LeadRow.reported_on <= last
    )
    for row in session.exec(query):
        without = row.closed_on is None and row.overdue
        found["township", row.township].update(leads=1, leads_open=int(without))


def _lines(
    session: Session, place: str, first: date, last: date, found: dict[Key, Counter[str]]
) -> None:
    late = cast(
        (col(Obligation.paid_on) > col(PayRunRow.credit_due))
        | (col(Obligation.paid_on).is_(None) & (col(PayRunRow.credit_due) < last)),
        Integer,
    )
    query = (
        columns(
            col(Obligation.township),
            col(Obligation.programme),
            func.count(),
            func.sum(late),
            func.sum(cast(col(Obligation.returns) > 0, Integer)),
            func.sum(Obligation.fen),
        )
        .join(PayRunRow, col(PayRunRow.run) == col(Obligation.run), isouter=True)
        .where(
            col(Obligation.place) == place,
            col(Obligation.month) >= first,
            col(Obligation.month) <= last,
            col(Obligation.state) != "zero",
        )
        .group_by(col(Obligation.township), col(Obligation.programme))
    )
    for township, programme, count, slow, returned, fen in session.connection().execute(query):
        for name, number in (
            ("lines", count),
            ("lines_late", slow or 0),
            ("corrections", returned or 0),
            ("paid_fen", fen or 0),
        ):
            _both(found, township, programme, name, int(number))
    helped = select(CaseRow.township, CaseRow.programme, func.sum(CaseRow.persons)).where(
        col(CaseRow.case_no).in_(
            select(Obligation.case_no).where(
                Obligation.place == place,
                Obligation.month >= first,
                Obligation.month <= last,
                Obligation.state == "paid",
            )
        )
    )
    for township, programme, persons in session.exec(
        helped.group_by(col(CaseRow.township), col(CaseRow.programme))
    ):
        _both(found, township, programme, "persons", int(persons or 0))


_OF_A_FUND = ("lines", "lines_late", "corrections", "persons")


def _funds(
    session: Session,
    place: str,
    year: int,
    first: date,
    last: date,
    found: dict[Key, Counter[str]],
) -> Iterable[Measured]:
    """Each fund account of the year; where no budget year was opened, each programme."""
    accounts = session.exec(
        select(FundAccountRow)
        .where(
            FundAccountRow.place == place,
            FundAccountRow.year == year,
            FundAccountRow.kind == FUND,
        )
        .order_by(col(FundAccountRow.account))
    ).all()
    for row in accounts:
        figures: Counter[str] = Counter(budget_fen=row.budget_fen)
        figures["paid_fen"] = _paid_from(session, place, row.account, first, last)
        for aid in row.aids:
            figures.update({k: found["programme", aid][k] for k in _OF_A_FUND})
        yield _measured("fund", row.account, figures)
    if not accounts:
        codes = sorted(code for scope, code in found if scope == "programme")
        for code in codes:
            if found["programme", code]["lines"]:
                yield _measured("fund", code, found["programme", code])


def _paid_from(session: Session, place: str, account: str, first: date, last: date) -> int:
    query = select(func.coalesce(func.sum(LedgerEntry.fen), 0)).where(
        LedgerEntry.place == place,
        LedgerEntry.account == account,
        LedgerEntry.fen < 0,
        LedgerEntry.on >= first,
        LedgerEntry.on <= last,
    )
    return -int(session.exec(query).one())
