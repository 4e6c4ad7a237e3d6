"""Acts on a request another unit decides (转办)."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import WINDOW, Move
from domain.programme import Programme

REFERRED = (
    Programme.MEDICAL,
    Programme.EDUCATION,
    Programme.HOUSING,
    Programme.EMPLOYMENT,
    Programme.LEGAL_AID,
    Programme.REHABILITATION,
    Programme.CHARITY,
)

MOVES: tuple[Move, ...] = (
    Move(
        act="answer_referral",
        zh="答复转办事项",
        stages=(Stage.REFERRAL,),
        roles=(Role.UNIT_LIAISON,),
        clause="社会救助法 Art 64; ZH-21",
        programmes=REFERRED,
    ),
    Move(
        act="close_referral",
        zh="转办结果告知家庭",
        stages=(Stage.REFERRAL,),
        roles=WINDOW,
        clause="ZH-21; ZH-02",
        programmes=REFERRED,
    ),
)
