"""The departments' lists for the monthly comparison, over the exchange interface and as workbooks.

`GET /{place}/{department}/register` gives a month's list page by page; a department nobody gave a
list has an empty one: it compared and found nothing. `PUT /_registers` sets what a list holds. The
faults of the departments (`/_faults`) hold here too.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from documents.registers import write_register
from domain.base import digest_of
from domain.check.answers import DepartmentQuery
from sandbox.departments import Departments
from sandbox.faults import FaultKind

_FIRST_ROW: Final = 2
Cells = list[str | int | float | None]


class RegisterList(BaseModel):
    """A department's list of a month; `month` empty: of every month."""

    place: str
    department: str
    subject: str = "general"
    month: str = ""
    rows: list[Cells] = Field(default=[], max_length=100_000)


class Registers:
    """What was set, until it is set anew."""

    def __init__(self) -> None:
        self.lists: list[RegisterList] = []

    def rows(self, place: str, department: str, subject: str, month: str) -> list[Cells]:
        return [
            cells
            for one in self.lists
            if (one.place, one.department, one.subject) == (place, department, subject)
            and one.month in ("", month)
            for cells in one.rows
        ]


def router(registers: Registers, departments: Departments) -> APIRouter:
    routes = APIRouter(tags=["registers"])

    @routes.get("/_registers")
    def shown() -> list[RegisterList]:
        return registers.lists

    @routes.put("/_registers")
    def give(wanted: list[RegisterList]) -> int:
        registers.lists = wanted
        return len(wanted)

    @routes.get("/{place}/{department}/register", response_model=None)
    async def page(
        place: str,
        department: str,
        month: Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")],
        subject: str,
        after: Annotated[int, Query(ge=0)],
        size: Annotated[int, Query(ge=1, le=5_000)],
        on: date,
    ) -> Response:
        fault = departments.fault_of(_as_query(place, department, on))
        rows = registers.rows(place, department, subject, month)
        told = _page(rows, place, department, after, size)
        if fault is not None:
            kind = fault[0].kind
            await asyncio.sleep(fault[0].seconds)
            if kind in (FaultKind.DOWN, FaultKind.HANG):
                return _json(503, '{"detail": "系统维护中"}')
            if kind is FaultKind.LATE:
                return _json(202, "{}")
            if kind is FaultKind.GARBAGE:
                return _json(200, "<html>系统升级")
            if kind is FaultKind.SCHEMA:
                return _json(200, '{"data": []}')
            if kind is FaultKind.INCOMPLETE:
                told["rows"] = [row for row in told["rows"] if row[0] < _FIRST_ROW + len(rows) // 2]
        return _json(200, _Page.model_validate(told).model_dump_json())

    return routes


class _Page(BaseModel):
    list_id: str
    total: int
    rows: list[tuple[int, Cells]]


def _page(rows: list[Cells], place: str, department: str, after: int, size: int) -> dict[str, Any]:
    numbered = [(n, cells) for n, cells in enumerate(rows, start=_FIRST_ROW) if n > after]
    return {
        "list_id": digest_of([place, department, rows])[:40],
        "total": len(rows) + _FIRST_ROW - 1 if rows else 0,
        "rows": numbered[:size],
    }


def _as_query(place: str, department: str, on: date) -> DepartmentQuery:
    return DepartmentQuery(
        key="register",
        place=place,
        department=department,
        items=(),
        persons=(),
        purpose="comparison",
        authorisation="",
        asked_on=on,
    )


def _json(status: int, body: str) -> Response:
    return Response(body, status_code=status, media_type="application/json")


def put_workbook(
    folder: Path, place: str, department: str, month: str, subject: str, rows: list[Cells]
) -> Path:
    """The department's clerk puts its list into the tray."""
    path = folder / "compare" / place / department / f"{month}.{subject}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_register(path, (tuple(cells) for cells in rows))
    return path
