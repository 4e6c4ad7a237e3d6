"""Who is in aid, as keyed hashes: the roll every comparison is made against.

Written with the case's other rows. A name and a number stand sealed, for the list that goes to the
province alone; nothing is looked up by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.case.file import CaseFile
from domain.compare.classes import class_of
from domain.compare.matching import Held
from domain.compare.rows import likeness_text
from domain.household import Member
from domain.identity import birth_date
from domain.window.requests import claimed
from runtime.keys import KeyRing
from store.intake import person_index
from store.sql import in_chunks, put
from store.tables import RollRow
from store.types import keyring_of


def project_roll(session: Session, file: CaseFile) -> None:
    """Exactly the people the case gives aid to; nobody once it has ended."""
    ring = keyring_of(session)
    people = claimed(file.household, file.single_person) if _in_aid(file) else ()
    wanted = {m.key: _row(ring, file, m) for m in people}
    stand = {
        row.member: row.record
        for row in session.exec(select(RollRow).where(RollRow.case_no == file.case_no))
    }
    if stand == {key: row["record"] for key, row in wanted.items()}:
        return
    gone = sorted(set(stand) - set(wanted))
    if gone:
        session.execute(
            delete(RollRow).where(
                col(RollRow.case_no) == file.case_no, col(RollRow.member).in_(gone)
            )
        )
    put(session, RollRow, [row for key, row in wanted.items() if stand.get(key) != row["record"]])


def _in_aid(file: CaseFile) -> bool:
    return file.living and file.ending is None and file.closed is None


def _row(ring: KeyRing, file: CaseFile, member: Member) -> dict[str, Any]:
    row: dict[str, Any] = {
        "case_no": file.case_no,
        "member": member.key,
        "place": file.place,
        "township": file.township,
        "programme": file.programme.value,
        "klass": class_of(file.programme).value,
        "person": person_index(ring, member.id_no),
        "likeness": likeness_index(ring, member.name, member.id_no),
        "name": member.name,
        "id_no": member.id_no,
    }
    return {**row, "record": ring.blind_index("|".join(("roll", *map(str, row.values()))))}


def likeness_index(ring: KeyRing, name: str, id_no: str) -> str:
    """The hash of name and birth date; of the number alone where it holds no birth date."""
    try:
        return hash_likeness(ring, likeness_text(name, birth_date(id_no)))
    except ValueError:
        return hash_likeness(ring, f"|{id_no}")


def hash_likeness(ring: KeyRing, text: str) -> str:
    return ring.blind_index(f"likeness:{text}")


def held_by_person(
    session: Session, place: str, persons: Iterable[str]
) -> dict[str, tuple[Held, ...]]:
    return _held(session, place, RollRow.person, persons)


def held_by_likeness(
    session: Session, place: str, likenesses: Iterable[str]
) -> dict[str, tuple[Held, ...]]:
    return _held(session, place, RollRow.likeness, likenesses)


def _held(
    session: Session, place: str, column: Any, values: Iterable[str]
) -> dict[str, tuple[Held, ...]]:
    found: dict[str, tuple[Held, ...]] = {}
    wanted = sorted({value for value in values if value})
    fields = (
        RollRow.case_no,
        RollRow.member,
        RollRow.township,
        RollRow.person,
        RollRow.likeness,
    )
    by_person = column is RollRow.person
    for part in in_chunks(wanted):
        query = (
            select(*fields)  # type: ignore[call-overload]
            .where(RollRow.place == place, col(column).in_(part))
            .order_by(col(RollRow.case_no), col(RollRow.member))
        )
        for case_no, member, township, person, likeness in session.exec(query):
            held = Held(
                case_no=case_no,
                member=member,
                township=township,
                person=person,
                likeness=likeness,
            )
            key = person if by_person else likeness
            found[key] = (*found.get(key, ()), held)
    return found
