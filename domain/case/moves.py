"""The one table of acts: in which stages of a case, by which roles, under which clause.

Validators, allowed-act lists, page buttons, the diagram in the documentation and the audit report
read this table and nothing else.
"""

from __future__ import annotations

from domain.base import Frozen
from domain.case.lifecycle import Role, Stage


class Move(Frozen):
    """One lawful act: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[Stage, ...]
    roles: tuple[Role, ...]
    clause: str


_APPLYING = (
    Stage.INTAKE,
    Stage.INVESTIGATION,
    Stage.REVIEW,
    Stage.PUBLICITY,
    Stage.APPROVAL,
)
_LIVING = (Stage.DISBURSEMENT, Stage.SUPERVISION)
_WINDOW = (Role.INTAKE, Role.VILLAGE)
_DECIDERS = (Role.TOWNSHIP_LEADER, Role.COUNTY_APPROVER)
_CHECKERS = (Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER)

MOVES: tuple[Move, ...] = (
    Move(
        act="request_correction",
        zh="一次性告知补正",
        stages=(Stage.INTAKE,),
        roles=(Role.INTAKE,),
        clause="57号 Art 10",
    ),
    Move(
        act="supply_papers",
        zh="补交材料",
        stages=(Stage.INTAKE,),
        roles=_WINDOW,
        clause="57号 Art 10",
    ),
    Move(
        act="accept", zh="受理", stages=(Stage.INTAKE,), roles=(Role.INTAKE,), clause="57号 Art 10"
    ),
    Move(
        act="decline",
        zh="不予受理",
        stages=(Stage.INTAKE,),
        roles=(Role.INTAKE,),
        clause="社会救助法 Art 45",
    ),
    Move(
        act="withdraw",
        zh="撤回申请",
        stages=(*_APPLYING, Stage.ESCALATION),
        roles=_WINDOW,
        clause="57号 Art 4",
    ),
    Move(
        act="declare_relative",
        zh="近亲属备案",
        stages=(*_APPLYING, *_LIVING),
        roles=(Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 11",
    ),
    Move(
        act="register_complaint",
        zh="投诉举报登记",
        stages=(*_APPLYING, *_LIVING),
        roles=(Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 37",
    ),
    Move(
        act="record_survey",
        zh="入户调查",
        stages=(Stage.INVESTIGATION, Stage.REVIEW),
        roles=(Role.SURVEYOR,),
        clause="57号 Art 15-16",
    ),
    Move(
        act="verify_lead",
        zh="核实比对线索",
        stages=(Stage.INVESTIGATION, *_LIVING),
        roles=_CHECKERS,
        clause="JZ-62",
    ),
    Move(
        act="contest_finding",
        zh="对核对结果提出异议",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL),
        roles=_WINDOW,
        clause="57号 Art 18",
    ),
    Move(
        act="record_appraisal",
        zh="民主评议",
        stages=(Stage.REVIEW,),
        roles=(Role.REVIEWER,),
        clause="57号 Art 19",
    ),
    Move(
        act="give_opinion",
        zh="出具初审意见",
        stages=(Stage.REVIEW,),
        roles=(Role.REVIEWER,),
        clause="57号 Art 19",
    ),
    Move(
        act="return_for_survey",
        zh="退回重新调查",
        stages=(Stage.REVIEW, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER, *_DECIDERS),
        clause="57号 Art 19",
    ),
    Move(
        act="post_publicity",
        zh="张贴公示",
        stages=(Stage.PUBLICITY,),
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 19",
    ),
    Move(
        act="object",
        zh="登记公示异议",
        stages=(Stage.PUBLICITY,),
        roles=(Role.VILLAGE, Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 19",
    ),
    Move(
        act="record_collective_review",
        zh="集体研究",
        stages=(Stage.REVIEW, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.TOWNSHIP_LEADER),
        clause="JZ-23",
    ),
    Move(
        act="record_county_visit",
        zh="县级入户核查",
        stages=(Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 20",
    ),
    Move(
        act="extend",
        zh="延长办理期限",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 22",
    ),
    Move(
        act="confirm",
        zh="确认同意",
        stages=(Stage.APPROVAL,),
        roles=_DECIDERS,
        clause="57号 Art 20-21",
    ),
    Move(
        act="refuse",
        zh="不予确认",
        stages=(Stage.APPROVAL,),
        roles=_DECIDERS,
        clause="57号 Art 21",
    ),
    Move(
        act="serve_notice",
        zh="文书送达登记",
        stages=(Stage.INTAKE, Stage.APPROVAL, *_LIVING),
        roles=(Role.INTAKE, Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 21; JZ-60",
    ),
    Move(
        act="escalate",
        zh="提请一事一议",
        stages=(Stage.REVIEW, Stage.APPROVAL, Stage.SUPERVISION),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="TR-12",
    ),
    Move(
        act="change_account",
        zh="更正发放账户",
        stages=(*_APPLYING, *_LIVING),
        roles=(Role.INTAKE, Role.PAY_OFFICER),
        clause="ZH-11; JZ-30",
    ),
    Move(
        act="report_change",
        zh="家庭变化报告",
        stages=_LIVING,
        roles=(*_WINDOW, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 30",
    ),
    Move(
        act="verify_change",
        zh="入户核实",
        stages=_LIVING,
        roles=(Role.SURVEYOR,),
        clause="57号 Art 31-32",
    ),
    Move(
        act="hear_family",
        zh="听取家庭意见",
        stages=_LIVING,
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="社会救助法 Art 48",
    ),
    Move(
        act="decide_change",
        zh="动态管理决定",
        stages=_LIVING,
        roles=_DECIDERS,
        clause="57号 Art 31-34",
    ),
    Move(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=(*_APPLYING, *_LIVING),
        roles=(Role.POLICY_ADMIN, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 67",
    ),
    Move(
        act="postpone_recheck",
        zh="暂缓定期复核",
        stages=(Stage.SUPERVISION,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 31",
    ),
)

BY_ACT = {move.act: move for move in MOVES}


def moves_in(stage: Stage) -> tuple[Move, ...]:
    return tuple(move for move in MOVES if stage in move.stages)
