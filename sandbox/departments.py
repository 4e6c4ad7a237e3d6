"""The departments of the five places behind one HTTP interface, with faults to order.

`POST /{place}/{department}/query` takes a `DepartmentQuery` and answers from the county's files on
the query's own day. A question is known by its `Idempotency-Key`: once answered, the same answer
is given again and counted, so a test can show that nobody was asked twice.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Response
from pydantic import Field, TypeAdapter

from domain.base import Frozen, digest_of
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply
from runtime import packs
from sandbox.county import FIRST_DAY, Late, Truth, county
from sandbox.county.files import records_of
from sandbox.faults import Fault, FaultKind, spoiled

_FAULTS = TypeAdapter(tuple[Fault, ...])
_TAKEN = (FaultKind.REFUSED, FaultKind.DENIES, FaultKind.SILENT_INSTITUTION)
"""Faulty answers that are of the right form: the question is answered by them."""


class Calendar(Frozen):
    """The day of the first application: every date of the county moves with it."""

    first_day: date


class Asking(Frozen):
    """One question by its key. `repeated`: how often it came again after it was answered."""

    place: str
    department: str
    digest: str
    asked: int = 0
    answered: int = 0
    repeated: int = 0
    first_on: date
    last_on: date
    body: str = Field(default="", exclude=True)


class Departments:
    """Files, faults and memory; a restart forgets the faults and who asked, never the files. `kept`:
    where the first day stands that somebody set, so that a restart knows the same people's same days."""

    def __init__(self, first_day: date = FIRST_DAY, kept: Path | None = None) -> None:
        self._kept = kept
        self._met: dict[Fault, date] = {}
        self.askings: dict[str, Asking] = {}
        self.faults: tuple[Fault, ...] = ()
        if kept is not None and kept.exists():
            first_day = date.fromisoformat(kept.read_text("utf-8"))
        self.begin_on(first_day)

    def set_first_day(self, first_day: date) -> None:
        """As somebody outside says; it holds for the next start, too."""
        if self._kept is not None:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            self._kept.write_text(first_day.isoformat(), "utf-8")
        self.begin_on(first_day)

    def begin_on(self, first_day: date) -> None:
        self.county = county(first_day)
        self._truths = self.county.truths()
        self._late = {
            Truth.hash_of(family.application.household.applicant.id_no): family.late
            for family in self.county.families
            if family.late is not None
        }

    def misbehave(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        self._met = {f: day for f, day in self._met.items() if f in faults}

    def taken(self, key: str, query: DepartmentQuery) -> Asking:
        """Counts the question. HTTPException 422 when the key belongs to another question."""
        digest = digest_of(query.model_dump(mode="json", exclude={"asked_on", "attempt"}))
        before = self.askings.get(key)
        if before is None:
            before = Asking(
                place=query.place,
                department=query.department,
                digest=digest,
                first_on=query.asked_on,
                last_on=query.asked_on,
            )
        if before.digest != digest:
            raise HTTPException(422, "幂等键已用于另一次查询。")
        changes: dict[str, object] = {"asked": before.asked + 1, "last_on": query.asked_on}
        if before.answered:
            changes["repeated"] = before.repeated + 1
        now = before.model_copy(update=changes)
        self.askings[key] = now
        return now

    def answered(self, key: str, body: str) -> None:
        asking = self.askings[key]
        self.askings[key] = asking.model_copy(
            update={"answered": asking.answered + 1, "body": body}
        )

    def fault_of(self, query: DepartmentQuery) -> tuple[Fault, date | None] | None:
        """The first fault that holds on the query's day, and the day it will be over."""
        for fault in self.faults:
            if fault.concerns(query):
                over = fault.over_on(self._met.setdefault(fault, query.asked_on))
                if over is None or query.asked_on < over:
                    return fault, over
        return None

    def late_until(self, query: DepartmentQuery, asking: Asking) -> date | None:
        """A department that needs its time for one family, counted from the first question."""
        for person in query.persons:
            late: Late | None = self._late.get(Truth.hash_of(person.id_no))
            if late is not None and late.department == query.department:
                ready = asking.first_on + timedelta(days=late.days)
                return ready if query.asked_on < ready else None
        return None

    def answer(self, query: DepartmentQuery) -> Answer:
        return Answer(
            department=query.department,
            on=query.asked_on,
            records=records_of(query, self._truths),
            reference=f"{query.place}-{query.department}-{digest_of(query.key)[:8]}",
        )


def router(departments: Departments) -> APIRouter:
    routes = APIRouter(tags=["departments"])

    @routes.post("/{place}/{department}/query", response_model=None)
    async def ask(
        place: str,
        department: str,
        query: DepartmentQuery,
        key: Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200)],
    ) -> Response:
        _known(place, department, query)
        asking = departments.taken(key, query)
        if asking.answered:
            return _json(200, asking.body)
        return await _answered(departments, key, query, asking)

    @routes.get("/_faults")
    def faults() -> tuple[Fault, ...]:
        return departments.faults

    @routes.put("/_faults")
    def misbehave(wanted: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Replaces all faults; an empty list puts everything right."""
        departments.misbehave(wanted)
        return departments.faults

    @routes.get("/_asked")
    def asked() -> dict[str, Asking]:
        return departments.askings

    @routes.get("/_calendar")
    def calendar() -> Calendar:
        return Calendar(first_day=departments.county.first_day)

    @routes.put("/_calendar")
    def begin(wanted: Calendar) -> Calendar:
        departments.set_first_day(wanted.first_day)
        return wanted

    return routes


async def _answered(
    departments: Departments, key: str, query: DepartmentQuery, asking: Asking
) -> Response:
    met = departments.fault_of(query)
    if met is not None:
        fault, over = met
        await asyncio.sleep(fault.seconds)
        if fault.kind in (FaultKind.DOWN, FaultKind.HANG):
            return _json(503, '{"detail": "系统维护中"}')
        if fault.kind is FaultKind.LATE:
            return _later(over)
        if fault.kind is not FaultKind.SLOW:
            body = spoiled(fault.kind, departments.answer(query))
            if fault.kind in _TAKEN:
                departments.answered(key, body)
            return _json(200, body)
    ready = departments.late_until(query, asking)
    if ready is not None:
        return _later(ready)
    body = departments.answer(query).model_dump_json()
    departments.answered(key, body)
    return _json(200, body)


def _known(place: str, department: str, query: DepartmentQuery) -> None:
    if place not in packs.places() or (query.place, query.department) != (place, department):
        raise HTTPException(404, "没有这个县（市、区）的这个部门，或者地址与查询内容不一致。")


def _json(status: int, body: str) -> Response:
    return Response(body, status_code=status, media_type="application/json")


def _later(expected: date | None) -> Response:
    return _json(202, DepartmentReply(expected=expected).model_dump_json())
