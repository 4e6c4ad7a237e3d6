"""Acts on a case that draws aid."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, DECIDERS, LIVING, WINDOW, Move

MOVES: tuple[Move, ...] = (
    Move(
        act="report_change",
        zh="家庭变化报告",
        stages=LIVING,
        roles=(*WINDOW, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 30",
    ),
    Move(
        act="verify_change",
        zh="入户核实",
        stages=LIVING,
        roles=(Role.SURVEYOR,),
        clause="57号 Art 31-32",
    ),
    Move(
        act="hear_family",
        zh="听取家庭意见",
        stages=LIVING,
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="社会救助法 Art 48",
    ),
    Move(
        act="decide_change",
        zh="动态管理决定",
        stages=LIVING,
        roles=DECIDERS,
        clause="57号 Art 31-34",
    ),
    Move(
        act="adjust_standard",
        zh="标准提高调整",
        stages=(Stage.SUPERVISION,),
        roles=(Role.COUNTY_APPROVER,),
        clause="社会救助法 Art 47",
    ),
    Move(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=(*APPLYING, *LIVING, Stage.CLOSED),
        roles=(Role.POLICY_ADMIN, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 67",
    ),
    Move(
        act="postpone_recheck",
        zh="暂缓定期复核",
        stages=(Stage.SUPERVISION,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 31",
    ),
    Move(
        act="recall_postponement",
        zh="撤销暂缓复核",
        stages=(Stage.SUPERVISION,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 31",
    ),
)
