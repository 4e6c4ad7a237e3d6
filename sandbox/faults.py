"""How a department of the sandbox can misbehave, and for how long on the calendar of the query."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pydantic import Field

from domain.base import Frozen
from domain.check.answers import Answer, DepartmentQuery, Kind, Record


class FaultKind(StrEnum):
    DOWN = "down"
    """503, without taking the question."""
    HANG = "hang"
    """Nothing for `seconds`, then 503: longer than any caller waits."""
    SLOW = "slow"
    """The right answer after `seconds`."""
    LATE = "late"
    """202: taken, the answer comes when the fault is over."""
    GARBAGE = "garbage"
    """200 with something that is not JSON."""
    SCHEMA = "schema"
    """200 with JSON of another form."""
    INCOMPLETE = "incomplete"
    """200 that leaves out one person or item."""
    OTHER_PERSON = "other_person"
    """200 about somebody nobody asked about."""
    DUPLICATE = "duplicate"
    """200 with every record twice."""
    CONTRADICTORY = "contradictory"
    """200 that says of one item both found and nothing."""
    REFUSED = "refused"
    """200: the department declines every item."""
    DENIES = "denies"
    """200 that says of everything there is nothing: it contradicts other departments."""
    SILENT_INSTITUTION = "silent_institution"
    """200 of a coordinator one of whose institutions has not answered."""


class Fault(Frozen):
    """`place` and `department` empty: all of them. `for_days` calendar days from the first query
    it met, by the query's own `asked_on`; 0: until it is taken away."""

    place: str = ""
    department: str = ""
    kind: FaultKind
    for_days: int = Field(default=0, ge=0, le=400)
    seconds: float = Field(default=0.0, ge=0, le=60)

    def concerns(self, query: DepartmentQuery) -> bool:
        return self.place in ("", query.place) and self.department in ("", query.department)

    def over_on(self, first: date) -> date | None:
        return first + timedelta(days=self.for_days) if self.for_days else None


def spoiled(kind: FaultKind, answer: Answer) -> str:
    """The body of a 200 that must not be believed (or, for `refused`, holds nothing)."""
    records = answer.records
    match kind:
        case FaultKind.GARBAGE:
            return "<html><body>系统维护中</body></html>"
        case FaultKind.SCHEMA:
            return '{"code": 0, "data": [{"sfcx": "1"}]}'
        case FaultKind.INCOMPLETE:
            return _with(answer, records[1:])
        case FaultKind.OTHER_PERSON:
            return _with(answer, (*records, _changed(records[0], person="m99")))
        case FaultKind.DUPLICATE:
            return _with(answer, (*records, *records))
        case FaultKind.CONTRADICTORY:
            kind_now = Kind.NOTHING if records[0].kind is Kind.FOUND else Kind.FOUND
            return _with(answer, (*records, _changed(records[0], kind=kind_now)))
        case FaultKind.REFUSED:
            return _with(answer, _all(records, Kind.REFUSED))
        case FaultKind.DENIES:
            return _with(answer, _all(records, Kind.NOTHING))
        case FaultKind.SILENT_INSTITUTION:
            silent = records[-1].institution
            kept = answer.model_copy(update={"silent": (silent,)})
            return _with(kept, tuple(r for r in records if r.institution != silent))
    raise ValueError(f"{kind} spoils no answer")


def _all(records: tuple[Record, ...], kind: Kind) -> tuple[Record, ...]:
    parts = dict.fromkeys((r.item, r.person, r.institution) for r in records)
    return tuple(Record(item=i, person=p, institution=at, kind=kind) for i, p, at in parts)


def _with(answer: Answer, records: tuple[Record, ...]) -> str:
    return answer.model_copy(update={"records": records}).model_dump_json()


def _changed(record: Record, **changes: Any) -> Record:
    return record.model_copy(update=changes)
