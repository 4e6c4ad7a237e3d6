"""A month recomputed: what each household was due, listed, sent, credited and booked, to the fen.

Each check is one of the auditor's questions (A07 to A12) or the agreement of two sources. A fault
names a household where it can be told apart, and never a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain.base import Frozen
from domain.calendar import months_after
from domain.money import yuan_zh
from domain.pay import ledger
from domain.pay.bankfile import CODES, PAID
from domain.pay.file import PayDates, PayFile
from domain.pay.purposes import basic, purpose_zh

Months = tuple[tuple[date, date | None, int], ...]
"""From which month, to which, how much in each."""


class Home(Frozen):
    """A household as its own history has it. `sound` False: the history does not recompute."""

    case_no: str
    programme: str
    decided_on: date | None
    entitled: Months
    sound: bool = True
    kept: tuple[tuple[date, date | None, int, date], ...] = ()
    """From which month, to which, how much, since which day a death match kept something back."""

    overturned: tuple[tuple[date, Months], ...] = ()
    """Rulings, oldest first, each with its day and the months as they stood until then."""
    refused_on: date | None = None
    """The day of a refusal a ruling overturned; what was decided anew pays from there."""
    paid_until: date | None = None
    """The last month these people's case before this one paid: moved, or split off."""

    def begins(self, offset: int) -> date | None:
        """The month from which the law has this household paid; None while nothing is decided."""
        if self.paid_until is not None:
            return months_after(self.paid_until, 1)
        since = self.refused_on or self.decided_on
        return months_after(since.replace(day=1), offset) if since is not None else None

    def lawful(self, month: date, frozen_on: date) -> tuple[int, ...]:
        """What the lists may hold of a month: all that was due, or that without what was kept back;
        before a ruling what was due until then, on its day either."""
        back = sum(
            fen
            for first, last, fen, since in self.kept
            if since <= frozen_on and first <= month <= (last or month)
        )
        days = [day for day, _ in self.overturned if day == frozen_on]
        dues = {self.due(month, frozen_on), *(self.due(month, day, before=True) for day in days)}
        return tuple(sorted({max(due - kept, 0) for due in dues for kept in (0, back)}))

    def due(self, month: date, on: date, *, before: bool = False) -> int:
        """What was due of a month as the case stood at the end of a day; `before`: at its beginning."""
        then = next(
            (months for day, months in self.overturned if day > on or (before and day == on)),
            self.entitled,
        )
        return sum(fen for first, last, fen in then if first <= month <= (last or month))

    @property
    def first(self) -> date | None:
        return min((first for first, _, _ in self.entitled), default=None)


class Sent(Frozen):
    """One line in one file to the bank and in its return file. `code` empty: not answered."""

    batch_no: str
    file_fen: int | None
    returned_fen: int | None
    code: str
    credited_on: date | None
    state: str


class Line(Frozen):
    """One obligation of the run as the tables have it, with what other sources say of it."""

    obligation: str
    case_no: str
    month: date
    purpose: str
    fen: int
    state: str
    paid_on: date | None
    returns: int
    owed_fen: int | None = None
    """Of a line that is not of the ordinary month: what was written as owed."""
    booked: tuple[tuple[str, int], ...] = ()
    """What the ledger has of it, by account."""
    events: tuple[str, ...] = ()
    sent: tuple[Sent, ...] = ()


class Batch(Frozen):
    """A file to the bank: the digests of its bytes, of its answer, and what each is said to be."""

    batch_no: str
    digest: str
    told_digest: str
    answer_digest: str
    told_answer_digest: str
    faults: tuple[str, ...] = ()


class Month(Frozen):
    """Everything about one run. `given`: fen by household and month over all lists up to this one."""

    run: str
    month: date
    since: date
    frozen_on: date
    digest: str
    listed_digest: str
    lines: tuple[Line, ...]
    batches: tuple[Batch, ...]
    given: dict[str, dict[str, int]]
    balances: dict[str, int]
    unbalanced: int = 0


class Fault(Frozen):
    """`check`: A07 to A12, or 名单, 台账, 银行, 历史. `case_no` empty: of the run as a whole."""

    check: str
    zh: str
    case_no: str = ""

    @property
    def line(self) -> str:
        return f"{self.case_no or '全部'}　{self.check}　{self.zh}"


class Proof(Frozen):
    run: str
    households: int
    lines: int
    paid_fen: int
    faults: tuple[Fault, ...]

    @property
    def exact(self) -> bool:
        return not self.faults

    @property
    def zh(self) -> str:
        if self.exact:
            paid = f"{self.households}户、{self.lines}笔，到账{yuan_zh(self.paid_fen)}"
            return f"{self.run}：{paid}，逐户重算，分文不差。"
        return f"{self.run}：发现{len(self.faults)}处不符。"


def prove(
    month: Month,
    homes: Mapping[str, Home],
    file: PayFile | None,
    dates: PayDates | None,
    offsets: Mapping[str, int],
) -> Proof:
    """`file`, `dates`: the run as its own history recomputes it. `offsets`: months from a decision
    to the first payment, by programme (`first_month_offset`)."""
    faults = [*_sources(month, file), *_times(file, dates)]
    by_case: dict[str, list[Line]] = {}
    for line in month.lines:
        by_case.setdefault(line.case_no, []).append(line)
    zeroed = {zero.obligation for zero in file.zeroed} if file else set()
    for case_no in sorted({*by_case, *homes}):
        home = homes.get(case_no)
        if home is None or not home.sound:
            faults.append(Fault(check="历史", zh="办理历史缺失或者不能重算", case_no=case_no))
        else:
            faults += _amounts(month, home)
            faults += _first_month(month, home, by_case.get(case_no, []), offsets)
        for line in by_case.get(case_no, []):
            faults += _line(line, zeroed)
    return Proof(
        run=month.run,
        households=len(by_case),
        lines=len(month.lines),
        paid_fen=sum(line.fen for line in month.lines if line.state == "paid"),
        faults=tuple(faults),
    )


# --- the run as a whole -----------------------------------------------------------------------------


def _sources(month: Month, file: PayFile | None) -> Iterator[Fault]:
    if file is None:
        yield Fault(check="历史", zh="本月发放的办理历史缺失或者不能重算")
    elif file.names is None or file.names.digest != month.digest:
        yield Fault(check="名单", zh="历史中锁定的名单与现有各笔不是同一份")
    if month.listed_digest != month.digest:
        yield Fault(check="名单", zh="名单登记的校验码与现有各笔不符")
    told = {b.batch_no: b.digest for b in file.batches} if file else {}
    for batch in month.batches:
        if batch.digest != batch.told_digest or told.get(batch.batch_no, "") != batch.told_digest:
            yield Fault(check="银行", zh=f"批次{batch.batch_no}的文件不是送交银行的那一份")
        if batch.answer_digest != batch.told_answer_digest:
            yield Fault(check="银行", zh=f"批次{batch.batch_no}的回盘文件不是入账的那一份")
        for fault in batch.faults:
            yield Fault(check="银行", zh=f"批次{batch.batch_no}：{fault}")
    if month.unbalanced or sum(month.balances.values()):
        yield Fault(check="台账", zh="有分录借贷不平")
    released = sum(-fen for name, fen in month.balances.items() if name.startswith(ledger.FUND))
    if file is not None and file.released is not None:
        back = sum(zero.fen for zero in file.zeroed if zero.returned)
        rest = file.deferred.released if file.deferred else None
        given = file.released.amount_fen + (rest.amount_fen if rest and rest.booked else 0)
        if released != given - back:
            yield Fault(check="台账", zh="台账中的拨付与财政拨付的金额不一致")
    if file is not None and file.closed is not None:
        for name in ledger.SETTLED:
            if month.balances.get(name):
                yield Fault(check="台账", zh=f"已办结，{ledger.ACCOUNT_ZH[name]}仍有余额")


def _times(file: PayFile | None, dates: PayDates | None) -> Iterator[Fault]:
    """A08: the three stamps against the three days; whoever was late is named with the days."""
    if file is None or dates is None:
        return
    whole = [b for b in file.batches if not b.again and not b.rest]
    credited = [b.credited_on for b in whole if b.credited_on]
    steps = (
        ("submit_list", dates.data.on, file.submitted.on if file.submitted else None),
        ("release_funds", dates.transfer.on, file.released.on if file.released else None),
        ("confirm_credit", dates.credit.on, max(credited, default=None)),
    )
    told = {entry.step: entry.days for entry in file.lateness}
    for step, due, done in steps:
        days = max((done - due).days, 0) if done else 0
        if done and told.get(step, 0) != days:
            yield Fault(check="A08", zh=f"{step}应当记为迟延{days}天，记录为{told.get(step, 0)}天")


# --- a household ------------------------------------------------------------------------------------


def _amounts(month: Month, home: Home) -> Iterator[Fault]:
    """A09, A11, A12: what its own history says it was due, month by month, against every list."""
    if home.decided_on is not None and home.decided_on > month.frozen_on:
        return  # it was decided after this list: the next one takes the month in
    given, at = month.given.get(home.case_no, {}), month.since
    while at <= month.month:
        due, listed = home.due(at, month.frozen_on), given.get(f"{at:%Y-%m}", 0)
        if listed not in home.lawful(at, month.frozen_on):
            if at < month.month:
                check, what = "A12", "以前月份应发金额没有补足或者多列"
            else:
                check = "A11" if listed else "A09"
                what = "名单金额与按历史重算的金额不一致" if listed else "应发而不在名单上"
            text = f"{at:%Y-%m}：{what}，应为{yuan_zh(due)}，名单为{yuan_zh(listed)}"
            yield Fault(check=check, zh=text, case_no=home.case_no)
        at = months_after(at, 1)


def _first_month(
    month: Month, home: Home, lines: list[Line], offsets: Mapping[str, int]
) -> Iterator[Fault]:
    """A07: paid from the month after the decision, neither earlier nor later; after a refusal that fell
    from the month after it, after a move or a split from the month after the last that was paid."""
    if home.decided_on is None or home.first is None or home.programme not in offsets:
        return
    lawful = home.begins(offsets[home.programme])
    if lawful is None:
        return
    early = [line for line in lines if basic(line.purpose) and line.month < lawful]
    if home.first != lawful or early:
        text = f"首月应为{lawful:%Y-%m}，记录为{min([home.first, *(x.month for x in early)]):%Y-%m}"
        yield Fault(check="A07", zh=text, case_no=home.case_no)


def _line(line: Line, zeroed: set[str]) -> Iterator[Fault]:
    def fault(check: str, zh: str) -> Fault:
        return Fault(check=check, zh=f"{line.obligation}：{zh}", case_no=line.case_no)

    if not basic(line.purpose) and line.owed_fen != line.fen:
        yield fault("A11", f"{purpose_zh(line.purpose)}没有金额相同的应付依据")
    paid = [sent for sent in line.sent if sent.state == "paid"]
    if line.state == "paid":
        if len(paid) != 1:
            yield fault("A09", f"记为已到账，银行到账记录有{len(paid)}笔")
        elif line.paid_on != paid[0].credited_on:
            yield fault("银行", "到账日期与回盘不一致")
    elif line.state == "zero":
        if paid or line.obligation not in zeroed:
            yield fault("A09", "记为不予发放，但没有原因或者银行已经到账")
    else:
        yield fault("A10" if line.returns else "A09", "既未到账，也没有登记不予发放的原因")
    for sent in line.sent:
        yield from (fault("银行", text) for text in _bank(line, sent))
    yield from (fault("台账", text) for text in _books(line))


def _bank(line: Line, sent: Sent) -> Iterator[str]:
    if sent.state == "held":
        return
    if sent.file_fen != line.fen:
        yield f"批次{sent.batch_no}的文件中不是这个金额"
    if not sent.code:
        return
    if sent.returned_fen != line.fen:
        yield f"批次{sent.batch_no}的回盘中不是这个金额"
    if (sent.code == PAID) != (sent.state == "paid"):
        yield f"批次{sent.batch_no}的回盘为“{CODES.get(sent.code, sent.code)}”，记录与此不符"


def _books(line: Line) -> Iterator[str]:
    booked = dict(line.booked)
    expense = line.fen if line.state != "zero" else 0
    if booked.get(ledger.EXPENSE, 0) != expense:
        yield f"支出应为{yuan_zh(expense)}，台账为{yuan_zh(booked.get(ledger.EXPENSE, 0))}"
    ended = line.state in ("paid", "zero")
    if ended and booked.get(ledger.PAYABLE, 0):
        yield "已办结的明细在应付救助金中仍有余额"
    name = f"paid/{line.obligation}"
    if (line.state == "paid") != (name in line.events):
        yield "到账与台账的到账分录不一致"
