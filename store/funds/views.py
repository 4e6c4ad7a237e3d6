"""What is read of the funds: balances, movements with their cause, need against means, matters."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.funds.books import ADVANCE, account_zh, accounts_called
from domain.pay.ledger import FUND, LEVELS
from store.tables import CaseRow, EntitlementRow
from store.tables.funds import FundAccountRow, MatterNoteRow, MatterRow
from store.tables.pay import LedgerEntry, Obligation


class AccountView(Frozen):
    """One account: budget, what was issued into it, what left it, and what it holds (ZH-09)."""

    account: str
    zh: str
    kind: str
    level: str
    township: str
    use: str
    aids: tuple[str, ...]
    basic: bool
    budget_fen: int
    allotted_fen: int
    paid_fen: int
    balance_fen: int
    low: bool
    idle: bool


class MovementView(Frozen):
    """One side of one event, with the case or matter and the line that caused it (ZH-10)."""

    event: str
    account: str
    account_zh: str
    fen: int
    on: date
    cause: str
    case_no: str


class NeedView(Frozen):
    """Next month's need of one programme and level against what its account holds (YC-25)."""

    programme: str
    level: str
    need_fen: int
    balance_fen: int
    short_fen: int


def account_views(
    session: Session, place: str, year: int, idle_before: date | None = None
) -> tuple[AccountView, ...]:
    """`idle_before`: money nothing has touched since that day is idle (YC-25); None: nobody set it."""
    rows = session.exec(
        select(FundAccountRow)
        .where(FundAccountRow.place == place, col(FundAccountRow.year).in_((0, year)))
        .order_by(col(FundAccountRow.account))
    ).all()
    sums = _sums(session, place, [row.account for row in rows])
    return tuple(
        AccountView(
            account=row.account,
            zh=row.zh,
            kind=row.kind,
            level=row.level,
            township=row.township,
            use=row.use,
            aids=tuple(row.aids),
            basic=row.basic,
            budget_fen=row.budget_fen,
            allotted_fen=sums.get(row.account, (0, 0, None))[0],
            paid_fen=sums.get(row.account, (0, 0, None))[1],
            balance_fen=row.balance_fen,
            low=bool(row.low_fen) and row.balance_fen <= row.low_fen,
            idle=_idle(row, sums.get(row.account, (0, 0, None))[2], idle_before),
        )
        for row in rows
    )


def _sums(
    session: Session, place: str, accounts: list[str]
) -> dict[str, tuple[int, int, date | None]]:
    """In, out, and the last day anything moved, by account."""
    found: dict[str, tuple[int, int, date | None]] = {}
    query = select(LedgerEntry.account, LedgerEntry.fen, col(LedgerEntry.on)).where(
        LedgerEntry.place == place, col(LedgerEntry.account).in_(accounts)
    )
    for account, fen, on in session.exec(query):
        came, went, last = found.get(account, (0, 0, None))
        found[account] = (
            came + max(fen, 0),
            went + max(-fen, 0),
            max(last or on, on),
        )
    return found


def _idle(row: FundAccountRow, last: date | None, before: date | None) -> bool:
    lies = row.kind == FUND and row.balance_fen > 0
    return lies and before is not None and last is not None and last < before


PAGE = 100
"""Entries a page."""


def movements(
    session: Session,
    place: str,
    *,
    account: str = "",
    before: int | None = None,
    year: int | None = None,
) -> tuple[LedgerEntry, ...]:
    """Entries of a place, the newest first; `before` pages by entry number. `account`: its code, or
    what it is called: 备用金 and 储备金 are one account of each township (DIF-05)."""
    query = select(LedgerEntry).where(LedgerEntry.place == place)
    if year is not None:
        first, last = date(year, 1, 1), date(year, 12, 31)
        query = query.where(LedgerEntry.on >= first, LedgerEntry.on <= last)
    if account:
        code = accounts_called(account)
        query = query.where(
            or_(
                col(LedgerEntry.account) == code,
                col(LedgerEntry.account).startswith(f"{code}:", autoescape=True),
            )
        )
    if before is not None:
        query = query.where(col(LedgerEntry.id) < before)
    return tuple(session.exec(query.order_by(col(LedgerEntry.id).desc()).limit(PAGE)))


def movement_view(row: LedgerEntry) -> MovementView:
    case_no = row.obligation.split("/")[0]
    if not case_no and row.cause.startswith("case/"):
        case_no = row.cause.split("/")[2].split("#")[0]
    return MovementView(
        event=row.event,
        account=row.account,
        account_zh=account_zh(row.account),
        fen=row.fen,
        on=row.on,
        cause=row.cause,
        case_no=case_no,
    )


def needs_of(session: Session, place: str, month: date, year: int) -> tuple[NeedView, ...]:
    """What the living households are due that month by programme and level, against the accounts.

    The share of each level is that of the newest run; without one nothing can be said by level.
    """
    due = session.exec(
        select(CaseRow.programme, func.sum(EntitlementRow.monthly_fen))
        .join(EntitlementRow, col(EntitlementRow.case_no) == col(CaseRow.case_no))
        .where(
            CaseRow.place == place,
            EntitlementRow.first <= month,
            (col(EntitlementRow.last).is_(None)) | (col(EntitlementRow.last) >= month),
        )
        .group_by(CaseRow.programme)
        .order_by(CaseRow.programme)
    ).all()
    shares = _shares(session, place)
    rows = session.exec(
        select(FundAccountRow).where(
            FundAccountRow.place == place,
            FundAccountRow.year == year,
            FundAccountRow.kind == FUND,
            FundAccountRow.use == "aid",
        )
    ).all()
    found = []
    for programme, fen in due:
        for level in LEVELS:
            need = int(fen) * shares[level] // max(sum(shares.values()), 1)
            holds = sum(
                row.balance_fen for row in rows if row.level == level and programme in row.aids
            )
            if need or holds:
                found.append(
                    NeedView(
                        programme=programme,
                        level=level,
                        need_fen=need,
                        balance_fen=holds,
                        short_fen=max(need - holds, 0),
                    )
                )
    return tuple(found)


def _shares(session: Session, place: str) -> dict[str, int]:
    newest = session.exec(
        select(Obligation.run)
        .where(Obligation.place == place)
        .order_by(col(Obligation.month).desc())
        .limit(1)
    ).first()
    sums = [func.coalesce(func.sum(getattr(Obligation, f"{x}_fen")), 0) for x in LEVELS]
    row = session.exec(select(*sums).where(Obligation.run == (newest or ""))).one()
    return {level: int(fen) for level, fen in zip(LEVELS, row, strict=True)}


def advances(session: Session, place: str) -> dict[str, int]:
    """What the county advanced for a township whose reserve was empty, in fen, by township."""
    rows = session.exec(
        select(LedgerEntry.account, func.sum(LedgerEntry.fen))
        .where(LedgerEntry.place == place, col(LedgerEntry.account).startswith(f"{ADVANCE}:"))
        .group_by(LedgerEntry.account)
    )
    return {account.partition(":")[2]: -int(fen) for account, fen in rows if fen}


def matter_of(session: Session, subject: str) -> MatterRow | None:
    return session.get(MatterRow, subject)


def is_open(session: Session, subject: str) -> bool:
    row = matter_of(session, subject)
    return row is not None and row.stage != "closed"


def matters(session: Session, place: str, kind: str = "") -> tuple[MatterRow, ...]:
    """Matters of a place, of every place when it is empty, the newest first."""
    query = select(MatterRow).order_by(col(MatterRow.opened_on).desc(), col(MatterRow.subject))
    if place:
        query = query.where(MatterRow.place == place)
    if kind:
        query = query.where(MatterRow.kind == kind)
    return tuple(session.exec(query))


def notes(session: Session, subject: str) -> tuple[MatterNoteRow, ...]:
    query = select(MatterNoteRow).where(MatterNoteRow.subject == subject)
    return tuple(session.exec(query.order_by(col(MatterNoteRow.seq))))
