"""The duties of a family in aid, and the account somebody else keeps for it."""

from __future__ import annotations

from domain.case.lifecycle import Role
from domain.case.moves.base import APPLYING, LIVING, Move
from domain.programme import Programme

MOVES: tuple[Move, ...] = (
    Move(
        act="record_work_offer",
        zh="介绍工作登记",
        stages=LIVING,
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="57号 Art 34",
        programmes=(Programme.DIBAO,),
    ),
    Move(
        act="file_custody",
        zh="代管协议备案",
        stages=(*APPLYING, *LIVING),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 26",
    ),
    Move(
        act="note_family_ended",
        zh="家庭低保边缘认定终止登记",
        stages=LIVING,
        roles=(Role.SYSTEM,),
        clause="JZ-05",
        programmes=(Programme.DIBAO,),
    ),
)
