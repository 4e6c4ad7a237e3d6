"""The one table of a month's comparison: its stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class CompareStage(StrEnum):
    """`running`: the month goes on; `after`: it is over and something is still owed."""

    RUNNING = "running"
    AFTER = "after"
    CLOSED = "closed"


COMPARE_STAGE_ZH = {
    CompareStage.RUNNING: "比对中",
    CompareStage.AFTER: "当月已过，待处理",
    CompareStage.CLOSED: "已办结",
}
COMPARE_EXITS: dict[CompareStage, tuple[CompareStage, ...]] = {
    CompareStage.RUNNING: (CompareStage.AFTER, CompareStage.CLOSED),
    CompareStage.AFTER: (CompareStage.CLOSED,),
    CompareStage.CLOSED: (),
}


class CompareMove(Frozen):
    """One lawful act: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[CompareStage, ...]
    roles: tuple[Role, ...]
    clause: str


OPEN = (CompareStage.RUNNING, CompareStage.AFTER)
COMPARERS = (Role.CHECKING_CENTRE, Role.COUNTY_REVIEWER)
"""Who works on the month's lists."""

COMPARE_MOVES: tuple[CompareMove, ...] = (
    CompareMove(
        act="receive_register",
        zh="收到部门名单",
        stages=OPEN,
        roles=COMPARERS,
        clause="JZ-03",
    ),
    CompareMove(
        act="settle_doubts",
        zh="疑似匹配核对",
        stages=OPEN,
        roles=COMPARERS,
        clause="JZ-62",
    ),
    CompareMove(
        act="explain_missed",
        zh="说明未比对原因",
        stages=(CompareStage.AFTER,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="JZ-03",
    ),
    CompareMove(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=OPEN,
        roles=(Role.POLICY_ADMIN, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 67",
    ),
)
BY_COMPARE_ACT = {move.act: move for move in COMPARE_MOVES}
