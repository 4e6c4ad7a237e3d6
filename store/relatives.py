"""The register of officials and their close relatives, and its matches with every case.

Numbers, addresses and accounts are compared by keyed digest, in the database; what was matched
once is not matched again. Officials of a place are compared with the cases of that place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.file import CaseFile
from domain.relatives import SELF, Match, Registered, Signal, traces_of_family, traces_of_person
from store.intake import person_index
from store.sql import put
from store.tables import CaseTrace, RegisterRow, RegisterTrace, RelativeMark
from store.types import keyring_of


class Person(Frozen):
    """One person as the register is given it; `kinship` is his to the official."""

    kinship: str = SELF
    name: str
    id_no: str
    address: str = ""
    bank_account: str = ""


class Entry(Frozen):
    """One official with his relatives, whole: what was registered before is replaced."""

    place: str
    township: str = ""
    village: str = ""
    kind: str
    account: str = ""
    title: str
    person: Person
    relatives: tuple[Person, ...] = ()


class Found(Frozen):
    """A match of a case that nobody has dealt with yet."""

    case_no: str
    official: str
    match: Match


def register(session: Session, entry: Entry, *, by: str, on: date, at: datetime) -> str:
    """The official's id, the same one for the same person in office. Registering checks the entry."""
    ring = keyring_of(session)
    index = person_index(ring, entry.person.id_no)
    known = session.exec(
        select(RegisterRow).where(
            RegisterRow.place == entry.place, RegisterRow.id_index == index, RegisterRow.n == 0
        )
    ).first()
    official = known.official if known else secrets.token_hex(8)
    forget(session, official)
    for n, person in enumerate((entry.person, *entry.relatives)):
        row = {
            **entry.model_dump(exclude={"person", "relatives"}),
            **person.model_dump(),
            "official": official,
            "n": n,
            "id_index": person_index(ring, person.id_no),
            "active": True,
            "checked_on": on,
            "checked_by": by,
            "at": at,
        }
        put(session, RegisterRow, [row])
        traces = traces_of_person(
            "", person.id_no, person.address, person.bank_account, ring.blind_index
        )
        put(
            session,
            RegisterTrace,
            [
                {"official": official, "n": n, "signal": t.signal.value, "value": t.value}
                for t in traces
            ],
        )
    return official


def forget(session: Session, official: str) -> None:
    """Takes an official's rows away; what was told to cases stays told."""
    for table in (RegisterTrace, RegisterRow):
        session.execute(delete(table).where(col(table.official) == official))


def leave_office(session: Session, official: str) -> bool:
    """The official handles nothing any more: kept, and matched no longer. False: unknown."""
    rows = _rows(session, official)
    for row in rows:
        row.active = False
        session.add(row)
    return bool(rows)


def checked(session: Session, official: str, *, by: str, on: date) -> bool:
    """Somebody has gone through the entry and found it right. False: unknown."""
    rows = _rows(session, official)
    for row in rows:
        row.checked_by, row.checked_on = by, on
        session.add(row)
    return bool(rows)


def _rows(session: Session, official: str) -> Sequence[RegisterRow]:
    query = select(RegisterRow).where(RegisterRow.official == official).order_by(col(RegisterRow.n))
    return session.exec(query).all()


def entries(
    session: Session, place: str, township: str = "", *, own: bool = False
) -> tuple[tuple[RegisterRow, ...], ...]:
    """Each official with his relatives behind him, by township and village. Without a township those
    of the whole county, or with `own` those of its bureau alone."""
    query = select(RegisterRow).where(RegisterRow.place == place)
    if township or own:
        query = query.where(RegisterRow.township == township)
    by: dict[str, list[RegisterRow]] = {}
    order = (col(RegisterRow.township), col(RegisterRow.official), col(RegisterRow.n))
    for row in session.exec(query.order_by(*order)):
        by.setdefault(row.official, []).append(row)
    return tuple(tuple(rows) for rows in by.values())


def trace_case(session: Session, file: CaseFile) -> None:
    """What this family is compared by. Older traces stay: a relation may come to light years on."""
    ring = keyring_of(session)
    put(
        session,
        CaseTrace,
        [
            {
                "case_no": file.case_no,
                "member": t.member,
                "signal": t.signal.value,
                "value": t.value,
                "place": file.place,
            }
            for t in traces_of_family(file.household, ring.blind_index)
        ],
        keep=True,
    )


def untold(session: Session, *, case_no: str = "", place: str = "") -> tuple[Found, ...]:
    """Every match not dealt with, of one case, one place or all; a fact leaves no lead beside it."""
    query = (
        select(CaseTrace, RegisterRow)
        .join(RegisterTrace, col(RegisterTrace.value) == col(CaseTrace.value))
        .join(
            RegisterRow,
            (col(RegisterRow.official) == col(RegisterTrace.official))
            & (col(RegisterRow.n) == col(RegisterTrace.n)),
        )
        .where(
            col(RegisterRow.active).is_(True),
            col(RegisterRow.place) == col(CaseTrace.place),
            col(RegisterTrace.signal) == col(CaseTrace.signal),
        )
    )
    if case_no:
        query = query.where(CaseTrace.case_no == case_no)
    if place:
        query = query.where(CaseTrace.place == place)
    found = [_found(trace, row) for trace, row in session.exec(query)]
    certain = {(f.case_no, f.official) for f in found if f.match.certain}
    known = _marked(session, {f.case_no for f in found})
    return tuple(
        sorted(
            (
                f
                for f in found
                if (f.case_no, f.match.key) not in known
                and (f.match.certain or (f.case_no, f.official) not in certain)
            ),
            key=lambda f: (f.case_no, f.match.key),
        )
    )


def _marked(session: Session, case_nos: Iterable[str]) -> set[tuple[str, str]]:
    query = select(RelativeMark.case_no, RelativeMark.key).where(
        col(RelativeMark.case_no).in_(sorted(case_nos))
    )
    return {(case_no, key) for case_no, key in session.exec(query)}


def _found(trace: CaseTrace, row: RegisterRow) -> Found:
    who = Registered(
        key=f"{row.official}.{row.n}",
        kinship=row.kinship,
        official=row.title,
        account=row.account,
    )
    match = Match(member=trace.member, signal=Signal(trace.signal), who=who)
    return Found(case_no=trace.case_no, official=row.official, match=match)


def mark(session: Session, found: Found, state: str, at: datetime) -> None:
    """The match is dealt with: `told` to the case, or `past` because the case was closed."""
    row = {
        "case_no": found.case_no,
        "key": found.match.key,
        "official": found.official,
        "signal": found.match.signal.value,
        "state": state,
        "at": at,
    }
    put(session, RelativeMark, [row], keep=True)


def marks(session: Session, place: str, township: str = "") -> tuple[RelativeMark, ...]:
    """Every match of the register of a place, living and past cases, newest first."""
    query = (
        select(RelativeMark)
        .join(RegisterRow, col(RegisterRow.official) == col(RelativeMark.official))
        .where(RegisterRow.place == place, RegisterRow.n == 0)
        .order_by(col(RelativeMark.at).desc(), col(RelativeMark.case_no))
    )
    if township:
        query = query.where(RegisterRow.township == township)
    return tuple(session.exec(query))


def related_accounts(
    session: Session, *, place: str, case_no: str = "", id_no: str = ""
) -> tuple[str, ...]:
    """Accounts of the officials who are, by number, relatives of this case's family or person."""
    ring = keyring_of(session)
    values: set[str] = set()
    if case_no:
        query = select(CaseTrace.value).where(
            CaseTrace.case_no == case_no, CaseTrace.signal == Signal.ID_NUMBER.value
        )
        values.update(session.exec(query))
    if id_no:
        traces = traces_of_person("", id_no, "", "", ring.blind_index)
        values.update(t.value for t in traces)
    if not values:
        return ()
    near = (
        select(RegisterTrace.official)
        .join(RegisterRow, col(RegisterRow.official) == col(RegisterTrace.official))
        .where(
            RegisterTrace.signal == Signal.ID_NUMBER.value,
            col(RegisterTrace.value).in_(sorted(values)),
            RegisterRow.place == place,
            col(RegisterRow.active).is_(True),
        )
    )
    accounts = select(RegisterRow.account).where(
        RegisterRow.n == 0, col(RegisterRow.official).in_(near), RegisterRow.account != ""
    )
    return tuple(sorted(set(session.exec(accounts))))
