"""What an event of the ledger and its cause are called for people: no code word stands on a page."""

from __future__ import annotations

from typing import Final

from domain.funds.matter import KIND_ZH, MatterKind
from domain.pay.purposes import purpose_zh
from domain.programme import PROGRAMME_ZH, Programme

EVENT_ZH: Final = {
    "accrued": "列入发放",
    "released": "财政拨付",
    "sent": "送交银行",
    "held": "暂未送交",
    "paid": "银行到账",
    "returned": "银行退回",
    "zero": "不予发放",
    "given_back": "退还资金账户",
    "allotted": "下达资金",
    "prepay": "预拨备用金",
    "top_up": "补足备用金",
    "return_reserve": "收回备用金",
    "shift": "资金调剂",
    "once": "一次性救助",
    "gift": "收到捐赠",
    "gift_use": "使用捐赠",
    "owed": "决定追回",
    "came_back": "追回款缴回",
    "remitted": "减免追回款",
    "fined": "处以罚款",
    "fine_paid": "缴纳罚款",
}
"""By the first word of an event's name."""

_LINE_PARTS = 4


def event_zh(event: str) -> str:
    """`paid/JZ2026000001/dibao/2028-01/regular` as a clerk would say it."""
    kind, _, rest = event.partition("/")
    zh = EVENT_ZH.get(kind, kind)
    parts = rest.split("/")
    if len(parts) > _LINE_PARTS:  # a batch stands before the line
        parts = parts[-_LINE_PARTS:]
    if len(parts) == _LINE_PARTS and parts[1] in set(Programme):
        case_no, programme, month, purpose = parts
        return (
            f"{zh}：{case_no}，{month}{PROGRAMME_ZH[Programme(programme)]}，{purpose_zh(purpose)}"
        )
    if parts[0] in set(MatterKind):
        return f"{zh}：{KIND_ZH[MatterKind(parts[0])]}{'，'.join(parts[2:])}"
    return f"{zh}：{parts[-1]}" if rest else zh


def origin_zh(cause: str) -> str:
    """The line of whose record an entry comes from: `pay/yicheng/dibao/2028-01#44`."""
    subject, _, line = cause.partition("#")
    parts = subject.split("/")
    match parts[0]:
        case "money" if len(parts) > 2 and parts[1] in set(MatterKind):
            name = f"{KIND_ZH[MatterKind(parts[1])]}{parts[-1]}"
        case "pay" if len(parts) > 3:
            name = f"{parts[3]}发放"
        case "case":
            name = f"案件{parts[-1]}"
        case _:
            name = subject
    return f"{name}第{line}条记录" if line.isdigit() else name
