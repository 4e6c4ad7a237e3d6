"""What the tables know of things that do not move: late acts, unpaid households, steps tried again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import delete, exists, func, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.calendar import months_after
from domain.case.lifecycle import ROLE_ZH, Role
from domain.pay.lists import GROUPS, REGULAR
from domain.stuck import TECHNICIAN, Stuck, StuckKind, place_in, step_zh
from store.cases import not_of_violations
from store.sql import put
from store.tables import (
    CaseNumber,
    CaseRow,
    ComplaintWords,
    EntitlementRow,
    StruggleRow,
    TaskRow,
)
from store.tables.pay import Obligation, PayRunRow
from workflows import ids
from workflows.base import SHANGHAI

FORGOTTEN: Final = timedelta(minutes=30)
"""A step nobody has tried for so long is not tried any more: retries are ten minutes apart at most."""
_A_DAY: Final = timedelta(days=1)
MOST: Final = 200
"""Lines of a kind at most: the oldest. Whoever shows them says so when there may be more."""
NOT_BEGUN: Final = "not_begun"
"""The cause of a line on a month, not on a household."""
_PAID: Final = ("paid", "zero")
_STATE_ZH: Final = {
    "due": "已列入名单，尚未报送银行",
    "sent": "已报送银行，尚未到账",
    "returned": "银行退回，尚未重新发放",
}


def tried_again(
    session: Session,
    *,
    subject: str,
    step: str,
    since: datetime,
    at: datetime,
    tries: int,
    cause: str,
) -> None:
    """A step failed and is tried again; `since` stays that of the first failure."""
    stands = session.get(StruggleRow, (subject, step))
    row = {
        "subject": subject,
        "step": step,
        "since": min(stands.since, since) if stands else since,
        "seen": at,
        "tries": tries,
        "cause": cause,
    }
    put(session, StruggleRow, [row])


def round_failed(session: Session, subject: str, step: str, at: datetime, cause: str) -> None:
    """A round of work nobody asks for failed; it is made good by the next one, or stands here."""
    stands = session.get(StruggleRow, (subject, step))
    tries = (stands.tries if stands else 0) + 1
    tried_again(session, subject=subject, step=step, since=at, at=at, tries=tries, cause=cause)


def worked(session: Session, subject: str, step: str) -> None:
    session.execute(
        delete(StruggleRow).where(
            col(StruggleRow.subject) == subject, col(StruggleRow.step) == step
        )
    )


def forget(session: Session, now: datetime) -> None:
    """Steps that are not tried any more: their procedure was ended from outside."""
    session.execute(delete(StruggleRow).where(col(StruggleRow.seen) < now - FORGOTTEN))


def struggling(session: Session, now: datetime) -> tuple[Stuck, ...]:
    rows = session.exec(select(StruggleRow).where(col(StruggleRow.seen) >= now - FORGOTTEN))
    return tuple(
        Stuck(
            kind=StuckKind.STEP,
            subject=row.subject,
            zh=f"“{step_zh(row.step)}”已重试{row.tries}次，仍未成功",
            whose=TECHNICIAN,
            since=row.since,
            place=place_in(row.subject),
            cause=row.cause,
            tries=row.tries,
        )
        for row in rows
    )


def against_staff(session: Session, subjects: Iterable[str]) -> frozenset[str]:
    """Which of these procedures are reports against staff, of which only discipline inspection is told.
    A complaint whose register cannot say so is held to be one."""
    found = set()
    for subject in subjects:
        kind, _, rest = subject.partition("/")
        if kind == ids.COMPLAINT:
            words = session.get(ComplaintWords, tuple(rest.split("/", 1)))
            if words is None or words.staff:
                found.add(subject)
    return frozenset(found)


def late_acts(
    session: Session,
    today: date,
    *,
    place: str = "",
    township: str = "",
    role: str = "",
    violations: bool = True,
    limit: int | None = None,
) -> tuple[Stuck, ...]:
    """Acts somebody owes and whose day has passed, the oldest first. `role`: only those of this post;
    `violations`: those of matters only discipline inspection and auditors know of as well."""
    query = select(TaskRow).where(col(TaskRow.closed_on).is_(None), TaskRow.by < today)
    if role:
        query = query.where(TaskRow.role == role)
    if not violations:
        query = query.where(not_of_violations())
    if place:
        query = query.where(TaskRow.place == place)
    if township:
        query = query.where(TaskRow.township == township)
    order = (col(TaskRow.by), col(TaskRow.subject), col(TaskRow.key))
    return tuple(
        Stuck(
            kind=StuckKind.ACT,
            subject=row.subject,
            zh=row.zh,
            whose=row.unit or ROLE_ZH[Role(row.role)],
            since=_morning(row.by + _A_DAY),
            place=row.place,
            township=row.township,
            cause=row.act,
        )
        for row in session.exec(query.order_by(*order).limit(limit or MOST))
    )


def unpaid(
    session: Session, today: date, *, place: str = "", township: str = "", limit: int | None = None
) -> tuple[Stuck, ...]:
    """Households whose month should have reached them and did not, the oldest month first.

    Of a run whose day for crediting has passed: lines that are not paid, and households whose aid
    covers the month and who stand on no list of it. A month whose list nobody began is one line, with
    how many wait, from the day after it was due.
    """
    limit = limit or MOST
    found = list(islice(_not_begun(session, today, place, township), limit))
    runs = select(PayRunRow).where(
        col(PayRunRow.frozen_on).is_not(None), col(PayRunRow.credit_due) < today
    )
    if place:
        runs = runs.where(PayRunRow.place == place)
    for run in session.exec(runs.order_by(col(PayRunRow.month), col(PayRunRow.run))):
        if len(found) >= limit:
            break
        since = _morning((run.credit_due or today) + _A_DAY)
        found += [
            _household(run, line.case_no, line.township, since, _STATE_ZH.get(line.state, "未到账"))
            for line in session.exec(_open_lines(run, township).limit(limit - len(found)))
        ]
        found += [
            _household(run, row.case_no, row.township, since, "未列入发放名单")
            for row in session.exec(_left_out(run, township).limit(limit - len(found)))
        ]
    return tuple(found[:limit])


def _not_begun(session: Session, today: date, place: str, township: str) -> Iterator[Stuck]:
    """Months without any list since the place pays here: a list is made on the first at the latest."""
    for group, programmes in GROUPS.items():
        for code, since in _pays_since(session, programmes, place):
            has = _lists(session, code, group)
            month = min(has, default=since)
            while month < today:
                waits = 0
                if month not in has:
                    those = _entitled(code, programmes, month, month - _A_DAY, township)
                    waits = session.exec(select(func.count()).select_from(those.subquery())).one()
                if waits:
                    yield Stuck(
                        kind=StuckKind.UNPAID,
                        subject=f"{code}/{group}/{month:%Y-%m}",
                        zh=f"{month:%Y年%m月}的发放没有开始，{waits}户应发的救助金没有列入名单",
                        whose=ROLE_ZH[Role.PAY_OFFICER],
                        since=_morning(month + _A_DAY),
                        place=code,
                        township=township,
                        cause=NOT_BEGUN,
                    )
                month = months_after(month, 1)


def _lists(session: Session, place: str, group: str) -> set[date]:
    """The months with a run of their own; one out of turn is not the month's list."""
    query = select(PayRunRow).where(PayRunRow.place == place, PayRunRow.programmes == group)
    runs = session.exec(query)
    return {r.month for r in runs if r.run == f"{place}/{group}/{r.month:%Y-%m}"}


def _pays_since(
    session: Session, programmes: tuple[str, ...], place: str
) -> list[tuple[str, date]]:
    """Each place that granted such aid, with the first month after its first decision."""
    query = (
        columns(col(CaseRow.place), func.min(col(CaseRow.decided_on)))
        .where(col(CaseRow.programme).in_(programmes), col(CaseRow.granted).is_(True))
        .group_by(col(CaseRow.place))
        .order_by(col(CaseRow.place))
    )
    if place:
        query = query.where(col(CaseRow.place) == place)
    found = session.connection().execute(query)
    return [(code, months_after(day.replace(day=1), 1)) for code, day in found if day]


def _household(run: PayRunRow, case_no: str, township: str, since: datetime, why: str) -> Stuck:
    return Stuck(
        kind=StuckKind.UNPAID,
        subject=case_no,
        zh=f"{run.month:%Y年%m月}应发救助金{why}",
        whose=ROLE_ZH[Role.PAY_OFFICER],
        since=since,
        place=run.place,
        township=township,
        cause=run.run,
    )


def _open_lines(run: PayRunRow, township: str) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(Obligation.run == run.run, col(Obligation.state).not_in(_PAID))
    if township:
        query = query.where(Obligation.township == township)
    return query.order_by(col(Obligation.case_no), col(Obligation.purpose))


def _left_out(run: PayRunRow, township: str) -> SelectOfScalar[CaseRow]:
    """Entitled in the month, decided before the list was made, and on no list of the month."""
    on_a_list = exists().where(
        col(Obligation.case_no) == col(CaseRow.case_no),
        col(Obligation.month) == run.month,
        col(Obligation.purpose) == REGULAR,
    )
    programmes, by = GROUPS[run.programmes], run.frozen_on or run.month
    query = _entitled(run.place, programmes, run.month, by, township)
    return query.where(~on_a_list).order_by(col(CaseRow.case_no))


def _entitled(
    place: str, programmes: Iterable[str], month: date, decided_by: date, township: str
) -> SelectOfScalar[CaseRow]:
    """Whose aid covers the month, decided that day at the latest."""
    covered = exists().where(
        col(EntitlementRow.case_no) == col(CaseRow.case_no),
        col(EntitlementRow.first) <= month,
        (col(EntitlementRow.last).is_(None)) | (col(EntitlementRow.last) >= month),
        col(EntitlementRow.monthly_fen) > 0,
    )
    query = select(CaseRow).where(
        CaseRow.place == place,
        col(CaseRow.programme).in_(tuple(programmes)),
        col(CaseRow.decided_on) <= decided_by,
        covered,
    )
    return query.where(CaseRow.township == township) if township else query


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def probe(session: Session) -> None:
    """Raises what the database raises when it takes no writing (read only, its disk full)."""
    session.execute(update(CaseNumber).where(col(CaseNumber.place) == "").values(next=0))
