"""Examples of matters of supervision for the OpenAPI document: one body an act."""

from __future__ import annotations

from typing import Any, Final

_YEAR: Final = {"year": 2026, "text": "2026年度社会救助资金"}
OVERSIGHT_OPENING_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "OpenAudit": _YEAR,
    "OpenEvaluation": _YEAR,
    "RegisterProblem": {
        "text": "一户重复发放一个月",
        "case_no": "JZ2026000001",
        "batch": "2026-10",
        "amount_fen": 42_000,
    },
    "RegisterError": {
        "head": "well_slow",
        "text": "受理后两个月无人办理",
        "unit": "jz-wangdian",
        "cases": ["JZ2026000001"],
    },
    "RegisterViolation": {"head": "embezzlement", "text": "涉嫌侵占救助金", "unit": "jz-wangdian"},
    "RegisterEngagement": {
        "person": "jz.auditor",
        "authority": "焦作市审计局",
        "notice": "焦审通〔2026〕12号",
        "text": "2026年度社会救助资金审计",
        "first": "2026-12-01",
        "last": "2027-02-28",
        "townships": ["jz-wangdian"],
        "programmes": ["dibao"],
        "since": "2026-01-01",
        "until": "2026-12-31",
    },
}
OVERSIGHT_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "assign_oversight": {"unit": "jz-wangdian", "unit_kind": "township", "due": "2027-01-31"},
    "answer_oversight": {
        "text": "已经补发并完善制度",
        "papers": ["补发凭证12号"],
        "corrected_fen": 42_000,
    },
    "return_oversight": {"reason": "请附补发凭证"},
    "close_oversight": {"verdict": "corrected", "text": "核实无误"},
    "refer_discipline": {
        "offence": "bribery",
        "paper": "焦民移〔2026〕1号",
        "reason": "收受礼品后拖延办理",
    },
    "record_finding": {
        "area": "use",
        "text": "救助金未在规定期限内发放",
        "unit": "zh-caozhen",
        "unit_kind": "township",
        "amount_fen": 50_000,
        "due": "2027-01-31",
    },
    "conclude_audit": {"report": "湛审〔2027〕1号", "summary": "总体规范，建议完善制度"},
    "plan_sample": {
        "by": ["programme", "township"],
        "method": "percent",
        "count": 5,
        "first": "2026-01-01",
        "last": "2026-11-30",
        "text": "按项目和乡镇分层抽样",
    },
    "record_sample_check": {
        "sample": 1,
        "case_no": "JZ2026000001",
        "right": True,
        "text": "案卷齐全，入户情况与登记一致",
    },
    "take_list": {
        "kind": "car",
        "digest": "0" * 64,
        "format": "xlsx",
        "source": "车辆管理所2026年11月",
    },
    "settle_suspicion": {"key": "0" * 20, "same": False, "reason": "同名不同人，出生地不同"},
    "issue_list": {"list": 1, "due": "2027-01-31"},
    "take_up_violation": {"text": "予以受理并核查"},
    "record_outcome": {
        "outcome": "disciplined",
        "text": "给予警告处分",
        "paper": "同纪〔2027〕3号",
    },
    "confirm_engagement": {},
    "decline_engagement": {"reason": "审计通知书文号有误，请核对后重新登记"},
    "extend_engagement": {
        "last": "2027-03-31",
        "notice": "焦审延〔2027〕2号",
        "reason": "核实工作尚未结束",
    },
    "confirm_extension": {},
    "revoke_engagement": {"reason": "审计人员已经调整，由他人接替"},
    "give_evaluation": {"comment": "总体良好", "practice": "一窗办结，减少往返"},
}
