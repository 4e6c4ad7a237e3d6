"""The register of complaints: numbers, the sealed words, and who has complained of the same before."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from domain.base import Frozen, digest_of
from domain.complaint.engine import PROCEDURE
from domain.complaint.lifecycle import Matter
from domain.identity import normalise_id
from store.sql import lock, next_number, put
from store.tables import ComplaintWords, MeetingIntake, MeetingNumber
from store.types import keyring_of
from store.watch import proceedings
from workflows.watch_steps import ComplaintProjection

INSPECTION = "inspection"
"""The kind under which a report against staff stands in the list of proceedings."""


class Words(Frozen):
    """Who complained and what was said. `concerned`: the staff it is about, as told."""

    name: str = ""
    id_no: str = ""
    phone: str = ""
    content: str
    concerned: str = ""


class Registered(Frozen):
    """`earlier`: complaints of the same person and matter, the oldest first."""

    number: str
    digest: str
    earlier: tuple[str, ...] = ()


def register(
    session: Session,
    words: Words,
    *,
    key: str,
    place: str,
    on: date,
    matter: Matter,
    about: str = "",
    staff: bool = False,
) -> Registered:
    """The number of a complaint, its words sealed; the same `key` gives the same number.

    `about`: the case or township the matter is about: with person and matter it makes "the same".
    A report against staff is numbered by chance, so that no gap in the register tells of it.
    """
    digest = digest_of({"content": words.content})
    known = session.get(MeetingIntake, key)
    if known is None:
        number = _number(session, place, on, staff)
        row = {"key": key, "place": place, "number": number, "at": datetime.now(UTC)}
        put(session, MeetingIntake, [row])
    else:
        number = known.number
    ring = keyring_of(session)

    def same(kind: str, who: str) -> str:
        return ring.blind_index(f"complaint:{kind}:{who}:{matter.value}:{about}") if who else ""

    by_number = same("id", normalise_id(words.id_no) if words.id_no else "")
    by_phone = same("phone", words.phone.strip())
    put(
        session,
        ComplaintWords,
        [
            {
                "place": place,
                "number": number,
                "on": on,
                "staff": staff,
                "same": by_number,
                "same_phone": by_phone,
                "at": datetime.now(UTC),
                **words.model_dump(),
            }
        ],
        keep=True,
    )
    before = () if staff else earlier(session, place, number, (by_number, by_phone), on)
    return Registered(number=number, digest=digest, earlier=before)


def _number(session: Session, place: str, on: date, staff: bool) -> str:
    if staff:
        return f"{on.year}-c{secrets.token_hex(5)}"
    lock(session, MeetingNumber, series="complaint", place=place, year=on.year)
    count = next_number(session, MeetingNumber, series="complaint", place=place, year=on.year)
    return f"{on.year}-c{count:04d}"


def earlier(
    session: Session, place: str, number: str, same: tuple[str, str], on: date
) -> tuple[str, ...]:
    """Numbers of the complaints of this person, known by number or phone, about this matter up to
    that day, but this one."""
    by_number, by_phone = same
    alike = [col(ComplaintWords.same) == by_number] if by_number else []
    alike += [col(ComplaintWords.same_phone) == by_phone] if by_phone else []
    if not alike:
        return ()
    query = select(ComplaintWords.number).where(
        ComplaintWords.place == place,
        or_(*alike),
        ComplaintWords.number != number,
        col(ComplaintWords.on) <= on,
        col(ComplaintWords.staff).is_(False),
    )
    return tuple(session.exec(query.order_by(col(ComplaintWords.on), col(ComplaintWords.number))))


def words_of(session: Session, place: str, number: str) -> ComplaintWords | None:
    return session.get(ComplaintWords, (place, number))


def project_complaint(session: Session, projection: ComplaintProjection) -> bool:
    """The complaint in the list of its kind. False: it was too old."""
    file = projection.file
    order = file.order
    flags = (
        order.channel.value,
        "named" if order.named else "",
        "major" if file.major else "",
        "repeated" if file.repeats else "",
        *(f"alert_{role}" for role in file.alerted),
    )
    closed = "transferred" if file.transferred else ""
    shown: dict[str, object] = {
        "topic": order.matter.value,
        "result": file.closed_as.value if file.closed_as else closed,
        "flags": proceedings.codes(flags),
        "unit": file.unit,
        "unit_zh": file.unit_zh,
        "case_no": file.case_no,
        "count": file.repeats,
    }
    unassigned = file.township if not file.unit else ""
    return proceedings.project(
        session,
        PROCEDURE,
        file,
        projection.tasks,
        projection.waiting,
        shown,
        units=projection.units,
        kind=INSPECTION if order.staff else "",
        township=file.unit if file.in_township else unassigned,
        secret=order.staff,
    )
