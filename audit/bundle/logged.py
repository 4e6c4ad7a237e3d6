"""A bundle out of the tables has its lines in the audit log before it is made."""

from __future__ import annotations

from sqlmodel import Session

from audit.bundle.manifest import Stamp
from store import audit_log
from store.watching import matters
from workflows import ids


def log_bundle(
    session: Session,
    subject: str,
    place: str,
    stamp: Stamp,
    *,
    engagement: str = "",
    request_id: str = "",
) -> None:
    """The log is written first: no bundle out of the tables without its line, and one for each case that a
    matter of supervision names."""
    row = matters.get_oversight(session, subject.removeprefix(f"{ids.OVERSIGHT}/"))
    what = f"bundle for {stamp.purpose}{' in clear' if stamp.reveal else ''}"
    for name in (subject, *(matters.file_in(row).held.cases if row is not None else ())):
        audit_log.record(
            session, at=stamp.at, who=stamp.who, role=stamp.role.value, place=place, what=what,
            subject=name, result="done", engagement=engagement, request_id=request_id,
            detail="" if name == subject else subject,
        )  # fmt: skip
