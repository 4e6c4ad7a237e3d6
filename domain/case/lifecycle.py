"""The one table of a case: its stages, who does what in which, and under which clause.

Validators, allowed-act lists, page buttons, the diagram in the documentation and the audit report
read this table and nothing else, so that a stage has one name everywhere.
"""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen


class Stage(StrEnum):
    INTAKE = "intake"
    INVESTIGATION = "investigation"
    REVIEW = "review"
    PUBLICITY = "publicity"
    APPROVAL = "approval"
    DISBURSEMENT = "disbursement"
    SUPERVISION = "supervision"
    ESCALATION = "escalation"
    CLOSED = "closed"


STAGE_ZH = {
    Stage.INTAKE: "受理",
    Stage.INVESTIGATION: "调查核对",
    Stage.REVIEW: "审核评议",
    Stage.PUBLICITY: "公示",
    Stage.APPROVAL: "审核确认",
    Stage.DISBURSEMENT: "发放",
    Stage.SUPERVISION: "动态管理",
    Stage.ESCALATION: "一事一议",
    Stage.CLOSED: "已办结",
}

EXITS: dict[Stage, tuple[Stage, ...]] = {
    Stage.INTAKE: (Stage.INVESTIGATION, Stage.CLOSED),
    Stage.INVESTIGATION: (Stage.REVIEW, Stage.CLOSED),
    Stage.REVIEW: (
        Stage.INVESTIGATION,
        Stage.PUBLICITY,
        Stage.APPROVAL,
        Stage.ESCALATION,
        Stage.CLOSED,
    ),
    Stage.PUBLICITY: (Stage.REVIEW, Stage.APPROVAL, Stage.CLOSED),
    Stage.APPROVAL: (Stage.INVESTIGATION, Stage.DISBURSEMENT, Stage.ESCALATION, Stage.CLOSED),
    Stage.DISBURSEMENT: (Stage.SUPERVISION, Stage.CLOSED),
    Stage.SUPERVISION: (Stage.ESCALATION, Stage.CLOSED),
    Stage.ESCALATION: (Stage.REVIEW, Stage.APPROVAL, Stage.SUPERVISION, Stage.CLOSED),
    Stage.CLOSED: (),
}
"""Which stage a case may go to next. The engine refuses any other step as a fault of the code."""


class Role(StrEnum):
    INTAKE = "intake"
    VILLAGE = "village"
    SURVEYOR = "surveyor"
    REVIEWER = "reviewer"
    TOWNSHIP_LEADER = "township_leader"
    COUNTY_REVIEWER = "county_reviewer"
    COUNTY_APPROVER = "county_approver"
    CHECKING_CENTRE = "checking_centre"
    PAY_OFFICER = "pay_officer"
    FINANCE = "finance"
    BANK = "bank"
    MEETING_OFFICE = "meeting_office"
    GOVERNMENT_OFFICE = "government_office"
    CONVENER = "convener"
    GENERAL_CONVENER = "general_convener"
    UNIT_LIAISON = "unit_liaison"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    POLICY_ADMIN = "policy_admin"
    SYSTEM = "system"


ROLE_ZH = {
    Role.INTAKE: "乡镇（街道）受理员",
    Role.VILLAGE: "村（社区）协理员",
    Role.SURVEYOR: "入户调查员",
    Role.REVIEWER: "乡镇（街道）审核员",
    Role.TOWNSHIP_LEADER: "乡镇（街道）主要负责人",
    Role.COUNTY_REVIEWER: "县级民政部门审核员",
    Role.COUNTY_APPROVER: "县级民政部门确认人",
    Role.CHECKING_CENTRE: "核对中心",
    Role.PAY_OFFICER: "县级民政部门资金岗",
    Role.FINANCE: "财政部门",
    Role.BANK: "代发金融机构",
    Role.MEETING_OFFICE: "联席会议办公室",
    Role.GOVERNMENT_OFFICE: "政府办公室",
    Role.CONVENER: "召集人",
    Role.GENERAL_CONVENER: "总召集人",
    Role.UNIT_LIAISON: "成员单位联络员",
    Role.SUPERVISOR: "督导员",
    Role.AUDITOR: "审计员",
    Role.POLICY_ADMIN: "政策管理员",
    Role.SYSTEM: "系统",
}

TOWNSHIP_ROLES = (Role.INTAKE, Role.VILLAGE, Role.SURVEYOR, Role.REVIEWER, Role.TOWNSHIP_LEADER)
"""Roles bound to one township: they act on its cases only (JZ-21, HB-27)."""


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
