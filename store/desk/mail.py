"""What units got: progress notices and papers, each once, however often it is begun again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.assembly.file import MAIL_ZH
from domain.desk.telling import PROGRESS, Notice
from store.sql import put
from store.tables import MeetingMail, UnitMail

MOST = 200


def told_until(session: Session, subject: str) -> int:
    """The last line of a subject's record that the units were told of."""
    query = select(func.max(UnitMail.seq)).where(
        UnitMail.subject == subject, UnitMail.kind == PROGRESS
    )
    return session.exec(query).one() or 0


def tell(session: Session, place: str, subject: str, notices: Iterable[Notice]) -> int:
    """Puts each notice before its unit, in the transaction of the state it tells of."""
    at = datetime.now(UTC)
    rows = [
        {
            "subject": subject,
            "key": f"{PROGRESS}:{notice.seq}",
            "unit": notice.unit,
            "place": place,
            "kind": PROGRESS,
            "seq": notice.seq,
            "paper": "",
            "on": notice.on,
            "at": at,
            "digest": "",
            "title": notice.title,
            "text": notice.text,
            "html": "",
        }
        for notice in notices
    ]
    return put(session, UnitMail, rows, keep=True)


def deliver(session: Session, mail: UnitMail) -> bool:
    """Puts a paper before a unit. False: the unit had it already, and keeps what it had."""
    return bool(put(session, UnitMail, [mail.model_dump()], keep=True))


def has(session: Session, subject: str, key: str) -> frozenset[str]:
    """The units that have this mailing already."""
    query = select(UnitMail.unit).where(UnitMail.subject == subject, UnitMail.key == key)
    return frozenset(session.exec(query))


def mail_of(session: Session, subject: str, unit: str = "") -> tuple[UnitMail, ...]:
    """What went out of a subject, or what one unit got of it, in order."""
    query = select(UnitMail).where(UnitMail.subject == subject)
    if unit:
        query = query.where(UnitMail.unit == unit)
    order = (UnitMail.on, UnitMail.seq, UnitMail.key, UnitMail.unit)
    return tuple(session.exec(query.order_by(*(col(c) for c in order))))


@dataclass(frozen=True)
class Letter:
    """One line of a unit's inbox. `number`: of the meeting, empty for a letter of an affair."""

    subject: str
    key: str
    kind: str
    on: date
    at: datetime
    title: str
    text: str
    paper: str
    number: str = ""


def inbox(session: Session, place: str, unit: str, limit: int = MOST) -> tuple[Letter, ...]:
    """What this unit got of meetings and affairs, the newest first."""
    size = max(1, min(limit, MOST))
    ours = (
        select(UnitMail)
        .where(UnitMail.place == place, UnitMail.unit == unit)
        .order_by(col(UnitMail.at).desc(), col(UnitMail.subject), col(UnitMail.seq).desc())
        .limit(size)
    )
    theirs = (
        select(MeetingMail)
        .where(MeetingMail.place == place, MeetingMail.unit == unit)
        .order_by(col(MeetingMail.at).desc())
        .limit(size)
    )
    letters = [
        Letter(m.subject, m.key, m.kind, m.on, m.at, m.title, m.text, m.paper)
        for m in session.exec(ours)
    ]
    letters += [
        Letter(
            f"meeting/{m.place}/{m.number}",
            m.key,
            m.kind,
            m.on,
            m.at,
            f"{MAIL_ZH[m.kind]}（{m.number}号会议）",
            "",
            m.paper,
            m.number,
        )
        for m in session.exec(theirs)
    ]
    return tuple(sorted(letters, key=lambda x: (x.at, x.subject, x.key), reverse=True)[:size])


def letter(session: Session, subject: str, key: str, unit: str) -> UnitMail | None:
    return session.get(UnitMail, (subject, key, unit))
