"""Taking a request in: a number for each case it opens and the claim of its people, all at once.

A person belongs to one living case of a programme group at most, whatever the place, and to none
beside one that excludes it. The number of an ID card is never stored here, only its blind index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.identity import normalise_id
from domain.window.requests import Claim
from runtime.keys import KeyRing
from store.sql import lock, next_number, put
from store.tables import CaseNumber, CaseRow, ClaimRow, IntakeRow
from store.types import keyring_of

Person = tuple[str, str]
"""A member's key in the application and the number of his ID card."""
Asked = tuple[Claim, Sequence[Person]]
"""One case of a request: how it holds people, and whom."""
_EVERYWHERE = "**"
"""The counter row whose lock lets one writer at a time change claims, whatever the place."""


class Duplicate(Exception):
    """A member of the application is already in another living case that excludes this one.

    `asked` and `holds` are the names of the two claims.
    """

    def __init__(self, case_no: str, member_key: str, asked: str, holds: str) -> None:
        super().__init__(f"member {member_key} is in case {case_no} already")
        self.case_no = case_no
        self.member_key = member_key
        self.asked, self.holds = asked, holds


class SamePersonTwice(Exception):
    """Two members of one application have the same ID number; `members` are their keys."""

    def __init__(self, members: tuple[str, str]) -> None:
        super().__init__(f"members {members[0]} and {members[1]} are the same person")
        self.members = members


def take_in(
    session: Session, *, key: str, abbr: str, place: str, on: date, asked: Sequence[Asked]
) -> tuple[str, ...]:
    """The case numbers of a request, in the order asked; the same `key` gives the same numbers.

    `abbr`: the place's two letters. Raises `Duplicate` or `SamePersonTwice`; then the transaction
    must be given up, which `Store.write` does, and no number is lost.
    """
    letters, year = abbr.upper(), on.year
    lock(session, CaseNumber, place=letters, year=year)
    known = {row.seq: row.case_no for row in _known(session, key)}
    given = []
    for seq, (claim, persons) in enumerate(asked):
        if seq in known:  # one given up meanwhile gets a new number
            given.append(known[seq])
            continue
        _refuse_same_person(keyring_of(session), persons)
        number = next_number(session, CaseNumber, place=letters, year=year)
        case_no = f"{letters}{year}{number:06d}"
        row = {"key": key, "seq": seq, "case_no": case_no, "name": claim.name, "place": place}
        put(session, IntakeRow, [{**row, "at": datetime.now(UTC)}])
        taken = hold_claims(session, case_no, place, persons, claim)
        if taken:
            raise taken[0]
        given.append(case_no)
    return tuple(given)


def _known(session: Session, key: str) -> Sequence[IntakeRow]:
    return session.exec(select(IntakeRow).where(IntakeRow.key == key)).all()


def hold_claims(
    session: Session,
    case_no: str,
    place: str,
    persons: Sequence[Person],
    claim: Claim | None = None,
) -> tuple[Duplicate, ...]:
    """Makes exactly these people the case's; gives back those whom another case holds.

    Whoever has left the household is released. A person another case may not share is not taken.
    """
    ring, claim = keyring_of(session), claim or Claim()
    wanted = {person_index(ring, id_no): key for key, id_no in persons}
    mine = session.exec(select(ClaimRow).where(ClaimRow.case_no == case_no))
    if {row.person: row.member for row in mine} == wanted:
        return ()
    # Two groups exclude each other by what both of them read, so one writer goes at a time.
    lock(session, CaseNumber, place=_EVERYWHERE, year=0)
    session.execute(
        delete(ClaimRow).where(
            col(ClaimRow.case_no) == case_no, col(ClaimRow.person).not_in(sorted(wanted))
        )
    )
    rows = session.exec(select(ClaimRow).where(col(ClaimRow.person).in_(sorted(wanted))))
    barred = {
        row.person: row
        for row in rows
        if row.case_no != case_no and (row.circle == claim.group or row.name in claim.excludes)
    }
    put(
        session,
        ClaimRow,
        [
            {
                "person": person,
                "circle": claim.group,
                "name": claim.name,
                "case_no": case_no,
                "member": wanted[person],
                "place": place,
            }
            for person in sorted(wanted)
            if person not in barred
        ],
        keep=True,
    )
    found = [
        Duplicate(row.case_no, wanted[person], claim.name, row.name)
        for person, row in barred.items()
    ]
    return tuple(sorted(found, key=lambda duplicate: duplicate.member_key))


def release_claims(session: Session, case_no: str) -> None:
    """The case holds nobody any more; its people may apply again."""
    session.execute(delete(ClaimRow).where(col(ClaimRow.case_no) == case_no))


def cases_of_person(session: Session, id_no: str) -> dict[str, str]:
    """The living cases a person is in: by what they are called (`dibao`, `single`, …), sorted."""
    person = person_index(keyring_of(session), id_no)
    rows = session.exec(select(ClaimRow).where(ClaimRow.person == person))
    return dict(sorted((row.name, row.case_no) for row in rows))


def member_of_case(session: Session, id_no: str, case_no: str) -> str:
    """The key a person has in a living case. NoResultFound when the case does not hold him."""
    person = person_index(keyring_of(session), id_no)
    query = select(ClaimRow.member).where(ClaimRow.person == person, ClaimRow.case_no == case_no)
    return session.exec(query).one()


def case_of_person(session: Session, id_no: str) -> str | None:
    """A living case a person is in, if any; the one opened first."""
    return min(cases_of_person(session, id_no).values(), default=None)


def held_elsewhere(session: Session, case_no: str, id_no: str, claim: Claim) -> str | None:
    """Another living case of this person that this claim may not stand beside."""
    person = person_index(keyring_of(session), id_no)
    rows = session.exec(select(ClaimRow).where(ClaimRow.person == person))
    barred = [
        row.case_no
        for row in rows
        if row.case_no != case_no and (row.circle == claim.group or row.name in claim.excludes)
    ]
    return min(barred, default=None)


def case_of_key(session: Session, key: str) -> str | None:
    """The first case number an application was given under this key, if it ever was."""
    row = session.get(IntakeRow, (key, 0))
    return row.case_no if row else None


def cases_of_key(session: Session, key: str) -> tuple[str, ...]:
    """Every case number a request was given under this key, in the order asked."""
    return tuple(row.case_no for row in sorted(_known(session, key), key=lambda r: r.seq))


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
