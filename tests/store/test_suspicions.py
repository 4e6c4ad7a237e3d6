"""Lists from outside: any workbook or text table, matched by hash, the doubtful to a person."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from activities.audit_desk import AuditDeskActivities, list_path
from activities.tools import Tools
from documents.registers import HalfList
from documents.suspicions import ListFault, outside_rows
from domain.identity import synthetic_id
from domain.oversight.desk import LIST_TROUBLE_ZH, Sample, SuspicionList
from runtime.settings import Settings
from store.engine import Store
from store.projection import project_case
from store.tables import BreachRow
from store.watching import suspicions
from store.watching.suspicions import SAME
from tests.store.samples import shown
from tests.store.test_compare import in_aid, living
from workflows.oversight_steps import AuditPopulationOrder, ListOrder, SettleOrder

ON = date(2026, 12, 1)
HEADS = ("序号", "死者姓名", "身份证号", "死亡日期", "火化证编号")


def workbook(path: Path, rows: list[tuple[object, ...]], *, title: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    if title:
        sheet.append(["2026年11月火化登记"])
    sheet.append(list(HEADS))
    for row in rows:
        sheet.append(list(row))
    book.save(path)


def test_headings_are_found_below_a_title_and_the_rest_of_a_line_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    workbook(path, [(1, "张一一", synthetic_id(date(1950, 1, 1), 7), date(2026, 11, 3), "火字3号")])
    (row,) = outside_rows(path, "xlsx")
    assert (row.row, row.name, row.day) == (3, "张一一", date(2026, 11, 3))
    assert row.detail == "序号：1；火化证编号：火字3号"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_table_is_read_in_either_of_the_two_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    number = synthetic_id(date(1950, 1, 1), 8)
    path.write_text(f"车主,身份证号码,车牌\n张一一,{number},豫H00001\n", encoding=encoding)
    (row,) = outside_rows(path, "csv")
    assert (row.name, row.number, row.detail) == ("张一一", number, "车牌：豫H00001")


def test_what_is_no_list_and_what_breaks_off_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("姓名,地址\n张一一,王店镇\n")
    assert trouble_of(path, "csv") == "no_number"
    path.write_bytes(b"")
    assert trouble_of(path, "csv") == "empty"
    path.write_bytes("姓名,身份证号\n张一一,".encode("gb18030") + b"\xff\xff\xff")
    assert trouble_of(path, "csv") == "no_text"
    old = tmp_path / "old.xlsx"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4_000)
    assert trouble_of(old, "xlsx") == "no_book"
    with zipfile.ZipFile(old, "w") as other:
        other.writestr("[Content_Types].xml", "<Types/>")
    assert trouble_of(old, "xlsx") == "no_book"
    whole = tmp_path / "whole.xlsx"
    workbook(whole, [(n, "张一一", "1", None, "") for n in range(400)])
    half = tmp_path / "half.xlsx"
    half.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(HalfList):
        list(outside_rows(half, "xlsx"))


def trouble_of(path: Path, format: str) -> str:
    with pytest.raises(ListFault) as fault:
        list(outside_rows(path, format))
    assert LIST_TROUBLE_ZH[fault.value.trouble]
    return fault.value.trouble


OFFICES = (
    (("序号", "机动车所有人", "身份证明号码", "号牌号码", "初次登记日期"),
     (1, "张一一", "#", "豫H00001", 46300), date(2026, 10, 5)),
    (("企业名称", "统一社会信用代码", "法定代表人（负责人）", "法定代表人身份证号", "成立日期"),
     ("某商行", "92410800MA0000001X", "张一一", "#", "2026.3.1"), date(2026, 3, 1)),
    (("不动产权证号", "权利人", "权利人证件号", "坐落", "登记时间"),
     ("豫0001", "张一一", "#", "第一街道", "2026年1月5日"), date(2026, 1, 5)),
    (("单位", "姓  名", "身份证号码*", "工资月份", "应发工资（元）"),
     ("某小学", "张一一", "#", "2027-04", 5300), None),
    (("职工姓名", "公民身份号码（必填）", "单位"), ("张一一", "#", "某小学"), None),
)  # fmt: skip


@pytest.mark.parametrize(("heads", "cells", "day"), OFFICES)
def test_lists_of_vehicles_companies_houses_and_wages_are_read_as_their_offices_write_them(
    tmp_path: Path, heads: tuple[str, ...], cells: tuple[object, ...], day: date | None
) -> None:
    path, number = tmp_path / "list.xlsx", synthetic_id(date(1950, 1, 1), 9)
    sheets(path, [["登记信息"], [], heads, [number if c == "#" else c for c in cells]])
    (row,) = outside_rows(path, "xlsx")
    assert (row.row, row.name, row.number, row.day) == (4, "张一一", number, day)


def test_owners_in_common_and_spouses_are_people_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    a, b, c = (synthetic_id(date(1950, 1, 1), n) for n in (10, 11, 12))
    sheets(
        path,
        [
            ("权利人", "权利人证件号", "配偶姓名", "配偶身份证号", "坐落"),
            ("张一一、李二二", f"{a}、{b}", "", "", "东街"),
            ("张一一", a, "王三三", c, "西街"),
            ("张一一、李二二、赵四四", f"{a}，{b}", "", "", "北街"),
        ],
    )
    assert [(r.row, r.name, r.number) for r in outside_rows(path, "xlsx")] == [
        (2, "张一一", a), (2, "李二二", b), (3, "张一一", a), (3, "王三三", c), (4, "", a), (4, "", b),
    ]  # fmt: skip


def test_a_cover_is_no_list_and_two_lists_in_one_workbook_are_refused(tmp_path: Path) -> None:
    number = synthetic_id(date(1950, 1, 1), 13)
    listed = [("姓名", "身份证号"), ("张一一", number)]
    path = tmp_path / "list.xlsx"
    sheets(path, [("市公安局",)], listed)
    assert [r.number for r in outside_rows(path, "xlsx")] == [number]
    sheets(path, listed, listed)
    assert trouble_of(path, "xlsx") == "sheets"


@pytest.mark.parametrize(("encoding", "between"), [("utf-16", "\t"), ("gb18030", ";")])
def test_a_text_table_may_be_parted_by_tabs_or_semicolons(
    tmp_path: Path, encoding: str, between: str
) -> None:
    path, number = tmp_path / "list.csv", synthetic_id(date(1950, 1, 1), 14)
    path.write_text(f"姓名{between}身份证号\n张一一{between}{number}\n", encoding=encoding)
    (row,) = outside_rows(path, "csv")
    assert (row.name, row.number) == ("张一一", number)


def sheets(path: Path, *tables: Iterable[Iterable[object]]) -> None:
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet()
        for cells in table:
            sheet.append(list(cells))
    book.save(path)


def _cut(whole: bytes) -> bytes:
    """The same workbook with its one sheet broken off half-way, as a disk that was full leaves it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    return out.getvalue()


@pytest.fixture
def tools(store: Store, tmp_path: Path) -> Tools:
    return Tools(Settings(home=tmp_path, rehearsal=True), store.keyring, store)


def handed_in(tools: Tools, rows: list[tuple[object, ...]], number: int = 1) -> ListOrder:
    digest = hashlib.sha256(str(rows[:3]).encode()).hexdigest()
    workbook(list_path(tools.settings.exchange_dir, "jiaozuo", digest, "xlsx"), rows)
    taken = SuspicionList(
        number=number, kind="dead", digest=digest, format="xlsx", source="殡葬管理所",
        taken_on=ON, taken_by="jz.auditor",
    )  # fmt: skip
    return ListOrder(place="jiaozuo", audit="2026-001", taken=taken)


def test_certain_matches_doubtful_ones_strangers_and_faults_are_told_apart_and_found_once(
    store: Store, tools: Tools
) -> None:
    one, other, third = in_aid(store, 1, 2, 3)
    a, b, c = (f.household.members[0] for f in (one, other, third))
    stranger = synthetic_id(date(1931, 1, 1), 99)
    rows: list[tuple[object, ...]] = [
        (1, a.name, a.id_no, "2026/11/03", "一号"),
        (2, "李四", b.id_no, "2026年11月4日", "二号"),
        (3, c.name, c.id_no[:6] + c.id_no[8:17], None, "三号"),
        (4, "王五", stranger, None, "四号"),
        (5, "", "不详", None, "五号"),
    ]
    desk = AuditDeskActivities(tools)
    order = handed_in(tools, rows)
    path = list_path(tools.settings.exchange_dir, "jiaozuo", order.taken.digest, "xlsx")
    kept = path.read_bytes()
    found = desk.match_list(order)
    assert (found.rows, found.certain, found.faults) == (5, 1, 1) and len(found.unread) == 1
    assert found.doubtful == 2 and found.strangers == 1
    assert not path.exists(), "the list itself is not kept"
    path.write_bytes(kept)
    assert desk.match_list(order) == found
    assert desk.match_list(order).certain == 1, "the answer that got lost is given again"
    with store.read() as session:
        lines = suspicions.listed(session, "jiaozuo", "2026-001")
        assert [(x.case_no, x.state) for x in lines] == [
            (one.case_no, "certain"), (other.case_no, "open"), (third.case_no, "open"),
        ]  # fmt: skip
        assert lines[0].event_on == date(2026, 11, 3) and lines[0].cell == ""
    desk.settle_match(SettleOrder(key=lines[1].key, same=True))
    desk.settle_match(SettleOrder(key=lines[2].key, same=False))
    with store.read() as session:
        out = suspicions.to_issue(session, "jiaozuo", "2026-001", 1)
    assert [(x.case_no, x.state) for x in out] == [(one.case_no, "certain"), (other.case_no, SAME)]


def test_a_line_with_two_owners_counts_once_and_is_matched_for_each(
    store: Store, tools: Tools
) -> None:
    one, other = in_aid(store, 61, 62)
    a, b = (f.household.members[0] for f in (one, other))
    stranger = synthetic_id(date(1932, 1, 1), 98)
    order = handed_in(
        tools,
        [
            (1, f"{a.name}、{b.name}", f"{a.id_no}、{b.id_no}", None, ""),
            (2, f"王五、{a.name}", f"{stranger}、{a.id_no}", None, ""),
            (3, "王五、赵六", f"{stranger}、不详", None, ""),
        ],
    )
    found = AuditDeskActivities(tools).match_list(order)
    assert (found.rows, found.certain, found.strangers, found.faults) == (3, 3, 1, 0)


def test_a_list_that_breaks_off_leaves_nothing_behind(store: Store, tools: Tools) -> None:
    (one,) = in_aid(store, 63)
    member = one.household.members[0]
    order = handed_in(tools, [(n, member.name, member.id_no, None, "") for n in range(3_000)])
    path = list_path(tools.settings.exchange_dir, "jiaozuo", order.taken.digest, "xlsx")
    path.write_bytes(_cut(path.read_bytes()))
    assert AuditDeskActivities(tools).match_list(order).trouble == "half"
    assert not path.exists()
    taken = order.taken.model_copy(update={"format": "csv"})
    path = list_path(tools.settings.exchange_dir, "jiaozuo", taken.digest, "csv")
    line = f"{member.name},{member.id_no}\n"
    path.write_bytes(f"姓名,身份证号\n{line * 4_000}".encode("gb18030") + b"\xff\xff,\n")
    order = order.model_copy(update={"taken": taken})
    assert AuditDeskActivities(tools).match_list(order).trouble == "no_text"
    assert not path.exists()
    with store.read() as session:
        assert not suspicions.listed(session, "jiaozuo", "2026-001")


def test_what_is_settled_stays_and_what_was_certain_is_not_settled(
    store: Store, tools: Tools
) -> None:
    one, other = in_aid(store, 64, 65)
    a, b = (f.household.members[0] for f in (one, other))
    desk = AuditDeskActivities(tools)
    desk.match_list(
        handed_in(tools, [(1, a.name, a.id_no, None, ""), (2, "李四", b.id_no, None, "")])
    )
    with store.read() as session:
        sure, doubtful = suspicions.listed(session, "jiaozuo", "2026-001")
    desk.settle_match(SettleOrder(key=sure.key, same=False))
    desk.settle_match(SettleOrder(key=doubtful.key, same=True))
    desk.settle_match(SettleOrder(key=doubtful.key, same=False))
    with store.read() as session:
        states = [x.state for x in suspicions.listed(session, "jiaozuo", "2026-001")]
    assert states == ["certain", SAME]


def test_what_two_lists_say_alike_is_verified_once(store: Store, tools: Tools) -> None:
    (one,) = in_aid(store, 66)
    member = one.household.members[0]
    desk = AuditDeskActivities(tools)
    for number in (1, 2):
        line = (number, member.name, member.id_no, date(2026, 11, 3), "火字3号")
        desk.match_list(handed_in(tools, [line], number))
    with store.write() as session:
        first, second = suspicions.listed(session, "jiaozuo", "2026-001")
        assert suspicions.out_before(session, second) == ""
        suspicions.went_out(session, first.key, "2026-q00000066")
        assert suspicions.out_before(session, second) == "2026-q00000066"
        second.detail = second.detail.replace("火字3号", "火字4号")
        assert suspicions.out_before(session, second) == "", "another paper is another matter"


@pytest.mark.usefixtures("usual_garbage")
def test_a_list_of_thousands_of_lines_is_never_in_memory_as_a_whole(
    store: Store, tools: Tools
) -> None:
    (one,) = in_aid(store, 1)
    member = one.household.members[0]
    peaks = []
    for number, lines in enumerate((1_000, 4_000), start=1):
        rows: list[tuple[object, ...]] = [
            (
                n,
                "路人",
                synthetic_id(date(1930, 1, 1) + timedelta(days=n // 900), 1 + n % 900),
                None,
                "",
            )
            for n in range(lines)
        ]
        rows[-1] = (lines, member.name, member.id_no, None, "")
        order = handed_in(tools, rows, number)
        del rows
        tracemalloc.start()
        found = AuditDeskActivities(tools).match_list(order)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (found.rows, found.certain) == (lines, 1)
    assert peaks[1] < 2 * peaks[0]


def test_a_population_is_the_cases_of_the_time_by_the_strata_of_the_plan(
    store: Store, tools: Tools
) -> None:
    files = [living(n) for n in (11, 12, 13)]
    files[1] = files[1].having(township="jz-first")
    for file in files:
        with store.write() as session:
            project_case(session, shown(file))
    with store.write() as session:
        session.add(
            BreachRow(
                key="k", rule="A05", place="jiaozuo", township="jz-wangdian",
                case_no=files[2].case_no, on=ON, seq=0, number="2026-rk", first_on=ON, last_on=ON,
                zh="…",
            )
        )  # fmt: skip
    plan = Sample(
        number=1, by=("township", "amount", "risk"), method="percent", count=10,
        first=files[0].applied_on, last=ON, bands_fen=(1, 100_000_000), planned_on=ON,
        planned_by="jz.auditor",
    )  # fmt: skip
    desk = AuditDeskActivities(tools)
    lines = desk.close_audit_population(AuditPopulationOrder(place="jiaozuo", sample=plan)).lines
    assert len(lines) == 3 and all(line.split(" ")[1].split("/")[1] == "1" for line in lines)
    by = dict(line.split(" ") for line in lines)
    assert by[files[1].case_no].startswith("jz-first/")
    assert by[files[2].case_no].endswith("/flagged")
    early = plan.model_copy(update={"last": files[0].applied_on - timedelta(days=1)})
    assert not desk.close_audit_population(
        AuditPopulationOrder(place="jiaozuo", sample=early)
    ).lines
    other = plan.model_copy(update={"programmes": ("tekun",)})
    assert not desk.close_audit_population(
        AuditPopulationOrder(place="jiaozuo", sample=other)
    ).lines
