"""Whether the fund accounts hold what a month takes from them, as finance is told when they do not."""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.money import yuan_zh
from domain.pay.acts import FundsKnown


def covered(known: FundsKnown | None) -> None:
    """Nothing is released out of an account that does not hold it (专款专用, JZ-26); basic living is
    named first (ZH-25)."""
    if known is None or not known.short:
        return
    lines = "；".join(
        f"“{s.zh}”应拨{yuan_zh(s.need_fen)}，余额{yuan_zh(s.balance_fen)}"
        for s in sorted(known.short, key=lambda s: not s.basic)
    )
    raise CaseRefusal(
        "funds_short",
        f"资金账户余额不足：{lines}。请先下达资金或者办理资金调剂；"
        "确有缺口的，登记资金缺口决定，优先保障困难群众基本生活。",
        "JZ-26; ZH-25; YC-25",
    )
