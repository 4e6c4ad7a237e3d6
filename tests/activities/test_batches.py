"""The workbook route: one workbook a department and batch goes out, its copy comes back filled in.

Good rows are taken whatever stands beside them; a missing, doubled, contradictory or foreign row is
reported by its number and never guessed at; what came back is kept as it came.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from activities.exchange import Nonsense
from activities.exchange_files import FileRoute, Tray, make_batches
from documents.batch import HEADINGS
from domain.check.answers import DepartmentQuery, DepartmentReply, Kind, Person
from domain.identity import synthetic_id

DAY = date(2026, 11, 24)
NAMES = {"CHK-17": "房产拥有", "CHK-18": "房产交易"}
RESULT, ABOUT, COUNT, YUAN, SINCE = "H", "I", "J", "K", "L"


def query(case: str, *, items: tuple[str, ...] = ("CHK-17", "CHK-18")) -> DepartmentQuery:
    seq = int(case[-1]) * 2
    return DepartmentQuery(
        key=f"{case}-1-housing",
        place="hanbin",
        department="housing",
        items=items,
        persons=(
            Person(key="m1", name=f"张一{seq}", id_no=synthetic_id(date(1970, 1, 1), seq + 1)),
            Person(key="m2", name=f"张二{seq}", id_no=synthetic_id(date(1972, 1, 1), seq + 2)),
        ),
        purpose="assistance",
        authorisation="授权书",
        asked_on=DAY,
    )


FIRST, SECOND = query("HB2026000001"), query("HB2026000002")


async def ask(folder: Path, question: DepartmentQuery) -> DepartmentReply:
    return await FileRoute(folder).ask(question)


async def sent(folder: Path, *questions: DepartmentQuery) -> Any:
    """The batch that went out with these queries, as openpyxl reads it."""
    for question in questions:
        assert await ask(folder, question) == DepartmentReply()
    [path] = make_batches(folder, DAY, lambda _: NAMES)
    assert path.stat().st_mode & 0o077 == 0
    return load_workbook(path)


def answered(book: Any, change: Callable[[Any], object] = lambda _: None) -> Any:
    """Every row answered 无, then `change`."""
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet[f"{RESULT}{row}"] = "无"
    change(sheet)
    return book


def put_back(folder: Path, book: Any, name: str = "答复") -> None:
    path = folder / "in/hanbin/housing" / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


async def test_one_workbook_holds_the_queries_of_a_batch_and_answers_each(tmp_path: Path) -> None:
    book = await sent(tmp_path, FIRST, SECOND)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == HEADINGS
    assert [(r[0], r[1], r[4]) for r in rows[1:]] == [
        (q.key, item, person)
        for q in (FIRST, SECOND)
        for item in q.items
        for person in ("m1", "m2")
    ]
    assert rows[1][2] == "房产拥有" and "填写说明" in book.sheetnames

    def found(sheet: Any) -> None:
        sheet["H2"], sheet["I2"], sheet["J2"], sheet["L2"] = "有", "house", 1, date(2020, 1, 2)
        sheet["H6"], sheet["I6"], sheet["K6"] = "有", "house_sale", 1234.5

    put_back(tmp_path, answered(book, found))
    answer = (await ask(tmp_path, FIRST)).answer
    assert answer is not None and (answer.route, answer.on) == ("file", DAY)
    assert next((r.kind, r.count, r.since) for r in answer.records) == (
        Kind.FOUND, 1, date(2020, 1, 2),
    )  # fmt: skip
    other = (await ask(tmp_path, SECOND)).answer
    assert other is not None and other.records[0].fen == 123_450
    assert answer.reference and answer.reference == other.reference


async def test_a_query_goes_out_once_and_later_ones_with_the_next_batch(tmp_path: Path) -> None:
    await sent(tmp_path, FIRST)
    assert await ask(tmp_path, FIRST) == DepartmentReply()
    assert make_batches(tmp_path, DAY, lambda _: NAMES) == ()
    book = await sent(tmp_path, SECOND)
    assert {r[0] for r in book.worksheets[0].iter_rows(min_row=2, values_only=True)} == {SECOND.key}


SPOILT: dict[str, tuple[Callable[[Any], object], str, int]] = {
    "a row is missing": (lambda s: s.delete_rows(3), "missing", 0),
    "a row is there twice": (
        lambda s: s.append([c.value for c in s[2]]), "doubled", 10,
    ),
    "a row says otherwise": (
        lambda s: s.append([*[c.value for c in s[2]][:7], "有", "house", 1]), "contradictory", 10,
    ),
    "a row of another query": (
        lambda s: s.append(["X-9-housing", "CHK-17", "", "", "m1", "某人", "某号", "无"]),
        "foreign", 10,
    ),
    "a row about somebody else": (lambda s: s.__setitem__("E2", "m7"), "foreign", 2),
    "another name": (lambda s: s.__setitem__("F2", "王某"), "other_person", 2),
    "another item": (lambda s: s.__setitem__("B2", "CHK-63"), "foreign", 2),
    "no result": (lambda s: s.__setitem__("H2", None), "unreadable", 2),
    "an unknown result": (lambda s: s.__setitem__("H2", "不清楚"), "unreadable", 2),
    "no amount": (lambda s: s.__setitem__("K2", "很多"), "unreadable", 2),
    "a negative amount": (lambda s: s.__setitem__("K2", -5), "unreadable", 2),
    "a verification nobody asked": (lambda s: s.__setitem__("H2", "属实"), "unreadable", 2),
}  # fmt: skip


@pytest.mark.parametrize("defect", SPOILT)
async def test_a_spoilt_row_is_reported_by_its_number_and_the_good_ones_are_taken(
    tmp_path: Path, defect: str
) -> None:
    change, code, row = SPOILT[defect]
    book = await sent(tmp_path, FIRST, SECOND)
    put_back(tmp_path, answered(book, change))
    good = (await ask(tmp_path, SECOND)).answer
    assert good is not None and len(good.records) == 4
    tray = Tray(tmp_path, "hanbin", "housing")
    [(_, faults)] = tray.reports()
    assert (row, code) in {(f.row, f.code) for f in faults}
    assert all("张" not in f.zh and FIRST.persons[0].id_no not in f.zh for f in faults)
    kept = list((tmp_path / "kept/hanbin/housing").glob("*.xlsx"))
    assert len(kept) == 1 and not list((tmp_path / "in/hanbin/housing").glob("*"))
    if code in ("doubled", "foreign") and row == 10:
        assert (await ask(tmp_path, FIRST)).answer is not None
        return
    with pytest.raises(Nonsense) as nonsense:
        await ask(tmp_path, FIRST)
    assert "missing" in str(nonsense.value.args[0])


async def test_a_corrected_copy_completes_what_was_taken_before(tmp_path: Path) -> None:
    book = await sent(tmp_path, FIRST)
    put_back(tmp_path, answered(book, lambda s: s.__setitem__("H3", "不清楚")), "first")
    with pytest.raises(Nonsense, match="rows 3 of a workbook"):
        await ask(tmp_path, FIRST)
    put_back(tmp_path, answered(book), "second")
    answer = (await ask(tmp_path, FIRST)).answer
    assert answer is not None and len(answer.records) == 4
    assert [f for _, faults in Tray(tmp_path, "hanbin", "housing").reports() for f in faults
            if f.code == "doubled"] == []  # fmt: skip


async def test_what_is_no_workbook_of_ours_is_kept_and_reported(tmp_path: Path) -> None:
    book = await sent(tmp_path, FIRST)
    path = tmp_path / "in/hanbin/housing/乱.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK not really")
    assert await ask(tmp_path, FIRST) == DepartmentReply()
    book.worksheets[0]["B1"] = "项目名"
    put_back(tmp_path, book)
    assert await ask(tmp_path, FIRST) == DepartmentReply()
    reports = Tray(tmp_path, "hanbin", "housing").reports()
    assert sorted(f.code for _, faults in reports for f in faults) == [
        "not a workbook", "other headings",
    ]  # fmt: skip


async def test_reading_a_return_twice_gives_the_same(tmp_path: Path) -> None:
    book = await sent(tmp_path, FIRST)
    put_back(tmp_path, answered(book))
    first = await ask(tmp_path, FIRST)
    for report in (tmp_path / "reports").rglob("*.json"):
        report.unlink()  # a worker that died between taking the rows and writing the report
    assert await ask(tmp_path, FIRST) == first


def test_a_hundred_thousand_spoilt_bytes_do_no_harm(tmp_path: Path) -> None:
    tray = Tray(tmp_path, "hanbin", "housing")
    path = tmp_path / "in/hanbin/housing/大.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(io.BytesIO(b"PK\x03\x04" + b"\0" * 100_000).getvalue())
    tray.take_returns()
    assert [len(faults) for _, faults in tray.reports()] == [1]
