"""One line of the operators' log as it is kept for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError

from audit.archive.log import LogBroken
from domain.base import Frozen
from store.tables import AuditRow

FORMAT: Final = "doudi-trail/1"
_LATER: Final = ("engagement", "detail")


class Line(Frozen):
    """`n` counts from 0 in the order of the trail; `id` is the number in the table."""

    n: int
    id: int
    at: datetime
    who: str
    role: str
    place: str
    what: str
    subject: str
    result: str
    request_id: str
    engagement: str = ""
    detail: str = ""

    @property
    def stored(self) -> bytes:
        """Its bytes. What came later is left out where it is empty: older lines keep their digest."""
        empty = {name for name in _LATER if not getattr(self, name)}
        return self.model_dump_json(exclude=empty).encode()


def line_of(n: int, row: AuditRow) -> Line:
    return Line(
        n=n,
        id=row.id or 0,
        at=row.at.astimezone(UTC),
        who=row.who,
        role=row.role,
        place=row.place,
        what=row.what,
        subject=row.subject,
        result=row.result,
        request_id=row.request_id,
        engagement=row.engagement,
        detail=row.detail,
    )


def read_line(raw: bytes, n: int) -> Line:
    """Raises `LogBroken` for what is not the line of that number."""
    try:
        line = Line.model_validate_json(raw)
    except ValidationError:
        raise LogBroken(f"line {n} cannot be read") from None
    if line.n != n:
        raise LogBroken(f"line {n} is numbered {line.n}")
    return line
