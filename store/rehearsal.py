"""The day of a rehearsal, shared by all its processes. Production has no such day."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from store.sql import put
from store.tables import RehearsalClock


def rehearsal_day(session: Session) -> date | None:
    """The day the rehearsal has reached, None before it began."""
    row = session.get(RehearsalClock, 1)
    return row.today if row else None


def set_rehearsal_day(session: Session, today: date) -> None:
    """Moves the rehearsal on. It never goes back: an earlier day is ignored."""
    stands = rehearsal_day(session)
    if stands is None or stands < today:
        put(session, RehearsalClock, [{"id": 1, "today": today}])
