"""The month's money in the tables: obligations, the frozen list, the ledger, the close.

Each function is part of one transaction of its caller and may be repeated: what was done already
is found by its name (a run, an obligation, an event) and left as it is. The unique constraints
refuse what two workers would write at once; the one that lost is tried again and finds it done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from domain.calendar import months_after
from domain.pay import ledger
from domain.pay.file import PayTotals
from domain.pay.ledger import Posting
from domain.pay.lists import (
    GROUPS,
    REGULAR,
    Change,
    FrozenList,
    PayOrder,
    explain,
    freeze,
    obligation_id,
)
from store.cases import shared_accounts
from store.tables import AccountRow, CaseRow, EntitlementRow
from store.tables.pay import LedgerEntry, Obligation, PayListRow
from workflows.pay_steps import FreezeOrder, ReleaseBooking, ZeroBooking

_CHUNK = 500
"""Rows a statement: SQLite counts every value."""


class NotExact(Exception):
    """A month that cannot be closed; `faults` says which sums are not what they must be."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Entry(NamedTuple):
    """The postings of one event and what they are about."""

    postings: tuple[Posting, ...]
    obligation: str = ""
    batch_no: str = ""


class Origin(NamedTuple):
    """Where entries come from: the run, the legal day, the workflow's line that caused them."""

    place: str
    run: str
    on: date
    cause: str


def post(session: Session, origin: Origin, entries: Iterable[Entry]) -> None:
    """Writes the events the ledger does not have yet. ValueError for one that does not add up."""
    for part in chunks([entry for entry in entries if entry.postings]):
        events = {posting.event for entry in part for posting in entry.postings}
        known = set(
            session.exec(select(LedgerEntry.event).where(col(LedgerEntry.event).in_(events)))
        )
        at = datetime.now(UTC)
        rows = []
        for entry in part:
            if not ledger.balanced(entry.postings):
                raise ValueError("an event of the ledger does not add up to zero")
            rows += [
                {
                    **posting.model_dump(),
                    **origin._asdict(),
                    "obligation": entry.obligation,
                    "batch_no": entry.batch_no,
                    "at": at,
                }
                for posting in entry.postings
                if posting.event not in known
            ]
        if rows:
            session.execute(insert(LedgerEntry), rows)


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


# --- the list -------------------------------------------------------------------------------------


def freeze_list(session: Session, wanted: FreezeOrder) -> FrozenList:
    """One obligation a household that is due the month, once and for all.

    A month of an earlier run that a household is due and has no obligation for (its decision
    reached the tables after that list was frozen) is taken in as arrears: nobody is lost.
    """
    order = wanted.order
    stands = session.get(PayListRow, order.run)
    if stands is None:
        made = _obligations(session, wanted)
        for part in chunks(made):
            session.execute(insert(Obligation), [dict(row) for row in part])
        stands = _list_row(session, wanted, made)
        session.add(stands)
        session.flush()
        origin = Origin(order.place, order.run, wanted.on, wanted.cause)
        post(
            session,
            origin,
            [Entry(ledger.accrued(row["id"], row["fen"]), row["id"]) for row in made],
        )
    return _frozen(session, stands)


def _obligations(session: Session, wanted: FreezeOrder) -> list[dict[str, Any]]:
    order, sources = wanted.order, dict(wanted.sources)
    months = _months(session, order)
    known = set(
        session.exec(
            select(Obligation.id).where(
                Obligation.place == order.place,
                Obligation.month >= months[0],
                Obligation.purpose == REGULAR,
            )
        )
    )
    made = []
    for case, owed in _entitled(session, order).items():
        for month in months:
            name = obligation_id(case.case_no, case.programme, month)
            parts = [e for e in owed if e.first <= month and (e.last is None or month <= e.last)]
            fen = sum(e.monthly_fen for e in parts)
            if fen <= 0 or name in known:
                continue
            shares = ledger.shares_of(fen, sources)
            made.append(
                {
                    "id": name,
                    "case_no": case.case_no,
                    "programme": case.programme,
                    "month": month,
                    "purpose": REGULAR,
                    "place": order.place,
                    "township": case.township,
                    "run": order.run,
                    "fen": fen,
                    **{f"{level}_fen": shares[level] for level in ledger.LEVELS},
                    "cause": max(parts, key=lambda e: e.seq).cause,
                    "state": "due",
                    "paid_on": None,
                    "returns": 0,
                }
            )
    return made


class _Case(NamedTuple):
    case_no: str
    programme: str
    township: str


def _entitled(session: Session, order: PayOrder) -> dict[_Case, list[EntitlementRow]]:
    query = (
        select(EntitlementRow, CaseRow.programme, CaseRow.township)
        .join(CaseRow, col(CaseRow.case_no) == col(EntitlementRow.case_no))
        .where(
            CaseRow.place == order.place,
            col(CaseRow.programme).in_(GROUPS[order.group]),
            EntitlementRow.first <= order.month,
        )
        .order_by(col(EntitlementRow.case_no), col(EntitlementRow.seq))
    )
    found: dict[_Case, list[EntitlementRow]] = {}
    for row, programme, township in session.exec(query):
        found.setdefault(_Case(row.case_no, programme, township), []).append(row)
    return found


def _months(session: Session, order: PayOrder) -> list[date]:
    """From the place's first run to this one: what lies before doudi paid there is not its debt."""
    first = session.exec(
        select(func.min(PayListRow.month)).where(
            PayListRow.place == order.place, PayListRow.programmes == order.group
        )
    ).one()
    months = [min(first or order.month, order.month)]
    while months[-1] < order.month:
        months.append(months_after(months[-1], 1))
    return months


def _list_row(session: Session, wanted: FreezeOrder, made: list[dict[str, Any]]) -> PayListRow:
    order = wanted.order
    regular = {row["case_no"]: row for row in made if row["month"] == order.month}
    now = {case_no: (row["fen"], row["cause"]) for case_no, row in regular.items()}
    last = months_after(order.month, -1)
    before = dict(
        session.exec(
            select(Obligation.case_no, Obligation.fen).where(
                Obligation.run == order.model_copy(update={"month": last}).run,
                Obligation.month == last,
            )
        ).all()
    )
    changes = explain(now, before, _gone(session, before.keys() - now.keys()))
    lines = [(row["id"], row["fen"]) for row in made]
    cases = {row["case_no"] for row in made}
    names = freeze(wanted.on, lines, by_source={}, changes=changes)
    return PayListRow(
        run=order.run,
        place=order.place,
        programmes=order.group,
        month=order.month,
        on=wanted.on,
        at=datetime.now(UTC),
        digest=names.digest,
        count=names.count,
        total_fen=names.total_fen,
        arrears=len(made) - len(regular),
        changes=[change.model_dump() for change in names.changes],
        warnings=[list(w) for w in sorted(_warnings(session, wanted, cases))],
    )


def _gone(session: Session, case_nos: Iterable[str]) -> dict[str, str]:
    """Why households left: a stop decided, else that their aid came to its end."""
    found = {}
    for part in chunks(sorted(case_nos)):
        rows = session.exec(
            select(CaseRow.case_no, CaseRow.outcome).where(col(CaseRow.case_no).in_(part))
        )
        found.update({no: "stop" if outcome == "stopped" else "ended" for no, outcome in rows})
    return found


def _warnings(session: Session, wanted: FreezeOrder, cases: set[str]) -> set[tuple[str, str]]:
    """What to look at before the list is submitted (ZH-11, JZ-52)."""
    found = set()
    holders: dict[str, str] = {}
    for part in chunks(sorted(cases)):
        rows = session.exec(
            select(AccountRow.case_no, AccountRow.holder_key).where(
                col(AccountRow.case_no).in_(part)
            )
        )
        holders.update(dict(rows.all()))
    for case_no in cases:
        holder = holders.get(case_no)
        if holder is None:
            found.add((case_no, "no_account"))
        elif holder == "custodian":
            third = wanted.holder_rule == "member"
            found.add((case_no, "third_party" if third else "custodian"))
    for shared in shared_accounts(session, wanted.order.place):
        found |= {(case_no, "shared_account") for case_no in shared if case_no in cases}
    return found


def _frozen(session: Session, row: PayListRow) -> FrozenList:
    lines = session.exec(
        select(Obligation.id, Obligation.fen).where(Obligation.run == row.run)
    ).all()
    names = freeze(
        row.on,
        [(name, fen) for name, fen in lines],
        by_source=sources_of(session, row.run),
        changes=[Change.model_validate(change) for change in row.changes],
        arrears=row.arrears,
        warnings=[(case_no, code) for case_no, code in row.warnings],
    )
    if names.digest != row.digest:
        raise NotExact(["the obligations are not those of the frozen list"])
    return names


def sources_of(session: Session, run: str, *, without_zero: bool = False) -> dict[str, int]:
    """What each level of government owes for a run, in fen."""
    sums = [func.coalesce(func.sum(getattr(Obligation, f"{x}_fen")), 0) for x in ledger.LEVELS]
    query = select(*sums).where(Obligation.run == run)
    if without_zero:
        query = query.where(Obligation.state != "zero")
    return dict(zip(ledger.LEVELS, (int(fen) for fen in session.exec(query).one()), strict=True))


# --- release, zero, close -------------------------------------------------------------------------


def book_release(session: Session, booking: ReleaseBooking) -> None:
    """What each level gave. NotExact when it is not the sum of the lines that are to be paid."""
    if has_event(session, f"released/{booking.run}"):
        return
    given = sources_of(session, booking.run, without_zero=True)
    if sum(given.values()) != booking.amount_fen:
        raise NotExact(["the release is not the sum of the list"])
    origin = Origin(booking.place, booking.run, booking.on, booking.cause)
    post(session, origin, [Entry(ledger.released(booking.run, given.items()))])


def book_zero(session: Session, booking: ZeroBooking) -> None:
    row = session.get_one(Obligation, booking.obligation, with_for_update=True)
    if row.state == "zero":
        return
    if row.run != booking.run or row.state != ("returned" if booking.returned else "due"):
        raise NotExact(["a line that is on its way or paid cannot be taken off"])
    shares = [(level, getattr(row, f"{level}_fen")) for level in ledger.LEVELS]
    postings = (
        ledger.given_back(row.id, row.fen, shares)
        if booking.returned
        else ledger.zeroed(row.id, row.fen)
    )
    origin = Origin(row.place, row.run, booking.on, booking.cause)
    post(session, origin, [Entry(postings, row.id)])
    session.execute(update(Obligation).where(col(Obligation.id) == row.id).values(state="zero"))


def has_event(session: Session, event: str) -> bool:
    return (
        session.exec(select(LedgerEntry.id).where(LedgerEntry.event == event)).first() is not None
    )


def totals_of(session: Session, run: str, on: date) -> PayTotals:
    """The run counted in the tables as it stands."""
    rows = session.exec(
        select(Obligation.state, Obligation.fen, Obligation.returns).where(Obligation.run == run)
    ).all()
    paid = [(fen, returns) for state, fen, returns in rows if state == "paid"]
    zero = [fen for state, fen, _ in rows if state == "zero"]
    return PayTotals(
        run=run,
        count=len(rows),
        total_fen=sum(fen for _, fen, _ in rows),
        paid_count=len(paid),
        paid_fen=sum(fen for fen, _ in paid),
        returned_count=sum(1 for _, _, returns in rows if returns),
        repaid_count=sum(1 for _, returns in paid if returns),
        zero_count=len(zero),
        zero_fen=sum(zero),
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
