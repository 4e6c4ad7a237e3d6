"""How each township's own joint meeting stands (HB-12): when it last sat, what it has open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.assembly.lifecycle import OVER
from domain.desk.lifecycle import AFFAIR_OVER
from domain.meeting.lifecycle import ENDED
from store.tables import AffairRow, ItemRow, MeetingRow

_OVER = tuple(stage.value for stage in OVER)
_ENDED = tuple(stage.value for stage in ENDED)
_CLOSED = tuple(stage.value for stage in AFFAIR_OVER)


@dataclass(frozen=True)
class TownshipStand:
    """`points`: not settled in meetings that are open; `items`: of its households, before the
    county's meeting; `passed_up`: topics of its meeting the county's office has not closed."""

    township: str
    last_met: date | None
    meetings: int
    points: int
    items: int
    passed_up: int


def township_stands(
    session: Session, place: str, townships: Iterable[str]
) -> tuple[TownshipStand, ...]:
    """One line for each township of the place, those without any meeting included."""
    return tuple(_stand(session, place, code) for code in townships)


def _stand(session: Session, place: str, township: str) -> TownshipStand:
    ours = (MeetingRow.place == place, MeetingRow.township == township)
    met, count = session.exec(
        select(func.max(MeetingRow.held_on), func.count(col(MeetingRow.held_on))).where(*ours)
    ).one()
    open_points = select(func.coalesce(func.sum(MeetingRow.points - MeetingRow.settled), 0)).where(
        *ours, ~col(MeetingRow.stage).in_(_OVER)
    )
    items = select(func.count()).where(
        ItemRow.place == place, ItemRow.township == township, ~col(ItemRow.stage).in_(_ENDED)
    )
    passed = select(func.count()).where(
        AffairRow.place == place,
        AffairRow.township == township,
        ~col(AffairRow.stage).in_(_CLOSED),
    )
    return TownshipStand(
        township=township,
        last_met=met,
        meetings=count,
        points=int(session.exec(open_points).one()),
        items=session.exec(items).one(),
        passed_up=session.exec(passed).one(),
    )
