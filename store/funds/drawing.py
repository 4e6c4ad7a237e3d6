"""From which account money is taken: the month's run by programme and level, help given once.

A place whose budget year was opened here is held to its accounts: each programme and level needs an
account that permits it (JZ-26). One that never opened a year keeps those books elsewhere; then the
entries name the level alone, as they always did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.funds import books
from domain.pay.acts import Short
from domain.pay.ledger import FUND, LEVEL_ZH, LEVELS
from domain.programme import PROGRAMME_ZH, Programme
from store.funds.accounts import NotCovered, accounts_of
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry, Obligation


class NoAccount(NotCovered):
    """No account of the year permits this programme at this level."""

    def __init__(self, programme: str, level: str) -> None:
        zh = PROGRAMME_ZH.get(Programme(programme), programme)
        self.zh = f"{LEVEL_ZH[level]}{zh}资金账户（未开立）"
        super().__init__(self.zh, 0, 0)
        self.args = (f"没有可以用于{zh}的{LEVEL_ZH[level]}资金账户，请先批准预算并下达资金。",)


Taken = tuple[tuple[str, int], ...]
"""Account and fen, sorted by account."""


def pots(session: Session, place: str, year: int) -> tuple[FundAccountRow, ...]:
    """The aid accounts of a budget year; none where the year was never opened here."""
    return tuple(
        row for row in accounts_of(session, place, year) if row.kind == FUND and row.use == "aid"
    )


def account_for(rows: Iterable[FundAccountRow], programme: str, level: str) -> str:
    """The account that pays this programme at this level. NoAccount when none permits it."""
    for row in rows:
        if row.level == level and programme in row.aids and not row.township:
            return row.account
    raise NoAccount(programme, level)


def owed_by_level(session: Session, run: str, among: Any = None) -> dict[tuple[str, str], int]:
    """What a run owes, lines taken off left out, by programme and level. `among`: a condition that
    leaves some of its lines out."""
    sums = [func.sum(getattr(Obligation, f"{level}_fen")) for level in LEVELS]
    query = select(Obligation.programme, *sums).where(
        Obligation.run == run, Obligation.state != "zero"
    )
    if among is not None:
        query = query.where(among, Obligation.state == "due")
    rows = session.exec(query.group_by(Obligation.programme))
    return {
        (row[0], level): int(fen)
        for row in rows
        for level, fen in zip(LEVELS, row[1:], strict=True)
        if fen
    }


def for_run(
    session: Session,
    place: str,
    run: str,
    on: date,
    by_level: Mapping[str, int],
    among: Any = None,
) -> Taken:
    """Which accounts the release of a run takes its money from."""
    rows = pots(session, place, on.year)
    if not rows:
        return tuple((f"{FUND}:{level}", fen) for level, fen in by_level.items() if fen)
    taken: dict[str, int] = {}
    for (programme, level), fen in owed_by_level(session, run, among).items():
        account = account_for(rows, programme, level)
        taken[account] = taken.get(account, 0) + fen
    return tuple(sorted(taken.items()))


def short_of(
    session: Session, place: str, run: str, on: date, among: Any = None
) -> tuple[Short, ...]:
    """The accounts that do not hold what a run's release would take from them."""
    rows = {row.account: row for row in pots(session, place, on.year)}
    if not rows:
        return ()
    needed: dict[str, int] = {}
    found: list[Short] = []
    for (programme, level), fen in owed_by_level(session, run, among).items():
        try:
            account = account_for(rows.values(), programme, level)
        except NoAccount as missing:
            found.append(Short(zh=missing.zh, need_fen=fen, balance_fen=0, basic=True))
            continue
        needed[account] = needed.get(account, 0) + fen
    found += [
        Short(
            zh=rows[account].zh,
            need_fen=fen,
            balance_fen=rows[account].balance_fen,
            basic=rows[account].basic,
        )
        for account, fen in needed.items()
        if fen > rows[account].balance_fen
    ]
    return tuple(sorted(found, key=lambda one: (not one.basic, one.zh)))


def back_to(session: Session, row: Obligation) -> Taken:
    """Where the money of a line goes that came back and is not paid: to where it was taken from."""
    shares = [(level, getattr(row, f"{level}_fen")) for level in LEVELS]
    released = session.exec(
        select(LedgerEntry.account, col(LedgerEntry.on)).where(
            LedgerEntry.event == f"released/{row.run}"
        )
    ).all()
    named = {account for account, _ in released if account.count(":") > 1}
    if not named:
        return tuple((f"{FUND}:{level}", fen) for level, fen in shares if fen)
    rows = pots(session, row.place, released[0][1].year)
    return tuple((account_for(rows, row.programme, level), fen) for level, fen in shares if fen)


def for_once(
    session: Session, place: str, township: str, programme: str, on: date, fen: int
) -> Taken | None:
    """Who bears help given once: the township's reserve, the rest advanced by the county; without a
    reserve the local account of the year. None where the place keeps those books elsewhere."""
    reserve = session.get(
        FundAccountRow,
        (place, books.reserve_account(township)),
        with_for_update=True,
        populate_existing=True,
    )
    if reserve is not None and programme in reserve.aids:
        part = min(fen, max(reserve.balance_fen, 0))
        return ((reserve.account, part), (f"{books.ADVANCE}:{township}", fen - part))
    rows = pots(session, place, on.year)
    if not rows:
        return None
    account = account_for(rows, programme, "local")
    held = session.get_one(
        FundAccountRow, (place, account), with_for_update=True, populate_existing=True
    )
    part = min(fen, max(held.balance_fen, 0))
    return ((account, part), (f"{books.ADVANCE}:{township}", fen - part))
