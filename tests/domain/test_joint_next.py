"""What an item, its measures and a meeting say they will do by themselves next: the day and what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.assembly.tasks import meeting_next_zh, next_meeting_mark
from domain.case.lifecycle import Role
from domain.measures.tasks import measures_next_zh, next_measures_mark
from domain.meeting.tasks import item_next_zh, next_item_mark
from tests.assembly import Hall
from tests.meeting_desk import CIVIL, MEASURES, Follow, Table

DAY = timedelta(days=1)


def test_an_item_that_waits_for_opinions_says_when_silence_becomes_late() -> None:
    table = Table().prepared()
    said = item_next_zh(table.file, table.today)
    due = table.file.opinions_due
    assert due is not None and f"系统将于{due + DAY}自动" in said and "记为超期" in said
    assert next_item_mark(table.file, table.today) == due + DAY


@pytest.mark.rule("HB-34")
def test_an_item_before_the_government_says_when_it_will_remind_again() -> None:
    table = Table("hanbin").tabled("区民政局", "区医保局")
    table.met_by_codes(major=True, chair="hb.convener")
    table.to(table.today + 30 * DAY)
    said = item_next_zh(table.file, table.today)
    assert "再次提醒政府决定" in said and str(next_item_mark(table.file, table.today)) in said
    assert len(table.file.pressed) > 1


def test_a_decided_item_does_nothing_more_by_itself() -> None:
    table = Table().before_decision().decided()
    assert item_next_zh(table.file, table.today) == ""


@pytest.mark.rule("TR-18")
def test_measures_say_whom_they_will_remind_next_and_who_would_be_late() -> None:
    follow = Follow(*MEASURES)
    said = measures_next_zh(follow.file, follow.today)
    first = follow.file.remind_on(follow.file.of("1"))
    assert f"系统将于{first}自动：提醒{CIVIL}落实任务1" in said
    assert next_measures_mark(follow.file, follow.today) == first
    follow.to(follow.file.of("1").due)
    late = measures_next_zh(follow.file, follow.today)
    assert str(follow.today + DAY) in late and "记为超期" in late
    follow.to(follow.today + DAY)
    assert measures_next_zh(follow.file, follow.today) == ""
    follow.do("supervise", Role.MEETING_OFFICE, task="1", reason="超期未落实")
    assert "仍未答复督办" in measures_next_zh(follow.file, follow.today)


def test_a_meeting_says_what_it_is_sending_and_when_silence_is_late() -> None:
    hall = Hall().tabled().approved()
    hall.do("call_meeting", Role.MEETING_OFFICE, meets_on=hall.today + 3 * DAY)
    assert meeting_next_zh(hall.file, hall.today) == "系统正在自动送达会议通知。"
    hall.posted()
    mark = next_meeting_mark(hall.file, hall.today)
    assert mark == hall.today + 4 * DAY and str(mark) in meeting_next_zh(hall.file, hall.today)
    assert meeting_next_zh(Hall().ended().file, hall.today) == ""
