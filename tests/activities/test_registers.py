"""R14 for the departments: silence, garbage, half a list end in a retry or a named work item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from activities.exchange import Down, Nonsense
from activities.registers import Asked, Half, Interface, NoFile, Read, Transport, Workbooks
from domain.compare.rows import RegisterRow, RowFault
from domain.identity import synthetic_id
from sandbox import departments, registers
from sandbox.departments import Departments
from sandbox.faults import FaultKind
from tests.sandbox.serving import serving

ON = date(2026, 12, 1)
ASKED = Asked(place="jiaozuo", department="police", subject="death", month="2026-12", on=ON)
ROWS: list[list[object]] = [
    [f"某某{n}", synthetic_id(date(1950, 1, 1), n), None, "death", "2026-11-01"]
    for n in range(1, 901)
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[httpx.Client]:
    offices, app = Departments(), FastAPI()
    app.include_router(registers.router(registers.Registers(), offices))
    app.include_router(departments.router(offices))
    with serving(app) as client:
        give(client, ROWS)
        yield client


def give(sandbox: httpx.Client, rows: list[list[object]]) -> None:
    given = {"place": "jiaozuo", "department": "police", "subject": "death", "rows": rows}
    sandbox.put("/_registers", json=[given]).raise_for_status()


@pytest.fixture
async def interface(sandbox: httpx.Client) -> Interface:
    client = httpx.AsyncClient(timeout=0.4, trust_env=False)
    return Interface(str(sandbox.base_url), client)


async def read(transport: Transport, after: int = 0) -> list[Read]:
    await transport.list_id(ASKED)
    return [row async for part in transport.parts(ASKED, after) for row in part]


def misbehave(sandbox: httpx.Client, kind: str = "", seconds: float = 0.0) -> None:
    fault = {"place": "jiaozuo", "department": "police", "kind": kind, "seconds": seconds}
    sandbox.put("/_faults", json=[fault] if kind else []).raise_for_status()


@pytest.mark.rule("JZ-02")
async def test_both_transports_give_the_same_lines(
    sandbox: httpx.Client, interface: Interface, tmp_path: Path
) -> None:
    misbehave(sandbox)
    online = await read(interface)
    registers.put_workbook(tmp_path, "jiaozuo", "police", "2026-12", "death", ROWS)
    books = Workbooks(tmp_path)
    assert online == await read(books) and len(online) == len(ROWS)
    assert all(isinstance(row, RegisterRow) for row in online)
    assert [r.row for r in await read(books, after=899)] == [900, 901]
    assert books.forget("jiaozuo", "2026-12") == 1
    with pytest.raises(NoFile):
        await read(books)


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        (FaultKind.DOWN, Down),
        (FaultKind.HANG, Down),
        (FaultKind.GARBAGE, Nonsense),
        (FaultKind.SCHEMA, Nonsense),
        (FaultKind.INCOMPLETE, Half),
        (FaultKind.LATE, NoFile),
    ],
)
async def test_whatever_goes_wrong_has_a_name(
    sandbox: httpx.Client, interface: Interface, kind: FaultKind, raised: type[Exception]
) -> None:
    misbehave(sandbox, kind.value, 0.6 if kind is FaultKind.HANG else 0.0)
    with pytest.raises(raised):
        await read(interface)
    misbehave(sandbox)
    assert len(await read(interface)) == len(ROWS), "and passes by itself"


async def test_a_workbook_of_another_kind_or_cut_off_has_a_name_too(tmp_path: Path) -> None:
    path = registers.put_workbook(tmp_path, "jiaozuo", "police", "2026-12", "death", ROWS)
    whole, books = path.read_bytes(), Workbooks(tmp_path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Half):
        await read(books)
    path.write_text("姓名")
    with pytest.raises(Nonsense):
        await read(books)


async def test_bad_lines_are_told_of_and_the_others_are_taken(
    sandbox: httpx.Client, interface: Interface
) -> None:
    rows = [["", "1", None, "death"], ROWS[0], [None] * 8, ["甲", ROWS[1][1], None, "什么"]]
    give(sandbox, rows)
    found = await read(interface)
    assert [isinstance(row, RowFault) for row in found] == [True, False, True, True]
    give(sandbox, ROWS)
