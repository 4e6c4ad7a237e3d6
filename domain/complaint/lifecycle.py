"""The one table of complaints: channels, matters, stages, who does what, under which clause."""

from __future__ import annotations

from enum import StrEnum

from domain.case.lifecycle import Role
from domain.proceeding import Step


class Channel(StrEnum):
    HOTLINE = "hotline"
    LETTER = "letter"
    VISIT = "visit"
    ONLINE = "online"
    PHONE = "phone"
    PASSED = "passed"


CHANNEL_ZH = {
    Channel.HOTLINE: "12345热线",
    Channel.LETTER: "来信",
    Channel.VISIT: "来访",
    Channel.ONLINE: "网上",
    Channel.PHONE: "投诉举报电话",
    Channel.PASSED: "上级或者其他单位转来",
}


class Matter(StrEnum):
    """What is complained about; with the person it tells one matter from another (JZ-45)."""

    ADMISSION = "admission"
    AMOUNT = "amount"
    STOPPED = "stopped"
    PAYMENT = "payment"
    SERVICE = "service"
    CARE = "care"
    INELIGIBLE = "ineligible"
    FAVOUR = "favour"
    CONDUCT = "conduct"
    PRIVACY = "privacy"
    OTHER = "other"


MATTER_ZH = {
    Matter.ADMISSION: "要求纳入救助",
    Matter.AMOUNT: "对救助金额有意见",
    Matter.STOPPED: "对减发停发有意见",
    Matter.PAYMENT: "救助金未到账",
    Matter.SERVICE: "经办服务",
    Matter.CARE: "照料服务",
    Matter.INELIGIBLE: "反映不符合条件的家庭享受救助",
    Matter.FAVOUR: "反映关系保、人情保",
    Matter.CONDUCT: "反映工作人员违纪违法",
    Matter.PRIVACY: "个人信息泄露",
    Matter.OTHER: "其他",
}


class ComplaintStage(StrEnum):
    RECEIVED = "received"
    HANDLING = "handling"
    ANSWERED = "answered"
    CLOSED = "closed"


_R, _H, _A, _C = ComplaintStage
STAGE_ZH = {_R: "已登记", _H: "办理中", _A: "已答复", _C: "已办结"}
EXITS: dict[ComplaintStage, tuple[ComplaintStage, ...]] = {
    _R: (_H, _C),
    _H: (_A, _C),
    _A: (_H, _C),
    _C: (),
}


class CloseReason(StrEnum):
    RESOLVED = "resolved"
    UNFOUNDED = "unfounded"
    BEYOND_POLICY = "beyond_policy"
    WITHDRAWN = "withdrawn"


CLOSE_ZH = {
    CloseReason.RESOLVED: "已经解决",
    CloseReason.UNFOUNDED: "经查不属实",
    CloseReason.BEYOND_POLICY: "诉求超出政策规定，已经解释",
    CloseReason.WITHDRAWN: "信访人撤回",
}


class Finding(StrEnum):
    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"


FINDING_ZH = {
    Finding.TRUE: "经查属实",
    Finding.PARTLY: "经查部分属实",
    Finding.UNTRUE: "经查不属实",
}

COUNTY = "county"
"""The responsible unit when it is the county's civil affairs department itself."""
COUNTY_ZH = "县级民政部门"

REGISTRARS = (Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER, Role.PETITION_OFFICE)
"""Who takes a complaint down. What is about staff leaves their sight with the registration."""
_COUNTY = (Role.COUNTY_REVIEWER, Role.PETITION_OFFICE)
_TOWN = (Role.REVIEWER, Role.TOWNSHIP_LEADER)
_HANDLERS = (*_TOWN, *_COUNTY, Role.UNIT_LIAISON, Role.DISCIPLINE)
ALERTED = (Role.PETITION_OFFICE, Role.MEETING_OFFICE, Role.GOVERNMENT_OFFICE)


def _step(
    act: str,
    zh: str,
    stages: tuple[ComplaintStage, ...],
    roles: tuple[Role, ...],
    clause: str,
) -> Step:
    return Step(act=act, zh=zh, stages=stages, roles=roles, clause=clause)


STEPS: tuple[Step, ...] = (
    _step(
        "accept_complaint",
        "受理并确定责任单位",
        (_R,),
        (Role.REVIEWER, *_COUNTY, Role.DISCIPLINE),
        "信访工作条例 Art 23",
    ),
    _step("reassign_complaint", "变更责任单位", (_H,), _COUNTY, "HB-22"),
    _step("report_complaint", "登记办理进展", (_H,), _HANDLERS, "HB-22"),
    _step(
        "extend_complaint",
        "延长办理期限",
        (_H,),
        (*_COUNTY, Role.TOWNSHIP_LEADER, Role.DISCIPLINE),
        "信访工作条例 Art 34",
    ),
    _step("link_complaint_case", "关联案件", (_R, _H), (*_TOWN, *_COUNTY), "HB-22"),
    _step("record_complaint_lead", "登记主动发现线索", (_R, _H), (*_TOWN, *_COUNTY), "JZ-46"),
    _step("mark_complaint_major", "标为重大事项", (_R, _H), _COUNTY, "HB-22; TR-22"),
    _step("coordinate_complaint", "登记协调意见", (_R, _H, _A), ALERTED, "HB-22; TR-22"),
    _step("explain_policy", "登记政策解释", (_H, _A), _HANDLERS, "JZ-47"),
    _step("refer_counselling", "转介心理疏导", (_R, _H, _A), (*_TOWN, *_COUNTY), "JZ-48"),
    _step("record_handover", "登记移交和回执", (_R, _H, _A), (*_TOWN, *_COUNTY), "JZ-48"),
    _step("answer_petition", "答复处理意见", (_H,), _HANDLERS, "57号 Art 37"),
    _step("send_back_result", "回复热线办理结果", (_A,), (*_TOWN, *_COUNTY), "JZ-46"),
    _step("reopen_complaint", "退回重新办理", (_A,), (*_COUNTY, Role.DISCIPLINE), "JZ-46"),
    _step(
        "transfer_complaint",
        "转送有权处理的单位",
        (_R,),
        (Role.REVIEWER, *_COUNTY, Role.DISCIPLINE),
        "信访工作条例 Art 22",
    ),
    _step("close_complaint", "办结信访件", (_H, _A), (*_TOWN, *_COUNTY, Role.DISCIPLINE), "JZ-55"),
    _step("refresh_policy", "重新读取政策参数", (_R, _H, _A), (Role.POLICY_ADMIN,), "JZ-47"),
)
