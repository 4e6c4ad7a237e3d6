"""Taking an application in: its case number and the claim of its people, in one transaction.

A person belongs to one living case at most, whatever the place. The number of an ID card is never
stored here, only its blind index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.identity import normalise_id
from runtime.keys import KeyRing
from store.sql import lock, next_number, put
from store.tables import CaseNumber, CaseRow, ClaimRow, IntakeRow
from store.types import keyring_of

Person = tuple[str, str]
"""A member's key in the application and the number of his ID card."""


class Duplicate(Exception):
    """A member of the application is already in another living case."""

    def __init__(self, case_no: str, member_key: str) -> None:
        super().__init__(f"member {member_key} is in case {case_no} already")
        self.case_no = case_no
        self.member_key = member_key


class SamePersonTwice(Exception):
    """Two members of one application have the same ID number; `members` are their keys."""

    def __init__(self, members: tuple[str, str]) -> None:
        super().__init__(f"members {members[0]} and {members[1]} are the same person")
        self.members = members


def take_in(
    session: Session, *, key: str, abbr: str, place: str, on: date, persons: Sequence[Person]
) -> str:
    """The case number of an application; the same `key` gives the same number.

    `abbr`: the place's two letters. Raises `Duplicate` or `SamePersonTwice`; then the transaction
    must be given up, which `Store.write` does, and no number is lost.
    """
    letters, year = abbr.upper(), on.year
    lock(session, CaseNumber, place=letters, year=year)
    known = session.get(IntakeRow, key)
    if known is not None:
        return known.case_no
    number = next_number(session, CaseNumber, place=letters, year=year)
    case_no = f"{letters}{year}{number:06d}"
    put(
        session,
        IntakeRow,
        [{"key": key, "case_no": case_no, "place": place, "at": datetime.now(UTC)}],
    )
    _refuse_same_person(keyring_of(session), persons)
    taken = hold_claims(session, case_no, place, persons)
    if taken:
        raise Duplicate(taken[0].case_no, taken[0].member_key)
    return case_no


def hold_claims(
    session: Session, case_no: str, place: str, persons: Sequence[Person]
) -> tuple[Duplicate, ...]:
    """Makes exactly these people the case's; gives back those whom another case holds.

    Whoever has left the household is released.
    """
    ring = keyring_of(session)
    wanted = {person_index(ring, id_no): key for key, id_no in persons}
    mine = session.exec(select(ClaimRow).where(ClaimRow.case_no == case_no))
    if {row.person: row.member for row in mine} == wanted:
        return ()
    session.execute(
        delete(ClaimRow).where(
            col(ClaimRow.case_no) == case_no, col(ClaimRow.person).not_in(sorted(wanted))
        )
    )
    # Always in the same order, so that two applications never wait for each other in a ring.
    put(
        session,
        ClaimRow,
        [
            {"person": person, "case_no": case_no, "member": wanted[person], "place": place}
            for person in sorted(wanted)
        ],
        keep=True,
    )
    rows = session.exec(select(ClaimRow).where(col(ClaimRow.person).in_(sorted(wanted))))
    found = [Duplicate(r.case_no, wanted[r.person]) for r in rows if r.case_no != case_no]
    return tuple(sorted(found, key=lambda duplicate: duplicate.member_key))


def release_claims(session: Session, case_no: str) -> None:
    """The case holds nobody any more; its people may apply again."""
    session.execute(delete(ClaimRow).where(col(ClaimRow.case_no) == case_no))


def case_of_person(session: Session, id_no: str) -> str | None:
    """The living case a person is in, if any."""
    claim = session.get(ClaimRow, person_index(keyring_of(session), id_no))
    return claim.case_no if claim else None


def unstarted(session: Session, before: datetime) -> tuple[IntakeRow, ...]:
    """Applications taken in before a moment whose case never appeared: the start was lost."""
    rows = session.exec(
        select(IntakeRow)
        .where(
            col(IntakeRow.at) < before,
            col(IntakeRow.case_no).not_in(select(CaseRow.case_no)),
        )
        .order_by(col(IntakeRow.case_no))
    )
    return tuple(rows)


def give_up(session: Session, case_no: str) -> None:
    """Undoes an intake whose case can never start. The number is not given out again."""
    release_claims(session, case_no)
    session.execute(delete(IntakeRow).where(col(IntakeRow.case_no) == case_no))


def person_index(ring: KeyRing, id_no: str) -> str:
    """What stands in the tables for a person."""
    return ring.blind_index(f"person:{normalise_id(id_no)}")


def _refuse_same_person(ring: KeyRing, persons: Sequence[Person]) -> None:
    seen: dict[str, str] = {}
    for key, id_no in persons:
        index = person_index(ring, id_no)
        if index in seen:
            raise SamePersonTwice((seen[index], key))
        seen[index] = key
