"""A month's money in our tables, and the schedules that begin each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from temporalio import activity
from temporalio.client import (
    Client,
)

from activities.schedules import ensure_monthly
from activities.tools import Tools
from domain.base import digest_of
from domain.calendar import months_after
from domain.pay.file import LineFacts, PayTotals
from domain.pay.lists import GROUPS, FrozenList
from domain.pay.purposes import RULING, Owed, purpose_of
from store import freezing, money, money_views, owed
from workflows.pay_steps import (
    BackpayBooking,
    CloseOrder,
    FreezeOrder,
    LineQuery,
    PayProjection,
    ReleaseBooking,
    ZeroBooking,
)
from workflows.paystart import MonthlyStart, StartMonthlyRuns

OPENING_DAYS: Final = (25, 1)
"""The day runs of the coming month are opened (a data day may be rolled back before the 1st), and
the day on which whatever was missed is made good."""


class PayActivities:
    """Each method is one transaction that may be repeated."""

    def __init__(self, tools: Tools) -> None:
        self._store = tools.store

    @activity.defn
    def freeze_list(self, order: FreezeOrder) -> FrozenList:
        """A transaction a part, so that nobody waits long for the tables and a fresh worker goes on
        where a dead one stopped."""
        whole = False
        while not whole:
            with self._store.write() as session:
                whole = freezing.freeze_part(session, order)
            if not whole:
                self._store.give_way()
        with self._store.read() as session:
            return freezing.frozen(session, order.order.run)

    @activity.defn
    def look_up(self, query: LineQuery) -> LineFacts:
        with self._store.read() as session:
            return money_views.facts_of(session, query)

    @activity.defn
    def book_backpay(self, booking: BackpayBooking) -> int:
        with self._store.write() as session:
            return owed.owe(session, rulings(booking))

    @activity.defn
    def book_release(self, booking: ReleaseBooking) -> None:
        with self._store.write() as session:
            money.book_release(session, booking)

    @activity.defn
    def book_zero(self, booking: ZeroBooking) -> None:
        with self._store.write() as session:
            money.book_zero(session, booking)

    @activity.defn
    def close_month(self, order: CloseOrder) -> PayTotals:
        with self._store.read() as session:
            return money.close_month(session, order.run, order.on)

    @activity.defn
    def project_pay(self, projection: PayProjection) -> None:
        with self._store.write() as session:
            money_views.project_pay(session, projection)


def rulings(booking: BackpayBooking) -> Iterator[Owed]:
    """A ruling's months, one by one; each ruling of a household has a number of its own."""
    order, month = booking.order, booking.order.first
    while month <= order.last:
        yield Owed(
            case_no=order.case_no,
            programme=order.programme,
            place=booking.place,
            township=order.township,
            month=month,
            purpose=purpose_of(RULING, digest_of(order.document)[:8]),
            fen=order.monthly_fen,
            cause=booking.cause,
            on=booking.on,
            pay_month=booking.pay_month,
        )
        month = months_after(month, 1)


async def ensure_schedules(
    client: Client, places: Iterable[str], *, task_queue: str = "doudi"
) -> tuple[str, ...]:
    """One schedule a place and programme group, in Shanghai time; those that stand are left.

    A run that a schedule starts gets a time stamp in its id, so the schedule starts
    `StartMonthlyRuns`, which starts the month's run under its exact name and no second time.
    """
    made = []
    for place in places:
        for group in GROUPS:
            name, start = f"pay/{place}/{group}", MonthlyStart(place=place, group=group)
            if await ensure_monthly(
                client, name, StartMonthlyRuns.run, start,
                task_queue=task_queue, days=OPENING_DAYS, hour=0, minute=30,
            ):  # fmt: skip
                made.append(name)
    return tuple(made)
