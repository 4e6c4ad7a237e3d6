"""A month's money in our tables, and the schedules that begin each month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from temporalio import activity
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)

from activities.tools import Tools
from domain.pay.file import PayTotals
from domain.pay.lists import GROUPS, FrozenList
from store import money, money_views
from workflows.pay_steps import (
    CloseOrder,
    FreezeOrder,
    PayProjection,
    ReleaseBooking,
    ZeroBooking,
)
from workflows.payrun import MonthlyStart, StartMonthlyRuns

OPENING_DAYS: Final = (25, 1)
"""The day runs of the coming month are opened (a data day may be rolled back before the 1st), and
the day on which whatever was missed is made good."""


class PayActivities:
    """Each method is one transaction that may be repeated."""

    def __init__(self, tools: Tools) -> None:
        self._store = tools.store

    @activity.defn
    def freeze_list(self, order: FreezeOrder) -> FrozenList:
        with self._store.write() as session:
            return money.freeze_list(session, order)

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
            name = f"pay/{place}/{group}"
            schedule = Schedule(
                action=ScheduleActionStartWorkflow(
                    StartMonthlyRuns.run,
                    MonthlyStart(place=place, group=group),
                    id=f"start-pay/{place}/{group}",
                    task_queue=task_queue,
                ),
                spec=ScheduleSpec(
                    calendars=[
                        ScheduleCalendarSpec(
                            day_of_month=[ScheduleRange(day) for day in OPENING_DAYS],
                            hour=[ScheduleRange(0)],
                            minute=[ScheduleRange(30)],
                        )
                    ],
                    time_zone_name="Asia/Shanghai",
                ),
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.ALLOW_ALL),
            )
            try:
                await client.create_schedule(name, schedule)
            except ScheduleAlreadyRunningError:
                continue
            made.append(name)
    return tuple(made)
