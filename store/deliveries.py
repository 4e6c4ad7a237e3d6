"""Proof of delivery: what each channel said to each message about a paper."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from domain.base import Frozen
from domain.papers.delivery import Channel
from store.sql import put
from store.tables import DeliveryRow, NoticeRow

WAITING, ACCEPTED, FAILED = "waiting", "accepted", "failed"


class Tried(Frozen):
    """Where a channel stands with a paper. `answer`: its reference, or a code of what went wrong."""

    state: str = WAITING
    attempts: int = 0
    answer: str = ""


def tried(session: Session, case_no: str, key: str, channel: Channel) -> Tried:
    """What was tried so far; nothing when the channel was not yet asked."""
    row = session.get(DeliveryRow, (case_no, key, channel.value))
    if row is None:
        return Tried()
    return Tried(state=row.state, attempts=row.attempts, answer=row.answer)


def note(session: Session, paper: NoticeRow, channel: Channel, now: Tried, digest: str) -> None:
    """Writes a try down. `digest`: SHA-256 of the message, which itself is not kept."""
    row = {
        "case_no": paper.case_no,
        "key": paper.key,
        "channel": channel.value,
        "place": paper.place,
        "state": now.state,
        "attempts": now.attempts,
        "answer": now.answer,
        "digest": digest,
        "at": datetime.now(UTC),
    }
    put(session, DeliveryRow, [row])


def failed(session: Session, case_no: str, key: str) -> tuple[str, ...]:
    """The channels that did not take the message about this paper, sorted."""
    query = select(DeliveryRow.channel).where(
        DeliveryRow.case_no == case_no, DeliveryRow.key == key, DeliveryRow.state == FAILED
    )
    return tuple(sorted(session.exec(query)))


def deliveries_of(session: Session, case_no: str) -> tuple[DeliveryRow, ...]:
    """Every try of a case's papers, in the order they were made."""
    query = select(DeliveryRow).where(DeliveryRow.case_no == case_no)
    return tuple(session.exec(query.order_by(col(DeliveryRow.at), col(DeliveryRow.key))))
