"""Affairs and the papers they end in: numbered, written from the workflows, read as lists."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from domain.assembly.lifecycle import MeetingStage
from domain.desk.lifecycle import AFFAIR_OVER, AffairKind
from store.cases import MOST, Page
from store.journals import record_lines
from store.notices import Write
from store.projection import project_tasks
from store.sql import cursor_of, cursor_values, lock, next_number, put
from store.tables import AffairRow, AffairUnit, DeskPaper, MeetingIntake, MeetingNumber, MeetingRow
from workflows.desk_steps import AffairProjection

_OVER = tuple(stage.value for stage in AFFAIR_OVER)


def number_affair(session: Session, *, key: str, place: str, on: date) -> str:
    """The number of an affair (`2026-m001`); the same `key` gives the same number."""
    lock(session, MeetingNumber, series="affair", place=place, year=on.year)
    known = session.get(MeetingIntake, key)
    if known is not None:
        return known.number
    count = next_number(session, MeetingNumber, series="affair", place=place, year=on.year)
    number = f"{on.year}-m{count:03d}"
    row = {"key": key, "place": place, "number": number, "at": datetime.now(UTC)}
    put(session, MeetingIntake, [row])
    return number


def project_affair(session: Session, projection: AffairProjection) -> bool:
    """The affair's row, who may read it, tasks and record. False: it was too old."""
    file, order = projection.file, projection.file.order
    stands = session.get(AffairRow, (order.place, order.number), with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, AffairRow, [_row(projection)])
    readers = {u for u in (file.owner, *order.units) if u}
    if order.opened_by is not None and order.opened_by.unit:
        readers.add(order.opened_by.unit)
    rows = [
        {"place": order.place, "number": order.number, "unit": unit[:60]}
        for unit in sorted(readers)
    ]
    put(session, AffairUnit, rows, keep=True)
    project_tasks(
        session,
        projection.tasks,
        subject=file.id,
        kind="affair",
        place=order.place,
        today=file.latest,
        units=projection.units,
    )
    record_lines(session, file.id, file.journal)
    return True


def _row(projection: AffairProjection) -> dict[str, object]:
    file, order = projection.file, projection.file.order
    return {
        "place": order.place,
        "number": order.number,
        "kind": order.kind.value,
        "stage": file.stage.value,
        "version": file.version,
        "opened_on": order.opened_on,
        "opened_by": order.opened_by.unit[:60] if order.opened_by else "",
        "stage_since": file.stage_since,
        "owner": file.owner,
        "meeting": order.meeting,
        "township": order.township,
        "important": bool(file.important),
        "circular": file.circular,
        "paper": file.paper,
        "due_on": file.due,
        "late": file.late,
        "overdue": any(t.due and file.latest > t.due for t in projection.tasks),
        "closed_on": file.stage_since if file.over else None,
        "updated_at": datetime.now(UTC),
        "title": order.title,
        "waiting": projection.waiting,
    }


def issue_paper(
    session: Session, *, subject: str, place: str, kind: str, word: str, on: date,
    about: tuple[str, ...], write: Write,
) -> DeskPaper:  # fmt: skip
    """A paper of the office, written and numbered (`同联通〔2026〕1号`) if not there yet."""
    lock(session, MeetingNumber, series=word[:10], place=place, year=on.year)
    known = session.get(DeskPaper, subject)
    if known is not None:
        return known
    count = next_number(session, MeetingNumber, series=word[:10], place=place, year=on.year)
    paper = f"{word}〔{on.year}〕{count}号"
    written = write(paper)
    row = DeskPaper(
        subject=subject,
        place=place,
        paper=paper,
        kind=kind,
        issued_on=on,
        digest=written.digest,
        edition=written.edition,
        about=f",{','.join(about)}," if about else "",
        at=datetime.now(UTC),
        html=written.html,
    )
    session.add(row)
    session.flush()
    return row


# --- reading --------------------------------------------------------------------------------------


def get_affair(session: Session, place: str, number: str) -> AffairRow | None:
    return session.get(AffairRow, (place, number))


def paper_of(session: Session, subject: str) -> DeskPaper | None:
    return session.get(DeskPaper, subject)


def list_affairs(
    session: Session,
    place: str = "",
    *,
    unit: str = "",
    township: str = "",
    kind: str = "",
    open_only: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[AffairRow]:
    """Affairs, the newest first. `unit`: only those it may read. CaseRefusal for a strange cursor."""
    query = select(AffairRow)
    for column, value in (
        (AffairRow.place, place),
        (AffairRow.township, township),
        (AffairRow.kind, kind),
    ):
        if value:
            query = query.where(col(column) == value)
    if unit:
        theirs = (
            select(AffairUnit.unit)
            .where(
                AffairUnit.place == AffairRow.place,
                AffairUnit.number == AffairRow.number,
                AffairUnit.unit == unit,
            )
            .exists()
        )
        query = query.where(theirs | (col(AffairRow.meeting) != ""))
    if open_only is not None:
        over = col(AffairRow.stage).in_(_OVER)
        query = query.where(~over if open_only else over)
    if cursor:
        on, number = cursor_values(cursor, 2)
        day = date.fromisoformat(on)
        query = query.where(
            (col(AffairRow.opened_on) < day)
            | ((col(AffairRow.opened_on) == day) & (col(AffairRow.number) < number))
        )
    size = max(1, min(limit, MOST))
    order = (col(AffairRow.opened_on).desc(), col(AffairRow.number).desc())
    rows = session.exec(query.order_by(*order).limit(size + 1)).all()
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(tuple(rows[:size]), cursor_of(last.opened_on, last.number) if last else "")


def circulars_about(session: Session, place: str, subject: str) -> tuple[str, ...]:
    """Numbers of the circulars about this subject that were sent to every member unit: those whose
    affair has ended."""
    query = (
        select(DeskPaper.paper)
        .join(AffairRow, col(AffairRow.paper) == col(DeskPaper.paper))
        .where(
            DeskPaper.place == place,
            DeskPaper.kind == AffairKind.CIRCULAR.value,
            col(DeskPaper.about).contains(f",{subject},", autoescape=True),
            col(AffairRow.stage).in_(_OVER),
        )
    )
    return tuple(sorted(session.exec(query)))


def preparing_meetings(session: Session, place: str) -> tuple[str, ...]:
    """Meetings whose agenda is still drawn up."""
    query = select(MeetingRow.number).where(
        MeetingRow.place == place, MeetingRow.stage == MeetingStage.PREPARING.value
    )
    return tuple(sorted(session.exec(query)))
