"""What a matter of money had entered in the ledger, held against the ledger itself.

Its history holds each event with its postings; the ledger is a record of its own, and nothing here writes
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.funds.matter import Errand, Matter
from store.rebuild.rows import Difference
from store.sql import in_chunks
from store.tables.pay import LedgerEntry
from workflows.fund_steps import MatterProjection

BOOK: Final = "book"


def entries_amiss(session: Session, told: Iterable[Any]) -> tuple[Difference, ...]:
    """Events that are missing from the ledger, or are entered with other sums than the matter asked for;
    nothing for what is no matter of money."""
    asked: dict[str, Errand] = {}
    last: Matter | None = None
    for one in told:
        if isinstance(one, MatterProjection):
            last = one.file
            asked |= {e.event: e for e in last.errands if e.what == BOOK}
    if last is None:
        return ()
    open_ = {e.event for e in last.errands} | {
        event for event, e in asked.items() if e.key in _refused(last)
    }
    there = _entered(session, asked)
    found = []
    for event, errand in asked.items():
        right = {posting.account: posting.fen for posting in errand.postings}
        if event not in there and event not in open_:
            found.append(Difference(table=_TABLE, what="missing", key=event))
        elif event in there and there[event] != right:
            found.append(Difference(table=_TABLE, what="changed", key=event, columns=("fen",)))
    return tuple(found)


_TABLE: Final = str(LedgerEntry.__tablename__)


def _refused(file: Matter) -> frozenset[str]:
    """Movements and allocations the accounts would not bear: they were never entered."""
    if file.fund is None:
        return frozenset()
    keys = [line.key for line in file.fund.allocations if line.booked is False]
    keys += [line.key for line in file.fund.movements if line.booked is False]
    return frozenset(keys)


def _entered(session: Session, events: Iterable[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for part in in_chunks(sorted(events)):
        query = select(LedgerEntry).where(col(LedgerEntry.event).in_(part))
        for row in session.exec(query):
            found.setdefault(row.event, {})[row.account] = row.fen
    return found
