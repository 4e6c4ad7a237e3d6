"""The one value that holds the state of a county's payment of one month.

The lines of the list stand in the tables alone; the file holds their count, sum and digest, and
follows the exceptions one by one. So the file and its history grow with what goes wrong, not with
every household: a county of 100,000 is twenty batches and the lines that came back.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.base import Frozen, digest_of
from domain.calendar import Due
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage, Short
from domain.pay.lists import PART_LINES, FrozenList, PayOrder
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH, Programme
from domain.resets import Mendable

if TYPE_CHECKING:
    from collections.abc import Iterable

PAY_NEEDS = (
    "pay.data_day",
    "pay.transfer_day",
    "pay.credit_day",
    "pay.return_days",
    "pay.sources",
    "pay.account_holder",
)
"""What a place must have decided before a run can begin."""

PAY_ASKS = (*PAY_NEEDS, "dibao.first_month_offset", "tekun.first_month_offset")
"""What a run takes along; without the last ones it can begin all the same."""

HELD_CODES = {
    "no_account": "尚未登记发放账户",
    "third_party": "登记的账户不是本户家庭成员账户",
    "account_unchanged": "退回后账户没有更正",
    "account_tampered": "账户登记未经系统改动，请重新登记",
    "suspended": "已登记暂缓发放，原因消除后再发",
}
"""Why a line was held back before it reached the bank. The bank's own codes: `bankfile`."""

NONSENSE = "nonsense"
"""`Batch.trouble` when what the bank said cannot be used: a person must talk to it."""


class PayDates(Frozen):
    """The three days of the month, rolled back at holidays and never later (JZ-28 to JZ-31)."""

    data: Due
    transfer: Due
    credit: Due


class PayNote(Frozen):
    """One line of the run's record. `officer` None: it happened by itself."""

    seq: int
    act: str
    zh: str
    stage: PayStage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class Step(Frozen):
    """A step a person did: who, and the legal day."""

    officer: Officer
    on: date


class Release(Step):
    amount_fen: int
    shortage_fen: int = 0
    shifted_from: str = ""
    reason: str = ""
    booked: bool = False


class Lateness(Frozen):
    """Who was late with what, and by how many calendar days; 0 days: still open."""

    step: str
    role: Role
    due: date
    on: date | None = None
    days: int = 0


class Batch(Frozen):
    """One file to the bank and its answer. The first ones pay the list, part by part; the others
    are supplementary, and `asked` holds their obligations. `try_on`: the next day on which the
    bank is tried, None when it was tried too often and a person must see to it.
    """

    number: int
    batch_no: str
    asked: tuple[str, ...] = ()
    count: int = 0
    total_fen: int = 0
    digest: str = ""
    sent_on: date | None = None
    answered_on: date | None = None
    credited_on: date | None = None
    paid_count: int = 0
    paid_fen: int = 0
    booked: bool = False
    tries: int = 0
    try_on: date | None = None
    trouble: str = ""
    rest: bool = False
    """It pays what a shortfall had put off."""

    @property
    def open(self) -> bool:
        return not self.booked

    @property
    def again(self) -> bool:
        """A supplementary batch: lines that came back, or were held, are paid again."""
        return bool(self.asked)


class ReturnState(StrEnum):
    OPEN = "open"
    RESEND = "resend"
    SENT = "sent"
    PAID = "paid"
    ZERO = "zero"


class Returned(Frozen):
    """One line the bank did not credit, followed to its end. `times`: how often it came back."""

    obligation: str
    fen: int
    batch: int
    code: str
    zh: str
    on: date
    due: date
    provisional: bool = False
    times: int = 1
    state: ReturnState = ReturnState.OPEN

    @property
    def settled(self) -> bool:
        return self.state in (ReturnState.PAID, ReturnState.ZERO)


class Zeroed(Frozen):
    """A line that is not paid, with the reason. `returned`: the bank had sent the money back."""

    obligation: str
    fen: int
    reason: str
    by: str
    on: date
    returned: bool
    booked: bool = False


class LineKind(Frozen):
    """The unfunded lines of one programme that pay basic living, or those that come on top of it."""

    programme: str
    basic: bool
    count: int
    fen: int

    @property
    def code(self) -> str:
        return kind_code(self.programme, basic=self.basic)

    @property
    def zh(self) -> str:
        name = PROGRAMME_ZH[Programme(self.programme)]
        return f"{name}救助金" if self.basic else f"{name}补贴和补发"


def kind_code(programme: str, *, basic: bool) -> str:
    return f"{programme}/{'basic' if basic else 'other'}"


class LineFacts(Frozen):
    """What the tables say of a line (its amount while it is due on this list), of a household, or of
    the money: `kinds` of unfunded lines, accounts `short` of those that are to be released now.

    `booked`: the place keeps its fund accounts here; then `enough` says that they cover the whole
    list, and `papers` are the decisions about a shortfall of the month that are on record.
    `restored`: months a case put back after a ruling pays of itself, first to last (None: for good).
    """

    fen: int = 0
    programme: str = ""
    township: str = ""
    kinds: tuple[LineKind, ...] = ()
    short: tuple[Short, ...] = ()
    booked: bool = False
    enough: bool = False
    papers: tuple[str, ...] = ()
    restored: tuple[tuple[date, date | None], ...] = ()


class Deferred(Frozen):
    """What a shortfall puts off: the kinds of lines, their number and sum, and who decided so.
    `planned`: the files that pay them have been opened."""

    kinds: tuple[str, ...]
    count: int
    fen: int
    paper: str
    decision: str
    by: str
    on: date
    released: Release | None = None
    planned: bool = False


class Suspended(Frozen):
    """A line that is funded and kept back until its reason is gone; then it is paid, or zero."""

    obligation: str
    fen: int
    reason: str
    by: str
    on: date


class BackPay(Frozen):
    """What a ruling gives a household for months gone by: from the month after the decision that
    was overturned. It goes onto the next list."""

    case_no: str
    programme: str
    township: str
    first: date
    last: date
    monthly_fen: int
    document: str
    seq: int
    booked: bool = False


class PayTotals(Frozen):
    """How a month ended, counted in the tables: every line is paid or zero, to the fen."""

    run: str
    count: int = 0
    total_fen: int = 0
    paid_count: int = 0
    paid_fen: int = 0
    returned_count: int = 0
    repaid_count: int = 0
    zero_count: int = 0
    zero_fen: int = 0
    closed_on: date


class PayFile(Mendable):
    order: PayOrder
    stage: PayStage = PayStage.LIST
    stage_since: date
    latest: date
    version: int = 0
    seq: int = 0
    rules: Snapshot | None = None
    stale_policy: bool = False
    names: FrozenList | None = None
    zeroed: tuple[Zeroed, ...] = ()
    suspended: tuple[Suspended, ...] = ()
    backpay: tuple[BackPay, ...] = ()
    submitted: Step | None = None
    released: Release | None = None
    deferred: Deferred | None = None
    batches: tuple[Batch, ...] = ()
    returns: tuple[Returned, ...] = ()
    lateness: tuple[Lateness, ...] = ()
    overdue: tuple[str, ...] = ()
    reminded: tuple[str, ...] = ()
    journal: tuple[PayNote, ...] = ()
    closed: PayTotals | None = None

    @property
    def law(self) -> Snapshot:
        """The month's rules. A run without them is a fault, not a refusal."""
        if self.rules is None:
            raise RuntimeError("the run has no policy snapshot yet")
        return self.rules

    @property
    def ready(self) -> bool:
        """The place has decided everything a run needs."""
        return self.rules is not None and all(self.rules.has(name) for name in PAY_NEEDS)

    @property
    def dates(self) -> PayDates:
        return dates_of(self.law, self.order.month)

    @property
    def off(self) -> tuple[Zeroed, ...]:
        """Lines taken off before the list was submitted."""
        return tuple(zero for zero in self.zeroed if not zero.returned)

    @property
    def payable_count(self) -> int:
        """Lines of the frozen list without those taken off."""
        return self.names.count - len(self.off) if self.names else 0

    @property
    def payable_fen(self) -> int:
        return self.names.total_fen - sum(zero.fen for zero in self.off) if self.names else 0

    @property
    def payable_digest(self) -> str:
        """Binds the frozen list and what was taken off it."""
        if self.names is None:
            return ""
        off = sorted(zero.obligation for zero in self.off)
        return digest_of([self.names.digest, off]) if off else self.names.digest

    @property
    def awaits_rest(self) -> bool:
        """A part of the list is put off and not at the bank yet."""
        return self.deferred is not None and not self.deferred.planned

    @property
    def parts(self) -> int:
        """Files the list goes to the bank in, without what is put off."""
        later = self.deferred.count if self.deferred else 0
        return self.parts_of(self.payable_count - later)

    def parts_of(self, count: int) -> int:
        return -(-count // self.part_lines)

    @property
    def part_lines(self) -> int:
        return self.names.part_lines if self.names else PART_LINES

    @property
    def open_batches(self) -> tuple[Batch, ...]:
        return tuple(batch for batch in self.batches if batch.open)

    @property
    def batch(self) -> Batch | None:
        """The unfinished batch to see to next: what can go out goes before what is awaited."""
        return min(self.open_batches, key=_urgency, default=None)

    def batch_named(self, batch_no: str) -> Batch:
        return next(batch for batch in self.batches if batch.batch_no == batch_no)

    @property
    def to_resend(self) -> tuple[Returned, ...]:
        return tuple(line for line in self.returns if line.state is ReturnState.RESEND)

    def returned(self, obligation: str) -> Returned | None:
        return next((line for line in self.returns if line.obligation == obligation), None)

    def having(self, **changes: object) -> PayFile:
        """The same file with these fields changed, as the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def with_batch(self, batch: Batch) -> PayFile:
        kept = {b.number: b for b in self.batches} | {batch.number: batch}
        return self.having(batches=tuple(kept[number] for number in sorted(kept)))

    def with_returns(self, changed: Iterable[Returned]) -> PayFile:
        by_name = {line.obligation: line for line in (*self.returns, *changed)}
        return self.having(returns=tuple(by_name.values()))


def _urgency(batch: Batch) -> tuple[date, bool, int]:
    return batch.try_on or date.max, batch.sent_on is not None, batch.number


def dates_of(law: Snapshot, month: date) -> PayDates:
    """The month's three days. PolicyNotSet when the place has not decided one."""

    def day(name: str) -> Due:
        return law.calendar.pay_day(month.year, month.month, law.count(name))

    return PayDates(
        data=day("pay.data_day"), transfer=day("pay.transfer_day"), credit=day("pay.credit_day")
    )
