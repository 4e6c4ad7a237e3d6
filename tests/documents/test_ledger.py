"""A clerk's workbook: the good households taken whole, every mistake named by row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from documents.ledger import Fault, LedgerApplication, LedgerReading, read_ledger, write_ledger
from documents.ledger.columns import BY_KEY, COLUMNS, FIRST_ROW, SHEET
from domain.household import (
    Account,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
)
from domain.identity import synthetic_id

DAY = date(2026, 11, 23)
PLACE = "hanbin"
TOWNSHIP = "hb-first"
PAPERS = ("application", "authorisation", "commitment", "identity")


def member(n: int, **changes: Any) -> Member:
    fields: dict[str, Any] = {
        "key": f"m{n}",
        "name": f"王{'一二三四五六七八九十'[n % 10]}{n}",
        "id_no": synthetic_id(date(1950 + n % 60, 1 + n % 12, 1 + n % 28), 1 + n),
        "relation": Relation.SELF if n == 1 else Relation.CHILD,
    }
    return Member(**{**fields, **changes})


def application(number: str = "1", first: int = 1, **changes: Any) -> LedgerApplication:
    people = (member(1, id_no=id_no(first)), member(2, id_no=id_no(first + 1)))
    fields: dict[str, Any] = {
        "number": number,
        "place": PLACE,
        "township": TOWNSHIP,
        "village": "第一村",
        "household": Household(
            members=people,
            incomes=(Income(member="m1", kind=IncomeKind.WAGE, fen_year=480_050),),
            account=Account(bank="示范银行", number="9900000000000000017", holder="m1"),
            phone="19900000001",
        ),
        "papers": PAPERS,
        "applied_on": DAY,
    }
    return LedgerApplication(**{**fields, **changes})


def id_no(n: int) -> str:
    return synthetic_id(date(1980, 1, 1 + n // 400), 1 + n % 400)


def three() -> list[LedgerApplication]:
    return [application("甲", 1), application("乙", 11), application("丙", 21)]


def spoiled(
    key: str, value: object, *, row: int = FIRST_ROW + 2, of: list[LedgerApplication] | None = None
) -> bytes:
    """The three households with one cell of the second's first row typed over."""
    book = load_workbook(BytesIO(write_ledger(of or three())))
    cell = book[SHEET].cell(row, COLUMNS.index(BY_KEY[key]) + 1)
    cell.value = value  # type: ignore[assignment]
    return as_bytes(book)


def as_bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def numbers(reading: LedgerReading) -> list[str]:
    return [a.number for a in reading.applications]


MISTAKES: list[tuple[str, object, str]] = [
    ("id_no", "990101198001010000", "身份证号码"),
    ("id_no", "12345", "身份证号码须为十八位"),
    ("id_no", "", "身份证号码不能为空"),
    ("id_no", synthetic_id(date(2026, 12, 1), 5), "晚于申请日期"),
    ("id_no", 990101198001010017, "数字格式"),
    ("income_wage", -1, "金额不能为负数"),
    ("income_wage", "很多", "金额须为数字"),
    ("income_transfer", 12.345, "两位小数"),
    ("income_wage", 1e20, "金额"),
    ("expense_illness", True, "数字"),
    ("relation", "房东", "只能填写：本人、配偶"),
    ("relation", "", "不能为空"),
    ("township", "月球镇", "只能填写：第一街道"),
    ("township", "", "不能为空"),
    ("residence", "郊区", "只能填写：农村、城镇"),
    ("applied_on", "昨天", "应当填写日期"),
    ("applied_on", "2026-02-30", "应当填写日期"),
    ("applied_on", None, "不能为空"),
    ("account", "6222 00AB", "十至二十四位数字"),
    ("account", 6222000000000000000, "数字格式"),
    ("holder", "隔壁老王", "本户家庭成员"),
    ("bank", "", "同时填写"),
    ("asset_house", 1.5, "0至99的整数"),
    ("asset_vehicle", "两辆", "0至99的整数"),
    ("asset_necessary", 1, "不能多于"),
    ("disability", "五级", "下拉列表"),
    ("work", "还行", "只能填写：有劳动能力"),
    ("illness", "有", "只能填写“是”或者“否”"),
    ("papers", "申请书、结婚证", "有不认识的材料名称"),
    ("name", "", "不能为空"),
    ("name", "很长的名字" * 9, "最多40个字"),
    ("village", "两\n行", "不可见字符"),
    ("note", "=1+1", "公式"),
    ("name", '=HYPERLINK("http://x.invalid")', "公式"),
    ("number", "=A1", "公式"),
    ("number", "", "户编号不能为空"),
    ("channel", "托梦", "只能填写：台账登记"),
]


@pytest.mark.parametrize(
    ("key", "value", "words"), MISTAKES, ids=lambda v: v if isinstance(v, str) else repr(v)
)
def test_a_mistake_is_named_by_row_and_column_and_the_others_are_taken(
    key: str, value: object, words: str
) -> None:
    reading = read_ledger(spoiled(key, value))
    (fault,) = [f for f in reading.faults if f.column == BY_KEY[key].zh]
    assert fault.row == FIRST_ROW + 2
    assert words in fault.message_zh
    assert fault.message_zh.endswith("。")
    assert "丙" in numbers(reading)
    assert "乙" not in numbers(reading)
    typed = str(value)
    assert len(typed) < 8 or typed not in fault.message_zh


def test_without_an_applicant_a_household_cannot_apply() -> None:
    reading = read_ledger(spoiled("relation", "子女"))
    assert reading.faults == (
        Fault(
            row=FIRST_ROW + 2,
            column="与申请人关系",
            message_zh="本户没有申请人，请将一名成员填写为“本人”。",
        ),
    )


def test_two_applicants_in_a_household_are_one_too_many() -> None:
    reading = read_ledger(spoiled("relation", "本人", row=FIRST_ROW + 3))
    (fault,) = reading.faults
    assert (fault.row, fault.column) == (FIRST_ROW + 3, "与申请人关系")


def test_the_same_person_twice_in_a_household_is_a_duplicate_row() -> None:
    reading = read_ledger(spoiled("id_no", id_no(11), row=FIRST_ROW + 3))
    (fault,) = reading.faults
    assert f"与第{FIRST_ROW + 2}行是同一人" in fault.message_zh


def test_the_same_person_in_two_households_is_for_the_case_to_refuse() -> None:
    twice = [application("甲", 1), application("乙", 1)]
    assert numbers(read_ledger(write_ledger(twice))) == ["甲", "乙"]


def test_an_agent_without_a_mandate_is_asked_for_it() -> None:
    reading = read_ledger(spoiled("agent", "hanbin.village.1"))
    (fault,) = reading.faults
    assert (fault.row, fault.column) == (FIRST_ROW + 2, "委托书")


def test_what_contradicts_the_applicants_row_is_pointed_out() -> None:
    reading = read_ledger(spoiled("phone", "19900009999", row=FIRST_ROW + 3))
    (fault,) = reading.faults
    assert (fault.row, fault.column) == (FIRST_ROW + 3, "联系电话")


def test_a_member_without_a_number_spoils_the_household_above_it() -> None:
    reading = read_ledger(spoiled("number", None, row=FIRST_ROW + 3))
    assert numbers(reading) == ["甲", "丙"]


def test_a_household_of_two_hundred_is_refused_with_its_row() -> None:
    book = load_workbook(BytesIO(write_ledger(three())))
    sheet = book[SHEET]
    at = sheet.max_row
    for n in range(200):
        for column, source in ((1, "丁"), (4, "王小"), (5, "子女"), (6, id_no(100 + n))):
            sheet.cell(at + 1 + n, column, source)
    reading = read_ledger(as_bytes(book))
    assert numbers(reading) == ["甲", "乙", "丙"]
    (fault,) = reading.faults
    assert fault.row == at + 1
    assert "一户最多30人，本户填写了200行" in fault.message_zh


def _renamed_heading(book: Workbook) -> None:
    book[SHEET].cell(2, 6, "身份证")


def _shifted(book: Workbook) -> None:
    book[SHEET].insert_cols(3)


def _renamed_sheet(book: Workbook) -> None:
    book[SHEET].title = "Sheet1"


def _no_title(book: Workbook) -> None:
    book[SHEET].cell(1, 1, "台账")


def _elsewhere(book: Workbook) -> None:
    book[SHEET].cell(1, 1, "大同区最低生活保障申请台账")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_renamed_heading, "F列的表头应当是“公民身份号码”"),
        (_shifted, "C列的表头应当是“村（社区）”"),
        (_renamed_sheet, "没有名为“申请台账”的工作表"),
        (_no_title, "第一行应当是"),
        (_elsewhere, "应当是以下之一"),
    ],
)
def test_what_is_no_ledger_of_ours_is_refused_whole(
    change: Callable[[Workbook], None], words: str
) -> None:
    book = load_workbook(BytesIO(write_ledger(three())))
    change(book)
    reading = read_ledger(as_bytes(book))
    assert not reading.applications
    assert words in reading.faults[0].message_zh


def test_a_ledger_of_another_place_is_refused() -> None:
    reading = read_ledger(write_ledger(three()), "jiaozuo")
    assert not reading.applications
    assert "应当导入河南省焦作市的台账" in reading.faults[0].message_zh


def _packed(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", content)
    return out.getvalue()


def _with_entities() -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(write_ledger(three()))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "xl/workbook.xml":
                part = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part
            target.writestr(info, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是Excel工作簿"),
        ("户编号,姓名".encode("gb18030"), "不是Excel工作簿"),
        (b"PK\x03\x04" + b"\0" * 500, "不是Excel工作簿"),
        (_packed(b"<x/>"), "不是Excel工作簿"),
        (_packed(b"0" * 70_000_000), "展开后过大"),
        (b"0" * 6_000_000, "超过5兆字节"),
        (_with_entities(), "不是Excel工作簿"),
        (write_ledger(three())[:-4000], "不是Excel工作簿"),
    ],
    ids=["empty", "csv", "torn", "other-zip", "bomb", "large", "entities", "cut"],
)
def test_what_is_no_workbook_is_said_to_be_none(data: bytes, words: str) -> None:
    reading = read_ledger(data)
    assert not reading.applications
    (fault,) = reading.faults
    assert words in fault.message_zh


def test_text_that_looks_like_a_formula_stays_text() -> None:
    evil = application(village='=HYPERLINK("http://x.invalid","点我")', note="+1", number="@1")
    data = write_ledger([evil])
    sheet = load_workbook(BytesIO(data))[SHEET]
    for key in ("village", "note", "number"):
        cell = sheet.cell(FIRST_ROW, COLUMNS.index(BY_KEY[key]) + 1)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert read_ledger(data).applications[0].village == evil.village


def test_the_same_applications_give_the_sameas_bytes() -> None:
    assert write_ledger(three()) == write_ledger(three())
    assert write_ledger([], PLACE) == write_ledger([], PLACE)
    assert read_ledger(write_ledger([], PLACE)) == LedgerReading(applications=(), faults=())
    with pytest.raises(ValueError, match="exactly one place"):
        write_ledger([])


def test_identity_numbers_and_accounts_stand_as_text_and_the_head_stays_in_view() -> None:
    sheet = load_workbook(BytesIO(write_ledger(three())))[SHEET]
    for key in ("id_no", "account"):
        cell = sheet.cell(FIRST_ROW, COLUMNS.index(BY_KEY[key]) + 1)
        assert (cell.data_type, cell.number_format) == ("s", "@")
    assert sheet.freeze_panes == "E3"
    assert len(sheet.data_validations.dataValidation) > 20
