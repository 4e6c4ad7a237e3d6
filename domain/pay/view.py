"""A run as pages and the JSON API show it: what is signed, the days, each line that came back.

No list of names: who is on the list is asked of the tables, line by line, with its own rights.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.calendar import Due
from domain.pay.acts import PAY_STAGE_ZH, PayStage
from domain.pay.file import Lateness, PayFile, PayTotals, ReturnState
from domain.pay.lists import case_of

RETURN_ZH = {
    ReturnState.OPEN: "待更正账户",
    ReturnState.RESEND: "待重新发放",
    ReturnState.SENT: "已重新送交银行",
    ReturnState.PAID: "已补发到账",
    ReturnState.ZERO: "不予发放",
}


LINE_ZH = {
    "due": "待发放",
    "sent": "银行代发中",
    "paid": "已到账",
    "returned": "退回待处理",
    "zero": "不予发放",
}
"""States of an obligation."""


class ReturnSheet(Frozen):
    """One line that came back and where it stands."""

    obligation: str
    case_no: str
    fen: int
    zh: str
    on: date
    due: date
    times: int
    state: ReturnState
    state_zh: str


class PaySheet(Frozen):
    """`payable_*` is what civil affairs signs and finance releases; days are None while undecided."""

    run: str
    month: date
    stage: PayStage
    stage_zh: str
    version: int
    payable_count: int
    payable_fen: int
    payable_digest: str
    joined: int = 0
    left: int = 0
    changed: int = 0
    warned: tuple[tuple[str, int], ...] = ()
    by_source: tuple[tuple[str, int], ...] = ()
    data_due: date | None = None
    transfer_due: date | None = None
    credit_due: date | None = None
    provisional: bool = False
    submitted_on: date | None = None
    released_on: date | None = None
    deferred_fen: int = 0
    """Put off because of a shortfall and not released yet."""
    batches: tuple[str, ...] = ()
    returns: tuple[ReturnSheet, ...] = ()
    lateness: tuple[Lateness, ...] = ()
    closed: PayTotals | None = None


def pay_sheet(file: PayFile) -> PaySheet:
    """The sheet of a run as it stands."""
    names, dates = file.names, file.dates if file.ready else None
    days: tuple[Due | None, ...] = (
        (dates.data, dates.transfer, dates.credit) if dates else (None, None, None)
    )
    data, transfer, credit = (day.on if day else None for day in days)
    return PaySheet(
        run=file.order.run,
        month=file.order.month,
        stage=file.stage,
        stage_zh=PAY_STAGE_ZH[file.stage],
        version=file.version,
        payable_count=file.payable_count,
        payable_fen=file.payable_fen,
        payable_digest=file.payable_digest,
        joined=names.joined if names else 0,
        left=names.left if names else 0,
        changed=names.changed if names else 0,
        warned=names.warned if names else (),
        by_source=names.by_source if names else (),
        data_due=data,
        transfer_due=transfer,
        credit_due=credit,
        provisional=any(day.provisional for day in days if day),
        submitted_on=file.submitted.on if file.submitted else None,
        released_on=file.released.on if file.released else None,
        deferred_fen=file.deferred.fen if file.deferred and not file.deferred.released else 0,
        batches=tuple(batch.batch_no for batch in file.batches),
        returns=tuple(
            ReturnSheet(
                case_no=case_of(line.obligation),
                state_zh=RETURN_ZH[line.state],
                **line.model_dump(
                    include={"obligation", "fen", "zh", "on", "due", "times", "state"}
                ),
            )
            for line in file.returns
        ),
        lateness=file.lateness,
        closed=file.closed,
    )
