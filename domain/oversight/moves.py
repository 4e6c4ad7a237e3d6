"""The one table of acts in matters of supervision: kinds, stages, roles, clause; and who may begin
one, who sees one, which list of the place's its heads come from."""

from __future__ import annotations

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.oversight.file import OversightFile, OversightKind, OversightStage

_K, _S, _R = OversightKind, OversightStage, Role
CIVIL_AFFAIRS = (_R.PAY_OFFICER, _R.COUNTY_REVIEWER, _R.COUNTY_APPROVER)
RESPONSIBLE = (_R.TOWNSHIP_LEADER, *CIVIL_AFFAIRS, _R.FINANCE, _R.UNIT_LIAISON)
"""Roles that may answer for a unit; for which one is read off the matter."""
_SUPERVISING = (_R.SUPERVISOR, _R.COUNTY_APPROVER, _R.AUDITOR, _R.DISCIPLINE)
_JUDGES = {
    _K.FINDING: (_R.AUDITOR,),
    _K.SUSPICION: (_R.AUDITOR,),
    _K.PROBLEM: (_R.AUDITOR, _R.FINANCE, _R.COUNTY_APPROVER, _R.SUPERVISOR),
    _K.ERROR: (_R.COUNTY_APPROVER, _R.AUDITOR, _R.SUPERVISOR, _R.DISCIPLINE),
    _K.SIGNAL: (_R.SUPERVISOR, _R.COUNTY_APPROVER, _R.AUDITOR),
    _K.BREACH: (_R.SUPERVISOR, _R.COUNTY_APPROVER, _R.AUDITOR),
}
_CLAUSE = {
    _K.FINDING: "ZH-15; HB-23; TR-40",
    _K.SUSPICION: "ZH-15; HB-23; TR-40",
    _K.PROBLEM: "ZH-26",
    _K.ERROR: "JZ-64",
    _K.SIGNAL: "YC-29",
    _K.BREACH: "YC-29",
}


class OversightMove(Frozen):
    act: str
    zh: str
    kind: OversightKind
    stages: tuple[OversightStage, ...]
    roles: tuple[Role, ...]
    clause: str


_EVERY = tuple(s for s in _S if s is not _S.CLOSED)


def _row(
    kind: OversightKind,
    act: str,
    zh: str,
    stages: tuple[OversightStage, ...],
    roles: tuple[Role, ...],
    clause: str,
) -> OversightMove:
    return OversightMove(act=act, zh=zh, kind=kind, stages=stages, roles=roles, clause=clause)


def _answered(kind: OversightKind) -> tuple[OversightMove, ...]:
    judges, clause, reply = _JUDGES[kind], _CLAUSE[kind], (_S.ANSWERED,)
    return (
        _row(kind, "assign_oversight", "交办", (_S.OPEN,), judges, clause),
        _row(kind, "answer_oversight", "答复", (_S.OPEN,), RESPONSIBLE, clause),
        _row(kind, "return_oversight", "退回补充", reply, judges, clause),
        _row(kind, "close_oversight", "审核办结", reply, judges, clause),
        _row(
            kind,
            "refer_discipline",
            "移送纪检监察",
            (_S.OPEN, *reply),
            judges,
            "JZ-64; TR-20; YC-29",
        ),
    )


_AUDITS = "ZH-15; HB-23; TR-40"
_COUNTY = (_R.COUNTY_REVIEWER, _R.COUNTY_APPROVER)
_LEAVE = "审计法 Art 34; 个人信息保护法 Art 28"
_VIOLATIONS = (_R.DISCIPLINE,)
_EVALUATORS = (_R.FINANCE, _R.COUNTY_APPROVER)

OVERSIGHT_MOVES = (
    _row(_K.AUDIT, "record_finding", "登记审计发现", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    _row(_K.AUDIT, "conclude_audit", "出具审计报告", (_S.OPEN,), (_R.AUDITOR,), "ZH-15"),
    _row(_K.AUDIT, "plan_sample", "确定抽样方案", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    _row(_K.AUDIT, "record_sample_check", "登记抽样核查结果", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    _row(_K.AUDIT, "take_list", "报送外部名单", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    _row(_K.AUDIT, "settle_suspicion", "核对疑似匹配", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    _row(_K.AUDIT, "issue_list", "下发疑点核实", (_S.OPEN,), (_R.AUDITOR,), _AUDITS),
    *(move for kind in _JUDGES for move in _answered(kind)),
    _row(_K.VIOLATION, "take_up_violation", "受理线索", (_S.OPEN,), _VIOLATIONS, "TR-20"),
    _row(
        _K.VIOLATION,
        "record_outcome",
        "登记处理结果",
        (_S.OPEN, _S.TAKEN_UP),
        _VIOLATIONS,
        "TR-20",
    ),
    _row(
        _K.EVALUATION,
        "give_evaluation",
        "签署评价结果",
        (_S.OPEN,),
        _EVALUATORS,
        "ZH-23; HB-19; TR-38; YC-35",
    ),
    _row(
        _K.ENGAGEMENT, "confirm_engagement", "确认授权", (_S.OPEN,), (_R.COUNTY_APPROVER,), _LEAVE
    ),
    _row(
        _K.ENGAGEMENT, "decline_engagement", "不予授权", (_S.OPEN,), (_R.COUNTY_APPROVER,), _LEAVE
    ),
    _row(_K.ENGAGEMENT, "extend_engagement", "申请延长", (_S.GRANTED,), _COUNTY, _LEAVE),
    _row(
        _K.ENGAGEMENT, "confirm_extension", "确认延长", (_S.GRANTED,), (_R.COUNTY_APPROVER,), _LEAVE
    ),
    _row(_K.ENGAGEMENT, "revoke_engagement", "收回授权", (_S.GRANTED,), _COUNTY, _LEAVE),
    *(
        _row(
            kind,
            "refresh_policy",
            "重新读取政策参数",
            _EVERY,
            (_R.POLICY_ADMIN, _R.COUNTY_REVIEWER),
            "社会救助法 Art 67",
        )
        for kind in _K
    ),
)
MOVES_OF = {kind: {m.act: m for m in OVERSIGHT_MOVES if m.kind is kind} for kind in OversightKind}

OPENERS: dict[OversightKind, tuple[tuple[Role, ...], str, str]] = {
    _K.AUDIT: ((_R.AUDITOR,), "开始年度审计", "ZH-15; HB-23; TR-40"),
    _K.PROBLEM: ((*CIVIL_AFFAIRS, _R.FINANCE, _R.AUDITOR, _R.SUPERVISOR), "登记资金问题", "ZH-26"),
    _K.ERROR: (
        (_R.COUNTY_REVIEWER, _R.COUNTY_APPROVER, _R.AUDITOR, _R.SUPERVISOR, _R.DISCIPLINE),
        "登记差错",
        "JZ-64",
    ),
    _K.VIOLATION: (_SUPERVISING, "登记违规线索", "TR-20; YC-29"),
    _K.EVALUATION: ((_R.FINANCE, _R.COUNTY_APPROVER), "开始绩效评价", "ZH-23; HB-19; TR-38"),
    _K.ENGAGEMENT: (_COUNTY, "登记审计调阅授权", _LEAVE),
}
"""Who may begin a matter of each kind. A finding or a suspicion comes out of its audit, a signal out of the
tables, a breach out of the rulebook."""

HEADS_IN = {
    _K.FINDING: "audit.areas",
    _K.ERROR: "liability.heads",
    _K.VIOLATION: "liability.offences",
    _K.SIGNAL: "risk.signals",
}
"""The place's list its head must stand in."""

READERS: dict[OversightKind, tuple[Role, ...]] = {
    _K.AUDIT: (_R.AUDITOR, _R.DISCIPLINE, _R.FINANCE, *CIVIL_AFFAIRS, _R.SUPERVISOR),
    _K.FINDING: (_R.AUDITOR, _R.DISCIPLINE, _R.FINANCE, *CIVIL_AFFAIRS, _R.SUPERVISOR),
    _K.SUSPICION: (_R.AUDITOR, _R.COUNTY_REVIEWER, _R.COUNTY_APPROVER, _R.DISCIPLINE),
    _K.PROBLEM: (_R.AUDITOR, _R.DISCIPLINE, _R.FINANCE, *CIVIL_AFFAIRS, _R.SUPERVISOR),
    _K.ERROR: (_R.COUNTY_REVIEWER, *_SUPERVISING),
    _K.VIOLATION: (_R.DISCIPLINE, _R.AUDITOR),
    _K.SIGNAL: (_R.COUNTY_REVIEWER, *_SUPERVISING),
    _K.BREACH: (_R.COUNTY_REVIEWER, *_SUPERVISING),
    _K.EVALUATION: (_R.FINANCE, *CIVIL_AFFAIRS, _R.AUDITOR, _R.SUPERVISOR, _R.TOWNSHIP_LEADER),
    _K.ENGAGEMENT: (*_COUNTY, _R.SUPERVISOR, _R.DISCIPLINE),
}
OVERSIGHT_ROLES = tuple(
    dict.fromkeys(
        role for roles in (*READERS.values(), RESPONSIBLE, (_R.POLICY_ADMIN,)) for role in roles
    )
)
"""Everybody who may find something of his own here."""


def may_read(
    kind: OversightKind, unit: str, person: str, opener: str, role: Role, at: str, account: str
) -> bool:
    """Whether an account sees a matter: its kind's readers, who answers for it, who opened it.

    `at`: the account's township, or for a liaison his unit. A violation is nobody's to see whom it
    concerns, whatever his role (JZ-64, TR-20); of an engagement its auditor sees his own.
    """
    if kind is OversightKind.VIOLATION and person and person == account:
        return False
    if account == opener and opener:
        return True
    if kind is OversightKind.ENGAGEMENT and person == account:
        return True
    if role in READERS[kind] or role is Role.POLICY_ADMIN:
        return True
    answerable = kind not in (OversightKind.VIOLATION, OversightKind.AUDIT)
    return (
        answerable and role in (Role.TOWNSHIP_LEADER, Role.UNIT_LIAISON) and bool(at) and at == unit
    )


def answering_role(file: OversightFile) -> Role:
    """Who answers for the unit the matter was given to."""
    held = file.held
    if held.unit_kind == "township":
        return Role.TOWNSHIP_LEADER
    if held.unit == "finance":
        return Role.FINANCE
    if held.unit in ("", "civil_affairs") or held.unit_kind == "institution":
        return Role.PAY_OFFICER if file.kind is OversightKind.PROBLEM else Role.COUNTY_REVIEWER
    return Role.UNIT_LIAISON
