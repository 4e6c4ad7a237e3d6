"""The one table of the reports of a period: stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class ReportStage(StrEnum):
    COLLECTING = "collecting_reports"
    COMPILING = "compiling"
    SIGNING = "signing_report"
    SENDING = "sending_report"
    SENT = "reported"


REPORT_STAGE_ZH = {
    ReportStage.COLLECTING: "收集单位报告",
    ReportStage.COMPILING: "汇总起草",
    ReportStage.SIGNING: "待签发报告",
    ReportStage.SENDING: "正在报送",
    ReportStage.SENT: "已报送政府",
}
REPORT_EXITS: dict[ReportStage, tuple[ReportStage, ...]] = {
    ReportStage.COLLECTING: (ReportStage.COMPILING,),
    ReportStage.COMPILING: (ReportStage.SIGNING,),
    ReportStage.SIGNING: (ReportStage.COMPILING, ReportStage.SENDING),
    ReportStage.SENDING: (ReportStage.SENT,),
    ReportStage.SENT: (),
}
"""Which stage the reports of a period may go to next."""


class ReportMove(Frozen):
    """One lawful act: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[ReportStage, ...]
    roles: tuple[Role, ...]
    clause: str


_OFFICE = (Role.MEETING_OFFICE,)
_CONVENERS = (Role.CONVENER, Role.GENERAL_CONVENER)
_UNSENT = (ReportStage.COLLECTING, ReportStage.COMPILING, ReportStage.SIGNING)


def _move(
    act: str, zh: str, stages: tuple[ReportStage, ...], roles: tuple[Role, ...], clause: str
) -> ReportMove:
    return ReportMove(act=act, zh=zh, stages=stages, roles=roles, clause=clause)


REPORT_MOVES: tuple[ReportMove, ...] = (
    _move("file_report", "报送单位报告", _UNSENT, (Role.UNIT_LIAISON,), "TR-52"),
    _move("return_unit_report", "退回单位报告", _UNSENT[:2], _OFFICE, "TR-52"),
    _move("draft_summary", "起草向政府的报告", _UNSENT[:2], _OFFICE, "TR-54"),
    _move("submit_summary", "报告送签", (ReportStage.COMPILING,), _OFFICE, "TR-54"),
    _move("sign_summary", "签发报告", (ReportStage.SIGNING,), _CONVENERS, "TR-54"),
    _move("return_summary", "退回报告", (ReportStage.SIGNING,), (*_OFFICE, *_CONVENERS), "TR-54"),
    _move(
        "refresh_policy",
        "重新读取政策参数",
        _UNSENT,
        (Role.POLICY_ADMIN, *_OFFICE),
        "社会救助法 Art 67",
    ),
)
BY_REPORT_ACT = {move.act: move for move in REPORT_MOVES}
