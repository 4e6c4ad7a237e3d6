"""The only door to the office's year: what was seen on a day, what the convener directs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from domain import door
from domain.assembly.tasks import YEAR_NEEDS, YearOfMeetings
from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.journal import of_act, written
from domain.officeyear import file as of
from domain.officeyear.file import (
    BY_YEAR_ACT,
    YEAR_ACTS,
    YEAR_MOVES,
    Stall,
    YearEntry,
    YearFile,
    YearMove,
    YearOrder,
    YearStage,
)
from domain.officeyear.stall import STALL_DAYS, OpenThing, stands_still
from domain.policy import Snapshot

OFFICE_NEEDS = tuple(sorted((*YEAR_NEEDS, STALL_DAYS)))
"""The policy values a year asks for."""
OPENERS = (Role.MEETING_OFFICE,)


def may_open(order: YearOrder) -> None:
    """CaseRefusal when this officer may not open the year."""
    officer = order.opened_by
    if officer is None:
        return
    require(
        officer.role in OPENERS and officer.place == order.place,
        "role_not_allowed",
        f"年度跟踪应当由本县（市、区）的{'、'.join(ROLE_ZH[r] for r in OPENERS)}启动，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        "TR-18",
    )
    require(
        order.year == order.opened_on.year,
        "year_not_running",
        f"只能启动当年（{order.opened_on.year}年）的跟踪。",
        "TR-18",
    )


def opened(order: YearOrder, year_id: str, at: datetime) -> YearFile:
    file = YearFile(order=order, id=year_id, latest=order.opened_on)
    return _noted(file, "open_year", "开始年度跟踪", order.opened_on, at, f"{order.year}年")


def rules_taken(file: YearFile, law: Snapshot) -> YearFile:
    return file.having(policy=law, stale_policy=False, version=file.version + 1)


def looked(
    file: YearFile,
    things: Iterable[OpenThing],
    meetings: YearOfMeetings,
    today: date,
    at: datetime,
) -> YearFile:
    """What is open today: what has begun to stand still reaches the convener, what goes on again is
    taken off his list. After the last day of the year the file is over."""
    now = {t.key: t for t in things}
    file = _unmoved(_gone_on(file, now, today, at), today, at)
    known = {s.thing.key for s in file.stalls if s.ended_on is None}
    for key in sorted(now):
        if key not in known and stands_still(now[key], file.law, today):
            file = _reported(file, now[key], today, at)
    changed = file.meetings != meetings
    file = file.having(meetings=meetings, looked_on=today, latest=max(file.latest, today))
    if changed:
        file = file.having(version=file.version + 1)
    if today > file.last_day:
        ended = _noted(file, "close_year", "年度跟踪结束", today, at, "")
        return ended.having(stage=YearStage.OVER)
    return file


def _gone_on(file: YearFile, now: dict[str, OpenThing], today: date, at: datetime) -> YearFile:
    for stall in file.stalls:
        if stall.ended_on is None and stall.thing.key not in now:
            file = _with(file, stall.model_copy(update={"ended_on": today}))
            text = f"第{stall.number}项：{stall.thing.who}"
            file = _noted(file, "stall_ended", "停滞事项已经推进", today, at, text)
    return file


def _unmoved(file: YearFile, today: date, at: datetime) -> YearFile:
    """What stands still as long again after a direction is before the convener once more."""
    for stall in file.stalls:
        if stall.ended_on is None and stall.directed_on is not None:
            since = stall.thing.model_copy(update={"since": stall.directed_on, "due": None})
            if stands_still(since, file.law, today):
                file = _with(file, stall.model_copy(update={"ended_on": today}))
                text = f"第{stall.number}项：{stall.thing.who}"
                file = _noted(file, "stall_unmoved", "批示后仍未推进", today, at, text)
    return file


def _reported(file: YearFile, thing: OpenThing, today: date, at: datetime) -> YearFile:
    number = file.stalls_given + 1
    stall = Stall(number=number, thing=thing, told_on=today)
    due = f"，期限{thing.due}" if thing.due else ""
    text = f"第{number}项：{thing.who}，自{thing.since}起{due}"
    after = file.having(stalls=(*file.stalls, stall), stalls_given=number)
    return _noted(after, "stall_reported", "停滞事项报召集人", today, at, text)


def _with(file: YearFile, stall: Stall) -> YearFile:
    return file.having(stalls=tuple(stall if s.number == stall.number else s for s in file.stalls))


def year_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(YEAR_ACTS, name)


def lawful_year_moves(file: YearFile, role: Role) -> tuple[YearMove, ...]:
    """What this role may do now."""
    able = {
        "direct_stall": any(s.waits for s in file.stalls),
        "plan_meeting": bool(file.meetings and file.meetings.warn),
        "refresh_policy": True,
    }
    return tuple(m for m in YEAR_MOVES if not file.over and role in m.roles and able[m.act])


def apply_to_year(file: YearFile, name: str, act: Act, today: date, at: datetime) -> YearFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_YEAR_ACT[name]
    require(
        not file.over,
        "out_of_order",
        "本年度跟踪已经结束，请在新的年度办理。",
        move.clause,
    )
    require(
        act.officer.role in move.roles,
        "role_not_allowed",
        f"“{move.zh}”应当由{'、'.join(ROLE_ZH[r] for r in move.roles)}办理，"
        f"您的岗位是{ROLE_ZH[act.officer.role]}。",
        move.clause,
    )
    require(
        act.officer.place == file.order.place,
        "not_your_place",
        "本年度跟踪不属于您所在县（市、区）的联席会议，请由本县（市、区）的工作人员办理。",
        move.clause,
    )
    door.dated(act, file.order.opened_on, today, move.clause)
    if file.policy is None:
        raise CaseRefusal("not_ready", "正在读取政策参数，请稍后再试。")
    done, text = _RULES[name](file, act)
    return written(
        done,
        of_act(YearEntry, file.seq + 1, move, act, at, text),
    )


def _direct(file: YearFile, act: of.DirectStall) -> tuple[YearFile, str]:
    stall = next((s for s in file.stalls if s.number == act.stall), None)
    waiting = "、".join(str(s.number) for s in file.stalls if s.waits)
    if stall is None or not stall.waits:
        raise CaseRefusal(
            "nothing_to_direct",
            f"第{act.stall}项不是等待批示的停滞事项。等待批示的有：{waiting or '无'}。请核对编号。",
            "TR-18",
        )
    told = stall.model_copy(
        update={
            "direction": act.direction,
            "directed_on": act.on,
            "directed_by": act.officer.id,
        }
    )
    return _with(file, told), f"第{stall.number}项（{stall.thing.who}）：{act.direction}"


def _plan(file: YearFile, act: of.PlanMeeting) -> tuple[YearFile, str]:
    return file.having(planned=act.plan), act.plan


_RULES: dict[str, Callable[[YearFile, Any], tuple[YearFile, str]]] = {
    "direct_stall": _direct,
    "plan_meeting": _plan,
    "refresh_policy": lambda file, act: (file.having(stale_policy=True), act.reason),
}


def next_run(file: YearFile) -> YearFile:
    """What continue-as-new carries: everything but the lines the tables already hold."""
    return file.having(journal=())


def _noted(file: YearFile, code: str, zh: str, on: date, at: datetime, text: str) -> YearFile:
    return written(file, YearEntry(seq=file.seq + 1, act=code, zh=zh, on=on, at=at, text=text))
