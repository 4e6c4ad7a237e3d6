"""The one table of spot checks: stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.case.lifecycle import Role
from domain.proceeding import Step


class SpotStage(StrEnum):
    DRAWING = "drawing"
    CHECKING = "checking"
    FOLLOWING = "following"
    REPORTED = "reported"


STAGE_ZH = {
    SpotStage.DRAWING: "抽取中",
    SpotStage.CHECKING: "抽查中",
    SpotStage.FOLLOWING: "已报告，整改中",
    SpotStage.REPORTED: "已办结",
}
EXITS: dict[SpotStage, tuple[SpotStage, ...]] = {
    SpotStage.DRAWING: (SpotStage.CHECKING,),
    SpotStage.CHECKING: (SpotStage.FOLLOWING, SpotStage.REPORTED),
    SpotStage.FOLLOWING: (SpotStage.REPORTED,),
    SpotStage.REPORTED: (),
}


class Fault(StrEnum):
    """What is wrong with a decision."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    AMOUNT = "amount"
    PROCEDURE = "procedure"
    CARE = "care"


FAULT_ZH = {
    Fault.ADMITTED: "不符合条件而纳入",
    Fault.REFUSED: "符合条件而未纳入",
    Fault.AMOUNT: "救助金额有误",
    Fault.PROCEDURE: "办理程序有误",
    Fault.CARE: "照料服务不到位",
}
SPOT_READERS = (
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.SUPERVISOR,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
)
OPENERS = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
_C = SpotStage.CHECKING

STEPS: tuple[Step, ...] = (
    Step(
        act="record_spot_check",
        zh="登记抽查结果",
        stages=(_C,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="JZ-24",
    ),
    Step(
        act="answer_spot_check",
        zh="反馈整改情况",
        stages=(_C, SpotStage.FOLLOWING),
        roles=(Role.REVIEWER, Role.TOWNSHIP_LEADER),
        clause="JZ-16",
    ),
    Step(
        act="report_spot_checks",
        zh="报告本期抽查情况",
        stages=(_C,),
        roles=(Role.COUNTY_APPROVER,),
        clause="JZ-24",
    ),
    Step(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=(SpotStage.DRAWING, _C),
        roles=(Role.POLICY_ADMIN,),
        clause="JZ-24",
    ),
)
