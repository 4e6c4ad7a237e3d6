"""What the world does for a meeting: minutes numbered once, each unit its own copy, exactly once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from activities.assembly import AssemblyActivities
from activities.tools import Tools
from domain.assembly.sight import MASKED_ZH
from domain.assembly.tasks import meeting_task_units, meeting_waiting_zh, open_meeting_tasks
from store import assembly as tables
from tests.assembly import CIVIL, HEALTH, OFFICE, Hall
from tests.meeting_desk import members
from workflows.assembly_steps import MailOrder, MeetingMinutesOrder, MeetingProjection

NUMBER = "同联会纪〔2026〕1号"


def signed() -> Hall:
    return Hall().held().minuted(copies=("市政府",))


def mailing(hall: Hall) -> MailOrder:
    return MailOrder(file=hall.file, mailing=hall.file.unsent[0], on=hall.today)


def shown(hall: Hall) -> MeetingProjection:
    return MeetingProjection(
        file=hall.file,
        tasks=open_meeting_tasks(hall.file),
        units=meeting_task_units(hall.file),
        waiting=meeting_waiting_zh(hall.file, hall.today),
        due=None,
    )


async def test_minutes_are_numbered_once_however_often_they_are_asked_for(tools: Tools) -> None:
    hall, acts = signed(), AssemblyActivities(tools)
    order = MeetingMinutesOrder(file=hall.file, on=hall.today)
    first = await acts.issue_meeting_minutes(order)
    assert first.number == f"同联会纪〔{hall.today.year}〕1号"
    assert await acts.issue_meeting_minutes(order) == first
    other = Hall(number="2026-02").held().minuted()
    second = await acts.issue_meeting_minutes(MeetingMinutesOrder(file=other.file, on=other.today))
    assert second.number == f"同联会纪〔{hall.today.year}〕2号"


@pytest.mark.rule("TR-59")
async def test_each_unit_has_its_own_copy_with_what_it_may_read(tools: Tools) -> None:
    hall = signed().numbered(NUMBER)
    receipt = await AssemblyActivities(tools).mail_units(mailing(hall))
    assert (receipt.before, receipt.now) == (0, len(members().names) + 1)
    with tools.store.read() as session:
        [own] = tables.mail_of(session, "tongren", "2026-01", CIVIL)
        [other] = tables.mail_of(session, "tongren", "2026-01", HEALTH)
        [copy] = tables.mail_of(session, "tongren", "2026-01", "市政府")
    assert own.paper == NUMBER and "TR2026000001" in own.html and "合计30,000" in own.html
    assert "TR2026000001" not in other.html
    assert MASKED_ZH in other.html
    assert "救助资金年度安排" in other.html
    assert "TR2026000001" not in copy.html


async def test_a_worker_killed_in_mid_distribution_leaves_no_unit_without_and_none_with_two(
    tools: Tools, home: Path, tmp_path: Path
) -> None:
    order = mailing(signed().numbered(NUMBER))
    (tmp_path / "order.json").write_text(order.model_dump_json())
    program = [sys.executable, "-m", "tests.activities.mailing_program"]
    for units in (7, 11):
        ended = subprocess.run(  # noqa: ASYNC221
            [
                *program,
                str(tmp_path),
                str(home / "keys.json"),
                str(tmp_path / "order.json"),
                str(units),
            ],
            check=False,
            capture_output=True,
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with tools.store.read() as session:
        half = tables.mail_of(session, "tongren", "2026-01")
    assert len(half) == 18
    receipt = await AssemblyActivities(tools).mail_units(order)
    assert (receipt.before, receipt.now) == (18, len(order.mailing.units) - 18)
    with tools.store.read() as session:
        mails = tables.mail_of(session, "tongren", "2026-01")
    assert Counter(m.unit for m in mails) == Counter(order.mailing.units)
    again = await AssemblyActivities(tools).mail_units(order)
    assert (again.before, again.now) == (len(order.mailing.units), 0)


async def test_notices_of_call_change_and_cancelling_say_what_they_are(tools: Tools) -> None:
    hall, acts = Hall().tabled().approved(), AssemblyActivities(tools)
    hall.called()
    notice = hall.file.mail[0]
    await acts.mail_units(MailOrder(file=hall.file, mailing=notice, on=hall.today))
    hall.do("cancel_meeting", OFFICE, reason="因防汛工作取消")
    await acts.mail_units(mailing(hall))
    with tools.store.read() as session:
        first, second = tables.mail_of(session, "tongren", "2026-01", HEALTH)
    assert "09:00" in first.html and "市政府三楼会议室" in first.html
    assert "TR2026000001" not in first.html
    assert "现予取消" in second.html and "因防汛工作取消" in second.html


def test_the_tables_show_the_newest_state_and_what_is_on_which_agenda(tools: Tools) -> None:
    acts, hall = AssemblyActivities(tools), Hall().tabled()
    old = shown(hall)
    acts.project_meeting(shown(hall.approved().called()))
    acts.project_meeting(old)
    with tools.store.read() as session:
        row = tables.get_meeting(session, "tongren", "2026-01")
        assert row is not None and row.stage == "called" and row.points == 2
        assert row.called == len(members().names) and row.confirmed == 0
        assert tables.meeting_with(session, "TR2026000001", 1) == hall.file.id
        assert tables.meeting_with(session, "TR2026000001", 2) == ""
        assert [m.number for m in tables.list_meetings(session, "tongren").rows] == ["2026-01"]
        assert not tables.list_meetings(session, "tongren", unit=CIVIL).rows
        assert tables.count_year(session, "tongren", 2026).ordinary == 1
    acts.project_meeting(shown(hall.sitting().household_approved()))
    with tools.store.read() as session:
        assert tables.meeting_with(session, "TR2026000001", 1) == ""
        count = tables.count_year(session, "tongren", 2026)
        assert (count.held, count.extra) == (1, 0)


def test_an_item_taken_off_an_agenda_is_free_for_another(tools: Tools) -> None:
    acts, hall = AssemblyActivities(tools), Hall().tabled()
    acts.project_meeting(shown(hall))
    hall.do("remove_point", OFFICE, point="p1", reason="材料需要补充")
    acts.project_meeting(shown(hall))
    with tools.store.read() as session:
        assert tables.meeting_with(session, "TR2026000001", 1) == ""


def test_a_request_sent_twice_has_one_number_and_years_count_from_one(tools: Tools) -> None:
    on = Hall().today
    with tools.store.write() as session:
        first = tables.number_meeting(session, key="a", place="tongren", on=on)
        assert tables.number_meeting(session, key="a", place="tongren", on=on) == first
        assert tables.number_meeting(session, key="b", place="tongren", on=on).endswith("-02")
        assert tables.number_meeting(session, key="c", place="hanbin", on=on) == first
        later = tables.number_meeting(
            session, key="d", place="tongren", on=on.replace(year=on.year + 1)
        )
        assert later == f"{on.year + 1}-01"


async def test_later_minutes_name_what_they_change(tools: Tools) -> None:
    acts = AssemblyActivities(tools)
    hall = signed()
    first = await acts.issue_meeting_minutes(MeetingMinutesOrder(file=hall.file, on=hall.today))
    change = {"number": first.number, "text": "第一项金额更正为三万元"}
    later = Hall(number="2026-02").held()
    later.minuted(amends=(change,), known={"minutes": (first.number,)})
    second = await acts.issue_meeting_minutes(MeetingMinutesOrder(file=later.file, on=later.today))
    with tools.store.read() as session:
        assert tables.known_minutes(session, "tongren", (first.number, "无此文号")) == (
            first.number,
        )
        assert tables.amended_by(session, "tongren", first.number) == (second.number,)
        row = tables.minutes_of(session, "tongren", "2026-02")
        assert row is not None and "第一项金额更正为三万元" in row.html
        unchanged = tables.minutes_of(session, "tongren", "2026-01")
        assert unchanged is not None and unchanged.digest == first.digest
