"""The hours and days an item watches by itself: the alarm of an event, the reminders of a decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ENDED, ItemStage
from domain.policy import Snapshot
from domain.raising.order import ItemOrder

_HOURS, _REMIND = "escalation.event_hours", "escalation.government_remind_days"


def alarm_of(order: ItemOrder, law: Snapshot, at: datetime | None) -> datetime | None:
    """When a meeting must have been held on an event the bureau started with (TR-27).

    None for any other item, and where the place has set no hours.
    """
    if not order.urgent_event or at is None or not law.has(_HOURS):
        return None
    return at + timedelta(hours=law.count(_HOURS))


def alarm_open(file: ItemFile) -> bool:
    """Whether the alarm may still go off: no meeting yet, and not rung before."""
    waiting = file.meeting is None and file.stage not in ENDED
    return waiting and file.alarm_at is not None and not file.alarmed


def next_press(file: ItemFile) -> date | None:
    """The next day on which the government is reminded; None when nothing waits for it."""
    if file.stage is not ItemStage.GOVERNMENT or not file.law.has(_REMIND):
        return None
    last = file.pressed[-1] if file.pressed else file.stage_since
    return file.law.due(_REMIND, last).on
