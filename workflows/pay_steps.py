"""Every effect a month's payment can have on the world: name, types and promise, without a body.

As in `workflows.steps`: each may be repeated, the second time changes nothing and gives the first
answer. `cause` names the workflow and the line of its record an entry of the ledger comes from.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.pay.file import BackPay, LineFacts, PayDates, PayFile, PayTotals
from domain.pay.lists import FrozenList, PayOrder
from domain.pay.progress import BankAnswer, BatchSent
from domain.task import Task


class FreezeOrder(Frozen):
    """Fix the list of a run. `sources`: shares by level of government (`pay.sources`)."""

    order: PayOrder
    sources: tuple[tuple[str, int], ...]
    holder_rule: str
    on: date
    cause: str


class LineQuery(Frozen):
    """A line of a run by its obligation, a household by its case number, or, with `on`, the money of
    the run's unfunded lines, those of the kinds `later` put off."""

    run: str
    place: str
    obligation: str = ""
    case_no: str = ""
    later: tuple[str, ...] = ()
    on: date | None = None


class BackpayBooking(Frozen):
    """Months a ruling gives; they go onto lists from `pay_month` on."""

    place: str
    order: BackPay
    pay_month: date
    on: date
    cause: str


class ReleaseBooking(Frozen):
    """Finance released the list's sum, in fen; without the kinds of lines `later`, or, with `rest`,
    exactly what had been put off."""

    run: str
    place: str
    amount_fen: int
    on: date
    cause: str
    later: tuple[str, ...] = ()
    rest: bool = False


class ZeroBooking(Frozen):
    """A line is not paid. `returned`: the bank had sent it back, so what was given for it goes back."""

    run: str
    obligation: str
    returned: bool
    on: date
    cause: str


class BatchOrder(Frozen):
    """One file to the bank: the next `most` lines of the list when `asked` is empty, else these
    obligations again.

    `holder_rule`: `pay.account_holder`, whose account may be paid to (ZH-11). `suspended`: lines
    that are kept back. `later`: kinds of lines that are not funded yet.
    """

    run: str
    place: str
    month: date
    number: int
    batch_no: str
    asked: tuple[str, ...]
    holder_rule: str
    on: date
    cause: str
    most: int
    suspended: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


class ReturnQuery(Frozen):
    place: str
    batch_no: str
    on: date


class ReturnBooking(Frozen):
    run: str
    batch_no: str
    answer: BankAnswer
    on: date
    cause: str


class CloseOrder(Frozen):
    run: str
    on: date


class PayProjection(Frozen):
    """A run as the tables show it. `file` comes without the rules."""

    file: PayFile
    dates: PayDates | None
    count: int
    total_fen: int
    tasks: tuple[Task, ...]
    waiting: str
    due: date | None
    provisional: bool


@activity.defn
def freeze_list(order: FreezeOrder) -> FrozenList:
    """Make one obligation a household that is due the month, part by part, and the list of them.

    A worker that dies on the way is followed by one that goes on where it stopped.
    """
    raise NotImplementedError


@activity.defn
def look_up(query: LineQuery) -> LineFacts:
    """What the tables say of a line that is due on this list, or of a household; empty when
    neither is there."""
    raise NotImplementedError


@activity.defn
def book_backpay(booking: BackpayBooking) -> int:
    """Write what a ruling gives as owed; how many months of it are new."""
    raise NotImplementedError


@activity.defn
def book_release(booking: ReleaseBooking) -> None:
    """Book what each level of government gave for the list."""
    raise NotImplementedError


@activity.defn
def book_zero(booking: ZeroBooking) -> None:
    """Book that a line is not paid."""
    raise NotImplementedError


@activity.defn
async def send_batch(order: BatchOrder) -> BatchSent:
    """Make the file, book its lines as on their way, deliver it. The bank gets a number once.

    Raises ApplicationError `BankDown` (try again on another day) or `BankNonsense` (for a person).
    """
    raise NotImplementedError


@activity.defn
async def fetch_return(query: ReturnQuery) -> BankAnswer:
    """The bank's return file of a batch, read strictly and matched line by line; or not ready.

    Raises ApplicationError `BankDown` or `BankNonsense`.
    """
    raise NotImplementedError


@activity.defn
def book_return(booking: ReturnBooking) -> None:
    """Book each line of an answered batch as credited or returned, each once."""
    raise NotImplementedError


@activity.defn
def close_month(order: CloseOrder) -> PayTotals:
    """Check that every obligation is paid or zero and every account in between empty; the totals."""
    raise NotImplementedError


@activity.defn
def project_pay(projection: PayProjection) -> None:
    """Write the run's row, record, lateness and tasks; older versions are ignored."""
    raise NotImplementedError
