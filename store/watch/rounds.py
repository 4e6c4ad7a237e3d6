"""Regular rounds in the list of their kind, each township's task in its own 待办."""

from __future__ import annotations

from sqlmodel import Session, col, select

from domain.rounds.acts import Known
from domain.rounds.engine import PROCEDURE
from domain.rounds.file import RoundFile
from store.projection import project_tasks
from store.tables import RegisterRow
from store.watch import proceedings
from workflows.watch_steps import RoundProjection


def project_round(session: Session, projection: RoundProjection) -> bool:
    """The row, and a task for each township that has not done its part. False: it was too old."""
    file = projection.file
    shown: dict[str, object] = {
        "topic": file.order.kind.value,
        "count": len(file.open_townships),
    }
    # Each township has its own task, so that its 待办 shows it and another's does not.
    written = proceedings.project(session, PROCEDURE, file, (), projection.waiting, shown)
    if not written:
        return False
    for code in file.order.townships:
        project_tasks(
            session,
            [t for t in projection.tasks if t.code.endswith(f":{code}")],
            subject=f"{file.id}/{code}"[:60],
            kind=PROCEDURE.code,
            place=file.place,
            today=file.latest,
            township=code,
        )
    return True


def register_state(session: Session, file: RoundFile, township: str) -> Known:
    """Living entries of a township's register, and how many were gone through since it began."""
    query = select(RegisterRow).where(
        RegisterRow.place == file.place,
        RegisterRow.township == township,
        RegisterRow.n == 0,
        col(RegisterRow.active).is_(True),
    )
    rows = session.exec(query).all()
    since = file.period.since if file.period else file.opened_on
    checked = sum(row.checked_on is not None and row.checked_on >= since for row in rows)
    return Known(entries=len(rows), checked=checked)
