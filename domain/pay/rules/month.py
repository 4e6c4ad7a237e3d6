"""The steps of the month: civil affairs submits, finance releases, the bank is asked again."""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.case.acts import RefreshPolicy
from domain.case.lifecycle import Role
from domain.money import yuan_zh
from domain.pay import acts
from domain.pay.acts import PayStage
from domain.pay.covering import covered
from domain.pay.file import NONSENSE, PayFile, Release, Step
from domain.pay.rules.marks import late, require


def submit(file: PayFile, act: acts.SubmitList) -> tuple[PayFile, str]:
    count, total = file.payable_count, file.payable_fen
    require(
        (act.count, act.total_fen) == (count, total),
        "list_differs",
        f"锁定名单为{count}笔、合计{yuan_zh(total)}，与您报送的{act.count}笔、"
        f"{yuan_zh(act.total_fen)}不一致，请重新核对名单后报送。",
        "JZ-27",
    )
    require(
        act.digest in ("", file.payable_digest),
        "list_changed",
        "名单在您核对后有变动，请重新打开名单核对后报送。",
        "JZ-27",
    )
    step = Step(officer=act.officer, on=act.on)
    told = late(file, "submit_list", Role.PAY_OFFICER, file.dates.data.on, act.on)
    return told.having(submitted=step, stage=PayStage.RELEASE), f"{count}笔，合计{yuan_zh(total)}"


def shortage(file: PayFile, act: acts.ReportShortage) -> tuple[PayFile, str]:
    require(
        act.shortage_fen <= file.payable_fen,
        "shortage_too_large",
        f"资金缺口不应超过本月应发合计{yuan_zh(file.payable_fen)}，请核对后填写。",
        "JZ-29",
    )
    return file.having(), f"缺口{yuan_zh(act.shortage_fen)}：{act.reason}"


def release(file: PayFile, act: acts.ReleaseFunds) -> tuple[PayFile, str]:
    covered(act.known)
    total = file.payable_fen
    require(
        act.amount_fen == total,
        "amount_differs",
        f"拨付金额应当等于报送名单合计{yuan_zh(total)}，您填写的是{yuan_zh(act.amount_fen)}。"
        "资金不足的，请先登记资金缺口，经资金调剂后足额拨付。",
        "JZ-29; ZH-19",
    )
    require(
        act.shortage_fen <= total and bool(act.shortage_fen) == bool(act.shifted_from),
        "shifting_incomplete",
        "资金调剂应当同时填写缺口金额和调剂来源，缺口金额不超过拨付金额。",
        "JZ-29",
    )
    require(
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


def ask_again(file: PayFile, act: acts.AskBankAgain) -> tuple[PayFile, str]:
    stuck = [b for b in file.open_batches if b.try_on is None or b.trouble == NONSENSE]
    if not stuck:
        raise CaseRefusal(
            "bank_not_given_up", "系统仍在按工作日自动联系代发银行，无需人工催办。", "JZ-30"
        )
    after = file
    for batch in stuck:
        after = after.with_batch(batch.model_copy(update={"tries": 0, "try_on": act.on}))
    return after, act.reason


def refresh(file: PayFile, act: RefreshPolicy) -> tuple[PayFile, str]:
    return file.having(stale_policy=True), act.reason
