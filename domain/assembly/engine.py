"""The only door into a meeting's state: `apply_to_meeting` an act, rules taken, mail and minutes out.

Everything is a pure function from file to file; what raises CaseRefusal is refused and leaves no
trace. What each act does stands in `phases`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain import door
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import (
    MAIL_ZH,
    Mailing,
    MeetingEntry,
    MeetingFile,
    MeetingOrder,
)
from domain.assembly.lifecycle import (
    BY_MEETING_ACT,
    CALLING_CLAUSE,
    MEETING_EXITS,
    MEETING_MOVES,
    MEETING_STAGE_ZH,
    MeetingKind,
    MeetingMove,
    MeetingStage,
)
from domain.assembly.phases import after, before, during
from domain.assembly.tasks import open_meeting_tasks
from domain.assembly.township import posts_zh, roles_in
from domain.base import CaseRefusal
from domain.case.acts import Act, Officer
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.case.notices import NoticeReceipt
from domain.journal import moved, of_act, written
from domain.meeting.item import Members
from domain.policy import Snapshot

MEETING_NEEDS = (
    "escalation.agenda_approval",
    "escalation.decision",
    "escalation.major_decider",
    "meeting.chair",
    "meeting.min_per_year",
    "meeting.quorum",
    "meeting.usual_max_per_year",
)
"""The policy values a meeting asks for when it begins."""

CALLERS = (Role.MEETING_OFFICE, Role.CONVENER, Role.GENERAL_CONVENER)
"""Who may call a meeting; in TR each convener alone (TR-02)."""

_RULES: dict[str, Callable[[MeetingFile, Any], tuple[MeetingFile, str]]] = {
    **before.RULES,
    **during.RULES,
    **after.RULES,
    "refresh_policy": lambda file, act: (file.having(stale_policy=True), act.reason),
}


def may_call(officer: Officer, order: MeetingOrder) -> None:
    """CaseRefusal when this officer may not call this meeting."""
    acting = roles_in(order.township, officer.role, officer.township)
    require(
        any(role in CALLERS for role in acting),
        "role_not_allowed",
        f"召开会议应当由{posts_zh(order.township, CALLERS)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        CALLING_CLAUSE,
    )
    require(
        officer.place == order.place,
        "not_your_place",
        "您不属于这个县（市、区）的联席会议，请由当地联席会议的人员办理。",
        CALLING_CLAUSE,
    )
    require(
        order.kind is MeetingKind.ORDINARY or len(order.reason.strip()) > 3,
        "reason_missing",
        "召开临时会议应当写明事由。",
        "HB-32; TR-50",
    )


def opened(order: MeetingOrder, meeting_id: str, at: datetime) -> MeetingFile:
    """The meeting as it begins, its first line written."""
    file = MeetingFile(
        order=order, id=meeting_id, stage_since=order.opened_on, latest=order.opened_on
    )
    entry = MeetingEntry(
        seq=1,
        act="open_meeting",
        zh="提出召开会议",
        stage=file.stage,
        on=order.opened_on,
        at=at,
        officer=order.opened_by,
        text=order.reason,
        clause=CALLING_CLAUSE,
    )
    return written(file, entry)


def rules_taken(file: MeetingFile, law: Snapshot, members: Members, at: datetime) -> MeetingFile:
    """The place's rules and member list. A list that has changed is told in the record."""
    known = file.members.names if file.members else None
    after_ = file.having(policy=law, members=members, stale_policy=False, version=file.version + 1)
    if known is not None and known != members.names:
        came = tuple(u for u in members.names if u not in known)
        gone = tuple(u for u in known if u not in members.names)
        text = "；".join(
            part
            for part in (
                f"增加{'、'.join(came)}" if came else "",
                f"减少{'、'.join(gone)}" if gone else "",
            )
            if part
        )
        return _noted(after_, "members", "成员单位变化", file.latest, at, text)
    if known is None and _too_many(after_):
        most = law.count("meeting.usual_max_per_year")
        text = f"今年例行会议已有{file.order.ordinary_before}次，超过通常的{most}次"
        return _noted(after_, "many", "提示", file.latest, at, text)
    return after_


def _too_many(file: MeetingFile) -> bool:
    """More ordinary meetings than usual are reported, not forbidden (HB-31)."""
    name = "meeting.usual_max_per_year"
    ordinary = file.order.kind is MeetingKind.ORDINARY
    return ordinary and file.law.has(name) and file.order.ordinary_before >= file.law.count(name)


def meeting_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(MEETING_ACTS, name)


def apply_to_meeting(
    file: MeetingFile, name: str, act: Act, today: date, at: datetime
) -> MeetingFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_MEETING_ACT[name]
    _may(file, move, act, today)
    if file.policy is None or file.members is None:
        raise CaseRefusal("not_ready", "本次会议正在读取政策参数和成员单位，请稍后再试。")
    done, text = _RULES[name](file, act)
    entry = of_act(
        MeetingEntry,
        file.seq + 1,
        move,
        act,
        at,
        text,
        stage=file.stage,
        point=getattr(act, "point", ""),
    )
    return moved(file, written(done, entry), act.on, MEETING_EXITS)


def _may(file: MeetingFile, move: MeetingMove, act: Act, today: date) -> None:
    """Stage, role, place and day: what the table alone can say."""
    officer = act.officer
    acting = roles_in(file.order.township, officer.role, officer.township)
    able = (m for role in acting for m in lawful_meeting_moves(file, role))
    door.in_order(
        file.stage in move.stages, move, f"本次会议处于“{MEETING_STAGE_ZH[file.stage]}”阶段", able
    )
    body = file.members
    door.by_post(
        any(role in move.roles for role in acting)
        or any(body.stands_in(officer.id, role, act.on) for role in move.roles if body),
        move,
        officer,
        posts=posts_zh(file.order.township, move.roles),
        hint=_stand_in_hint(move),
    )
    door.of_place(
        officer,
        file.order.place,
        "本次会议不属于您所在县（市、区）的联席会议，请由当地联席会议的人员办理。",
        move.clause,
    )
    door.dated(act, file.stage_since, today, move.clause)


def _stand_in_hint(move: MeetingMove) -> str:
    """The meeting knows who stands in from the day's list, which it reads when it is asked to."""
    if not {Role.CONVENER, Role.GENERAL_CONVENER} & set(move.roles):
        return ""
    zh = BY_MEETING_ACT["refresh_policy"].zh
    return f"已经指定代行召集人职责的人员的，请先由联席会议办公室办理“{zh}”。"


def lawful_meeting_moves(file: MeetingFile, role: Role) -> tuple[MeetingMove, ...]:
    """What this role may do in the present stage by the table; the act itself is checked in full."""
    return tuple(m for m in MEETING_MOVES if file.stage in m.stages and role in m.roles)


# --- what the meeting does by itself ----------------------------------------------------------------


def mailed(file: MeetingFile, key: str, on: date, at: datetime) -> MeetingFile:
    """Every unit of this mailing has it, once each."""
    mail = tuple(
        m.model_copy(update={"sent_on": on}) if m.key == key and m.sent_on is None else m
        for m in file.mail
    )
    if mail == file.mail:
        return file
    [sent] = (m for m in file.mail if m.key == key)
    text = f"{MAIL_ZH[sent.kind]}，{len(sent.units)}个单位"
    told = _noted(file, "mailed", "已送达各单位", on, at, text).having(mail=mail)
    if sent.kind == "minutes":
        return told.having(stage=MeetingStage.ENDED, stage_since=on)
    return told


def minutes_numbered(file: MeetingFile, receipt: NoticeReceipt, at: datetime) -> MeetingFile:
    """The signed minutes have their number; from now on they are on their way to the units."""
    if file.minutes is None or file.minutes.number:
        return file
    minutes = file.minutes.model_copy(update={"number": receipt.number, "digest": receipt.digest})
    mail = Mailing(
        key="minutes",
        kind="minutes",
        units=tuple(dict.fromkeys((*minutes.units, *minutes.copies))),
    )
    told = _noted(file, "minutes", "会议纪要编号", receipt.issued_on, at, receipt.number)
    return told.having(minutes=minutes, mail=(*file.mail, mail))


def meeting_overdue_marked(file: MeetingFile, today: date, at: datetime) -> MeetingFile:
    """Each task that passed its day is noted once, with whose it was."""
    for task in open_meeting_tasks(file):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
            file = _noted(file, "overdue", "超期", today, at, text)
            file = file.having(overdue=(*file.overdue, task.mark))
    return file


def _noted(file: MeetingFile, code: str, zh: str, on: date, at: datetime, text: str) -> MeetingFile:
    """A line the meeting writes by itself."""
    entry = MeetingEntry(
        seq=file.seq + 1, act=code, zh=zh, stage=file.stage, on=on, at=at, text=text
    )
    return written(file, entry)
