"""What the checking centre does by hand about one check: key in, waive, correct, raise a problem."""

from __future__ import annotations

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act
from domain.case.lifecycle import Role
from domain.check.answers import Record


class RecordReply(Act):
    """A letter's reply keyed in, or a late answer taken by hand."""

    department: str
    records: tuple[Record, ...] = ()
    silent: tuple[str, ...] = ()
    """Institutions that gave their coordinator nothing yet (TR-36)."""
    reference: str = Field(min_length=2, max_length=80)


class WaiveReply(Act):
    """A department is waited for no more (ZH-20: a recorded waiver with its reason).

    One person suffices, unlike for `propose_skip`: it puts no fact on record. What the department was
    asked counts as not checked, which stands in the file of whoever surveys, reviews and confirms, all
    of them others; an answer that comes later is taken in; and the certificate names who waived it.
    """

    department: str
    reason: str = Field(min_length=4, max_length=300)


class CorrectReply(Act):
    """The department says it was wrong about one person and item (TR-43); both are kept."""

    department: str
    record: Record
    reference: str = Field(min_length=2, max_length=80)


PROBLEM_ZH = {
    "no_answer": "部门未答复",
    "wrong_answer": "答复内容不符合约定",
    "contradictory": "部门答复互相矛盾",
    "no_rule": "没有信息查询办法",
    "sharing": "数据共享和平台建设",
}


class RaiseProblem(Act):
    """A problem of checking or sharing data for the meeting's agenda (HB-04, TR-09)."""

    department: str
    problem: str = Field(pattern="^(no_answer|wrong_answer|contradictory|no_rule|sharing)$")
    description: str = Field(min_length=4, max_length=300)


class CheckMove(Frozen):
    act: str
    zh: str
    roles: tuple[Role, ...]
    clause: str


CHECK_ACTS: dict[str, type[Act]] = {
    "record_reply": RecordReply,
    "waive_reply": WaiveReply,
    "correct_reply": CorrectReply,
    "raise_problem": RaiseProblem,
}
_CENTRE = (Role.CHECKING_CENTRE,)
_COUNTY = (Role.CHECKING_CENTRE, Role.COUNTY_REVIEWER)
CHECK_MOVES = (
    CheckMove(act="record_reply", zh="录入部门回复", roles=_CENTRE, clause="TR-28; YC-16"),
    CheckMove(act="waive_reply", zh="登记免等部门回复", roles=_COUNTY, clause="ZH-20"),
    CheckMove(act="correct_reply", zh="登记部门更正", roles=_CENTRE, clause="TR-43"),
    CheckMove(act="raise_problem", zh="提交核对共享问题", roles=_COUNTY, clause="HB-04; TR-09"),
)
