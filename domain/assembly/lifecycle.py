"""The one table of a meeting: its stages, who does what in which, under which clause.

Validators, allowed-act lists, buttons and diagrams read this table and nothing else.
"""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRA = "extra"


MEETING_KIND_ZH = {MeetingKind.ORDINARY: "例行会议", MeetingKind.EXTRA: "临时会议"}


class MeetingStage(StrEnum):
    PREPARING = "preparing"
    AGENDA = "agenda_approval"
    CALLING = "calling"
    CALLED = "called"
    SITTING = "sitting"
    ADJOURNED = "adjourned"
    MINUTES = "minutes"
    CHECKING = "checking"
    SIGNING = "signing"
    SENDING = "sending"
    ENDED = "ended"
    CANCELLED = "cancelled"


MEETING_STAGE_ZH = {
    MeetingStage.PREPARING: "拟定议程",
    MeetingStage.AGENDA: "审定议程",
    MeetingStage.CALLING: "准备通知",
    MeetingStage.CALLED: "已通知，待开会",
    MeetingStage.SITTING: "正在开会",
    MeetingStage.ADJOURNED: "休会",
    MeetingStage.MINUTES: "整理会议纪要",
    MeetingStage.CHECKING: "核对会议纪要",
    MeetingStage.SIGNING: "签发会议纪要",
    MeetingStage.SENDING: "分送会议纪要",
    MeetingStage.ENDED: "已办结",
    MeetingStage.CANCELLED: "已取消",
}

OVER = (MeetingStage.ENDED, MeetingStage.CANCELLED)

MEETING_EXITS: dict[MeetingStage, tuple[MeetingStage, ...]] = {
    MeetingStage.PREPARING: (MeetingStage.AGENDA, MeetingStage.CANCELLED),
    MeetingStage.AGENDA: (
        MeetingStage.PREPARING,
        MeetingStage.CALLING,
        MeetingStage.CANCELLED,
    ),
    MeetingStage.CALLING: (MeetingStage.CALLED, MeetingStage.CANCELLED),
    MeetingStage.CALLED: (MeetingStage.SITTING, MeetingStage.CANCELLED),
    MeetingStage.SITTING: (MeetingStage.ADJOURNED, MeetingStage.MINUTES),
    MeetingStage.ADJOURNED: (MeetingStage.SITTING, MeetingStage.MINUTES),
    MeetingStage.MINUTES: (MeetingStage.CHECKING,),
    MeetingStage.CHECKING: (MeetingStage.SIGNING, MeetingStage.MINUTES),
    MeetingStage.SIGNING: (MeetingStage.SENDING, MeetingStage.MINUTES),
    MeetingStage.SENDING: (MeetingStage.ENDED,),
    MeetingStage.ENDED: (),
    MeetingStage.CANCELLED: (),
}
"""Which stage a meeting may go to next."""


class MeetingMove(Frozen):
    """One lawful act on a meeting: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[MeetingStage, ...]
    roles: tuple[Role, ...]
    clause: str


_OFFICE = (Role.MEETING_OFFICE,)
_CONVENERS = (Role.CONVENER, Role.GENERAL_CONVENER)
_BEFORE = (MeetingStage.PREPARING, MeetingStage.AGENDA, MeetingStage.CALLING, MeetingStage.CALLED)


def _move(
    act: str,
    zh: str,
    stages: tuple[MeetingStage, ...],
    roles: tuple[Role, ...],
    clause: str,
) -> MeetingMove:
    return MeetingMove(act=act, zh=zh, stages=stages, roles=roles, clause=clause)


CALLING_CLAUSE = "TR-50; HB-31; HB-32"

MEETING_MOVES: tuple[MeetingMove, ...] = (
    _move(
        "add_points",
        "列入议题",
        (MeetingStage.PREPARING,),
        (*_OFFICE, Role.UNIT_LIAISON),
        "TR-56; HB-35",
    ),
    _move("remove_point", "撤下议题", (MeetingStage.PREPARING,), _OFFICE, "TR-15"),
    _move("invite_unit", "邀请列席单位", _BEFORE, _OFFICE, "HB-08; TR-04"),
    _move("submit_agenda", "报审会议议程", (MeetingStage.PREPARING,), _OFFICE, "TR-21"),
    _move(
        "approve_meeting",
        "审定会议议程",
        (MeetingStage.AGENDA,),
        (Role.GOVERNMENT_OFFICE, *_CONVENERS),
        "TR-21",
    ),
    _move(
        "return_meeting",
        "退回会议议程",
        (MeetingStage.AGENDA,),
        (Role.GOVERNMENT_OFFICE, *_CONVENERS),
        "TR-21",
    ),
    _move(
        "call_meeting",
        "发出会议通知",
        (MeetingStage.CALLING, MeetingStage.CALLED, MeetingStage.ADJOURNED),
        (*_OFFICE, *_CONVENERS),
        CALLING_CLAUSE,
    ),
    _move(
        "confirm_notice",
        "确认收到通知并报名",
        (MeetingStage.CALLED, MeetingStage.ADJOURNED),
        (Role.UNIT_LIAISON,),
        "TR-56",
    ),
    _move(
        "open_sitting",
        "宣布开会并登记到会",
        (MeetingStage.CALLED, MeetingStage.ADJOURNED),
        (*_OFFICE, *_CONVENERS),
        "TR-50; HB-31",
    ),
    _move("record_presence", "登记中途到会或者离会", (MeetingStage.SITTING,), _OFFICE, "TR-50"),
    _move("record_recusal", "登记回避", (MeetingStage.SITTING,), _OFFICE, "57号 Art 11; JZ-50"),
    _move(
        "record_voices",
        "记录各单位意见",
        (MeetingStage.SITTING,),
        (*_OFFICE, Role.UNIT_LIAISON),
        "TR-56; HB-33",
    ),
    _move("decide_point", "议定本项议题", (MeetingStage.SITTING,), _CONVENERS, "TR-13; HB-33"),
    _move("put_off_point", "本项议题缓议", (MeetingStage.SITTING,), _CONVENERS, "TR-56"),
    _move("adjourn_meeting", "休会，改日继续", (MeetingStage.SITTING,), _CONVENERS, "TR-50"),
    _move(
        "close_sitting",
        "宣布散会",
        (MeetingStage.SITTING, MeetingStage.ADJOURNED),
        _CONVENERS,
        "TR-50",
    ),
    _move("cancel_meeting", "取消会议", _BEFORE, (*_OFFICE, *_CONVENERS), CALLING_CLAUSE),
    _move("draft_minutes", "提交会议纪要", (MeetingStage.MINUTES,), _OFFICE, "HB-33; TR-17"),
    _move(
        "check_minutes",
        "核对会议纪要",
        (MeetingStage.CHECKING,),
        (*_OFFICE, *_CONVENERS),
        "HB-33",
    ),
    _move("sign_minutes", "签发会议纪要", (MeetingStage.SIGNING,), _CONVENERS, "HB-33"),
    _move(
        "return_minutes",
        "退回会议纪要",
        (MeetingStage.CHECKING, MeetingStage.SIGNING),
        (*_OFFICE, *_CONVENERS),
        "HB-33",
    ),
    _move(
        "refresh_policy",
        "重新读取政策参数和成员单位",
        tuple(s for s in MeetingStage if s not in (*OVER, MeetingStage.SENDING)),
        (Role.POLICY_ADMIN, *_OFFICE),
        "社会救助法 Art 67",
    ),
)
BY_MEETING_ACT = {move.act: move for move in MEETING_MOVES}
