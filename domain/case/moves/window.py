"""Acts at the window that may come at any time of a case: authorisations, proofs and promises."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, CHECKERS, LIVING, WINDOW, Move

MOVES: tuple[Move, ...] = (
    Move(
        act="sign_authorisation",
        zh="签署核对授权书",
        stages=(*APPLYING, *LIVING, Stage.REFERRAL),
        roles=WINDOW,
        clause="57号 Art 9; YC-19",
    ),
    Move(
        act="withdraw_authorisation",
        zh="撤回核对授权",
        stages=(*APPLYING, *LIVING, Stage.REFERRAL),
        roles=WINDOW,
        clause="YC-19; 个人信息保护法 Art 15",
    ),
    Move(
        act="request_proof",
        zh="要求补充证明",
        stages=(Stage.INVESTIGATION, Stage.REVIEW),
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="57号 Art 10; YC-12",
    ),
    Move(
        act="supply_proof",
        zh="登记补充的证明",
        stages=(Stage.INVESTIGATION, Stage.REVIEW),
        roles=(*WINDOW, Role.SURVEYOR),
        clause="57号 Art 10",
    ),
    Move(
        act="make_promise",
        zh="告知承诺",
        stages=(Stage.INTAKE, Stage.INVESTIGATION, Stage.REVIEW),
        roles=WINDOW,
        clause="YC-11",
    ),
    Move(
        act="verify_promise",
        zh="核实承诺事项",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL, *LIVING),
        roles=CHECKERS,
        clause="YC-11",
    ),
    Move(
        act="identify_person",
        zh="查明身份",
        stages=(*APPLYING, *LIVING, Stage.COMPLETION, Stage.REFERRAL),
        roles=(Role.INTAKE, Role.SURVEYOR, Role.REVIEWER),
        clause="社会救助法 Art 51-52",
    ),
    Move(
        act="record_hukou_answer",
        zh="登记户籍地核实结果",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="JZ-07; 57号 Art 5",
    ),
)
