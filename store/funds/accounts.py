"""The balance of each fund account, kept with the entries that change it and never below zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.funds.books import ADVANCE, BALANCED_BY_TABLE, AccountSheet
from domain.money import yuan_zh
from domain.pay.ledger import Posting
from store.sql import put
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry


class NotCovered(Exception):
    """An account does not hold what is to be taken from it. The text is Chinese, for an officer."""

    def __init__(self, zh: str, balance_fen: int, wanted_fen: int) -> None:
        super().__init__(
            f"“{zh}”余额为{yuan_zh(balance_fen)}，不足以支付{yuan_zh(wanted_fen)}，未予入账。"
        )
        self.balance_fen, self.wanted_fen = balance_fen, wanted_fen


def has_balance(account: str) -> bool:
    """Whether an account of this name has a balance of its own in a place that keeps its books."""
    return account.split(":")[0] in BALANCED_BY_TABLE


def open_accounts(session: Session, place: str, sheets: Iterable[AccountSheet]) -> None:
    """Makes the accounts known, or renews what they are called and permitted; never their balance."""
    rows = [
        {
            "place": place,
            **sheet.model_dump(mode="json"),
            "below_zero": False,
            "balance_fen": 0,
        }
        for sheet in sheets
    ]
    put(session, FundAccountRow, rows, keep=True)
    for row in rows:
        stands = session.get_one(FundAccountRow, (place, row["account"]))
        for name in ("zh", "aids", "basic", "budget_fen", "low_fen"):
            setattr(stands, name, row[name])
        session.add(stands)
    session.flush()


def moved(session: Session, place: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Takes new entries into the balances, in the order of the accounts' names. NotCovered for one
    that would fall below zero; the whole transaction is then the caller's to undo."""
    sums: dict[str, int] = {}
    for row in rows:
        if has_balance(row["account"]):
            sums[row["account"]] = sums.get(row["account"], 0) + row["fen"]
    for account in sorted(sums):
        stands = session.get(
            FundAccountRow, (place, account), with_for_update=True, populate_existing=True
        )
        if stands is None:
            continue  # the place keeps this account's books elsewhere
        after = stands.balance_fen + sums[account]
        if after < 0 and not stands.below_zero:
            raise NotCovered(stands.zh, stands.balance_fen, -sums[account])
        stands.balance_fen = after
        session.add(stands)
        session.flush()


def balance_of(session: Session, place: str, account: str) -> int:
    """Debits less credits of an account, from the entries."""
    found = session.exec(
        select(func.coalesce(func.sum(LedgerEntry.fen), 0)).where(
            LedgerEntry.place == place, LedgerEntry.account == account
        )
    ).one()
    return int(found)


def settled_first(
    session: Session, place: str, postings: tuple[Posting, ...]
) -> tuple[Posting, ...]:
    """Money for a reserve first repays what the county advanced while it was empty."""
    found: list[Posting] = []
    for posting in postings:
        kind, _, township = posting.account.partition(":")
        owed = -balance_of(session, place, f"{ADVANCE}:{township}")
        if kind != "reserve" or posting.fen <= 0 or owed <= 0:
            found.append(posting)
            continue
        part = min(owed, posting.fen)
        found.append(posting.model_copy(update={"account": f"{ADVANCE}:{township}", "fen": part}))
        if posting.fen > part:
            found.append(posting.model_copy(update={"fen": posting.fen - part}))
    return tuple(found)


def accounts_of(
    session: Session, place: str, year: int | None = None
) -> tuple[FundAccountRow, ...]:
    """The accounts of a place, those of one budget year and the lasting ones when it is given."""
    query = select(FundAccountRow).where(FundAccountRow.place == place)
    if year is not None:
        query = query.where(col(FundAccountRow.year).in_((0, year)))
    return tuple(session.exec(query.order_by(col(FundAccountRow.account))))
