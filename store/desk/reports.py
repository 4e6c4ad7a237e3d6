"""Half-yearly reports in the tables: who reported, who was late, what went to the government."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from domain.reporting.file import ReportFile
from store.journals import record_lines
from store.projection import project_tasks
from store.sql import put
from store.tables import ReportRow, UnitReportRow
from workflows.desk_steps import ReportProjection


def project_report(session: Session, projection: ReportProjection) -> bool:
    """The period's row, one row for each unit, tasks and record. False: it was too old."""
    file, order = projection.file, projection.file.order
    stands = session.get(ReportRow, (order.place, order.period), with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, ReportRow, [_row(projection)])
    put(session, UnitReportRow, [_unit_row(file, n) for n in range(len(file.reports))])
    project_tasks(
        session,
        projection.tasks,
        subject=file.id,
        kind="report",
        place=order.place,
        today=file.latest,
        units=projection.units,
    )
    record_lines(session, file.id, file.journal)
    return True


def _row(projection: ReportProjection) -> dict[str, object]:
    file, order = projection.file, projection.file.order
    return {
        "place": order.place,
        "period": order.period,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": order.opened_on,
        "stage_since": file.stage_since,
        "due_on": file.due,
        "units": len(file.reports),
        "filed": sum(r.filed_on is not None for r in file.reports),
        "late": sum(r.late_days > 0 for r in file.reports),
        "missing": sum(r.filed_on is None for r in file.reports),
        "paper": file.paper,
        "sent_on": file.sent_on,
        "overdue": any(t.due and file.latest > t.due for t in projection.tasks),
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
    }


def _unit_row(file: ReportFile, index: int) -> dict[str, object]:
    report = file.reports[index]
    return {
        "place": file.order.place,
        "period": file.order.period,
        "unit": report.unit,
        "unit_code": report.code,
        "due_on": report.due,
        "filed_on": report.filed_on,
        "late_days": report.late_days,
        "versions": report.versions,
        "returned": bool(report.returned),
        "reminders": len(report.reminders),
    }


def get_report(session: Session, place: str, period: str) -> ReportRow | None:
    return session.get(ReportRow, (place, period))


def list_reports(session: Session, place: str = "") -> tuple[ReportRow, ...]:
    """The periods of a place, the newest first; every place when none is given."""
    query = select(ReportRow)
    if place:
        query = query.where(ReportRow.place == place)
    order = (col(ReportRow.period).desc(), col(ReportRow.place))
    return tuple(session.exec(query.order_by(*order)))


def units_of(session: Session, place: str, period: str) -> tuple[UnitReportRow, ...]:
    """Every unit's report of the period, those that have not reported first."""
    query = select(UnitReportRow).where(
        UnitReportRow.place == place, UnitReportRow.period == period
    )
    rows = session.exec(query.order_by(col(UnitReportRow.unit))).all()
    return tuple(sorted(rows, key=lambda r: (r.filed_on is not None, -r.late_days)))
