"""The one table of the units' tasks: where one stands, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class MeasureStage(StrEnum):
    """Where one unit's task stands."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    DROPPED = "dropped"


MEASURE_STAGE_ZH = {
    MeasureStage.ASSIGNED: "待承接",
    MeasureStage.ACCEPTED: "落实中",
    MeasureStage.COMPLETED: "已落实",
    MeasureStage.DROPPED: "不再落实",
}


class MeasuresMove(Frozen):
    """One lawful act on a unit's task, by which roles, under which clause."""

    act: str
    zh: str
    roles: tuple[Role, ...]
    clause: str


_UNIT, _OFFICE = (Role.UNIT_LIAISON,), (Role.MEETING_OFFICE,)
_CONVENERS = (Role.CONVENER, Role.GENERAL_CONVENER)
_DESK = (*_OFFICE, *_CONVENERS)

MEASURES_MOVES: tuple[MeasuresMove, ...] = (
    MeasuresMove(act="accept_task", zh="承接任务", roles=_UNIT, clause="TR-58"),
    MeasuresMove(act="report_progress", zh="报告落实进展", roles=_UNIT, clause="TR-58"),
    MeasuresMove(act="complete_task", zh="落实办结", roles=_UNIT, clause="TR-58"),
    MeasuresMove(act="supervise", zh="发出督办", roles=_OFFICE, clause="TR-11"),
    MeasuresMove(act="answer_supervision", zh="答复督办", roles=_UNIT, clause="TR-11"),
    MeasuresMove(act="close_supervision", zh="办结督办", roles=_OFFICE, clause="TR-11"),
    MeasuresMove(
        act="propose_handing",
        zh="提出变更承担单位或者不再落实",
        roles=_OFFICE,
        clause="TR-58; YC-06",
    ),
    MeasuresMove(
        act="confirm_handing", zh="复核同意变更承担单位", roles=_CONVENERS, clause="TR-58; YC-06"
    ),
    MeasuresMove(
        act="refuse_handing", zh="复核不同意变更承担单位", roles=_CONVENERS, clause="TR-58; YC-06"
    ),
    MeasuresMove(act="mark_important", zh="标为重要事项", roles=_DESK, clause="TR-55"),
    MeasuresMove(act="record_circular", zh="登记通报文号", roles=_OFFICE, clause="TR-55"),
)
BY_MEASURES_ACT = {move.act: move for move in MEASURES_MOVES}
