"""`doudi cases`, `items` and `pay` at a terminal: what is where, why it waits, wrong names told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import cli
from domain.case import engine
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import meeting
from store.engine import Store
from store.projection import project_case
from tests.meeting_desk import FEES, MEASURES, Follow, Table
from tests.people import Walk
from tests.store.samples import another, shown
from tests.store.test_meeting import followed
from tests.store.test_meeting import shown as shown_item
from tests.tables import migrated

NAME = "张一一"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a deployment: three cases in Jiaozuo, one overdue, one in Tongren with an item."""
    home = tmp_path_factory.mktemp("county")
    settings = Settings(home=home)
    ring = KeyRing.create(settings.key_file, demo=True)
    migrated(settings.database_url)
    store = Store(settings.database_url, ring)
    with store.write() as session:
        project_case(session, shown(Walk(another(1)).file))
        late = Walk(another(2)).accepted()
        due = shown(late.file).due
        assert due is not None
        late.today = due + timedelta(days=1)
        late.file = engine.overdue_marked(late.file, late.today, late.at)
        project_case(session, shown(late.file, late.today))
        project_case(session, shown(Walk(another(3)).living().file))
        away = another(8, "tongren").having(case_no="TR2026000001")
        project_case(session, shown(Walk(away).file))
        table = Table().prepared().heard().met().decided()
        meeting.project_item(session, shown_item(table))
        meeting.project_measures(session, followed(Follow(*MEASURES, FEES)))
    store.close()
    return home


class Answer:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def refused(self, *words: str) -> None:
        """One line, exit code 2, nothing on the screen."""
        assert (self.code, self.out) == (2, "")
        assert self.err.count("\n") == 1 and "Traceback" not in self.err
        for word in words:
            assert word in self.err


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: str) -> Answer:
        with pytest.raises(SystemExit) as ended:
            cli.main(args)
        out, err = self._capsys.readouterr()
        return Answer(int(ended.value.code or 0), out, err)


@pytest.fixture
def doudi(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("DOUDI_HOME", str(filled))
    monkeypatch.setenv("COLUMNS", "180")
    return Terminal(capsys)


def test_cases_are_listed_with_stage_due_day_and_whom_they_wait_for(doudi: Terminal) -> None:
    answer = doudi("cases", "list")
    assert answer.code == 0
    for number in ("JZ2026000001", "JZ2026000002", "JZ2026000003", "TR2026000001"):
        assert number in answer.out
    assert "共4件" in answer.out
    assert "（超期）" in answer.out
    assert "等待入户调查员" in answer.out


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        (("--place", "tongren"), ["TR2026000001"]),
        (("--place", "jiaozuo", "--stage", "intake"), ["JZ2026000001"]),
        (("--stage", "动态管理"), ["JZ2026000003"]),
        (("--overdue",), ["JZ2026000002"]),
        (("--overdue", "--place", "tongren"), []),
        (("--township", "jz-wangdian", "--limit", "1"), ["JZ2026000001"]),
        (("--flag", "escalated"), []),
    ],
)
def test_lists_are_narrowed_by_place_stage_and_lateness(
    doudi: Terminal, narrowed: tuple[str, ...], numbers: list[str]
) -> None:
    found = doudi("cases", "list", "--json", *narrowed).json
    assert [row["case_no"] for row in found["cases"]] == numbers
    assert doudi("cases", "list", *narrowed).code == 0


def test_a_list_goes_on_where_it_ended(doudi: Terminal) -> None:
    seen, more = [], ()
    while True:
        page = doudi("cases", "list", "--json", "--limit", "3", *more).json
        seen += [row["case_no"] for row in page["cases"]]
        if not page["next"]:
            break
        more = ("--cursor", page["next"])
    assert seen == ["JZ2026000001", "JZ2026000002", "JZ2026000003", "TR2026000001"]
    doudi("cases", "list", "--cursor", "nonsense").refused("翻页")


def test_no_terminal_shows_a_whole_name_or_what_was_written(doudi: Terminal) -> None:
    asked = (
        ("cases", "list"),
        ("cases", "show", "JZ2026000003"),
        ("cases", "why", "JZ2026000003"),
        ("items", "show", "TR2026000001"),
    )
    for args in asked:
        for form in ((), ("--json",)):
            answer = doudi(*args, *form)
            assert answer.code == 0
            assert NAME not in answer.out and "990101" not in answer.out
    assert "张**" in doudi("cases", "list").out


def test_a_case_is_shown_with_its_record_and_what_it_is_owed(doudi: Terminal) -> None:
    answer = doudi("cases", "show", "jz2026000003")
    assert answer.code == 0
    for words in ("动态管理", "应发救助金", "办理经过", "受理", "下次复核", "57号"):
        assert words in answer.out
    found = doudi("cases", "show", "JZ2026000003", "--json").json
    assert found["stage_zh"] == "动态管理"
    assert found["entitlements"][0]["monthly_fen"] == found["monthly_fen"] > 0
    assert [line["seq"] for line in found["record"]] == list(range(1, len(found["record"]) + 1))


def test_why_a_case_is_not_moving_names_the_role_the_day_and_the_next_step(
    doudi: Terminal,
) -> None:
    waiting = doudi("cases", "why", "JZ2026000002")
    assert "等待入户调查员" in waiting.out and "期限" in waiting.out and "已超期" in waiting.out
    by_itself = doudi("cases", "why", "JZ2026000003")
    assert "系统将于" in by_itself.out and "自动：启动定期复核" in by_itself.out
    told = doudi("cases", "why", "JZ2026000002", "--json").json
    assert "record_survey" in {task["act"] for task in told["tasks"]}


def test_wrong_names_are_one_line_with_what_was_perhaps_meant(doudi: Terminal) -> None:
    doudi("cases", "list", "--place", "jiaozou").refused("jiaozuo")
    doudi("cases", "list", "--place", "焦作").refused("jiaozuo")
    doudi("cases", "list", "--stage", "publicty").refused("publicity")
    doudi("cases", "list", "--stage", "xx").refused("公示（publicity）")
    doudi("cases", "list", "--township", "jz-wangdan").refused("jz-wangdian")
    doudi("cases", "list", "--flag", "complain").refused("complaint")
    doudi("cases", "show", "JZ2026000009").refused("JZ2026000003")
    doudi("cases", "why", "QQ").refused("doudi cases list")
    doudi("cases", "shwo", "JZ2026000003").refused("doudi cases --help")
    doudi("items", "show", "JZ2026000001").refused("没有提请过一事一议")
    doudi("items", "show", "TR2026000001", "7").refused("有：1")
    doudi("pay", "show", "jiaozou", "2026-12").refused("jiaozuo")
    doudi("pay", "show", "jiaozuo", "12月").refused("2026-10")
    doudi("pay", "show", "jiaozuo", "2026-12", "--group", "x").refused("dibao")
    doudi("pay", "show", "jiaozuo", "2026-12").refused("还没有开始")


def test_before_there_are_tables_it_says_how_to_make_them(
    doudi: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    doudi("cases", "list").refused("no key ring")
    KeyRing.create(tmp_path / "keys.json", demo=True)
    doudi("cases", "list").refused("doudi migrate")
    doudi("pay", "totals").refused("doudi migrate")


def test_what_is_to_be_done_is_listed_the_most_urgent_first(doudi: Terminal) -> None:
    everything = doudi("cases", "tasks", "--json").json["tasks"]
    assert {task["kind"] for task in everything} >= {"case", "measures"}
    surveys = doudi("cases", "tasks", "--role", "surveyor", "--place", "jiaozuo")
    assert "JZ2026000002" in surveys.out and "入户" in surveys.out
    assert doudi("cases", "tasks", "--role", "入户调查员", "--json").json["tasks"]
    doudi("cases", "tasks", "--role", "surveyer").refused("surveyor")


def test_items_are_listed_and_shown_with_the_units_tasks(doudi: Terminal) -> None:
    listed = doudi("items", "list", "--place", "tongren")
    assert "TR2026000001" in listed.out and "已议定" in listed.out
    assert doudi("items", "list", "--open", "--json").json["items"] == []
    one = doudi("items", "show", "TR2026000001")
    for words in ("第1件", "缺口30,000.00元", "各单位任务", "市民政局", "办理经过", "TR-15"):
        assert words in one.out
    found = doudi("items", "show", "TR2026000001", "1", "--json").json
    assert found["gap_fen"] == 3_000_000 and len(found["tasks"]) == 3
    assert "serious_illness" not in json.dumps(found)
    tasks = doudi("items", "tasks", "--place", "tongren")
    assert "待承接" in tasks.out
    assert doudi("items", "tasks", "--unit", "教育局").out == "没有未落实的任务。\n"


def test_what_was_paid_is_told_in_yuan_and_in_json(doudi: Terminal) -> None:
    totals = doudi("pay", "totals")
    assert totals.code == 0 and "焦作市" in totals.out and "合计" in totals.out
    found = doudi("pay", "totals", "jiaozuo", "--json").json
    assert [row["place"] for row in found["places"]] == ["jiaozuo"]
