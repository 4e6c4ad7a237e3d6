"""Lists from outside: any workbook or text table, matched by hash, the doubtful to a person."""

from __future__ import annotations

import hashlib
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from activities.audit_desk import AuditDeskActivities, list_path
from activities.tools import Tools
from documents.registers import HalfList, NoList
from documents.suspicions import outside_rows
from domain.identity import synthetic_id
from domain.oversight.desk import Sample, SuspicionList
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
    with pytest.raises(NoList):
        list(outside_rows(path, "csv"))
    whole = tmp_path / "whole.xlsx"
    workbook(whole, [(n, "张一一", "1", None, "") for n in range(400)])
    half = tmp_path / "half.xlsx"
    half.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(HalfList):
        list(outside_rows(half, "xlsx"))


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
