"""The one table of matters of credit: kinds, grounds, stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.case.lifecycle import Role
from domain.proceeding import Step


class CreditGround(StrEnum):
    FALSE_REPORT = "false_report"
    CONCEALMENT = "concealment"
    FORGERY = "forgery"
    BROKEN_PROMISE = "broken_promise"
    OBSTRUCTION = "obstruction"
    FAITH = "faith"


GROUND_ZH = {
    CreditGround.FALSE_REPORT: "虚报",
    CreditGround.CONCEALMENT: "隐瞒",
    CreditGround.FORGERY: "伪造",
    CreditGround.BROKEN_PROMISE: "违反承诺",
    CreditGround.OBSTRUCTION: "阻碍工作人员依法执行职务",
    CreditGround.FAITH: "守信",
}
GAINED = (CreditGround.FALSE_REPORT, CreditGround.CONCEALMENT, CreditGround.FORGERY)
"""Grounds by which aid was got: the entry comes with stop and recovery (YC-32)."""


class CreditStage(StrEnum):
    SUSPECTED = "suspected"
    DECIDED = "decided"
    ENTERED = "entered"
    UNFOUNDED = "unfounded"
    ENDED = "ended"


_S, _D, _E, _U, _X = CreditStage
STAGE_ZH = {
    _S: "核实中",
    _D: "已认定，待记入",
    _E: "已记入诚信记录",
    _U: "不予认定",
    _X: "记录已终止",
}
EXITS: dict[CreditStage, tuple[CreditStage, ...]] = {
    _S: (_D, _U, _X),
    _D: (_E, _X),
    _E: (_X,),
    _U: (),
    _X: (),
}


class End(StrEnum):
    EXPIRED = "expired"
    REPAIRED = "repaired"
    CORRECTED = "corrected"
    NOT_RECORDED = "not_recorded"


END_ZH = {
    End.EXPIRED: "期满",
    End.REPAIRED: "信用修复",
    End.CORRECTED: "更正撤销",
    End.NOT_RECORDED: "本地不设诚信记录，认定后办结",
}


class PoliceOutcome(StrEnum):
    FILED = "filed"
    NOT_FILED = "not_filed"
    PENALTY = "penalty"
    PROSECUTED = "prosecuted"


POLICE_ZH = {
    PoliceOutcome.FILED: "已立案",
    PoliceOutcome.NOT_FILED: "不予立案",
    PoliceOutcome.PENALTY: "治安管理处罚",
    PoliceOutcome.PROSECUTED: "移送起诉",
}
CREDIT_READERS = (
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.UNIT_LIAISON,
)
OPENERS = (Role.REVIEWER, Role.COUNTY_REVIEWER)
POLICE = "police"
"""The code of the unit a referral goes to."""
_COUNTY = (Role.COUNTY_REVIEWER,)
_FRAUD = "行政处罚法 Art 27; HB-25; TR-30"


def _step(
    act: str, zh: str, stages: tuple[CreditStage, ...], roles: tuple[Role, ...], clause: str
) -> Step:
    return Step(act=act, zh=zh, stages=stages, roles=roles, clause=clause)


STEPS: tuple[Step, ...] = (
    _step("hear_person", "听取当事人陈述", (_S,), (Role.REVIEWER, *_COUNTY), "YC-31"),
    _step("refer_to_police", "移送公安机关", (_S, _D, _E), (Role.REVIEWER, *_COUNTY), _FRAUD),
    _step(
        "record_police_outcome",
        "登记公安机关处理结果",
        (_S, _D, _E),
        (*_COUNTY, Role.UNIT_LIAISON),
        _FRAUD,
    ),
    _step("find_credit", "认定", (_S,), (Role.COUNTY_APPROVER,), "YC-31; YC-32"),
    _step("drop_credit", "不予认定", (_S,), (Role.COUNTY_APPROVER,), "YC-31"),
    _step("enter_credit", "记入诚信记录", (_D,), _COUNTY, "YC-31; YC-32"),
    _step("repair_credit", "信用修复", (_E,), (Role.COUNTY_APPROVER,), "YC-31"),
    _step("correct_credit", "更正撤销", (_D, _E), (Role.COUNTY_APPROVER,), "YC-31"),
    _step("refresh_policy", "重新读取政策参数", (_S, _D, _E), (Role.POLICY_ADMIN,), "YC-31"),
)
