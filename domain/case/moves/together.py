"""What others do for the household of a case: referral to the unit that owns an aid (转介)."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, LIVING, WINDOW, Move

RUNNING = (*APPLYING, *LIVING, Stage.COMPLETION, Stage.REFERRAL, Stage.ESCALATION)
"""Whatever stage the case is in, until it is closed."""
ALWAYS = (*RUNNING, Stage.CLOSED)
"""A closed case is kept until the unit has answered and the family has been told."""
SENDERS = (Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER)

MOVES: tuple[Move, ...] = (
    Move(
        act="refer_case",
        zh="转介其他单位",
        stages=RUNNING,
        roles=SENDERS,
        clause="HB-03; 社会救助法 Art 64",
    ),
    Move(
        act="answer_case_referral",
        zh="答复转介事项",
        stages=ALWAYS,
        roles=(Role.UNIT_LIAISON,),
        clause="社会救助法 Art 64; ZH-21",
    ),
    Move(
        act="urge_case_referral",
        zh="催办转介事项",
        stages=ALWAYS,
        roles=SENDERS,
        clause="社会救助法 Art 64; ZH-21",
    ),
    Move(
        act="close_case_referral",
        zh="转介结果告知家庭",
        stages=ALWAYS,
        roles=(*WINDOW, Role.REVIEWER),
        clause="ZH-21; ZH-02",
    ),
    Move(
        act="withdraw_referral_consent",
        zh="撤回转介同意",
        stages=ALWAYS,
        roles=WINDOW,
        clause="个人信息保护法 Art 15",
    ),
)
