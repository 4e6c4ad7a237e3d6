"""What is decided of one line or one household: paid again, taken off, kept back, paid in arrears."""

from __future__ import annotations

from datetime import date
from itertools import count, takewhile

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.money import yuan_zh
from domain.pay import acts
from domain.pay.acts import PayStage
from domain.pay.file import BackPay, LineFacts, PayFile, ReturnState, Suspended, Zeroed
from domain.pay.lists import case_of
from domain.pay.rules.marks import late, require


def resend(file: PayFile, act: acts.ResendLine) -> tuple[PayFile, str]:
    line = file.returned(act.obligation)
    if line is None or line.state is not ReturnState.OPEN:
        waiting = [case_of(r.obligation) for r in file.returns if r.state is ReturnState.OPEN]
        raise CaseRefusal(
            "line_not_returned",
            "该笔没有待处理的退回记录，不能重新发放。"
            + (f"待处理的退回明细为：{'、'.join(waiting)}。" if waiting else ""),
            "JZ-30",
        )
    again = line.model_copy(update={"state": ReturnState.RESEND})
    told = late(file, f"resend_line:{line.obligation}", Role.PAY_OFFICER, line.due, act.on)
    return told.with_returns([again]), f"{case_of(act.obligation)}，{yuan_zh(line.fen)}"


def zero(file: PayFile, act: acts.ZeroLine, facts: LineFacts | None) -> tuple[PayFile, str]:
    after, early = file, file.stage is PayStage.SUBMISSION
    if early:
        fen = _listed(file, act.obligation, facts)
    else:
        line = file.returned(act.obligation)
        if line is None or line.state not in (ReturnState.OPEN, ReturnState.RESEND):
            raise CaseRefusal(
                "line_not_returned",
                "该笔已提交银行或者已办结，只有待处理的退回明细可以登记不予发放。",
                "JZ-30",
            )
        fen = line.fen
        after = late(file, f"resend_line:{line.obligation}", Role.PAY_OFFICER, line.due, act.on)
        after = after.with_returns([line.model_copy(update={"state": ReturnState.ZERO})])
    zero = Zeroed(
        obligation=act.obligation,
        fen=fen,
        reason=act.reason,
        by=act.officer.id,
        on=act.on,
        returned=not early,
    )
    text = f"{case_of(act.obligation)}，{yuan_zh(zero.fen)}：{act.reason}"
    return after.having(zeroed=(*file.zeroed, zero)), text


def suspend(file: PayFile, act: acts.SuspendLine, facts: LineFacts | None) -> tuple[PayFile, str]:
    line = Suspended(
        obligation=act.obligation,
        fen=_listed(file, act.obligation, facts),
        reason=act.reason,
        by=act.officer.id,
        on=act.on,
    )
    text = f"{case_of(act.obligation)}，{yuan_zh(line.fen)}：{act.reason}"
    return file.having(suspended=(*file.suspended, line)), text


def _listed(file: PayFile, obligation: str, facts: LineFacts | None) -> int:
    """The amount of a line of this list that nothing was decided about yet; 0 while unknown."""
    if facts is None:
        return 0
    decided = {z.obligation for z in file.off} | {x.obligation for x in file.suspended}
    require(
        facts.fen > 0 and obligation not in decided,
        "line_unknown",
        "该笔不在本月待报送名单中，或者已经登记不予发放、暂缓发放，请核对。",
        "JZ-27",
    )
    return facts.fen


def backpay(file: PayFile, act: acts.OrderBackpay, facts: LineFacts | None) -> tuple[PayFile, str]:
    month, last = act.decided_on.replace(day=1), act.last_month.replace(day=1)
    programme, township = (facts.programme, facts.township) if facts else ("", "")
    require(
        facts is None or programme,
        "case_unknown",
        "本地没有该案号的救助案件，请核对案号。",
        "57号 Art 38",
    )
    name = f"{programme}.first_month_offset"
    require(
        facts is None or file.law.has(name),
        "first_month_not_set",
        "本地尚未设定自作出决定起第几个月发放，请政策管理员设定并重新读取政策参数后登记。",
        "57号 Art 38",
    )
    first = months_after(month, file.law.months(name) if file.law.has(name) else 0)
    require(
        first <= last <= file.order.month,
        "months_not_lawful",
        f"补发月份应当自{first.year}年{first.month}月起，至不晚于本月的某月止，请按决定书核对。",
        "57号 Art 38",
    )
    require(
        not any((one.case_no, one.document) == (act.case_no, act.document) for one in file.backpay),
        "ruled_already",
        "该决定书已登记补发，不能重复登记，请核对决定书文号。",
        "57号 Art 38",
    )
    _not_restored(facts, first, last)
    order = BackPay(
        case_no=act.case_no,
        programme=programme,
        township=township,
        first=first,
        last=last,
        monthly_fen=act.monthly_fen,
        document=act.document,
        seq=file.seq + 1,
    )
    text = (
        f"{act.case_no}，{act.document}，{first:%Y-%m}至{last:%Y-%m}，"
        f"每月{yuan_zh(act.monthly_fen)}，列入下月名单"
    )
    return file.having(backpay=(*file.backpay, order)), text


def _not_restored(facts: LineFacts | None, first: date, last: date) -> None:
    """A case that was put back pays the months of the ruling of itself: no month is paid twice."""
    given = [m for m in _months(first, last) if facts is not None and _covered(facts, m)]
    if not given:
        return
    zh = "、".join(f"{m.year}年{m.month}月" for m in given)
    raise CaseRefusal(
        "months_restored",
        f"本案已按裁决恢复救助，{zh}由案件自行补发，不得重复登记；"
        "请只登记其余月份，没有其余月份的无需登记。",
        "57号 Art 38",
    )


def _covered(facts: LineFacts, month: date) -> bool:
    return any(a <= month and (b is None or month <= b) for a, b in facts.restored)


def _months(first: date, last: date) -> tuple[date, ...]:
    return tuple(takewhile(lambda m: m <= last, (months_after(first, n) for n in count())))
