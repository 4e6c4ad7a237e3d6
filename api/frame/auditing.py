"""Every command into the audit log, refused ones and looks in clear too (S20)."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request

from api.frame.door import Door
from api.scope import Caller
from store import audit_log


def request_id_of(request: Request) -> str:
    """What the answer, the log and the trace call this request."""
    return str(getattr(request.state, "request_id", ""))


async def log_command(
    door: Door,
    caller: Caller | None,
    what: str,
    subject: str,
    result: str,
    place: str = "",
    request_id: str = "",
) -> None:
    """One line in the audit log: every command, refused ones too, and every look in clear."""
    await door.write(
        audit_log.record,
        at=datetime.now(UTC),
        who=caller.id if caller else "",
        role=caller.role if caller else "",
        place=place or (caller.place if caller else ""),
        what=what,
        subject=subject,
        result=result,
        request_id=request_id,
        engagement=caller.engagement if caller else "",
    )
