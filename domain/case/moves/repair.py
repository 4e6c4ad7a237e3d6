"""Acts that mend a stuck or wrong case. There is no other way in."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, LIVING, Move

_PROPOSERS = (Role.REVIEWER, Role.COUNTY_REVIEWER)
_SECOND = (Role.TOWNSHIP_LEADER, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
_ANYWHERE = (*APPLYING, *LIVING)

MOVES: tuple[Move, ...] = (
    Move(
        act="propose_skip",
        zh="提出部门答复无法取得",
        stages=(Stage.INVESTIGATION, Stage.SUPERVISION),
        roles=(*_PROPOSERS, Role.CHECKING_CENTRE),
        clause="ZH-20; YC-06",
    ),
    Move(
        act="propose_correction",
        zh="提出更正登记事实",
        stages=_ANYWHERE,
        roles=_PROPOSERS,
        clause="57号 Art 18; YC-06",
    ),
    Move(
        act="propose_return",
        zh="提出退回前一环节",
        stages=(Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL),
        roles=_PROPOSERS,
        clause="57号 Art 20; YC-06",
    ),
    Move(
        act="confirm_repair",
        zh="复核同意纠正",
        stages=_ANYWHERE,
        roles=_SECOND,
        clause="YC-06",
    ),
    Move(
        act="refuse_repair",
        zh="复核不同意纠正",
        stages=_ANYWHERE,
        roles=_SECOND,
        clause="YC-06",
    ),
    Move(
        act="withdraw_repair",
        zh="撤回纠正",
        stages=_ANYWHERE,
        roles=(*_PROPOSERS, Role.CHECKING_CENTRE),
        clause="YC-06",
    ),
)
