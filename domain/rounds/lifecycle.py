"""The one table of regular rounds: kinds, stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.case.lifecycle import Role
from domain.proceeding import Step


class RoundKind(StrEnum):
    RELATIVES = "relatives"
    STUDY = "study"


KIND_ZH = {
    RoundKind.RELATIVES: "近亲属备案更新核查",
    RoundKind.STUDY: "信访工作专题研究",
}
INTERVAL = {
    RoundKind.RELATIVES: "relatives.update_months",
    RoundKind.STUDY: "complaint.study_months",
}
CLAUSE = {RoundKind.RELATIVES: "JZ-49", RoundKind.STUDY: "JZ-45"}


class RoundStage(StrEnum):
    OPEN = "open"
    DONE = "done"


STAGE_ZH = {RoundStage.OPEN: "进行中", RoundStage.DONE: "已全部完成"}
EXITS: dict[RoundStage, tuple[RoundStage, ...]] = {
    RoundStage.OPEN: (RoundStage.DONE,),
    RoundStage.DONE: (),
}
ROUND_READERS = (
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.SUPERVISOR,
)
_O = (RoundStage.OPEN,)

STEPS: tuple[Step, ...] = (
    Step(
        act="confirm_register",
        zh="确认备案已逐一核查",
        stages=_O,
        roles=(Role.REVIEWER,),
        clause="JZ-49",
    ),
    Step(
        act="record_study",
        zh="登记专题研究",
        stages=_O,
        roles=(Role.REVIEWER, Role.TOWNSHIP_LEADER),
        clause="JZ-45",
    ),
    Step(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=_O,
        roles=(Role.POLICY_ADMIN,),
        clause="JZ-49",
    ),
)
