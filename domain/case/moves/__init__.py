"""The one table of acts: in which stages of a case, by which roles, under which clause.

Validators, allowed-act lists, page buttons, the diagram in the documentation and the audit report
read `MOVES` and nothing else; its rows stand in one module for each part of a case's life.
"""

from __future__ import annotations

from domain.case.lifecycle import Stage
from domain.case.moves import (
    application,
    duties,
    helping,
    hits,
    kin,
    living,
    midway,
    once,
    papers,
    passage,
    referral,
    repair,
    tekun,
    together,
    window,
)
from domain.case.moves.base import Move

MOVES: tuple[Move, ...] = (
    *application.MOVES,
    *living.MOVES,
    *duties.MOVES,
    *tekun.MOVES,
    *papers.MOVES,
    *window.MOVES,
    *once.MOVES,
    *referral.MOVES,
    *kin.MOVES,
    *midway.MOVES,
    *together.MOVES,
    *helping.MOVES,
    *hits.MOVES,
    *passage.MOVES,
    *repair.MOVES,
)

BY_ACT = {move.act: move for move in MOVES}


_IN = {stage: tuple(move for move in MOVES if stage in move.stages) for stage in Stage}


def moves_in(stage: Stage) -> tuple[Move, ...]:
    return _IN[stage]


__all__ = ["BY_ACT", "MOVES", "Move", "moves_in"]
