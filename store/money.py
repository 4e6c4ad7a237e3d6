"""The month's money in the tables: the ledger, the release, lines taken off, the close.

Each function is part of one transaction of its caller and may be repeated: what was done already
is found by its name (a run, an obligation, an event) and left as it is. The unique constraints
refuse what two workers would write at once; the one that lost is tried again and finds it done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, not_, update
from sqlmodel import Session, col, select

from domain.pay import ledger
from domain.pay.file import PayTotals
from store.funds import drawing, shortfall
from store.funds.entries import Entry, Origin, post
from store.funds.entries import has_event as has_event
from store.tables.pay import LedgerEntry, Obligation
from workflows.pay_steps import ReleaseBooking, ZeroBooking


class NotExact(Exception):
    """A month that cannot be closed; `faults` says which sums are not what they must be."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def sources_of(
    session: Session, run: str, *, without_zero: bool = False, among: Any = None
) -> dict[str, int]:
    """What each level of government owes for a run, in fen; for some of its lines with `among`."""
    sums = [func.coalesce(func.sum(getattr(Obligation, f"{x}_fen")), 0) for x in ledger.LEVELS]
    query = select(*sums).where(Obligation.run == run)
    if without_zero:
        query = query.where(Obligation.state != "zero")
    if among is not None:
        query = query.where(among)
    return dict(zip(ledger.LEVELS, (int(fen) for fen in session.exec(query).one()), strict=True))


# --- release, zero, close -------------------------------------------------------------------------


def book_release(session: Session, booking: ReleaseBooking) -> None:
    """What each level gave. NotExact when it is not the sum of the lines that are to be paid."""
    name = f"{booking.run}/rest" if booking.rest else booking.run
    if has_event(session, f"released/{name}"):
        return
    among = None
    if booking.rest:
        among = col(Obligation.state) == "due"
    elif booking.later:
        among = not_(shortfall.of_kinds(booking.later))
    given = sources_of(session, booking.run, without_zero=True, among=among)
    if sum(given.values()) != booking.amount_fen:
        raise NotExact(["the release is not the sum of the list"])
    origin = Origin(booking.place, booking.run, booking.on, booking.cause)
    taken = drawing.for_run(session, booking.place, booking.run, booking.on, given, among)
    post(session, origin, [Entry(ledger.released(name, taken))])


def book_zero(session: Session, booking: ZeroBooking) -> None:
    row = session.get_one(Obligation, booking.obligation, with_for_update=True)
    if row.state == "zero":
        return
    if row.run != booking.run or row.state != ("returned" if booking.returned else "due"):
        raise NotExact(["a line that is on its way or paid cannot be taken off"])
    postings = (
        ledger.given_back(row.id, row.fen, drawing.back_to(session, row))
        if booking.returned
        else ledger.zeroed(row.id, row.fen)
    )
    origin = Origin(row.place, row.run, booking.on, booking.cause)
    post(session, origin, [Entry(postings, row.id)])
    session.execute(update(Obligation).where(col(Obligation.id) == row.id).values(state="zero"))


def totals_of(session: Session, run: str, on: date) -> PayTotals:
    """The run counted in the tables as it stands."""
    back = (col(Obligation.returns) > 0).label("back")
    rows = session.exec(
        select(Obligation.state, back, func.count(), func.sum(Obligation.fen))
        .where(Obligation.run == run)
        .group_by(Obligation.state, back)
    ).all()

    def count(state: str = "", returned: bool = False) -> int:
        return sum(n for s, b, n, _ in rows if state in ("", s) and (b or not returned))

    def fen(state: str = "") -> int:
        return sum(int(sum_) for s, _, _, sum_ in rows if state in ("", s))

    return PayTotals(
        run=run,
        count=count(),
        total_fen=fen(),
        paid_count=count("paid"),
        paid_fen=fen("paid"),
        returned_count=count(returned=True),
        repaid_count=count("paid", returned=True),
        zero_count=count("zero"),
        zero_fen=fen("zero"),
        closed_on=on,
    )


def balances(session: Session, run: str) -> dict[str, int]:
    """Fen by account of a run, accounts at zero left out."""
    rows = session.exec(
        select(LedgerEntry.account, func.sum(LedgerEntry.fen))
        .where(LedgerEntry.run == run)
        .group_by(LedgerEntry.account)
        .order_by(LedgerEntry.account)
    )
    return {account: int(fen) for account, fen in rows if fen}


def close_month(session: Session, run: str, on: date) -> PayTotals:
    """The totals of a month that is exact to the fen. NotExact with every sum that is not."""
    totals = totals_of(session, run, on)
    left = balances(session, run)
    faults = [f"{account} is not empty" for account in ledger.SETTLED if left.get(account)]
    if totals.paid_count + totals.zero_count != totals.count:
        faults.append("lines are neither paid nor zero")
    if left.get(ledger.EXPENSE, 0) != totals.paid_fen:
        faults.append("the expense is not what was paid")
    if sum(left.values()):
        faults.append("the entries do not add up to zero")
    if faults:
        raise NotExact(faults)
    return totals
