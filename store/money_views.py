"""What is read of the month's money: runs, lines, sums by place and level; and a run's projection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import distinct, func
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.case.phases.passage.restoring import CAUSE as RESTORED
from domain.pay.file import LineFacts, PayFile
from domain.pay.ledger import LEVELS
from domain.pay.lists import Change
from store.funds import shortfall
from store.projection import project_tasks
from store.scopes import Scopes, of_numbers
from store.sql import by_bytes, put
from store.tables import CaseRow, EntitlementRow
from store.tables.pay import (
    BatchLine,
    BatchRow,
    LatenessRow,
    LedgerEntry,
    Obligation,
    PayChangeRow,
    PayListRow,
    PayNoteRow,
    PayRunRow,
    PayWarningRow,
)
from workflows.pay_steps import LineQuery, PayProjection


class PlaceMoney(Frozen):
    """A place's payments so far. `returned`: lines that came back; `repaid`: those paid after all."""

    place: str
    paid_fen: int = 0
    paid_lines: int = 0
    months: int = 0
    households: int = 0
    returned: int = 0
    repaid: int = 0
    zero: int = 0
    open: int = 0


class SourceMoney(Frozen):
    """One level of government for one run: due against paid, and the lines short or late (ZH-19)."""

    level: str
    due_fen: int
    paid_fen: int


def project_pay(session: Session, projection: PayProjection) -> bool:
    """The run's row, record, lateness and tasks. False: it was too old."""
    file = projection.file
    stands = session.get(PayRunRow, file.order.run, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    put(session, PayRunRow, [_row(projection)])
    put(session, PayNoteRow, _notes(file), keep=True)
    put(session, LatenessRow, _lateness(file))
    project_tasks(
        session,
        projection.tasks,
        subject=f"pay/{file.order.run}",
        kind="pay",
        place=file.order.place,
        today=file.latest,
        late={task.mark for task in projection.tasks if task.mark in file.overdue},
    )
    return True


def _row(projection: PayProjection) -> dict[str, object]:
    file, dates = projection.file, projection.dates
    names, credited = file.names, [b.credited_on for b in file.batches if b.credited_on]
    marks = set(file.overdue)
    return {
        "run": file.order.run,
        "place": file.order.place,
        "programmes": file.order.group,
        "month": file.order.month,
        "stage": file.stage.value,
        "version": file.version,
        "data_due": dates.data.on if dates else None,
        "transfer_due": dates.transfer.on if dates else None,
        "credit_due": dates.credit.on if dates else None,
        "provisional": projection.provisional,
        "count": projection.count,
        "total_fen": projection.total_fen,
        "joined": names.joined if names else 0,
        "left": names.left if names else 0,
        "changed": names.changed if names else 0,
        "frozen_on": names.on if names else None,
        "submitted_on": file.submitted.on if file.submitted else None,
        "submitted_by": file.submitted.officer.id if file.submitted else "",
        "released_on": file.released.on if file.released else None,
        "released_by": file.released.officer.id if file.released else "",
        "shortage_fen": file.released.shortage_fen if file.released else 0,
        "credited_on": credited[0] if credited else None,
        "returned_open": sum(1 for line in file.returns if not line.settled),
        "due_on": projection.due,
        "overdue": any(task.mark in marks for task in projection.tasks),
        "closed_on": file.closed.closed_on if file.closed else None,
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
    }


def _notes(file: PayFile) -> list[dict[str, object]]:
    return [
        {
            "run": file.order.run,
            "seq": note.seq,
            "act": note.act,
            "zh": note.zh,
            "stage": note.stage.value,
            "on": note.on,
            "at": note.at,
            "officer": note.officer.id if note.officer else "",
            "role": note.officer.role.value if note.officer else "",
            "clause": note.clause,
            "text": note.text,
        }
        for note in file.journal
    ]


def _lateness(file: PayFile) -> list[dict[str, object]]:
    return [
        {
            "run": file.order.run,
            "place": file.order.place,
            **entry.model_dump(exclude={"role"}),
            "role": entry.role.value,
        }
        for entry in file.lateness
    ]


# --- queries --------------------------------------------------------------------------------------


def run_of(session: Session, run: str) -> PayRunRow | None:
    """A run by its name `place/group/yyyy-mm`."""
    return session.get(PayRunRow, run)


def runs(session: Session, place: str = "") -> tuple[PayRunRow, ...]:
    """Runs of a place, or of all, the newest month first."""
    query = select(PayRunRow).order_by(col(PayRunRow.month).desc(), col(PayRunRow.run))
    if place:
        query = query.where(PayRunRow.place == place)
    return tuple(session.exec(query))


def runs_within(session: Session, place: str, within: Scopes) -> dict[str, tuple[int, int]]:
    """By run of a place: lines and fen of the households within these leaves, lines taken off apart."""
    query = (
        select(Obligation.run, func.count(), func.sum(Obligation.fen))
        .where(
            Obligation.place == place,
            Obligation.state != "zero",
            *of_numbers(Obligation.case_no, within),
        )
        .group_by(Obligation.run)
    )
    return {run: (count, int(fen)) for run, count, fen in session.exec(query)}


def notes_of(session: Session, run: str) -> tuple[PayNoteRow, ...]:
    query = select(PayNoteRow).where(PayNoteRow.run == run)
    return tuple(session.exec(query.order_by(col(PayNoteRow.seq))))


def list_of(session: Session, run: str) -> PayListRow | None:
    """The frozen list's head: its sums and its digest."""
    return session.get(PayListRow, run)


def facts_of(session: Session, query: LineQuery) -> LineFacts:
    """A line that is due on this list, a household of this place (empty when there is none), or the
    money of the unfunded lines."""
    if query.on is not None:
        return shortfall.facts(session, query.place, query.run, query.later, query.on)
    if query.obligation:
        row = session.get(Obligation, query.obligation)
        due = row is not None and row.run == query.run and row.state == "due"
        return LineFacts(fen=row.fen) if row is not None and due else LineFacts()
    case = session.get(CaseRow, query.case_no)
    if case is None or case.place != query.place:
        return LineFacts()
    given = select(EntitlementRow).where(
        EntitlementRow.case_no == case.case_no, EntitlementRow.cause == RESTORED
    )
    restored = tuple((row.first, row.last) for row in session.exec(given))
    return LineFacts(programme=case.programme, township=case.township, restored=restored)


def changes_of(
    session: Session, run: str, *, after: str = "", most: int | None = None, within: Scopes = ()
) -> tuple[Change, ...]:
    """Who joined, left or changed against the month before, by case number, from `after` on."""
    query = select(PayChangeRow).where(
        PayChangeRow.run == run,
        PayChangeRow.case_no > after,
        *of_numbers(PayChangeRow.case_no, within),
    )
    rows = session.exec(query.order_by(col(PayChangeRow.case_no)).limit(most))
    return tuple(Change.model_validate(row.model_dump(exclude={"run"})) for row in rows)


def every_change(session: Session, run: str, within: Scopes = ()) -> Iterator[Change]:
    """All of `changes_of`, fetched as they are asked for, while the session is open."""
    query = (
        select(PayChangeRow)
        .where(PayChangeRow.run == run, *of_numbers(PayChangeRow.case_no, within))
        .order_by(col(PayChangeRow.case_no))
        .execution_options(yield_per=500)
    )
    for row in session.exec(query):
        yield Change.model_validate(row.model_dump(exclude={"run"}))
        session.expunge(row)


def warnings_of(
    session: Session, run: str, *, after: str = "", most: int | None = None, within: Scopes = ()
) -> tuple[PayWarningRow, ...]:
    """What to look at before a list is submitted, by case number."""
    query = select(PayWarningRow).where(
        PayWarningRow.run == run,
        PayWarningRow.case_no > after,
        *of_numbers(PayWarningRow.case_no, within),
    )
    order = (col(PayWarningRow.case_no), col(PayWarningRow.code))
    return tuple(session.exec(query.order_by(*order).limit(most)))


def lines_of(session: Session, run: str, *, state: str = "") -> tuple[Obligation, ...]:
    """The lines of a run by case number, those in one state only when asked."""
    query = select(Obligation).where(Obligation.run == run)
    if state:
        query = query.where(Obligation.state == state)
    return tuple(session.exec(query.order_by(col(Obligation.id))))


def some_lines(
    session: Session, run: str, *, after: str, most: int, within: Scopes = ()
) -> tuple[Obligation, ...]:
    """The next lines of a run after one of them, at most so many.

    Taken from each state's end of the index and put together: a page of a county's hundred
    thousand lines costs what one of a thousand does.
    """
    name, narrow = by_bytes(session, col(Obligation.id)), of_numbers(Obligation.case_no, within)
    found: list[Obligation] = []
    for state in _states_of(session, run):
        here = (Obligation.run == run, Obligation.state == state, name > after, *narrow)
        found += session.exec(select(Obligation).where(*here).order_by(name).limit(most))
    return tuple(sorted(found, key=lambda line: line.id)[:most])


def _states_of(session: Session, run: str) -> list[str]:
    """The states that stand in a run, each found by one step in the index."""
    states: list[str] = []
    while True:
        last = states[-1] if states else ""
        lowest = select(func.min(Obligation.state)).where(
            Obligation.run == run, Obligation.state > last
        )
        found = session.exec(lowest).one()
        if found is None:
            return states
        states.append(found)


def payments_of(session: Session, case_no: str) -> tuple[Obligation, ...]:
    """What a household was owed and paid, month by month."""
    query = select(Obligation).where(Obligation.case_no == case_no)
    return tuple(session.exec(query.order_by(col(Obligation.month), col(Obligation.id))))


def batches_of(session: Session, run: str) -> tuple[BatchRow, ...]:
    query = select(BatchRow).where(BatchRow.run == run)
    return tuple(session.exec(query.order_by(col(BatchRow.number))))


def history_of(session: Session, obligation: str) -> tuple[BatchLine, ...]:
    """Each time a line was sent, and what came of it."""
    query = select(BatchLine).where(BatchLine.obligation == obligation)
    return tuple(session.exec(query.order_by(col(BatchLine.batch_no))))


def lateness(session: Session, place: str = "") -> tuple[LatenessRow, ...]:
    """Every step that was or is late, by run."""
    query = select(LatenessRow).order_by(col(LatenessRow.run), col(LatenessRow.step))
    if place:
        query = query.where(LatenessRow.place == place)
    return tuple(session.exec(query))


def lateness_of(session: Session, run: str) -> tuple[LatenessRow, ...]:
    query = select(LatenessRow).where(LatenessRow.run == run)
    return tuple(session.exec(query.order_by(col(LatenessRow.due), col(LatenessRow.step))))


def late_banks(session: Session, place: str) -> tuple[LatenessRow, ...]:
    """Every batch the bank credited late, or has not yet (TR-35)."""
    return tuple(row for row in lateness(session, place) if row.role == Role.BANK)


def place_totals(session: Session, place: str) -> PlaceMoney:
    """Yuan and months paid, lines returned and paid again, counted from the obligations."""
    rows = session.exec(
        select(
            Obligation.state,
            func.count(),
            func.sum(Obligation.fen),
            func.sum(Obligation.returns),
        )
        .where(Obligation.place == place)
        .group_by(Obligation.state)
    ).all()
    by_state = {state: (int(count), int(fen), int(back)) for state, count, fen, back in rows}
    paid_lines, paid_fen, _ = by_state.get("paid", (0, 0, 0))
    paid = (Obligation.place == place, Obligation.state == "paid")
    back = (Obligation.place == place, Obligation.returns > 0)
    return PlaceMoney(
        place=place,
        paid_fen=paid_fen,
        paid_lines=paid_lines,
        months=session.exec(select(func.count(distinct(col(Obligation.month)))).where(*paid)).one(),
        households=session.exec(
            select(func.count(distinct(col(Obligation.case_no)))).where(*paid)
        ).one(),
        returned=session.exec(select(func.count()).select_from(Obligation).where(*back)).one(),
        repaid=session.exec(
            select(func.count()).select_from(Obligation).where(*back, Obligation.state == "paid")
        ).one(),
        zero=by_state.get("zero", (0, 0, 0))[0],
        open=sum(count for state, (count, _, _) in by_state.items() if state not in _ENDS),
    )


_ENDS = ("paid", "zero")


def sources(session: Session, run: str) -> tuple[SourceMoney, ...]:
    """Due against paid by level of government (ZH-19); lines taken off are not due."""
    due, paid = _by_level(session, run, ("zero",), False), _by_level(session, run, ("paid",), True)
    return tuple(
        SourceMoney(level=level, due_fen=due[level], paid_fen=paid[level]) for level in LEVELS
    )


def _by_level(session: Session, run: str, states: tuple[str, ...], among: bool) -> dict[str, int]:
    found = {}
    for level in LEVELS:
        column = getattr(Obligation, f"{level}_fen")
        state = col(Obligation.state)
        query = select(func.coalesce(func.sum(column), 0)).where(
            Obligation.run == run, state.in_(states) if among else state.not_in(states)
        )
        found[level] = int(session.exec(query).one())
    return found


def short_lines(
    session: Session, run: str, today: date, due: date | None = None
) -> tuple[Obligation, ...]:
    """Every line of a run not paid by `due`, or paid after it (ZH-19). `due`: its credit day."""
    row = session.get(PayRunRow, run)
    limit = due or (row.credit_due if row and row.credit_due else today)
    return tuple(
        line
        for line in lines_of(session, run)
        if (line.state not in _ENDS and today > limit)
        or (line.paid_on is not None and line.paid_on > limit)
    )


def trial_balance(session: Session, place: str = "") -> dict[str, int]:
    """Fen by account; the sum over all accounts is zero, always."""
    query = select(LedgerEntry.account, func.sum(LedgerEntry.fen)).group_by(LedgerEntry.account)
    if place:
        query = query.where(LedgerEntry.place == place)
    return {account: int(fen) for account, fen in session.exec(query.order_by(LedgerEntry.account))}
