"""The township's ledger is a real workbook, and codes have versions (ZH-08, ZH-18)."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from documents.township_ledger import HEADS, LedgerLine, township_workbook
from domain.codes import code_tables
from runtime.packs import load


def line(**changes: object) -> LedgerLine:
    values: dict[str, object] = {
        "case_no": "ZH2026000001",
        "applicant": "张*一",
        "programme_zh": "低保",
        "persons": 2,
        "applied_on": date(2026, 11, 23),
        "accepted_on": None,
        "decided_on": date(2026, 12, 20),
        "stage_zh": "动态管理",
        "outcome_zh": "",
        "monthly_fen": 61_050,
        "paid_fen": 122_100,
        "closed_on": None,
    }
    return LedgerLine.model_validate({**values, **changes})


@pytest.mark.rule("ZH-18")
def test_a_ledger_has_a_row_a_case_with_days_as_days_and_money_as_money() -> None:
    body = township_workbook("台账", [line(), line(applicant="=1+1", closed_on=date(2027, 1, 5))])
    sheet = load_workbook(body)["台账"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in rows[0]] == list(HEADS)
    first = dict(zip(HEADS, rows[1], strict=True))
    assert first["申请日期"].value.date() == date(2026, 11, 23)
    assert first["申请日期"].number_format == "yyyy-mm-dd"
    assert (first["月补助（元）"].value, first["月补助（元）"].number_format) == (610.5, "#,##0.00")
    second = dict(zip(HEADS, rows[2], strict=True))
    assert second["申请人"].data_type == "s", "no text is a formula"
    assert second["办结日期"].value.date() == date(2027, 1, 5), "closed cases stay on the list"


@pytest.mark.rule("ZH-08")
def test_a_code_table_that_changes_has_another_version() -> None:
    info = load().place("zhanhe")
    tables = {t.name: t for t in code_tables(info, {"withdrawn": "撤回"}, {"AID-01": "临时救助"})}
    assert tables["division"].rows[0] == (info.gb2260, info.zh)
    assert dict(tables["unit"].rows)["finance"]
    again = {t.name: t for t in code_tables(info, {"withdrawn": "撤回"}, {"AID-01": "临时救助"})}
    assert again == tables
    more = {t.name: t for t in code_tables(info, {"withdrawn": "撤回"}, {"AID-01": "临时救助金"})}
    assert more["aid"].version != tables["aid"].version
    assert more["unit"].version == tables["unit"].version
    codes = [code for code, _ in tables["stage"].rows]
    assert len(codes) == len(set(codes))
