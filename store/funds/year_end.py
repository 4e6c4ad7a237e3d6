"""The end of a year of a township's reserve, where the place's rule takes back what is left (YC-22).

Each township whose special account still held money on the last day of the year is a task of finance,
by name and sum, from December until the money is back in a fund account.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.case.lifecycle import Role
from domain.funds import books
from domain.money import yuan_zh
from domain.task import Task
from store.projection import project_tasks
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry


def year_ending(today: date) -> int:
    """The year whose end is being settled on that day: in December this one, else the one before."""
    return today.year if today.month == date.max.month else today.year - 1


def watch(session: Session, place: str, township: str, today: date, *, returns: bool) -> None:
    """Opens or closes the task. `returns`: whether the place's rule takes back what is left."""
    year = year_ending(today)
    left = _left(session, place, township, year, today) if returns else 0
    project_tasks(
        session,
        _tasks(left, year),
        subject=f"reserve/{place}/{township}/{year}",
        kind="reserve",
        place=place,
        township=township,
        today=today,
    )


def watch_place(session: Session, place: str, today: date, *, returns: bool) -> None:
    """The same for every township of the place that has a reserve."""
    query = select(FundAccountRow.township).where(
        FundAccountRow.place == place, FundAccountRow.kind == books.RESERVE
    )
    for township in session.exec(query.order_by(col(FundAccountRow.township))).all():
        watch(session, place, township, today, returns=returns)


def _tasks(left: int, year: int) -> tuple[Task, ...]:
    if left <= 0:
        return ()
    last = date(year, date.max.month, date.max.day)
    return (
        Task(
            code="return_reserve",
            zh=f"{year}年度临时救助备用金余额{yuan_zh(left)}，本地规定年末收回，请收回至资金账户",
            act="return_reserve",
            role=Role.FINANCE,
            since=last.replace(day=1),
            due=last,
            clause="YC-22",
        ),
    )


def _left(session: Session, place: str, township: str, year: int, today: date) -> int:
    """What the account held at the year's end, less what was taken back since, and no more than it
    holds now: families were helped from it meanwhile, and the new year's money is not the old's."""
    account = books.reserve_account(township)
    mine = (LedgerEntry.place == place, LedgerEntry.account == account)
    last = date(year, date.max.month, date.max.day)

    def total(*where: object) -> int:
        query = select(func.coalesce(func.sum(LedgerEntry.fen), 0)).where(*mine, *where)  # type: ignore[arg-type]
        return int(session.exec(query).one())

    held = total(col(LedgerEntry.on) <= last)
    back = total(
        col(LedgerEntry.on) > last,
        col(LedgerEntry.event).startswith(f"return_reserve/fund/{place}/{year}/", autoescape=True),
    )
    return min(held + back, total())
