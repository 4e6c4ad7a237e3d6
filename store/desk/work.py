"""What each unit did in a period, counted from the tables of items, meetings, checks and cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.places import Unit
from domain.reporting.period import Period
from domain.reporting.work import UnitWork
from store.tables import (
    AffairRow,
    CaseReferralRow,
    DepartmentAsk,
    MeasureTaskRow,
    MeetingLine,
    MeetingPresence,
    TaskRow,
)

_REFERRAL, _OPINION = "answer_referral", "give_unit_opinion"
_T = TypeVar("_T", bound=SQLModel)


def work_of(
    session: Session,
    place: str,
    period: Period,
    units: Iterable[Unit],
    names: Mapping[str, str],
) -> tuple[UnitWork, ...]:
    """One count for each unit. `names`: what a measure's code is called in the place's catalogue."""
    tasks = _by(session, select(MeasureTaskRow).where(MeasureTaskRow.place == place), "unit")
    seats = _by(session, select(MeetingPresence).where(MeetingPresence.place == place), "unit")
    asks = _by(session, select(DepartmentAsk).where(DepartmentAsk.place == place), "department")
    affairs = _by(session, select(AffairRow).where(AffairRow.place == place), "owner")
    referred = select(TaskRow).where(TaskRow.place == place, TaskRow.act == _REFERRAL)
    referrals = _by(session, referred, "unit")
    passed = select(CaseReferralRow).where(CaseReferralRow.place == place)
    passed_on = _by(session, passed, "unit")
    said = select(MeetingLine).where(
        MeetingLine.act == _OPINION,
        col(MeetingLine.on) >= period.since,
        col(MeetingLine.on) <= period.until,
        col(MeetingLine.subject).startswith("item/"),
    )
    opinions = _by(session, said, "unit")
    found = []
    for unit in units:
        counts: dict[str, object] = {"unit": unit.zh, "code": unit.code}
        counts |= _measures(_known(tasks, unit), period, names)
        counts |= _meetings(_known(seats, unit), period)
        counts |= _checks(asks.get(unit.code, ()), period)
        counts |= _referrals(_known(referrals, unit), passed_on.get(unit.code, ()), period)
        counts |= _affairs(_known(affairs, unit), period)
        ours = {line.subject for line in _known(opinions, unit)}
        found.append(UnitWork.model_validate({**counts, "opinions": len(ours)}))
    return tuple(found)


def _by(session: Session, query: SelectOfScalar[_T], name: str) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = {}
    for row in session.exec(query):
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _known(rows: Mapping[str, Sequence[_T]], unit: Unit) -> list[_T]:
    """Rows under any name the unit ever had."""
    words = dict.fromkeys(unit.words)
    return [row for word in words for row in rows.get(word, ())]


def _in(day: date | None, period: Period) -> bool:
    return day is not None and period.since <= day <= period.until


def _measures(
    rows: Iterable[MeasureTaskRow], period: Period, names: Mapping[str, str]
) -> dict[str, object]:
    tasks = list(rows)
    given = [r for r in tasks if _in(r.decided_on, period)]
    done = [r for r in tasks if _in(r.completed_on, period)]
    return {
        "measures": tuple(dict.fromkeys(names.get(r.code, r.code) for r in given)),
        "given": len(given),
        "accepted": sum(_in(r.accepted_on, period) for r in tasks),
        "completed": len(done),
        "late": sum(r.late and _in(r.due, period) for r in tasks),
        "open": sum(
            r.decided_on <= period.until
            and (r.completed_on is None or r.completed_on > period.until)
            for r in tasks
        ),
        "promised_fen": sum(r.amount_fen for r in given),
        "delivered_fen": sum(r.delivered_fen for r in done),
        "orders": sum(_in(r.order_on, period) for r in tasks),
    }


def _meetings(rows: Iterable[MeetingPresence], period: Period) -> dict[str, object]:
    ours = [r for r in rows if _in(r.on, period)]
    return {
        "called": len({r.number for r in ours}),
        "attended": len({r.number for r in ours if r.came}),
    }


def _checks(rows: Iterable[DepartmentAsk], period: Period) -> dict[str, object]:
    answered = [(r, r.answered_on) for r in rows if r.answered_on and _in(r.answered_on, period)]
    return {
        "checks": len(answered),
        "check_days": sum((on - r.asked_on).days for r, on in answered),
        "checks_late": sum(r.late for r, _ in answered),
    }


def _referrals(
    tasks: Iterable[TaskRow], passed: Iterable[CaseReferralRow], period: Period
) -> dict[str, object]:
    """Requests handed to the unit whole, and single referrals from cases."""
    asked = [(r.since, r.closed_on) for r in tasks]
    asked += [(r.sent_on, r.answered_on) for r in passed if r.state != "withdrawn"]
    answered = [(since, on) for since, on in asked if on is not None and _in(on, period)]
    return {
        "referrals": len(answered),
        "referral_days": sum((on - since).days for since, on in answered),
        "referrals_open": sum(
            since <= period.until and (on is None or on > period.until) for since, on in asked
        ),
    }


def _affairs(rows: Iterable[AffairRow], period: Period) -> dict[str, object]:
    tasks = list(rows)
    return {
        "affairs": sum(_in(r.closed_on, period) for r in tasks),
        "affairs_late": sum(r.late and _in(r.due_on, period) for r in tasks),
    }
