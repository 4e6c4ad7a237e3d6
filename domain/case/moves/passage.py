"""Acts by which a case goes over into a second life or into another case."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import DECIDERS, LIVING, WINDOW, Move
from domain.programme import Programme

MOVES: tuple[Move, ...] = (
    Move(
        act="restore_case",
        zh="按裁决恢复救助",
        stages=(*LIVING, Stage.CLOSED),
        roles=DECIDERS,
        clause="社会救助法 Art 76; 57号 Art 38",
    ),
    Move(
        act="move_case",
        zh="救助关系迁移",
        stages=LIVING,
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER, *DECIDERS),
        clause="57号 Art 5; JZ-07",
    ),
    Move(
        act="receive_moved",
        zh="接收迁入的救助对象",
        stages=LIVING,
        roles=(Role.REVIEWER,),
        clause="57号 Art 5; JZ-07",
    ),
    Move(
        act="split_household",
        zh="家庭分户",
        stages=LIVING,
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 30; JZ-63",
    ),
    Move(
        act="retry_handover",
        zh="转出人员再次立案",
        stages=(*LIVING, Stage.CLOSED),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 5; JZ-07",
    ),
    Move(
        act="merge_case",
        zh="家庭并户",
        stages=LIVING,
        roles=DECIDERS,
        clause="57号 Art 30; JZ-63",
    ),
    Move(
        act="settle_handover",
        zh="登记转办其他救助情况",
        stages=LIVING,
        roles=(*WINDOW, Role.REVIEWER),
        clause="ZH-21; HB-03",
        programmes=(Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID),
    ),
)
