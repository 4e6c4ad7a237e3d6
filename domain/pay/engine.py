"""The only door into a run's state: a person's act, what the tables and the bank answered, the clock.

Pure functions from file to file, as for a case: a validator runs `apply_pay` and throws the result
away. What the world must do next is read off the file (`domain.pay.progress`), so a run that
was interrupted anywhere goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import Act, RefreshPolicy
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan_zh
from domain.pay import acts
from domain.pay.acts import PAY_ACTS, PAY_BY_ACT, PAY_EXITS, PAY_STAGE_ZH, PayMove, PayStage
from domain.pay.covering import covered
from domain.pay.file import (
    NONSENSE,
    BackPay,
    Lateness,
    LineFacts,
    PayFile,
    PayNote,
    Release,
    ReturnState,
    Step,
    Suspended,
    Zeroed,
)
from domain.pay.lists import PayOrder, case_of
from domain.policy import Snapshot
from domain.together.contracted import must_be_staff


def opened(order: PayOrder) -> PayFile:
    return PayFile(order=order, stage_since=order.starts_on, latest=order.starts_on)


def pay_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    if name not in PAY_ACTS:
        raise CaseRefusal(
            "act_unknown", f"没有名为“{name}”的操作，可用的操作为：{'、'.join(PAY_ACTS)}。"
        )
    return PAY_ACTS[name]


def apply_pay(
    file: PayFile, name: str, act: Act, today: date, at: datetime, facts: LineFacts | None = None
) -> PayFile:
    """The file after a person's act. Raises CaseRefusal, saying what would be right, if unlawful.

    `facts`: what the tables say of the line or household an act of `LOOKED_UP` names; without
    them (a validator has none) its lawfulness is left to who has.
    """
    move = PAY_BY_ACT[name]
    _may(file, move, act, today)
    if name in LOOKED_UP:
        changed, text = LOOKED_UP[name](file, act, facts)
    else:
        changed, text = _RULES[name](file, act)
    told = noted(
        changed, move.act, move.zh, act.on, at, text, act=act, clause=move.clause, stage=file.stage
    )
    return moved(file.stage, told, act.on)


def _require(condition: object, code: str, message: str, clause: str = "") -> None:
    if not condition:
        raise CaseRefusal(code, message, clause)


def _may(file: PayFile, move: PayMove, act: Act, today: date) -> None:
    officer = act.officer
    lawful = "、".join(m.zh for m in lawful_pay_moves(file, officer.role))
    if file.stage not in move.stages and officer.role in move.roles:
        _not_second(file, move)
    _require(
        file.stage in move.stages,
        "out_of_order",
        f"本月发放处于“{PAY_STAGE_ZH[file.stage]}”阶段，不能办理“{move.zh}”。"
        + (f"您现在可以办理：{lawful}。" if lawful else "您在本阶段没有可以办理的事项。"),
        move.clause,
    )
    _require(
        officer.role in move.roles,
        "role_not_allowed",
        f"“{move.zh}”应当由{'、'.join(ROLE_ZH[r] for r in move.roles)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        "JZ-27",
    )
    _require(
        officer.place == file.order.place,
        "not_your_run",
        "本批次不属于您所在的县（市、区），请由当地的资金岗位办理。",
        "JZ-27",
    )
    must_be_staff(officer, move.zh)
    before = next(
        (e.officer.role for e in file.journal if e.officer and e.officer.id == officer.id),
        officer.role,
    )
    _require(
        before is officer.role,
        "same_person",
        f"您已作为{ROLE_ZH[before]}办理过本批次，民政核定、财政拨付、银行代发应当由不同人员办理，"
        f"请由其他人员办理“{move.zh}”。",
        "JZ-27",
    )
    _require(
        file.stage_since <= act.on <= today,
        "date_not_lawful",
        f"办理日期{act.on}不符合要求，应当在{file.stage_since}至{today}之间。",
        move.clause,
    )


def _not_second(file: PayFile, move: PayMove) -> None:
    """Of two people who do the same step at once one wins; the other hears who and when."""
    done = next((e for e in reversed(file.journal) if e.act == move.act and e.officer), None)
    if done is not None and done.officer is not None and move.act in acts.ONCE:
        raise CaseRefusal(
            "done_already",
            f"“{move.zh}”已由{done.officer.id}于{done.at:%Y-%m-%d %H:%M:%S}办理，不能重复办理，"
            "请刷新页面查看本批次的办理情况。",
            move.clause,
        )


def lawful_pay_moves(file: PayFile, role: Role) -> tuple[PayMove, ...]:
    """What this role may do at the present stage by the table; the act itself is checked in full."""
    if file.closed is not None:
        return ()
    return tuple(m for m in acts.pay_moves_in(file.stage) if role in m.roles)


# --- the acts: the file after it, and the line for the record --------------------------------------


def _submit(file: PayFile, act: acts.SubmitList) -> tuple[PayFile, str]:
    count, total = file.payable_count, file.payable_fen
    _require(
        (act.count, act.total_fen) == (count, total),
        "list_differs",
        f"锁定名单为{count}笔、合计{yuan_zh(total)}，与您报送的{act.count}笔、"
        f"{yuan_zh(act.total_fen)}不一致，请重新核对名单后报送。",
        "JZ-27",
    )
    _require(
        act.digest in ("", file.payable_digest),
        "list_changed",
        "名单在您核对后有变动，请重新打开名单核对后报送。",
        "JZ-27",
    )
    step = Step(officer=act.officer, on=act.on)
    told = late(file, "submit_list", Role.PAY_OFFICER, file.dates.data.on, act.on)
    return told.having(submitted=step, stage=PayStage.RELEASE), f"{count}笔，合计{yuan_zh(total)}"


def _shortage(file: PayFile, act: acts.ReportShortage) -> tuple[PayFile, str]:
    _require(
        act.shortage_fen <= file.payable_fen,
        "shortage_too_large",
        f"资金缺口不应超过本月应发合计{yuan_zh(file.payable_fen)}，请核对后填写。",
        "JZ-29",
    )
    return file.having(), f"缺口{yuan_zh(act.shortage_fen)}：{act.reason}"


def _release(file: PayFile, act: acts.ReleaseFunds) -> tuple[PayFile, str]:
    covered(act.known)
    total = file.payable_fen
    _require(
        act.amount_fen == total,
        "amount_differs",
        f"拨付金额应当等于报送名单合计{yuan_zh(total)}，您填写的是{yuan_zh(act.amount_fen)}。"
        "资金不足的，请先登记资金缺口，经资金调剂后足额拨付。",
        "JZ-29; ZH-19",
    )
    _require(
        act.shortage_fen <= total and bool(act.shortage_fen) == bool(act.shifted_from),
        "shifting_incomplete",
        "资金调剂应当同时填写缺口金额和调剂来源，缺口金额不超过拨付金额。",
        "JZ-29",
    )
    _require(
        not act.shortage_fen or len(act.reason) >= 4,
        "shifting_reason_missing",
        "资金调剂应当写明原因。",
        "JZ-29",
    )
    release = Release(
        officer=act.officer,
        on=act.on,
        amount_fen=act.amount_fen,
        shortage_fen=act.shortage_fen,
        shifted_from=act.shifted_from,
        reason=act.reason,
    )
    told = late(file, "release_funds", Role.FINANCE, file.dates.transfer.on, act.on)
    text = f"拨付{yuan_zh(act.amount_fen)}"
    if act.shortage_fen:
        text += f"，其中从{act.shifted_from}调剂{yuan_zh(act.shortage_fen)}：{act.reason}"
    return told.having(released=release, stage=PayStage.CREDITING), text


def _resend(file: PayFile, act: acts.ResendLine) -> tuple[PayFile, str]:
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


def _zero(file: PayFile, act: acts.ZeroLine, facts: LineFacts | None) -> tuple[PayFile, str]:
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


def _suspend(file: PayFile, act: acts.SuspendLine, facts: LineFacts | None) -> tuple[PayFile, str]:
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
    _require(
        facts.fen > 0 and obligation not in decided,
        "line_unknown",
        "该笔不在本月待报送名单中，或者已经登记不予发放、暂缓发放，请核对。",
        "JZ-27",
    )
    return facts.fen


def _backpay(file: PayFile, act: acts.OrderBackpay, facts: LineFacts | None) -> tuple[PayFile, str]:
    month, last = act.decided_on.replace(day=1), act.last_month.replace(day=1)
    programme, township = (facts.programme, facts.township) if facts else ("", "")
    _require(
        facts is None or programme,
        "case_unknown",
        "本地没有该案号的救助案件，请核对案号。",
        "57号 Art 38",
    )
    name = f"{programme}.first_month_offset"
    _require(
        facts is None or file.law.has(name),
        "first_month_not_set",
        "本地尚未设定自作出决定起第几个月发放，请政策管理员设定并重新读取政策参数后登记。",
        "57号 Art 38",
    )
    first = months_after(month, file.law.months(name) if file.law.has(name) else 0)
    _require(
        first <= last <= file.order.month,
        "months_not_lawful",
        f"补发月份应当自{first.year}年{first.month}月起，至不晚于本月的某月止，请按决定书核对。",
        "57号 Art 38",
    )
    _require(
        not any((one.case_no, one.document) == (act.case_no, act.document) for one in file.backpay),
        "ruled_already",
        "该决定书已登记补发，不能重复登记，请核对决定书文号。",
        "57号 Art 38",
    )
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


def _ask_again(file: PayFile, act: acts.AskBankAgain) -> tuple[PayFile, str]:
    stuck = [b for b in file.open_batches if b.try_on is None or b.trouble == NONSENSE]
    if not stuck:
        raise CaseRefusal(
            "bank_not_given_up", "系统仍在按工作日自动联系代发银行，无需人工催办。", "JZ-30"
        )
    after = file
    for batch in stuck:
        after = after.with_batch(batch.model_copy(update={"tries": 0, "try_on": act.on}))
    return after, act.reason


def _refresh(file: PayFile, act: RefreshPolicy) -> tuple[PayFile, str]:
    return file.having(stale_policy=True), act.reason


_RULES: dict[str, Callable[[PayFile, Any], tuple[PayFile, str]]] = {
    "submit_list": _submit,
    "report_shortage": _shortage,
    "release_funds": _release,
    "resend_line": _resend,
    "ask_bank_again": _ask_again,
    "refresh_policy": _refresh,
}

LOOKED_UP: dict[str, Callable[[PayFile, Any, LineFacts | None], tuple[PayFile, str]]] = {
    "zero_line": _zero,
    "suspend_line": _suspend,
    "order_backpay": _backpay,
}
"""Acts about a line or a household of the tables, which are asked before the act is taken."""


# --- what every change has in common --------------------------------------------------------------


def noted(
    file: PayFile,
    code: str,
    zh: str,
    on: date,
    at: datetime,
    text: str = "",
    *,
    act: Act | None = None,
    clause: str = "",
    stage: PayStage | None = None,
) -> PayFile:
    """A line in the run's record; with `act` a person's, with his remark added."""
    note = act.note if act else ""
    entry = PayNote(
        seq=file.seq + 1,
        act=code,
        zh=zh,
        stage=stage or file.stage,
        on=on,
        at=at,
        officer=act.officer if act else None,
        text="；".join(part for part in (text, note) if part),
        clause=clause,
    )
    return file.having(
        journal=(*file.journal, entry), seq=file.seq + 1, latest=max(file.latest, on)
    )


def moved(came_from: PayStage, file: PayFile, on: date) -> PayFile:
    """The file at the stage its facts put it: after the last batch to the returned lines, and to
    the close when nobody is left on the list or every returned line is at its end."""
    stage = file.stage
    if stage is PayStage.SUBMISSION and not file.payable_count:
        stage = PayStage.CLOSED
    elif stage in (PayStage.CREDITING, PayStage.RETURNS) and file.batches and not file.batch:
        at_end = all(line.settled for line in file.returns)
        stage = PayStage.CLOSED if at_end else PayStage.RETURNS
    if stage is came_from:
        return file
    if stage not in PAY_EXITS[came_from]:
        raise RuntimeError(f"no way leads from {came_from} to {stage}")
    return file.having(stage=stage, stage_since=max(on, file.stage_since))


def late(file: PayFile, step: str, role: Role, due: date, on: date) -> PayFile:
    """Lateness is kept with whose it was and the days; acting in time leaves nothing."""
    if on <= due:
        return file
    entry = Lateness(step=step, role=role, due=due, on=on, days=(on - due).days)
    kept = (known for known in file.lateness if known.step != step)
    return file.having(lateness=(*kept, entry))


def run_starts_on(law: Snapshot, month: date) -> date:
    """The day the list is frozen: the month's first day, or earlier so that a data day that was
    rolled back into the month before can still be kept (two working days' notice)."""
    due = law.calendar.pay_day(month.year, month.month, law.count("pay.data_day")).on
    day, left = due, LEAD_DAYS
    while left:
        day -= timedelta(days=1)
        left -= law.calendar.is_workday(day)
    return min(month, day)


LEAD_DAYS = 2  # not law: notice the office gives itself
