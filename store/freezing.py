"""A month's list: one obligation a household that is due something, made in parts that may stop
anywhere.

Each part is one transaction of `CASES` households in order of their case numbers, under a lock on
the run's row: whoever goes on begins where the last one ended. The list is whole, and stands for
ever, when its row in `pay_lists` is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from domain.calendar import months_after
from domain.pay import ledger
from domain.pay.lists import GROUPS, PART_LINES, REGULAR, FrozenList, LinesDigest, PayOrder, explain
from domain.pay.purposes import basic, obligation_id, owed_more, purpose_for
from store.accounts import warnings_of
from store.compare.leads import kept_back, kept_of
from store.funds.entries import Entry, Origin, post
from store.money import NotExact, sources_of
from store.sql import by_bytes, in_chunks, put
from store.tables import CaseRow, EntitlementRow
from store.tables.pay import (
    FreezingRow,
    Obligation,
    OwedRow,
    PayChangeRow,
    PayListRow,
    PayWarningRow,
)
from workflows.pay_steps import FreezeOrder

CASES: Final = 1_000
"""Households a transaction: short enough that nobody else waits long for the tables."""
_STREAM: Final = 5_000


class _Case(NamedTuple):
    case_no: str
    programme: str
    township: str
    outcome: str
    persons: int
    area: str


class _Given(NamedTuple):
    """An obligation that stands from an earlier list."""

    case_no: str
    month: date
    purpose: str
    fen: int
    state: str
    cause: str


def freeze_list(session: Session, wanted: FreezeOrder) -> FrozenList:
    """The whole list in the caller's transaction."""
    while not freeze_part(session, wanted):
        pass
    return frozen(session, wanted.order.run)


def freeze_part(session: Session, wanted: FreezeOrder) -> bool:
    """The next households of a run's list. True: the list is whole."""
    order = wanted.order
    put(session, FreezingRow, [_fresh(order.run)], keep=True)
    at = session.get_one(FreezingRow, order.run, with_for_update=True, populate_existing=True)
    if session.get(PayListRow, order.run, populate_existing=True) is not None:
        return True
    cases = _next_cases(session, order, at.after)
    if cases:
        _take(session, wanted, cases, at)
        return False
    session.add(_list_row(session, wanted, at))
    session.flush()
    return True


def progress_of(session: Session, run: str) -> int:
    """How many households were looked at so far."""
    row = session.get(FreezingRow, run)
    return row.looked_at if row else 0


def _fresh(run: str) -> dict[str, object]:
    counted = dict.fromkeys(("looked_at", "joined", "left", "changed", "arrears"), 0)
    return {"run": run, "after": "", **counted}


def _next_cases(session: Session, order: PayOrder, after: str) -> list[_Case]:
    query = (
        select(*(getattr(CaseRow, name) for name in _Case._fields))
        .where(
            CaseRow.place == order.place,
            col(CaseRow.programme).in_(GROUPS[order.group]),
            CaseRow.case_no > after,
        )
        .order_by(col(CaseRow.case_no))
        .limit(CASES)
    )
    if order.extra and order.owed:
        waiting = select(OwedRow.case_no).where(
            OwedRow.place == order.place,
            OwedRow.purpose == order.owed,
            OwedRow.pay_month == order.month,
            col(OwedRow.id).not_in(select(Obligation.id).where(Obligation.place == order.place)),
        )
        query = query.where(col(CaseRow.case_no).in_(waiting))
    elif order.extra:
        query = query.where(col(CaseRow.case_no).in_(order.only))
    return [_Case(*row) for row in session.exec(query)]


def _take(session: Session, wanted: FreezeOrder, cases: list[_Case], at: FreezingRow) -> None:
    order, names = wanted.order, [case.case_no for case in cases]
    months = _months(session, order)
    given = _given(session, names, months_after(months[0], -1))
    made, over = _obligations(session, wanted, cases, months, given)
    for part in in_chunks(made):
        session.execute(insert(Obligation), list(part))
    origin = Origin(order.place, order.run, wanted.on, wanted.cause)
    post(session, origin, [Entry(ledger.accrued(r["id"], r["fen"]), r["id"]) for r in made])
    if not order.extra:
        _changes(session, order, cases, made, given, at)
    listed = {row["case_no"] for row in made}
    found = warnings_of(session, order.place, listed, wanted.holder_rule)
    found |= {(case_no, "overpaid") for case_no in over}
    rows = [{"run": order.run, "case_no": c, "code": code} for c, code in sorted(found)]
    put(session, PayWarningRow, rows, keep=True)
    at.after = names[-1]
    at.looked_at += len(names)
    at.arrears += sum(r["month"] < order.month and r["purpose"] == REGULAR for r in made)
    session.add(at)
    session.flush()


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


def _given(session: Session, names: Sequence[str], since: date) -> list[_Given]:
    columns = [col(getattr(Obligation, name)) for name in _Given._fields]
    query = sa.select(*columns).where(
        col(Obligation.case_no).in_(names), col(Obligation.month) >= since
    )
    return [_Given(*row) for row in session.connection().execute(query)]


def _obligations(
    session: Session,
    wanted: FreezeOrder,
    cases: list[_Case],
    months: list[date],
    given: list[_Given],
) -> tuple[list[dict[str, Any]], set[str]]:
    """The lines these households get, and the households that were given more than was due.

    A month is paid as decided, once. A month of an earlier list that a household had no line for,
    or too small a one by what is decided now, is made good: nobody is lost, nobody paid twice.
    What a death match keeps back is left out, and made good in the same way once it is released.
    """
    order, names = wanted.order, [case.case_no for case in cases]
    entitled = _entitled(session, names, order.month)
    kept = kept_back(session, names, order.month)
    basics: dict[tuple[str, date], list[_Given]] = {}
    for one in given:
        if basic(one.purpose):
            basics.setdefault((one.case_no, one.month), []).append(one)
    made: list[dict[str, Any]] = []
    over = set()
    for case in cases:
        parts = entitled.get(case.case_no, ())
        for month in months:
            due = [e for e in parts if e.first <= month and (e.last is None or month <= e.last)]
            fen, stands = sum(e.monthly_fen for e in due), basics.get((case.case_no, month), [])
            before = sum(one.fen for one in stands)
            if sum(one.fen for one in stands if one.state != "zero") > fen:
                over.add(case.case_no)
            more = owed_more(fen - kept_of(kept.get(case.case_no, ()), month), before)
            if more:
                cause = max(due, key=lambda e: e.seq).cause
                purpose = purpose_for(cause, [(one.purpose, one.cause) for one in stands])
                made.append(_row(wanted, case, month, purpose, more, cause))
    taken = {obligation_id(c.case_no, c.programme, one.month, one.purpose)
             for c in cases for one in given if one.case_no == c.case_no}  # fmt: skip
    by_case = {case.case_no: case for case in cases}
    for owed in _owed(session, names, order.month):
        if owed.id not in taken and owed.case_no in by_case:
            case = by_case[owed.case_no]
            made.append(_row(wanted, case, owed.month, owed.purpose, owed.fen, owed.cause))
    return made, over


def _entitled(
    session: Session, names: Sequence[str], month: date
) -> dict[str, list[EntitlementRow]]:
    query = (
        select(EntitlementRow)
        .where(col(EntitlementRow.case_no).in_(names), EntitlementRow.first <= month)
        .order_by(col(EntitlementRow.case_no), col(EntitlementRow.seq))
    )
    found: dict[str, list[EntitlementRow]] = {}
    for row in session.exec(query):
        found.setdefault(row.case_no, []).append(row)
    return found


def _owed(session: Session, names: Sequence[str], month: date) -> list[OwedRow]:
    query = select(OwedRow).where(col(OwedRow.case_no).in_(names), OwedRow.pay_month <= month)
    return list(session.exec(query.order_by(col(OwedRow.id))))


def _row(
    wanted: FreezeOrder, case: _Case, month: date, purpose: str, fen: int, cause: str
) -> dict[str, Any]:
    shares = ledger.shares_of(fen, dict(wanted.sources))
    return {
        "id": obligation_id(case.case_no, case.programme, month, purpose),
        "case_no": case.case_no,
        "programme": case.programme,
        "month": month,
        "purpose": purpose,
        "place": wanted.order.place,
        "township": case.township,
        "run": wanted.order.run,
        "fen": fen,
        **{f"{level}_fen": shares[level] for level in ledger.LEVELS},
        "cause": cause,
        "state": "due",
        "paid_on": None,
        "returns": 0,
        "persons": case.persons,
        "area": case.area,
    }


def _changes(
    session: Session,
    order: PayOrder,
    cases: list[_Case],
    made: list[dict[str, Any]],
    given: list[_Given],
    at: FreezingRow,
) -> None:
    """Each household whose ordinary month differs from the month before, with the cause."""
    last = months_after(order.month, -1)
    now = {r["case_no"]: (r["fen"], r["cause"]) for r in made
           if r["month"] == order.month and r["purpose"] == REGULAR}  # fmt: skip
    before = {g.case_no: g.fen for g in given if g.month == last and g.purpose == REGULAR}
    gone = {c.case_no: "stop" if c.outcome == "stopped" else "ended" for c in cases}
    changes = explain(now, before, gone)
    put(session, PayChangeRow, [{"run": order.run, **c.model_dump()} for c in changes], keep=True)
    kinds = [change.kind for change in changes]
    at.joined += kinds.count("joined")
    at.left += kinds.count("left")
    at.changed += kinds.count("changed")


def _list_row(session: Session, wanted: FreezeOrder, at: FreezingRow) -> PayListRow:
    order, digest = wanted.order, digest_of_run(session, wanted.order.run)
    return PayListRow(
        run=order.run,
        place=order.place,
        programmes=order.group,
        month=order.month,
        on=wanted.on,
        at=datetime.now(UTC),
        digest=digest.hexdigest(),
        count=digest.count,
        total_fen=digest.total_fen,
        arrears=at.arrears,
        joined=at.joined,
        left=at.left,
        changed=at.changed,
    )


def digest_of_run(session: Session, run: str) -> LinesDigest:
    """Count, sum and digest of a run's lines, read a few thousand at a time."""
    digest = LinesDigest()
    query = (
        select(Obligation.id, Obligation.fen)
        .where(Obligation.run == run)
        .order_by(by_bytes(session, col(Obligation.id)))
        .execution_options(yield_per=_STREAM)
    )
    for name, fen in session.exec(query):
        digest.add(name, fen)
    return digest


def frozen(session: Session, run: str) -> FrozenList:
    """The list as it was frozen. NotExact when the obligations are no longer those of it."""
    row = session.get_one(PayListRow, run)
    if digest_of_run(session, run).hexdigest() != row.digest:
        raise NotExact(["the obligations are not those of the frozen list"])
    return FrozenList(
        on=row.on,
        count=row.count,
        total_fen=row.total_fen,
        digest=row.digest,
        by_source=tuple(sources_of(session, run).items()),
        by_purpose=_counted(
            session.exec(
                select(Obligation.purpose, func.count())
                .where(Obligation.run == run, Obligation.purpose != REGULAR)
                .group_by(Obligation.purpose)
            )
        ),
        joined=row.joined,
        left=row.left,
        changed=row.changed,
        arrears=row.arrears,
        part_lines=PART_LINES,
        warned=_counted(
            session.exec(
                select(PayWarningRow.code, func.count())
                .where(PayWarningRow.run == run)
                .group_by(PayWarningRow.code)
            )
        ),
    )


def _counted(rows: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for name, count in rows:
        kind = name.partition(".")[0]
        found[kind] = found.get(kind, 0) + count
    return tuple(sorted(found.items()))
