"""What the world does for the office: every unit told once, papers once, half years counted."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from activities.desk import DeskActivities
from activities.meeting import MeetingActivities
from activities.tools import Tools
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AffairKind
from domain.desk.tasks import affair_task_units, affair_waiting_zh, open_affair_tasks
from domain.measures.tasks import measures_waiting_zh, open_measures_tasks, task_units
from domain.reporting.period import period_of
from store.desk import affairs, mail, register
from store.tables import DepartmentAsk
from tests.activities.test_assembly import shown as meeting_shown
from tests.assembly import Hall
from tests.meeting_desk import CIVIL, EDUCATION, MEDICAL, Follow, members
from tests.office import CONVENER, OFFICE, Desk, HalfYear
from tests.people import START
from workflows.desk_steps import (
    AffairMailOrder,
    AffairPaperOrder,
    AffairProjection,
    SummaryOrder,
    WorkOrder,
)
from workflows.meeting_steps import MeasuresProjection

HALF = period_of("2026-H2", 6)


def shown(follow: Follow) -> MeasuresProjection:
    return MeasuresProjection(
        file=follow.file,
        tasks=open_measures_tasks(follow.file, follow.today),
        units=task_units(follow.file),
        waiting=measures_waiting_zh(follow.file, follow.today),
        due=None,
    )


def affair_shown(file: AffairFile, today: date) -> AffairProjection:
    return AffairProjection(
        file=file,
        tasks=open_affair_tasks(file, today),
        units=affair_task_units(file),
        waiting=affair_waiting_zh(file, today),
    )


def signed() -> Desk:
    desk = Desk(
        AffairKind.CIRCULAR, text="关于两项救助合并受理的通报。", about=("affair/tongren/x",)
    )
    return desk.do("submit_draft", OFFICE).do("sign_draft", CONVENER)


@pytest.mark.rule("TR-57")
def test_every_change_is_told_once_to_every_unit_however_often_it_is_written(tools: Tools) -> None:
    acts, follow = MeetingActivities(tools), Follow().finished("1")
    old = shown(follow)
    for _ in range(2):
        acts.project_measures(old)
    acts.project_measures(shown(follow.finished("2")))
    acts.project_measures(old)
    with tools.store.read() as session:
        letters = mail.mail_of(session, "measures/TR2026000001/1")
        assert Counter(x.unit for x in letters) == dict.fromkeys(members().names, 4)
        [own] = {x.text for x in mail.mail_of(session, letters[0].subject, CIVIL) if x.seq == 2}
        [other] = {
            x.text for x in mail.mail_of(session, letters[0].subject, EDUCATION) if x.seq == 2
        }
        assert "TR2026000001" in own and "10,000" in own
        assert "TR2026000001" not in other and "10,000" not in other and CIVIL in other
        assert [x.title for x in mail.inbox(session, "tongren", EDUCATION)] == [
            "议定事项进展通知"
        ] * 4


@pytest.mark.rule("TR-57")
def test_a_worker_killed_while_it_tells_the_units_has_told_none_and_the_next_tells_all(
    tools: Tools, home: Path, tmp_path: Path
) -> None:
    projection = shown(Follow().finished("1"))
    (tmp_path / "projection.json").write_text(projection.model_dump_json())
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tests.activities.telling_program"),
            *(str(tmp_path), str(home / "keys.json"), str(tmp_path / "projection.json")),
        ],
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with tools.store.read() as session:
        assert mail.mail_of(session, "measures/TR2026000001/1") == ()
        assert register.register(session, "tongren", START) == ()
    MeetingActivities(tools).project_measures(projection)
    with tools.store.read() as session:
        letters = mail.mail_of(session, "measures/TR2026000001/1")
    assert Counter(x.unit for x in letters) == dict.fromkeys(members().names, 2)


def test_a_place_whose_document_has_no_such_rule_sends_no_notices(tools: Tools) -> None:
    desk = Desk(AffairKind.PROBLEM, "hanbin", meeting="2026-01", due=START)
    DeskActivities(tools).project_affair(affair_shown(desk.file, START))
    with tools.store.read() as session:
        assert mail.mail_of(session, desk.file.id) == ()


@pytest.mark.rule("TR-55")
async def test_a_circular_is_numbered_once_and_reaches_every_member_once(tools: Tools) -> None:
    desk, acts = signed(), DeskActivities(tools)
    order = AffairPaperOrder(file=desk.file, on=START)
    first = await acts.issue_affair_paper(order)
    assert first.number == "同联通〔2026〕1号" and await acts.issue_affair_paper(order) == first
    desk.file = desk.file.having(paper="")
    desk.posted(first.number)
    mailing = desk.file.mail[0]
    acts.project_affair(affair_shown(desk.file, START))
    for before in (0, len(members().names)):
        receipt = await acts.mail_affair_paper(
            AffairMailOrder(file=desk.file, mailing=mailing, on=START)
        )
        assert receipt.before == before
    with tools.store.read() as session:
        letters = mail.mail_of(session, desk.file.id)
        assert Counter(x.unit for x in letters) == dict.fromkeys(members().names, 1)
        assert "两项救助合并受理" in letters[0].html
        assert affairs.circulars_about(session, "tongren", "affair/tongren/x") == (first.number,)
        assert affairs.circulars_about(session, "tongren", "affair/tongren/y") == ()


@pytest.mark.rule("TR-54")
async def test_the_report_to_the_government_keeps_its_number_and_its_day(tools: Tools) -> None:
    half, acts = HalfYear().filed(CIVIL), DeskActivities(tools)
    half.to(date(2026, 7, 12)).signed()
    first = await acts.send_summary(SummaryOrder(file=half.file, on=half.today))
    later = await acts.send_summary(SummaryOrder(file=half.file, on=date(2026, 7, 20)))
    assert first == later and first.number == "同联报〔2026〕1号"
    with tools.store.read() as session:
        [letter] = mail.mail_of(session, half.file.id, "政府办公室")
    assert "工作打算" in letter.html and MEDICAL in letter.html and "演示数据" in letter.html


@pytest.mark.rule("TR-52", "TR-56")
def test_a_half_year_is_counted_from_what_the_unit_really_did(tools: Tools) -> None:
    follow = Follow().finished("1").finished("2", delivered_fen=0, note="医院尚未结算")
    MeetingActivities(tools).project_measures(shown(follow))
    from activities.assembly import AssemblyActivities

    AssemblyActivities(tools).project_meeting(meeting_shown(Hall().ready(CIVIL)))
    with tools.store.write() as session:
        ask = DepartmentAsk(
            case_no="TR2026000009", number=1, department="medical", version=1, place="tongren",
            township="tr-first", asked_on=date(2026, 7, 1), due=date(2026, 7, 10),
            answered_on=date(2026, 7, 13), late=True,
        )  # fmt: skip
        session.add(ask)
    order = WorkOrder(place="tongren", period=HALF, units=members().units)
    work = {w.unit: w for w in DeskActivities(tools).count_work(order).work}
    civil, medical = work[CIVIL], work[MEDICAL]
    assert (civil.given, civil.completed, civil.delivered_fen) == (1, 1, 1_000_000)
    assert civil.measures == ("低保、特困、临时救助和一事一议救助",)
    assert (civil.called, civil.attended) == (1, 1)
    assert (medical.called, medical.attended, medical.delivered_fen) == (1, 0, 0)
    assert (medical.checks, medical.check_days, medical.checks_late) == (1, 12, 1)
    assert work[EDUCATION].given == 0 and work[EDUCATION].called == 1
    before = WorkOrder(place="tongren", period=period_of("2026-H1", 6), units=members().units)
    assert all(not w.given and not w.checks for w in DeskActivities(tools).count_work(before).work)


@pytest.mark.rule("TR-18", "HB-35")
def test_the_register_shows_each_unit_what_is_open_and_how_old_it_is(tools: Tools) -> None:
    MeetingActivities(tools).project_measures(shown(Follow()))
    desk = Desk(AffairKind.PROBLEM, owner=EDUCATION, due=START)
    DeskActivities(tools).project_affair(affair_shown(desk.file, START))
    day = date(START.year, START.month, START.day).replace(year=START.year + 1)
    with tools.store.read() as session:
        found = register.register(session, "tongren", day)
        assert {u.unit for u in found} == {CIVIL, MEDICAL, EDUCATION}
        assert [u.oldest for u in found] == [365] * 3 and all(u.late == 1 for u in found)
        assert [u.unit for u in register.register(session, "tongren", day, MEDICAL)] == [MEDICAL]
