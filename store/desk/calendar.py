"""The days of a year that the office must keep: meetings, reports, what units and affairs owe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.assembly.lifecycle import MEETING_KIND_ZH, MeetingKind, MeetingStage
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_OVER, AffairKind
from store.tables import AffairRow, MeasureTaskRow, MeetingRow, ReportRow

_OVER = tuple(stage.value for stage in AFFAIR_OVER)


@dataclass(frozen=True)
class DayMark:
    """One day of the calendar. `late`: past and not done; `path`: the page of it."""

    on: date
    zh: str
    who: str
    done: bool
    path: str
    late: bool = False


def marks(session: Session, place: str, year: int, today: date) -> tuple[DayMark, ...]:
    """Every dated thing of the year, by day; nothing of it names a household's affair."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [
        *_meetings(session, place, first, last),
        *_reports(session, place, first, last),
        *_measures(session, place, first, last),
        *_affairs(session, place, first, last),
    ]
    dated = (
        DayMark(m.on, m.zh, m.who, m.done, m.path, late=not m.done and m.on < today) for m in found
    )
    return tuple(sorted(dated, key=lambda m: (m.on, m.zh, m.who)))


def _meetings(session: Session, place: str, first: date, last: date) -> Iterator[DayMark]:
    query = select(MeetingRow).where(
        MeetingRow.place == place, MeetingRow.stage != MeetingStage.CANCELLED.value
    )
    for row in session.exec(query):
        on = row.held_on or row.meets_on
        if on is not None and first <= on <= last:
            kind = MEETING_KIND_ZH[MeetingKind(row.kind)]
            path = f"/meetings/{place}/{row.number}"
            yield DayMark(on, f"{row.number}号会议（{kind}）", "", row.held_on is not None, path)


def _reports(session: Session, place: str, first: date, last: date) -> Iterator[DayMark]:
    for row in session.exec(select(ReportRow).where(ReportRow.place == place)):
        path = f"/reports/{place}/{row.period}"
        if row.due_on is not None and first <= row.due_on <= last:
            done = row.filed == row.units
            who = f"{row.filed}/{row.units}个单位"
            yield DayMark(row.due_on, f"{row.period}单位报告报送期限", who, done, path)
        if row.sent_on is not None and first <= row.sent_on <= last:
            yield DayMark(row.sent_on, f"{row.period}工作报告报送政府", row.paper, True, path)


def _measures(session: Session, place: str, first: date, last: date) -> Iterator[DayMark]:
    query = select(MeasureTaskRow).where(
        MeasureTaskRow.place == place,
        col(MeasureTaskRow.due) >= first,
        col(MeasureTaskRow.due) <= last,
    )
    for row in session.exec(query):
        path = f"/measures/{row.case_no}/{row.number}"
        yield DayMark(row.due, f"议定措施期限（任务{row.key}）", row.unit, row.settled, path)


def _affairs(session: Session, place: str, first: date, last: date) -> Iterator[DayMark]:
    query = select(AffairRow).where(
        AffairRow.place == place,
        col(AffairRow.due_on) >= first,
        col(AffairRow.due_on) <= last,
    )
    for row in session.exec(query):
        if row.due_on is not None:
            zh = f"{AFFAIR_KIND_ZH[AffairKind(row.kind)]}期限（{row.number}）"
            path = f"/affairs/{place}/{row.number}"
            who = row.owner or "联席会议办公室"
            yield DayMark(row.due_on, zh, who, row.stage in _OVER or row.stage == "done", path)
