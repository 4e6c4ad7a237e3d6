"""What comes back to a run: the rules, the frozen list, the bank; and what it owes the world next."""

from __future__ import annotations

from datetime import date, datetime

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.money import yuan_zh
from domain.pay.acts import PAY_STAGE_ZH, PayStage
from domain.pay.file import (
    HELD_CODES,
    BackPay,
    Batch,
    PayFile,
    PayTotals,
    Release,
    Returned,
    ReturnState,
    Zeroed,
)
from domain.pay.lists import FrozenList
from domain.pay.purposes import purpose_zh
from domain.pay.rules.marks import late, moved, noted
from domain.policy import Snapshot

BANK_TRIES = 25
"""Working days the bank is tried for one batch before a person must see to it: operation, not law."""


class HeldBack(Frozen):
    """A line that was not sent, and why (`HELD_CODES`)."""

    obligation: str
    fen: int
    code: str


class BatchSent(Frozen):
    """A batch stands at the bank. `held`: lines kept back; nothing was sent when the count is 0."""

    batch_no: str
    count: int
    total_fen: int
    digest: str
    held: tuple[HeldBack, ...] = ()


class Failed(Frozen):
    """One line the bank did not credit: its amount, the code, and the bank's word for it."""

    obligation: str
    fen: int
    code: str
    zh: str


class BankAnswer(Frozen):
    """The bank's return file, read strictly. `ready` False: it has none yet."""

    batch_no: str
    ready: bool
    credited_on: date | None = None
    paid_count: int = 0
    paid_fen: int = 0
    failed: tuple[Failed, ...] = ()
    digest: str = ""


def rules_read(file: PayFile, rules: Snapshot, today: date, at: datetime) -> PayFile:
    after = file.having(rules=rules, stale_policy=False)
    if not after.ready:
        return after
    dates = after.dates
    text = f"报送{dates.data.on}，拨付{dates.transfer.on}，到账{dates.credit.on}"
    return noted(after, "dates", "确定本月发放日期", today, at, text, clause="JZ-28～31")


def list_frozen(file: PayFile, names: FrozenList, at: datetime) -> PayFile:
    """The list is fixed. Its lines are proved against the digest in the tables."""
    if sum(fen for _, fen in names.by_source) != names.total_fen:
        raise RuntimeError("the levels of government do not add up to the list")
    if file.names is not None:
        return file
    text = (
        f"{names.count}笔，合计{yuan_zh(names.total_fen)}；较上月新增{names.joined}户，"
        f"退出{names.left}户，金额变动{names.changed}户"
    )
    if names.arrears:
        text += f"；补列以前月份{names.arrears}笔"
    for kind, count in names.by_purpose:
        text += f"；{purpose_zh(kind)}{count}笔"
    frozen = file.having(names=names, stage=PayStage.SUBMISSION)
    told = noted(frozen, "freeze", PAY_STAGE_ZH[PayStage.LIST], names.on, at, text)
    return moved(PayStage.LIST, told, names.on)


# --- what the run owes next -----------------------------------------------------------------------


def zeroes_to_book(file: PayFile) -> tuple[Zeroed, ...]:
    return tuple(zero for zero in file.zeroed if not zero.booked)


def zero_booked(file: PayFile, obligation: str) -> PayFile:
    return file.having(
        zeroed=tuple(
            z.model_copy(update={"booked": True}) if z.obligation == obligation else z
            for z in file.zeroed
        )
    )


def backpay_to_book(file: PayFile) -> tuple[BackPay, ...]:
    return tuple(one for one in file.backpay if not one.booked)


def backpay_booked(file: PayFile, seq: int) -> PayFile:
    return file.having(
        backpay=tuple(
            one.model_copy(update={"booked": True}) if one.seq == seq else one
            for one in file.backpay
        )
    )


def release_booked(file: PayFile) -> PayFile:
    if file.released is None:
        raise RuntimeError("nothing was released")
    return file.having(released=file.released.model_copy(update={"booked": True}))


def rest_to_book(file: PayFile) -> Release | None:
    rest = file.deferred.released if file.deferred else None
    return rest if rest is not None and not rest.booked else None


def rest_booked(file: PayFile) -> PayFile:
    if file.deferred is None or file.deferred.released is None:
        raise RuntimeError("nothing was put off")
    rest = file.deferred.released.model_copy(update={"booked": True})
    return file.having(deferred=file.deferred.model_copy(update={"released": rest}))


def batch_planned(file: PayFile, today: date) -> PayFile:
    """Opens the next batch when one is due: the list once it is funded, then what is paid again."""
    if file.batch is not None or file.stage not in (PayStage.CREDITING, PayStage.RETURNS):
        return file
    if not file.batches:
        parts = [_planned(file, number, (), today) for number in range(1, file.parts + 1)]
        return file.having(batches=tuple(parts))
    deferred = file.deferred
    if deferred is not None and not deferred.planned and deferred.released is not None:
        begin = len(file.batches) + 1
        numbers = range(begin, begin + file.parts_of(deferred.count))
        rest = [_planned(file, number, (), today, rest=True) for number in numbers]
        planned = deferred.model_copy(update={"planned": True})
        return file.having(batches=(*file.batches, *rest), deferred=planned)
    again = tuple(sorted(line.obligation for line in file.to_resend))[: file.part_lines]
    if not again:
        return file
    batch = _planned(file, len(file.batches) + 1, again, today)
    sending = [
        line.model_copy(update={"state": ReturnState.SENT})
        for line in file.returns
        if line.obligation in again
    ]
    return file.with_returns(sending).with_batch(batch)


def _planned(
    file: PayFile, number: int, asked: tuple[str, ...], today: date, *, rest: bool = False
) -> Batch:
    name = file.order.batch_no(number)
    return Batch(number=number, batch_no=name, asked=asked, try_on=today, rest=rest)


def bank_is_due(file: PayFile, today: date) -> bool:
    batch = file.batch
    return batch is not None and batch.try_on is not None and batch.try_on <= today


def bank_failed(file: PayFile, batch_no: str, trouble: str, today: date) -> PayFile:
    """The bank was not reached, or has no answer yet: it is tried again on the next working day."""
    batch = file.batch_named(batch_no)
    tries = batch.tries + 1
    asked_enough = tries >= BANK_TRIES  # not law: how often a machine asks another
    again = None if asked_enough else file.law.calendar.working_days_after(today, 1).on
    return file.with_batch(
        batch.model_copy(update={"tries": tries, "try_on": again, "trouble": trouble})
    )


def batch_sent(file: PayFile, sent: BatchSent, today: date, at: datetime) -> PayFile:
    """The file is at the bank; lines held back are returned lines from now on."""
    batch = file.batch_named(sent.batch_no)
    if batch.sent_on is not None:
        return file
    at_bank = batch.model_copy(
        update={
            "count": sent.count,
            "total_fen": sent.total_fen,
            "digest": sent.digest,
            "sent_on": today,
            "try_on": today,
            "tries": 0,
            "trouble": "",
            "booked": sent.count == 0,
        }
    )
    held = [Failed(**line.model_dump(), zh=HELD_CODES[line.code]) for line in sent.held]
    after = _came_back(file.with_batch(at_bank), held, batch.number, today)
    text = f"批次{sent.batch_no}，{sent.count}笔，合计{yuan_zh(sent.total_fen)}"
    if held:
        text += f"；暂缓{len(held)}笔"
    told = noted(after, "send_batch", "送交代发银行", today, at, text, clause="JZ-30")
    return moved(file.stage, told, today)


def bank_answered(file: PayFile, answer: BankAnswer, today: date) -> PayFile:
    """The return file is read; nothing is paid in the books before `answer_booked`."""
    batch = file.batch_named(answer.batch_no)
    if not answer.ready or batch.answered_on is not None:
        return file
    if answer.paid_count + len(answer.failed) != batch.count:
        raise RuntimeError("the bank's answer does not add up to the batch")
    return file.with_batch(
        batch.model_copy(
            update={
                "answered_on": today,
                "credited_on": answer.credited_on or today,
                "paid_count": answer.paid_count,
                "paid_fen": answer.paid_fen,
                "trouble": "",
            }
        )
    )


def answer_booked(file: PayFile, answer: BankAnswer, today: date, at: datetime) -> PayFile:
    """Each line of the batch stands in the ledger: credited, or returned and now followed."""
    batch = file.batch_named(answer.batch_no)
    if batch.booked:
        return file
    after = file.with_batch(batch.model_copy(update={"booked": True}))
    failing = {line.obligation for line in answer.failed}
    paid = [
        line.model_copy(update={"state": ReturnState.PAID})
        for line in after.returns
        if line.state is ReturnState.SENT
        and line.obligation in batch.asked
        and line.obligation not in failing
    ]
    after = _came_back(after.with_returns(paid), answer.failed, batch.number, today)
    credited = batch.credited_on or today
    if not batch.again and not batch.rest:
        whole = (b for b in after.batches if not b.again and not b.rest)
        last = max(b.credited_on for b in whole if b.credited_on)
        after = late(after, "confirm_credit", Role.BANK, file.dates.credit.on, last)
    text = (
        f"批次{batch.batch_no}，{credited}到账{batch.paid_count}笔、{yuan_zh(batch.paid_fen)}"
        f"，退回{len(failing)}笔"
    )
    told = noted(after, "confirm_credit", "银行代发回盘", today, at, text, clause="JZ-30")
    return moved(file.stage, told, today)


def _came_back(
    file: PayFile, failed: tuple[Failed, ...] | list[Failed], number: int, today: date
) -> PayFile:
    if not failed:
        return file
    due = file.law.due("pay.return_days", today)
    before = {line.obligation: line.times for line in file.returns}
    return file.with_returns(
        Returned(
            obligation=line.obligation,
            fen=line.fen,
            batch=number,
            code=line.code,
            zh=line.zh,
            on=today,
            due=due.on,
            provisional=due.provisional,
            times=before.get(line.obligation, 0) + 1,
        )
        for line in failed
    )


def month_closed(file: PayFile, totals: PayTotals, at: datetime) -> PayFile:
    text = f"发放{totals.paid_count}笔、{yuan_zh(totals.paid_fen)}"
    if totals.zero_count:
        text += f"；不予发放{totals.zero_count}笔"
    closed = file.having(closed=totals)
    return noted(closed, "close", "本月发放办结", totals.closed_on, at, text)
