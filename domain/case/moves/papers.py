"""Acts on the papers of a case."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, LIVING, Move

PAPER_STAGES = (
    *APPLYING,
    *LIVING,
    Stage.COMPLETION,
    Stage.REFERRAL,
    Stage.ESCALATION,
    Stage.CLOSED,
)
"""A paper may be carried to a family at any time; after the end, one that was owed by then."""

MOVES: tuple[Move, ...] = (
    Move(
        act="serve_notice",
        zh="文书送达登记",
        stages=PAPER_STAGES,
        roles=(Role.INTAKE, Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 21; JZ-60",
    ),
    Move(
        act="fail_service",
        zh="登记未能送达",
        stages=PAPER_STAGES,
        roles=(Role.INTAKE, Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 21; JZ-60",
    ),
    Move(
        act="issue_paper",
        zh="制发其他文书",
        stages=(*APPLYING, *LIVING),
        roles=(Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="JZ-59",
    ),
)
