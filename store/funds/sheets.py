"""公开资金使用情况: what a month's statement holds, its versions, and what the public said to it.

Sums and counts by level, aid and account; no name, no case number, no village. A row about fewer
than `FEWEST` households is folded into the others, so that nobody's amount can be read off it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import CaseRefusal, digest_of
from domain.calendar import months_after
from domain.funds.matter import ErrandDone
from domain.pay.ledger import LEVELS
from store.sql import put
from store.tables import CaseRow
from store.tables.funds import FundAccountRow, FundSheetRow, SheetCommentRow
from store.tables.pay import LedgerEntry, Obligation
from workflows.fund_steps import ErrandOrder

FEWEST: Final = 3  # not law: a row about one or two households would tell what each of them gets
MOST_COMMENTS: Final = 200
"""Comments a statement takes a day: a public form must not fill the tables."""


def content_of(session: Session, place: str, period: str) -> dict[str, Any]:
    """The statement of a month: what was issued, what was paid from which level, what is left."""
    first = date.fromisoformat(f"{period}-01")
    last = months_after(first, 1) - timedelta(days=1)
    return {
        "used": _used(session, place, first, last),
        "once": _once(session, place, first, last),
        "issued": _issued(session, place, first, last),
        "accounts": _accounts(session, place, last),
    }


def _used(session: Session, place: str, first: date, last: date) -> list[dict[str, Any]]:
    sums: list[Any] = [func.coalesce(func.sum(getattr(Obligation, f"{x}_fen")), 0) for x in LEVELS]
    counted: Any = func.count(func.distinct(Obligation.case_no))
    rows: Sequence[Any] = session.exec(
        select(Obligation.programme, counted, *sums)
        .where(
            Obligation.place == place,
            Obligation.state == "paid",
            col(Obligation.paid_on) >= first,
            col(Obligation.paid_on) <= last,
        )
        .group_by(Obligation.programme)
        .order_by(Obligation.programme)
    ).all()
    persons = dict(
        session.exec(
            select(CaseRow.programme, func.sum(CaseRow.persons))
            .where(
                col(CaseRow.case_no).in_(
                    select(Obligation.case_no).where(
                        Obligation.place == place,
                        Obligation.state == "paid",
                        col(Obligation.paid_on) >= first,
                        col(Obligation.paid_on) <= last,
                    )
                )
            )
            .group_by(CaseRow.programme)
        ).all()
    )
    found = [
        {
            "programme": row[0],
            "households": int(row[1]),
            "persons": int(persons.get(row[0], 0)),
            **{f"{level}_fen": int(fen) for level, fen in zip(LEVELS, row[2:], strict=True)},
        }
        for row in rows
    ]
    return _folded(found)


def _folded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    few = [row for row in rows if row["households"] < FEWEST]
    if not few:
        return rows
    rest = [row for row in rows if row["households"] >= FEWEST]
    names = [name for name in few[0] if name != "programme"]
    other = {"programme": "other", **{n: sum(row[n] for row in few) for n in names}}
    return [*rest, other]


def _once(session: Session, place: str, first: date, last: date) -> dict[str, int]:
    """Help given once that reached families in the month, from whichever account."""
    row = session.exec(
        select(func.count(), func.coalesce(func.sum(LedgerEntry.fen), 0)).where(
            LedgerEntry.place == place,
            col(LedgerEntry.event).startswith("once/"),
            LedgerEntry.fen > 0,
            LedgerEntry.on >= first,
            LedgerEntry.on <= last,
        )
    ).one()
    return {"times": int(row[0]), "fen": int(row[1])}


def _issued(session: Session, place: str, first: date, last: date) -> dict[str, int]:
    rows = session.exec(
        select(LedgerEntry.account, func.sum(LedgerEntry.fen))
        .where(
            LedgerEntry.place == place,
            col(LedgerEntry.account).startswith("grant:"),
            LedgerEntry.on >= first,
            LedgerEntry.on <= last,
        )
        .group_by(LedgerEntry.account)
    )
    return {account.partition(":")[2]: -int(fen) for account, fen in rows}


def _accounts(session: Session, place: str, last: date) -> list[dict[str, Any]]:
    """What each account held at the end of the month."""
    rows = session.exec(
        select(FundAccountRow)
        .where(FundAccountRow.place == place, col(FundAccountRow.year).in_((0, last.year)))
        .order_by(col(FundAccountRow.account))
    ).all()
    sums = {
        account: int(fen)
        for account, fen in session.exec(
            select(LedgerEntry.account, func.sum(LedgerEntry.fen))
            .where(LedgerEntry.place == place, LedgerEntry.on <= last)
            .group_by(LedgerEntry.account)
        )
    }
    return [
        {
            "zh": row.zh,
            "level": row.level,
            "township": row.township,
            "budget_fen": row.budget_fen,
            "balance_fen": sums.get(row.account, 0),
        }
        for row in rows
    ]


def publish(session: Session, order: ErrandOrder) -> ErrandDone:
    """Writes the version. The same version again gives the first one's digest and changes nothing."""
    details = dict(order.errand.details)
    key = (order.place, details["period"], int(details["version"]))
    stands = session.get(FundSheetRow, key)
    if stands is None:
        content = content_of(session, order.place, details["period"])
        row = {
            "place": key[0],
            "period": key[1],
            "version": key[2],
            "publisher": details["publisher"],
            "due": date.fromisoformat(details["due"]),
            "published_on": order.errand.on,
            "at": datetime.now(UTC),
            "digest": digest_of(content),
            "content": content,
        }
        put(session, FundSheetRow, [row], keep=True)
        stands = session.get_one(FundSheetRow, key)
    return ErrandDone(key=order.errand.key, digest=stands.digest)


def versions_of(session: Session, place: str, period: str = "") -> tuple[FundSheetRow, ...]:
    """Every version a place has published, the newest period and version first."""
    query = select(FundSheetRow).where(FundSheetRow.place == place)
    if period:
        query = query.where(FundSheetRow.period == period)
    order = (col(FundSheetRow.period).desc(), col(FundSheetRow.version).desc())
    return tuple(session.exec(query.order_by(*order)))


def comment(session: Session, place: str, period: str, text: str, at: datetime) -> None:
    """What somebody of the public says. CaseRefusal when today's comments are too many already."""
    since = at - timedelta(days=1)
    count = session.exec(
        select(func.count())
        .select_from(SheetCommentRow)
        .where(
            SheetCommentRow.place == place,
            SheetCommentRow.period == period,
            SheetCommentRow.at >= since,
        )
    ).one()
    if count >= MOST_COMMENTS:
        raise CaseRefusal(
            "too_many_comments", "今日留言已满，请明日再留言，或者拨打社会救助服务热线。", "HB-10"
        )
    session.add(SheetCommentRow(place=place, period=period, at=at, text=text))
    session.flush()


def comments_of(session: Session, place: str, period: str) -> tuple[SheetCommentRow, ...]:
    query = select(SheetCommentRow).where(
        SheetCommentRow.place == place, SheetCommentRow.period == period
    )
    return tuple(session.exec(query.order_by(col(SheetCommentRow.id).desc())))
