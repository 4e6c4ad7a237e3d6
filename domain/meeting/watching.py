"""What an item writes in its record by itself: days that passed, reminders, the alarm of an event."""

from __future__ import annotations

from datetime import date, datetime

from domain.case.lifecycle import ROLE_ZH
from domain.journal import written
from domain.meeting import timing
from domain.meeting.item import ItemEntry, ItemFile
from domain.meeting.tasks import open_item_tasks


def watched(file: ItemFile, today: date, at: datetime) -> ItemFile:
    """Each task that passed its day is noted once, with whose it was; then reminders and alarm."""
    for task in open_item_tasks(file, today):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
            file = noted(file, "overdue", "超期", today, at, text)
            file = file.having(overdue=(*file.overdue, task.mark))
    return _alarmed(_pressed(file, today, at), today, at)


def _pressed(file: ItemFile, today: date, at: datetime) -> ItemFile:
    """The government is reminded again and again until it has decided (HB-34)."""
    if file.policy is None:
        return file
    while (day := timing.next_press(file)) is not None and day <= today:
        count = len(file.pressed) + 1
        text = f"自{file.stage_since}报请政府决定，尚未收到决定，第{count}次提醒"
        file = noted(file, "pressed", "提醒政府决定", today, at, text)
        file = file.having(pressed=(*file.pressed, day))
    return file


def _alarmed(file: ItemFile, today: date, at: datetime) -> ItemFile:
    """No meeting by the hour set for an event the bureau started with: an alarm, once (TR-27)."""
    if not timing.alarm_open(file) or file.alarm_at is None or at < file.alarm_at:
        return file
    text = "重大特殊事件已经启动联席会议，期限已到仍未召开会议，请召集人立即召集"
    return noted(file, "alarm", "未及时召开会议", today, at, text).having(alarmed=True)


def noted(file: ItemFile, code: str, zh: str, on: date, at: datetime, text: str) -> ItemFile:
    """A line the item writes by itself."""
    return written(
        file,
        ItemEntry(seq=file.seq + 1, act=code, zh=zh, stage=file.stage, on=on, at=at, text=text),
    )
