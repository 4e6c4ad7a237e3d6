"""The one way into the ledger: events, each once, each with its cause, balances kept beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import insert
from sqlmodel import Session, col, select

from domain.pay import ledger
from domain.pay.ledger import Posting
from store.funds import accounts
from store.sql import in_chunks
from store.tables.pay import LedgerEntry


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
    """Writes the events the ledger does not have yet, and their sums into the fund accounts.

    ValueError for an event that does not add up or names no cause; NotCovered for an account that
    would fall below zero.
    """
    if not origin.cause:
        raise ValueError("an event of the ledger has no cause")
    for part in in_chunks([entry for entry in entries if entry.postings]):
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
            accounts.moved(session, origin.place, rows)


def has_event(session: Session, event: str) -> bool:
    return (
        session.exec(select(LedgerEntry.id).where(LedgerEntry.event == event)).first() is not None
    )
