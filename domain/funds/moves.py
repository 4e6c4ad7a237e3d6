"""The one table of acts in matters of money: at which stages, by which roles, under which clause."""

from __future__ import annotations

from domain import door
from domain.base import Frozen
from domain.case.acts import Act
from domain.case.lifecycle import Role
from domain.funds.acts import FUND_ACTS, PRICE_ACTS, RECOVERY_ACTS, RISE_ACTS
from domain.funds.matter import MatterKind, MatterStage

_S, _R = MatterStage, Role
CIVIL_AFFAIRS = (_R.PAY_OFFICER, _R.COUNTY_REVIEWER, _R.COUNTY_APPROVER)


class FundMove(Frozen):
    act: str
    zh: str
    stages: tuple[MatterStage, ...]
    roles: tuple[Role, ...]
    clause: str


def _move(
    act: str, zh: str, stages: tuple[MatterStage, ...], roles: tuple[Role, ...], clause: str
) -> FundMove:
    return FundMove(act=act, zh=zh, stages=stages, roles=roles, clause=clause)


_OPEN = (_S.OPEN,)
_FINANCE = (_R.FINANCE,)
_BEFORE_END = (_S.OPEN, _S.PROPOSED, _S.LISTING, _S.PAYING, _S.APPLYING, _S.DECIDED)


def _refresh() -> FundMove:
    return _move(
        "refresh_policy",
        "重新读取政策参数",
        _BEFORE_END,
        (_R.POLICY_ADMIN, _R.COUNTY_REVIEWER),
        "社会救助法 Art 67",
    )


FUND_MOVES = (
    _move("propose_budget", "提出预算", _OPEN, (_R.PAY_OFFICER,), "ZH-09; HB-18; YC-21"),
    _move("approve_budget", "批准预算", _OPEN, _FINANCE, "ZH-09"),
    _move("refuse_budget", "不批准预算", _OPEN, _FINANCE, "ZH-09"),
    _move("propose_allocation", "提出资金分配", _OPEN, _FINANCE, "HB-18"),
    _move("give_fund_opinion", "提出资金分配意见", _OPEN, (_R.COUNTY_APPROVER,), "TR-26"),
    _move("issue_allocation", "下达资金", _OPEN, _FINANCE, "HB-18; TR-34"),
    _move("prepay_reserve", "预拨备用金", _OPEN, _FINANCE, "YC-22"),
    _move("top_up_reserve", "补足备用金", _OPEN, _FINANCE, "YC-22"),
    _move("return_reserve", "年末收回备用金", _OPEN, _FINANCE, "YC-22"),
    _move("shift_funds", "资金调剂", _OPEN, _FINANCE, "JZ-29; JZ-26"),
    _move("decide_shortfall", "登记资金缺口决定", _OPEN, _FINANCE, "ZH-25; YC-25"),
    _move(
        "raise_query", "对账目提出疑问", _OPEN, (_R.AUDITOR, _R.FINANCE, _R.PAY_OFFICER), "TR-37"
    ),
    _move("answer_query", "答复疑问", _OPEN, (_R.FINANCE, _R.PAY_OFFICER), "TR-37"),
    _move("publish_sheet", "公开资金使用情况", _OPEN, (_R.PAY_OFFICER, _R.FINANCE), "ZH-24; YC-26"),
    _move("close_fund_year", "办结资金年度", _OPEN, _FINANCE, "ZH-09"),
    _refresh(),
)
PRICE_MOVES = (
    _move("start_round", "启动价格补贴", (_S.PROPOSED,), (_R.COUNTY_APPROVER,), "ZH-16; HB-14"),
    _move("decline_round", "不启动价格补贴", (_S.PROPOSED,), (_R.COUNTY_APPROVER,), "TR-31"),
    _move("add_claimants", "登记其他发放对象", (_S.LISTING,), (_R.UNIT_LIAISON,), "HB-20"),
    _move("confirm_round", "确认补贴名单", (_S.LISTING,), (_R.PAY_OFFICER,), "JZ-39"),
    _move("unit_done", "登记部门办结", (_S.LISTING, _S.PAYING), (_R.UNIT_LIAISON,), "HB-14"),
    _move("waive_unit", "登记免等部门", (_S.PAYING,), (_R.COUNTY_APPROVER,), "HB-14"),
    _refresh(),
)
RISE_MOVES = (
    _move("preview_rise", "测算", (_S.OPEN, _S.PROPOSED), (_R.PAY_OFFICER,), "社会救助法 Art 47"),
    _move("apply_rise", "实施提标", (_S.PROPOSED,), (_R.COUNTY_APPROVER,), "社会救助法 Art 47"),
    _refresh(),
)
RECOVERY_MOVES = (
    _move("hear_debtor", "告知并听取意见", _OPEN, (_R.COUNTY_REVIEWER,), "行政处罚法 Art 44-45"),
    _move("decide_recovery", "决定追回", _OPEN, (_R.COUNTY_APPROVER,), "YC-32; 社会救助法 Art 73"),
    _move("drop_recovery", "不予追回", _OPEN, (_R.COUNTY_APPROVER,), "YC-32"),
    _move("record_repayment", "登记缴回", (_S.DECIDED,), (_R.PAY_OFFICER,), "YC-32"),
    _move(
        "propose_storno",
        "提出更正缴回登记",
        (_S.DECIDED,),
        (_R.PAY_OFFICER, _R.COUNTY_REVIEWER),
        "YC-32; YC-06",
    ),
    _move(
        "confirm_storno", "同意更正缴回登记", (_S.DECIDED,), (_R.COUNTY_APPROVER,), "YC-32; YC-06"
    ),
    _move(
        "refuse_storno", "不同意更正缴回登记", (_S.DECIDED,), (_R.COUNTY_APPROVER,), "YC-32; YC-06"
    ),
    _move("remit_debt", "减免", (_S.DECIDED,), (_R.COUNTY_APPROVER,), "YC-32"),
    _move("claim_estate", "向遗产主张", (_S.DECIDED,), (_R.COUNTY_REVIEWER,), "民法典 Art 1161"),
    _move("impose_fine", "处以罚款", (_S.DECIDED,), (_R.COUNTY_APPROVER,), "社会救助法 Art 73"),
    _move("record_fine_payment", "登记罚款缴纳", (_S.DECIDED,), _FINANCE, "社会救助法 Art 73"),
    _refresh(),
)

MOVES: dict[MatterKind, tuple[FundMove, ...]] = {
    MatterKind.FUND: FUND_MOVES,
    MatterKind.PRICE: PRICE_MOVES,
    MatterKind.RISE: RISE_MOVES,
    MatterKind.RECOVERY: RECOVERY_MOVES,
}
ACTS: dict[MatterKind, dict[str, type[Act]]] = {
    MatterKind.FUND: FUND_ACTS,
    MatterKind.PRICE: PRICE_ACTS,
    MatterKind.RISE: RISE_ACTS,
    MatterKind.RECOVERY: RECOVERY_ACTS,
}
BY_ACT = {kind: {move.act: move for move in moves} for kind, moves in MOVES.items()}

OPENERS: dict[MatterKind, tuple[tuple[Role, ...], str, str]] = {
    MatterKind.FUND: (_FINANCE, "开立资金年度", "ZH-09"),
    MatterKind.PRICE: (
        (_R.UNIT_LIAISON, _R.PAY_OFFICER),
        "登记价格指数",
        "TR-31; JZ-39",
    ),
    MatterKind.RISE: ((_R.PAY_OFFICER,), "提出标准提高", "社会救助法 Art 47"),
    MatterKind.RECOVERY: (CIVIL_AFFAIRS, "提出追回", "YC-32"),
}
"""Who may begin a matter of each kind, what that is called, under which clause."""


def act_named(kind: MatterKind, name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(ACTS[kind], name)
