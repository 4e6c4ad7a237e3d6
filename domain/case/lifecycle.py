"""The stages of a case and the roles of its people: one name each, everywhere.

Which act is lawful in which stage stands in `domain.case.moves`, which stages a programme has in
its profile (`<programme>.stages`).
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    INTAKE = "intake"
    INVESTIGATION = "investigation"
    REVIEW = "review"
    PUBLICITY = "publicity"
    APPROVAL = "approval"
    DISBURSEMENT = "disbursement"
    SUPERVISION = "supervision"
    COMPLETION = "completion"
    REFERRAL = "referral"
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
    Stage.COMPLETION: "补充说明",
    Stage.REFERRAL: "转介办理",
    Stage.ESCALATION: "一事一议",
    Stage.CLOSED: "已办结",
}

EXITS: dict[Stage, tuple[Stage, ...]] = {
    Stage.INTAKE: (
        Stage.INVESTIGATION,
        Stage.REVIEW,
        Stage.APPROVAL,
        Stage.REFERRAL,
        Stage.CLOSED,
    ),
    Stage.INVESTIGATION: (Stage.REVIEW, Stage.CLOSED),
    Stage.REVIEW: (
        Stage.INVESTIGATION,
        Stage.PUBLICITY,
        Stage.APPROVAL,
        Stage.ESCALATION,
        Stage.CLOSED,
    ),
    Stage.PUBLICITY: (Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL, Stage.CLOSED),
    Stage.APPROVAL: (
        Stage.INVESTIGATION,
        Stage.REVIEW,
        Stage.PUBLICITY,
        Stage.DISBURSEMENT,
        Stage.SUPERVISION,
        Stage.ESCALATION,
        Stage.CLOSED,
    ),
    Stage.DISBURSEMENT: (Stage.SUPERVISION, Stage.COMPLETION, Stage.CLOSED),
    Stage.SUPERVISION: (Stage.ESCALATION, Stage.CLOSED),
    Stage.COMPLETION: (Stage.CLOSED,),
    Stage.REFERRAL: (Stage.CLOSED,),
    Stage.ESCALATION: (Stage.REVIEW, Stage.APPROVAL, Stage.SUPERVISION, Stage.CLOSED),
    Stage.CLOSED: (Stage.APPROVAL, Stage.SUPERVISION),
}
"""Which stage a case of any programme may go to next; which of them it has is in its profile
(`<programme>.stages`). The engine refuses any other step as a fault of the code. A closed case leads
on only where a ruling puts it back. From approval back to review or publicity leads only a repair
that two people agreed on (`domain.case.phases.repair`)."""


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
    PROVIDER = "provider"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    PETITION_OFFICE = "petition_office"
    DISCIPLINE = "discipline"
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
    Role.PROVIDER: "服务承接机构人员",
    Role.SUPERVISOR: "督导员",
    Role.AUDITOR: "审计员",
    Role.PETITION_OFFICE: "信访部门",
    Role.DISCIPLINE: "纪检监察机构",
    Role.POLICY_ADMIN: "政策管理员",
    Role.SYSTEM: "系统",
}

TOWNSHIP_ROLES = (Role.INTAKE, Role.VILLAGE, Role.SURVEYOR, Role.REVIEWER, Role.TOWNSHIP_LEADER)
"""Roles bound to one township: they act on its cases only (JZ-21, HB-27)."""
