"""Another department's list as a workbook: good rows taken, every defect named by row and column."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from documents.leads import ListedPerson, read_list, write_list
from documents.leads.model import COLUMNS
from domain.discovery.file import LEAD_NEEDS, LeadPerson, problems_of
from domain.discovery.lifecycle import LeadKind
from domain.identity import synthetic_id
from runtime.packs import snapshot

TODAY = date(2026, 11, 23)
PROBLEMS = problems_of(snapshot("jiaozuo", TODAY, LEAD_NEEDS, production=True))
FIRST = 3


def listed(number: int, **changes: Any) -> ListedPerson:
    return ListedPerson.model_validate(
        {
            "row": number,
            "township": "jz-wangdian",
            "village": "第一村",
            "problem": "illness",
            "text": "脱贫不稳定户",
            "person": LeadPerson(
                name="张一一", id_no=synthetic_id(date(1950, 1, 1), number), phone="19900000001"
            ).model_dump(),
            **changes,
        }
    )


def changed(data: bytes, cells: dict[tuple[int, str], Any]) -> bytes:
    """The workbook with cells (row, column key) written over."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    keys = [column.key for column in COLUMNS]
    for (row, key), value in cells.items():
        sheet.cell(row, keys.index(key) + 1).value = value
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_what_was_written_is_read_back() -> None:
    people = (
        listed(3),
        listed(4, kind=LeadKind.LEAVE, problem="improved", urgent=True, text="=HYPERLINK(1)"),
    )
    reading = read_list(write_list(people, "jiaozuo", PROBLEMS), "jiaozuo", PROBLEMS, TODAY)
    assert reading.faults == ()
    assert reading.people == people


@pytest.mark.rule("JZ-06")
def test_every_defect_is_named_by_row_and_column_and_the_good_rows_are_taken() -> None:
    data = write_list([listed(n) for n in range(1, 9)], "jiaozuo", PROBLEMS)
    bad = changed(
        data,
        {
            (FIRST, "id_no"): "990101196005010110",
            (FIRST + 1, "name"): None,
            (FIRST + 2, "problem"): "天气不好",
            (FIRST + 3, "township"): "别的镇",
            (FIRST + 4, "urgent"): "也许",
            (FIRST + 5, "text"): "=1+1",
            (FIRST + 6, "id_no"): 990101195001010017,
        },
    )
    reading = read_list(bad, "jiaozuo", PROBLEMS, TODAY)
    assert [p.row for p in reading.people] == [FIRST + 7]
    found = {(f.row, f.column) for f in reading.faults}
    assert found == {
        (FIRST, "公民身份号码"),
        (FIRST + 1, "姓名"),
        (FIRST + 2, "困难类型"),
        (FIRST + 3, "乡镇（街道）"),
        (FIRST + 4, "急难"),
        (FIRST + 5, "情况说明"),
        (FIRST + 6, "公民身份号码"),
    }
    told = "".join(f.message_zh for f in reading.faults)
    for cell in ("990101196005010110", "天气不好", "别的镇", "也许"):
        assert cell not in told, "a message repeats what stands in a cell"


def test_a_person_listed_twice_is_one_row_and_its_twin() -> None:
    one = listed(3)
    again = listed(3).model_copy(update={"text": "又列了一次"})
    reading = read_list(write_list([one, again], "jiaozuo", PROBLEMS), "jiaozuo", PROBLEMS, TODAY)
    assert [p.twin for p in reading.people] == [0, FIRST]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"<html>", b"\x00" * 100])
def test_what_is_no_workbook_is_refused_whole(data: bytes) -> None:
    reading = read_list(data, "jiaozuo", PROBLEMS, TODAY)
    assert reading.people == ()
    assert [f.row for f in reading.faults] == [0]


def test_another_places_list_and_another_form_are_refused_whole() -> None:
    data = write_list([listed(3)], "jiaozuo", PROBLEMS)
    assert read_list(data, "hanbin", PROBLEMS, TODAY).faults[0].row == 1
    wrong = changed(data, {(2, "name"): "名字"})
    [fault] = read_list(wrong, "jiaozuo", PROBLEMS, TODAY).faults
    assert (fault.row, "姓名" in fault.message_zh) == (2, True)
