"""Who must do what in the office's year: the convener about what stands still, the office about the
meeting it owes."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import ROLE_ZH, Role
from domain.officeyear.file import YearFile
from domain.officeyear.stall import STALL_DAYS
from domain.task import Task

_DAY = timedelta(days=1)


def open_year_tasks(file: YearFile) -> tuple[Task, ...]:
    """One task for the convener for each thing that stands still and has no direction yet."""
    if file.policy is None or file.over:
        return ()
    found = [
        Task(
            code=f"direct_stall:{s.number}",
            zh=f"{s.thing.who}的事项（{s.thing.subject}）停滞，请批示（第{s.number}项）",
            act="direct_stall",
            role=Role.CONVENER,
            since=s.told_on,
            clause="TR-11; TR-18",
        )
        for s in file.stalls
        if s.waits
    ]
    if file.meetings and file.meetings.warn and not file.planned:
        found.append(
            Task(
                code="plan_meeting",
                zh=f"{file.meetings.zh}请登记安排",
                act="plan_meeting",
                role=Role.MEETING_OFFICE,
                since=file.order.opened_on,
                due=file.last_day,
                clause="TR-50; HB-31",
            )
        )
    return tuple(found)


def year_waiting_zh(file: YearFile, today: date) -> str:
    """One paragraph in Chinese for every screen; no household stands in it."""
    lines = [f"{file.order.year}年联席会议办公室年度跟踪。"]
    if file.meetings is not None:
        lines.append(file.meetings.zh)
    if file.policy is not None and not file.policy.has(STALL_DAYS):
        lines.append("停滞报召集人的期限尚未由本县（市、区）设定，停滞事项不会自动报召集人。")
    waiting = [s for s in file.stalls if s.waits]
    if waiting:
        who = "、".join(dict.fromkeys(s.thing.who for s in waiting))
        lines.append(f"等待{ROLE_ZH[Role.CONVENER]}批示停滞事项{len(waiting)}项：{who}。")
    if not file.over:
        lines.append(f"{today + _DAY}自动检查。")
    return "\n".join(lines)
