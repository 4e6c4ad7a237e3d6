"""Acts on help that is given once (临时救助、受灾人员救助)."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import WINDOW, Move
from domain.programme import Programme

ONCE = (
    Programme.QUICK,
    Programme.EMERGENCY,
    Programme.EXPENDITURE,
    Programme.DISASTER,
)

MOVES: tuple[Move, ...] = (
    Move(
        act="record_hardship",
        zh="困难情形登记",
        stages=(Stage.INTAKE, Stage.INVESTIGATION, Stage.APPROVAL),
        roles=WINDOW,
        clause="民发〔2018〕23号 二（一）、（二）; ZH-22",
        programmes=ONCE,
    ),
    Move(
        act="deliver_aid",
        zh="交付救助款物",
        stages=(Stage.DISBURSEMENT,),
        roles=(Role.INTAKE, Role.VILLAGE, Role.SURVEYOR, Role.REVIEWER, Role.PAY_OFFICER),
        clause="社会救助法 Art 29; JZ-18",
        programmes=ONCE,
    ),
    Move(
        act="complete_papers",
        zh="补充说明",
        stages=(Stage.DISBURSEMENT, Stage.COMPLETION),
        roles=(Role.INTAKE, Role.REVIEWER),
        clause="社会救助法 Art 50; JZ-18",
        programmes=(Programme.EMERGENCY,),
    ),
    Move(
        act="file_with_county",
        zh="报县级民政部门备案",
        stages=(Stage.DISBURSEMENT, Stage.COMPLETION),
        roles=(Role.REVIEWER,),
        clause="国发〔2014〕47号",
        programmes=ONCE,
    ),
    Move(
        act="end_delivery",
        zh="终止交付",
        stages=(Stage.DISBURSEMENT,),
        roles=(Role.REVIEWER, Role.TOWNSHIP_LEADER, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 47",
        programmes=ONCE,
    ),
)
