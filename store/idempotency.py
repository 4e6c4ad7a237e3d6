"""A command that is sent twice is done once and answered alike.

`begin` in its own transaction before the command, `finish` after it. Between the two the command
itself must be safe to repeat, because a process that died in between leaves the key in progress;
after `PATIENCE` the sender may take it up again. Keys are kept as blind indices: a sender may well
have made one of an identity number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col

from store.sql import put
from store.tables import IdempotencyRow
from store.types import keyring_of

PATIENCE = timedelta(seconds=60)
_IN_PROGRESS, _DONE, _FREED = "in_progress", "done", "freed"


class Answer(StrEnum):
    """What to do with a command: do it, answer as before, wait, or refuse the key."""

    GO = "go"
    REPLAY = "replay"
    BUSY = "busy"
    MISUSED = "misused"


@dataclass(frozen=True)
class Begun:
    """With `REPLAY`, the status and body of the first answer.

    `again`, with `GO`: the same command was begun before and nobody knows whether it was done.
    """

    answer: Answer
    status: int = 0
    response: str = ""
    again: bool = False


def begin(session: Session, *, user: str, key: str, body: str, at: datetime) -> Begun:
    """Takes the key up. `body`: digest of method, path and body; another one is MISUSED."""
    key = _kept_as(session, key)
    fresh = {
        "user": user,
        "key": key,
        "body": body,
        "state": _IN_PROGRESS,
        "status": 0,
        "case_no": "",
        "created": at,
        "response": "",
    }
    if put(session, IdempotencyRow, [fresh], keep=True):
        return Begun(Answer.GO)
    known = session.get_one(IdempotencyRow, (user, key), with_for_update=True)
    freed = known.state == _FREED
    if known.body != body and not freed:
        return Begun(Answer.MISUSED)
    if known.state == _DONE:
        return Begun(Answer.REPLAY, known.status, known.response)
    if at - known.created < PATIENCE and not freed:
        return Begun(Answer.BUSY)
    again = known.body == body
    known.body, known.created, known.state = body, at, _IN_PROGRESS
    session.add(known)
    return Begun(Answer.GO, again=again)


def finish(
    session: Session, *, user: str, key: str, status: int, response: str, case_no: str = ""
) -> None:
    """Keeps the answer for every repetition. The first one kept stands.

    A key that another sender of the same command has freed meanwhile stays free.
    """
    row = session.get(IdempotencyRow, (user, _kept_as(session, key)), with_for_update=True)
    if row is None or row.state != _IN_PROGRESS:
        return
    row.state, row.status, row.response, row.case_no = _DONE, status, response, case_no
    session.add(row)


def drop(session: Session, *, user: str, key: str) -> None:
    """Frees a key after a fault of ours, so that it can be sent again.

    What was sent under it stays known: the command may have been done although the answer was lost.
    """
    session.execute(
        update(IdempotencyRow)
        .where(
            col(IdempotencyRow.user) == user,
            col(IdempotencyRow.key) == _kept_as(session, key),
            col(IdempotencyRow.state) == _IN_PROGRESS,
        )
        .values(state=_FREED)
    )


def _kept_as(session: Session, key: str) -> str:
    return keyring_of(session).blind_index(f"idempotency:{key}")
