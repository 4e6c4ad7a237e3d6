"""Acts at the window that may come at any time of a case: authorisations and their withdrawal."""

from __future__ import annotations

from domain.case.lifecycle import Stage
from domain.case.moves.base import APPLYING, LIVING, WINDOW, Move

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
)
