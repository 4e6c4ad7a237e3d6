"""The one table of the office's affairs: kinds, stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class AffairKind(StrEnum):
    TASK = "task"
    PROBLEM = "problem"
    SUGGESTION = "suggestion"
    CONSULTATION = "consultation"
    TOPIC = "topic"
    URGENT = "urgent"
    CIRCULAR = "circular"
    BRIEFING = "briefing"


AFFAIR_KIND_ZH = {
    AffairKind.TASK: "会议交办任务",
    AffairKind.PROBLEM: "困难和问题",
    AffairKind.SUGGESTION: "决策建议",
    AffairKind.CONSULTATION: "会商",
    AffairKind.TOPIC: "议题建议",
    AffairKind.URGENT: "重要情况报送",
    AffairKind.CIRCULAR: "通报",
    AffairKind.BRIEFING: "汇报材料",
}
KIND_CLAUSE = {
    AffairKind.TASK: "TR-19",
    AffairKind.PROBLEM: "TR-10",
    AffairKind.SUGGESTION: "HB-02",
    AffairKind.CONSULTATION: "TR-51",
    AffairKind.TOPIC: "HB-35; TR-56",
    AffairKind.URGENT: "TR-53",
    AffairKind.CIRCULAR: "TR-55; TR-17",
    AffairKind.BRIEFING: "TR-17",
}
WORKED = (AffairKind.TASK, AffairKind.PROBLEM, AffairKind.URGENT)
"""Kinds that somebody carries out."""
WRITTEN = (AffairKind.CIRCULAR, AffairKind.BRIEFING)
"""Kinds that end in a paper."""


class AffairStage(StrEnum):
    OPEN = "open"
    DRAFTING = "drafting"
    CHECKING = "checking"
    ISSUING = "issuing"
    ANSWERING = "answering"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


AFFAIR_STAGE_ZH = {
    AffairStage.OPEN: "办理中",
    AffairStage.DRAFTING: "起草中",
    AffairStage.CHECKING: "待签发",
    AffairStage.ISSUING: "制发中",
    AffairStage.ANSWERING: "待答复",
    AffairStage.DONE: "待办结",
    AffairStage.CLOSED: "已办结",
    AffairStage.WITHDRAWN: "已撤回",
}
AFFAIR_OVER = (AffairStage.CLOSED, AffairStage.WITHDRAWN)

AFFAIR_EXITS: dict[AffairStage, tuple[AffairStage, ...]] = {
    AffairStage.OPEN: (AffairStage.ANSWERING, AffairStage.DONE, AffairStage.WITHDRAWN),
    AffairStage.DRAFTING: (AffairStage.CHECKING, AffairStage.WITHDRAWN),
    AffairStage.CHECKING: (AffairStage.DRAFTING, AffairStage.ISSUING, AffairStage.WITHDRAWN),
    AffairStage.ISSUING: (AffairStage.CLOSED,),
    AffairStage.ANSWERING: (AffairStage.DONE, AffairStage.WITHDRAWN),
    AffairStage.DONE: (AffairStage.OPEN, AffairStage.CLOSED),
    AffairStage.CLOSED: (),
    AffairStage.WITHDRAWN: (),
}
"""Which stage an affair may go to next."""


class AffairMove(Frozen):
    """One lawful act: on which kinds of affair, in which stages, by which roles."""

    act: str
    zh: str
    kinds: tuple[AffairKind, ...]
    stages: tuple[AffairStage, ...]
    roles: tuple[Role, ...]
    clause: str


_OFFICE, _UNIT = (Role.MEETING_OFFICE,), (Role.UNIT_LIAISON,)
_CONVENERS = (Role.CONVENER, Role.GENERAL_CONVENER)
_TOWNSHIP = (Role.REVIEWER, Role.TOWNSHIP_LEADER)
_LIVING = tuple(s for s in AffairStage if s not in AFFAIR_OVER and s is not AffairStage.ISSUING)
_UNWRITTEN = tuple(k for k in AffairKind if k not in WRITTEN)
_O, _D, _A = AffairStage.OPEN, AffairStage.DONE, AffairStage.ANSWERING

OPENERS: dict[AffairKind, tuple[Role, ...]] = {
    AffairKind.TASK: (*_OFFICE, *_CONVENERS),
    AffairKind.PROBLEM: (*_OFFICE, *_UNIT, *_CONVENERS),
    AffairKind.SUGGESTION: (*_OFFICE, *_CONVENERS),
    AffairKind.CONSULTATION: (*_OFFICE, *_UNIT, *_CONVENERS),
    AffairKind.TOPIC: (*_UNIT, *_TOWNSHIP),
    AffairKind.URGENT: _UNIT,
    AffairKind.CIRCULAR: _OFFICE,
    AffairKind.BRIEFING: _OFFICE,
}
"""Who may open an affair of each kind."""


def _move(
    act: str,
    zh: str,
    kinds: tuple[AffairKind, ...],
    stages: tuple[AffairStage, ...],
    roles: tuple[Role, ...],
    clause: str,
) -> AffairMove:
    return AffairMove(act=act, zh=zh, kinds=kinds, stages=stages, roles=roles, clause=clause)


AFFAIR_MOVES: tuple[AffairMove, ...] = (
    _move("acknowledge_report", "阅知重要情况", (AffairKind.URGENT,), (_O,), _OFFICE, "TR-53"),
    _move("assign_affair", "确定承办单位和期限", WORKED, (_O,), _OFFICE, "TR-10; TR-19"),
    _move("report_affair", "报告办理进展", WORKED, (_O,), (*_UNIT, *_OFFICE), "TR-18"),
    _move("complete_affair", "报告办理结果", WORKED, (_O,), (*_UNIT, *_OFFICE), "TR-58; TR-19"),
    _move("send_back_affair", "退回继续办理", WORKED, (_D,), _OFFICE, "TR-18"),
    _move(
        "submit_suggestion",
        "报送决策建议",
        (AffairKind.SUGGESTION,),
        (_O,),
        _OFFICE,
        "HB-02",
    ),
    _move(
        "answer_suggestion",
        "登记对决策建议的答复",
        (AffairKind.SUGGESTION,),
        (_A,),
        (Role.GOVERNMENT_OFFICE,),
        "HB-02",
    ),
    _move(
        "give_consulted_opinion",
        "出具会商意见",
        (AffairKind.CONSULTATION,),
        (_O,),
        _UNIT,
        "TR-51",
    ),
    _move(
        "conclude_consultation",
        "形成会商结论",
        (AffairKind.CONSULTATION,),
        (_O,),
        (*_OFFICE, *_UNIT),
        "TR-51",
    ),
    _move("accept_topic", "列入会议议题", (AffairKind.TOPIC,), (_O,), _OFFICE, "HB-35; TR-15"),
    _move("decline_topic", "不列入会议议题", (AffairKind.TOPIC,), (_O,), _OFFICE, "HB-35"),
    _move(
        "mark_affair_important",
        "标为重要事项",
        _UNWRITTEN,
        (_O, _A, _D),
        (*_OFFICE, *_CONVENERS),
        "TR-55",
    ),
    _move("record_affair_circular", "登记通报文号", _UNWRITTEN, (_O, _A, _D), _OFFICE, "TR-55"),
    _move(
        "save_draft",
        "保存文稿",
        WRITTEN,
        (AffairStage.DRAFTING,),
        _OFFICE,
        "TR-17",
    ),
    _move("submit_draft", "文稿送签", WRITTEN, (AffairStage.DRAFTING,), _OFFICE, "TR-17"),
    _move("sign_draft", "签发文稿", WRITTEN, (AffairStage.CHECKING,), _CONVENERS, "TR-17; TR-55"),
    _move(
        "return_draft",
        "退回文稿",
        WRITTEN,
        (AffairStage.CHECKING,),
        (*_OFFICE, *_CONVENERS),
        "TR-17",
    ),
    _move("close_affair", "办结事项", _UNWRITTEN, (_D,), _OFFICE, "TR-18; TR-55"),
    _move(
        "withdraw_affair",
        "撤回事项",
        tuple(AffairKind),
        tuple(s for s in _LIVING if s is not AffairStage.DONE),
        (*_OFFICE, *_UNIT, *_TOWNSHIP),
        "TR-18",
    ),
    _move(
        "refresh_policy",
        "重新读取政策参数和成员单位",
        tuple(AffairKind),
        _LIVING,
        (Role.POLICY_ADMIN, *_OFFICE),
        "社会救助法 Art 67",
    ),
)
BY_AFFAIR_ACT = {move.act: move for move in AFFAIR_MOVES}
