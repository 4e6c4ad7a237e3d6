"""What households are owed besides their ordinary month: written by whoever found it out, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from domain.pay.purposes import Owed
from store.sql import in_chunks, put
from store.tables.pay import OwedRow


class OwedOtherwise(Exception):
    """The same household, month and purpose is owed another amount already."""


def owe(session: Session, owed: Iterable[Owed]) -> int:
    """Writes what is owed; how many of it are new. The same again changes nothing.

    OwedOtherwise when an obligation of that name stands with another amount: one purpose has one
    amount a month, and a second decision needs a purpose of its own (`purpose_of`).
    """
    wanted = {one.id: one for one in owed}
    new = 0
    for part in in_chunks(sorted(wanted)):
        rows = [{"id": name, **wanted[name].model_dump()} for name in part]
        new += put(session, OwedRow, rows, keep=True)
        stand = session.exec(select(OwedRow.id, OwedRow.fen).where(col(OwedRow.id).in_(part)))
        if any(wanted[name].fen != fen for name, fen in stand):
            raise OwedOtherwise("another amount stands under this name")
    return new


def owed_to(session: Session, place: str, case_nos: Sequence[str] = ()) -> tuple[OwedRow, ...]:
    """What is owed at a place, or to these households, by its name; on a list already or not."""
    query = select(OwedRow).where(OwedRow.place == place)
    if case_nos:
        query = query.where(col(OwedRow.case_no).in_(case_nos))
    return tuple(session.exec(query.order_by(col(OwedRow.id))))
