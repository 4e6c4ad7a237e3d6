"""月报 and 年报: the checks that held in published figures hold here, and a wrong figure is named."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.bulletin import MONEY, month_book, table_book, year_book
from domain.reports.bulletin import BulletinRow, SourceLine, YearRow, faults_of, year_faults
from tests.people import START

PUBLISHED = BulletinRow(
    programme="dibao",
    households=5_014,
    persons=6_675,
    rural_households=4_532,
    rural_persons=6_030,
    urban_households=482,
    urban_persons=645,
    paid_fen=300_000_00,
    paid_year_fen=1_500_000_00,
    joined=30,
    left=16,
    before=5_000,
)
LATE = SourceLine(
    level="local",
    case_no="JZ2026000001",
    programme="dibao",
    month="2026-11",
    due_fen=12_345,
    paid_fen=0,
    paid_on="",
    late_days=4,
)


@pytest.mark.rule("ZH-19")
def test_a_published_bulletin_adds_up_and_one_person_more_is_noticed() -> None:
    assert faults_of([PUBLISHED]) == ()
    for change, word in (
        ({"rural_persons": 6_031}, "人数"),
        ({"urban_households": 481}, "户数"),
        ({"joined": 31}, "新增31户"),
        ({"paid_year_fen": 1}, "累计"),
    ):
        [fault] = faults_of([PUBLISHED.model_copy(update=change)])
        assert word in fault and fault.startswith("最低生活保障")


def test_a_year_is_persons_times_months_times_average() -> None:
    """The figures of a town report: 118 persons, 506.40 a month, 717,062 in the year."""
    row = YearRow(
        programme="dibao", households=80, persons=118, household_months=960,
        person_months=118 * 12, paid_fen=717_062_00,
    )  # fmt: skip
    assert row.average_fen == 50_640
    assert year_faults([row]) == ()
    assert year_faults([row.model_copy(update={"person_months": 117})])


def test_numbers_are_numbers_with_the_right_format_and_the_same_figures_the_same_bytes() -> None:
    data = month_book("焦作市", START.replace(day=1), [PUBLISHED], [LATE])
    assert data == month_book("焦作市", START.replace(day=1), [PUBLISHED], [LATE])
    book = load_workbook(BytesIO(data))
    row = {head.value: cell for head, cell in zip(book["月报"][2], book["月报"][3], strict=True)}
    assert (row["本月发放（元）"].value, row["本月发放（元）"].number_format) == (300_000, MONEY)
    assert (row["人数"].value, row["人数"].number_format) == (6_675, "#,##0")
    late = {h.value: c for h, c in zip(book["短发迟发"][2], book["短发迟发"][3], strict=True)}
    assert (late["应发（元）"].value, late["案件编号"].value) == (123.45, "JZ2026000001")
    assert late["项目"].value == "最低生活保障"
    assert year_book("焦作市", 2026, []) == year_book("焦作市", 2026, [])


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2", "@cmd", "\t=1", "=HYPERLINK(1)"])
def test_no_cell_ever_becomes_a_formula(text: str) -> None:
    book = load_workbook(BytesIO(table_book("明细", ("名称", "金额（元）"), [(text, 1.5)])))
    cell = book["明细"]["A3"]
    assert cell.data_type == "s" and cell.quotePrefix
    assert str(cell.value).strip() == text.strip()
