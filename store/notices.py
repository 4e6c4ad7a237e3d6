"""Papers: numbered once, kept as they were issued, proof of service beside them; and the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.case.lifecycle import Stage
from store.sql import lock, next_number, put
from store.tables import CaseRow, NoticeCounter, NoticeRow, PublicitySheet


class PaperOrder(Frozen):
    """A paper to number. `word`: the place's letters before the number, `焦救`."""

    case_no: str
    key: str
    kind: str
    place: str
    township: str
    word: str
    issued_on: date


class Written(Frozen):
    """A paper as it goes out, its digest, and the version of its template."""

    html: str
    digest: str
    edition: str = ""


Write = Callable[[str], Written]
"""From the number to the paper."""


def issue(session: Session, order: PaperOrder, write: Write) -> tuple[NoticeRow, bool]:
    """The paper of an order, written and numbered (`焦救〔2026〕12号`) if it is not there yet.

    True: it is new. Numbers run without gaps in a place and year.
    """
    year = order.issued_on.year
    lock(session, NoticeCounter, place=order.place, year=year)
    known = session.get(NoticeRow, (order.case_no, order.key))
    if known is not None:
        return known, False
    number = next_number(session, NoticeCounter, place=order.place, year=year)
    text = f"{order.word}〔{year}〕{number}号"
    row = NoticeRow(
        **order.model_dump(exclude={"word"}),
        **write(text).model_dump(),
        number=text,
        at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row, True


def sent(session: Session, case_no: str, key: str, by: str) -> None:
    """Remembers how a paper went out: sms or print."""
    session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.case_no) == case_no, col(NoticeRow.key) == key)
        .values(sent_by=by)
    )


def get_notice(session: Session, case_no: str, number: str) -> NoticeRow | None:
    """A paper of a case by its number."""
    query = select(NoticeRow).where(NoticeRow.case_no == case_no, NoticeRow.number == number)
    return session.exec(query).first()


def notices_of(session: Session, case_no: str) -> tuple[NoticeRow, ...]:
    """The papers of a case in the order they were issued."""
    query = select(NoticeRow).where(NoticeRow.case_no == case_no)
    return tuple(session.exec(query.order_by(col(NoticeRow.issued_on), col(NoticeRow.at))))


def hang(session: Session, sheet: dict[str, Any], today: date) -> None:
    """Puts a sheet on the board. One that hangs is left alone.

    An order may come late: if the case has left its publicity by then, the sheet is taken down.
    """
    if not put(session, PublicitySheet, [sheet], keep=True) or sheet["taken_down_on"]:
        return
    case = session.get(CaseRow, sheet["case_no"])
    if case is not None and case.stage not in (Stage.PUBLICITY, Stage.APPROVAL):
        row = session.get_one(PublicitySheet, (sheet["case_no"], sheet["round"]))
        row.taken_down_on = today
        session.add(row)


def board(
    session: Session, place: str, today: date, *, township: str = "", village: str = ""
) -> tuple[PublicitySheet, ...]:
    """What hangs on the notice board of a place on a day: up to its last day, unless stopped."""
    query = select(PublicitySheet).where(
        PublicitySheet.place == place,
        PublicitySheet.posted_on <= today,
        PublicitySheet.until >= today,
        or_(
            col(PublicitySheet.taken_down_on).is_(None),
            col(PublicitySheet.taken_down_on) >= col(PublicitySheet.until),
        ),
    )
    for column, value in ((PublicitySheet.township, township), (PublicitySheet.village, village)):
        if value:
            query = query.where(col(column) == value)
    return tuple(
        session.exec(query.order_by(col(PublicitySheet.until), col(PublicitySheet.case_no)))
    )
