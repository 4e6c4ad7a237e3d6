"""The one table of a bulk postponement: stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.case.lifecycle import Role
from domain.proceeding import Step

CLAUSE = "57号 Art 31"


class PutOffStage(StrEnum):
    PROPOSED = "proposed"
    SENDING = "sending"
    STANDING = "standing"
    RECALLING = "recalling"
    RETURNING = "returning"
    DONE = "done"


STAGE_ZH = {
    PutOffStage.PROPOSED: "待审批",
    PutOffStage.SENDING: "逐户办理暂缓",
    PutOffStage.STANDING: "暂缓期间",
    PutOffStage.RECALLING: "逐户撤销暂缓",
    PutOffStage.RETURNING: "恢复复核",
    PutOffStage.DONE: "已办结",
}
_S = PutOffStage
EXITS: dict[PutOffStage, tuple[PutOffStage, ...]] = {
    _S.PROPOSED: (_S.SENDING, _S.DONE),
    _S.SENDING: (_S.STANDING,),
    _S.STANDING: (_S.SENDING, _S.RECALLING, _S.RETURNING),
    _S.RECALLING: (_S.DONE,),
    _S.RETURNING: (_S.DONE,),
    _S.DONE: (),
}
DOING_ZH = {"put_off": "逐户办理暂缓", "recall": "逐户撤销暂缓", "count": "清点尚未复核的家庭"}
RESULT_ZH = {"declined": "不同意暂缓", "recalled": "已撤销", "finished": "全部恢复复核"}
OPENERS = (Role.COUNTY_REVIEWER,)
READERS = (
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.SUPERVISOR,
    Role.POLICY_ADMIN,
)
_DECIDER = (Role.COUNTY_APPROVER,)
_COUNTY = (Role.COUNTY_REVIEWER,)

STEPS: tuple[Step, ...] = tuple(
    Step(act=act, zh=zh, stages=stages, roles=roles, clause=CLAUSE)
    for act, zh, stages, roles in (
        ("approve_put_off", "批准集中暂缓复核", (_S.PROPOSED,), _DECIDER),
        ("decline_put_off", "不同意集中暂缓复核", (_S.PROPOSED,), _DECIDER),
        ("send_again", "再次逐户办理暂缓", (_S.STANDING,), _COUNTY),
        ("recall_put_off", "撤销集中暂缓复核", (_S.STANDING,), _DECIDER),
        ("count_again", "清点尚未复核的家庭", (_S.RETURNING,), _COUNTY),
        (
            "refresh_policy",
            "重新读取政策参数",
            (_S.PROPOSED, _S.STANDING, _S.RETURNING),
            (Role.POLICY_ADMIN,),
        ),
    )
)
