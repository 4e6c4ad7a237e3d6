"""The tables of one case as its histories give them, held against the tables as they stand.

The truth of a case is its workflow; what lists show is a projection. So what a case once told the
tables is told again to an empty scratch database, and every row that differs, is missing or should
not be there is found, and put right. Ledger, bank files, papers and accounts of staff are no
projection and are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from domain.base import Frozen, digest_of
from runtime.keys import KeyFault, KeyRing
from store.closing import unpacked
from store.engine import Store
from store.projection import project_case, project_check, tasks_of_case
from store.sql import put
from store.tables import (
    AccountRow,
    CarePersonRow,
    CaseRow,
    ClosedFileRow,
    DepartmentAsk,
    EntitlementRow,
    HitRow,
    OnceAidRow,
    TaskRow,
    TimelineRow,
)
from store.types import EncryptedText, keyring_of
from workflows.steps import CaseProjection, CheckProjection

Told = CaseProjection | CheckProjection
Rows = Mapping[str, Mapping[tuple[Any, ...], Mapping[str, Any]]]
"""By table, then by primary key: the columns that come from the case."""

TABLES: Final[dict[str, type[SQLModel]]] = {
    str(row.__tablename__): row
    for row in (
        CaseRow,
        TaskRow,
        TimelineRow,
        EntitlementRow,
        AccountRow,
        DepartmentAsk,
        ClosedFileRow,
        OnceAidRow,
        HitRow,
        CarePersonRow,
    )
}
"""What is made of the histories of cases and of their information checks, and of nothing else."""
TABLES_ZH: Final = {
    "cases": "案件",
    "tasks": "待办",
    "timeline": "办理记录",
    "entitlements": "待遇",
    "accounts": "发放账户",
    "department_asks": "部门答复",
    "closed_files": "办结时的案卷",
    "once_aids": "一次性救助",
    "case_hits": "疑点线索",
    "care_people": "供养人员",
}
_OWN_KINDS: Final = ("case", "check")
_NOT_OF_THE_CASE: Final = {"cases": ("updated_at",)}
"""Columns that say when a row was written, not what the case is."""
_DUPLICATE: Final = ",duplicate"
"""A flag that rests on the claims of other cases."""


UNREADABLE: Final = "（不能解密）"


class Difference(Frozen):
    """One row that is not what the histories give. `what`: changed, missing or extra. `columns`:
    names only, never what stands in them."""

    table: str
    what: str
    key: str
    columns: tuple[str, ...] = ()


class Seen(NamedTuple):
    """The rows of a case as they stood at one moment, and the version its row bore."""

    version: int | None
    rows: Rows


class Scratch:
    """An empty database in memory, with the key ring of the real one: indexes come out the same."""

    def __init__(self, keyring: KeyRing) -> None:
        self._store = Store("sqlite://", keyring)
        SQLModel.metadata.create_all(self._store.engine)

    def rows(self, case_no: str, told: Iterable[Told]) -> Seen:
        """The tables after the case told them all this, oldest first. Nothing of it is kept.

        Only what is open for somebody to do is told step by step, since a task that was done keeps
        the day; all else stands in the last that each run and each check told.
        """
        every = list(told)
        last = {_told_by(one): n for n, one in enumerate(every)}
        with self._emptied() as session:
            for n, one in enumerate(every):
                whole = last[_told_by(one)] == n
                if isinstance(one, CheckProjection):
                    project_check(session, one)
                elif whole:
                    project_case(session, one)
                else:
                    tasks_of_case(session, one)
            session.flush()
            return rows_of(session, case_no)

    @contextmanager
    def _emptied(self) -> Iterator[Session]:
        with self._store.read() as session:
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        self._store.close()


def rows_of(session: Session, case_no: str) -> Seen:
    """Every row of the case in the tables of the projection. What was sealed and does not open any
    more reads as `UNREADABLE`."""
    ring = keyring_of(session)
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for name, table in TABLES.items():
        query = sa.select(*_columns(table)).where(*_of(table, case_no))
        rows = [_opened(table, row._asdict(), ring) for row in session.connection().execute(query)]
        keys = _keys(table)
        found[name] = {tuple(row[key] for key in keys): _compared(name, row) for row in rows}
    row = found["cases"].get((case_no,))
    return Seen(row["version"] if row else None, found)


def _columns(table: type[SQLModel]) -> Sequence[Any]:
    return [
        sa.type_coerce(column, sa.LargeBinary).label(column.name)
        if isinstance(column.type, EncryptedText)
        else column
        for column in table.__table__.columns  # type: ignore[attr-defined]
    ]


def _opened(table: type[SQLModel], row: dict[str, Any], ring: KeyRing) -> dict[str, Any]:
    for column in table.__table__.columns:  # type: ignore[attr-defined]
        if isinstance(column.type, EncryptedText):
            place = column.type.place.encode()
            try:
                row[column.name] = ring.decrypt(bytes(row[column.name]), place).decode()
            except KeyFault:
                row[column.name] = UNREADABLE
    return row


def differences(wanted: Seen, stands: Seen) -> tuple[Difference, ...]:
    """What must change for the tables to say what the histories do."""
    found: list[Difference] = []
    for name in TABLES:
        right, there = wanted.rows[name], stands.rows[name]
        for key, row in right.items():
            if key not in there:
                found.append(_difference(name, "missing", key))
            elif other := tuple(c for c in row if not _same(name, c, row[c], there[key][c])):
                found.append(_difference(name, "changed", key, other))
        found += [_difference(name, "extra", key) for key in there if key not in right]
    return tuple(found)


def put_right(session: Session, case_no: str, wanted: Seen, stands: Seen) -> bool:
    """Makes the case's rows what `wanted` says. False, and nothing done, when somebody has written
    since `stands` was read: then it must be looked at again."""
    held = sa.select(col(CaseRow.version)).where(col(CaseRow.case_no) == case_no)
    session.connection().execute(held.with_for_update())
    now = rows_of(session, case_no)
    if now.rows != stands.rows:
        return False
    for name, table in TABLES.items():
        right, there = wanted.rows[name], stands.rows[name]
        for key in there:
            if key not in right:
                session.execute(delete(table).where(*_by_key(table, key)))
        for key, row in right.items():
            if key not in there or any(not _same(name, c, row[c], there[key][c]) for c in row):
                put(session, table, [_whole(session, table, key, row)])
    return True


def remove(session: Session, case_no: str) -> None:
    """Takes out every row of a case no history knows."""
    for table in TABLES.values():
        session.execute(delete(table).where(*_of(table, case_no)))


def numbers(session: Session, place: str = "") -> frozenset[str]:
    """Every case number the projection's tables hold rows of."""
    found: set[str] = set()
    for table in TABLES.values():
        column = col(table.case_no)  # type: ignore[attr-defined]
        query: Any = select(column).distinct()
        if table is TaskRow:
            query = query.where(col(TaskRow.kind).in_(_OWN_KINDS))
        found.update(number for number in session.exec(query) if number)
    if place:
        of_place = select(CaseRow).where(CaseRow.place == place)
        found &= {row.case_no for row in session.exec(of_place)}
    return frozenset(found)


def _of(table: type[SQLModel], case_no: str) -> Sequence[Any]:
    own = [col(table.case_no) == case_no]  # type: ignore[attr-defined]
    return [*own, col(TaskRow.kind).in_(_OWN_KINDS)] if table is TaskRow else own


def _keys(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in table.__table__.primary_key)  # type: ignore[attr-defined]


def _by_key(table: type[SQLModel], key: tuple[Any, ...]) -> Sequence[Any]:
    return [
        col(getattr(table, name)) == value for name, value in zip(_keys(table), key, strict=True)
    ]


def _compared(name: str, row: dict[str, Any]) -> dict[str, Any]:
    left_out = _NOT_OF_THE_CASE.get(name, ())
    found = {k: v for k, v in row.items() if k not in left_out}
    if name == "cases":
        found["flags"] = found["flags"].replace(_DUPLICATE, "")
    return found


def _told_by(one: Told) -> str:
    if isinstance(one, CheckProjection):
        return f"{one.file.order.case_no}/{one.file.order.number}"
    return one.run_id


def _same(name: str, column: str, one: Any, other: Any) -> bool:
    """A kept file is the same when it says the same: how it was packed may differ."""
    if (name, column) != ("closed_files", "file") or one == other:
        return bool(one == other)
    try:
        return digest_of(unpacked(one)) == digest_of(unpacked(other))
    except ValueError:
        return False


def _whole(
    session: Session, table: type[SQLModel], key: tuple[Any, ...], row: Mapping[str, Any]
) -> dict[str, Any]:
    """The row with what does not come from the case as it stands there."""
    if table is not CaseRow:
        return dict(row)
    query = sa.select(col(CaseRow.flags)).where(col(CaseRow.case_no) == key[0])
    stands = session.connection().execute(query).scalar()
    taken = stands is not None and _DUPLICATE in stands
    flags = row["flags"]
    if taken:
        codes = sorted({code for code in flags.split(",") if code} | {"duplicate"})
        flags = "".join(f",{code}" for code in codes) + ","
    return {**row, "flags": flags, "updated_at": datetime.now(UTC)}


def _difference(
    table: str, what: str, key: tuple[Any, ...], columns: tuple[str, ...] = ()
) -> Difference:
    return Difference(table=table, what=what, key="/".join(map(str, key)), columns=columns)
