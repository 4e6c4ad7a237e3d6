"""The relation of a family to those who handle its case (57号 Art 11; JZ-49, JZ-50)."""

from __future__ import annotations

from domain.case.lifecycle import Role
from domain.case.moves.base import APPLYING, LIVING, Move

MOVES: tuple[Move, ...] = (
    Move(
        act="declare_relative",
        zh="近亲属备案",
        stages=(*APPLYING, *LIVING),
        roles=(Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER, Role.SYSTEM),
        clause="57号 Art 11",
    ),
    Move(
        act="note_relative_lead",
        zh="近亲属线索登记",
        stages=(*APPLYING, *LIVING),
        roles=(Role.SYSTEM,),
        clause="JZ-50",
    ),
    Move(
        act="settle_relative_lead",
        zh="核实近亲属线索",
        stages=(*APPLYING, *LIVING),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 11; JZ-50",
    ),
)
