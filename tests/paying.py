"""A county that pays: households in the tables, orders of every step, a bank that keeps balances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.case.duties import CustodyFiling
from domain.case.file import Entitlement
from domain.case.lifecycle import Stage
from domain.household import Account
from domain.pay.bankfile import (
    PAID,
    BankBatch,
    BankReturn,
    Result,
    decode_batch,
    encode_return,
)
from domain.pay.lists import PART_LINES, PayOrder
from domain.pay.progress import BankAnswer
from store.engine import Store
from store.projection import project_case
from tests.store.samples import another, shown
from workflows.pay_steps import (
    BatchOrder,
    FreezeOrder,
    ReleaseBooking,
    ReturnBooking,
    ZeroBooking,
)

MONTH = date(2026, 9, 1)
SOURCES = (("central", 45), ("provincial", 30), ("city", 10), ("local", 15))


def account(number: int, holder: str = "m1", agreement: str = "") -> Account:
    return Account(
        bank="测试银行",
        number=f"99{number:014d}",
        holder=holder,
        custodian_agreement=agreement,
    )


def household_in(
    store: Store,
    number: int,
    *entitlements: tuple[date, date | None, int],
    place: str = "jiaozuo",
    payee: Account | None = None,
    paid_to: bool = True,
    version: int = 1,
    keeper: str = "",
) -> str:
    """A confirmed household in the tables as its case would project it; returns its case number."""
    file = another(number, place)
    home = file.household.model_copy(
        update={"account": (payee or account(number)) if paid_to else None}
    )
    if keeper and payee is not None:
        custody = CustodyFiling(
            agreement=payee.custodian_agreement,
            reference="代管〔2026〕1号",
            on=MONTH,
            custodian="代管人",
            custodian_id=keeper,
        )
        file = file.having(duties=file.duties.model_copy(update={"custody": custody}))
    owed = entitlements or ((MONTH, None, 50_000 + number),)
    file = file.having(
        household=home,
        stage=Stage.SUPERVISION,
        version=version,
        entitlements=tuple(
            Entitlement(first=first, last=last, monthly_fen=fen, cause="confirmed", seq=seq)
            for seq, (first, last, fen) in enumerate(owed, start=1)
        ),
    )
    with store.write() as session:
        project_case(session, shown(file))
    return file.case_no


class Month:
    """The orders of one run, as its workflow gives them."""

    def __init__(
        self,
        month: date = MONTH,
        place: str = "jiaozuo",
        rule: str = "member",
        *,
        extra: int = 0,
        only: tuple[str, ...] = (),
    ) -> None:
        self.order = PayOrder(place=place, month=month, starts_on=month, extra=extra, only=only)
        self.run, self.rule, self.most = self.order.run, rule, PART_LINES

    def freeze(self) -> FreezeOrder:
        return FreezeOrder(
            order=self.order,
            sources=SOURCES,
            holder_rule=self.rule,
            on=self.order.month,
            cause=f"pay/{self.run}#1",
        )

    def release(self, fen: int) -> ReleaseBooking:
        return ReleaseBooking(
            run=self.run,
            place=self.order.place,
            amount_fen=fen,
            on=self.order.month,
            cause=f"pay/{self.run}#3",
        )

    def batch(self, number: int = 1, asked: Iterable[str] = ()) -> BatchOrder:
        return BatchOrder(
            run=self.run,
            place=self.order.place,
            month=self.order.month,
            number=number,
            batch_no=self.order.batch_no(number),
            asked=tuple(asked),
            holder_rule=self.rule,
            on=self.order.month,
            cause=f"pay/{self.run}#4",
            most=self.most,
        )

    def booking(self, answer: BankAnswer) -> ReturnBooking:
        return ReturnBooking(
            run=self.run,
            batch_no=answer.batch_no,
            answer=answer,
            on=self.order.month,
            cause=f"pay/{self.run}#5",
        )

    def zero(self, obligation: str, *, returned: bool) -> ZeroBooking:
        return ZeroBooking(
            run=self.run,
            obligation=obligation,
            returned=returned,
            on=self.order.month,
            cause=f"pay/{self.run}#6",
        )


class Bank:
    """A route to a bank that credits real balances, so that a test can count what arrived.

    `wrong` maps an account number to the code its lines come back with. `slow`: answers are ready
    so many days after the batch came. `down`: days on which it cannot be reached.
    """

    def __init__(self) -> None:
        self.balances: dict[str, int] = {}
        self.wrong: dict[str, str] = {}
        self.slow_days = 0
        self.down: set[date] = set()
        self.batches: dict[str, tuple[bytes, date]] = {}
        self.returns: dict[str, bytes] = {}
        self.deliveries = 0

    async def deliver(self, place: str, batch_no: str, data: bytes, on: date) -> None:
        self._up(on)
        self.take(data, on)

    async def fetch(self, place: str, batch_no: str, on: date) -> bytes | None:
        self._up(on)
        _, came = self.batches[batch_no]
        return self.returns[batch_no] if (on - came).days >= self.slow_days else None

    def _up(self, on: date) -> None:
        if on in self.down:
            from activities.bank import down

            raise down("status 503")

    def take(self, data: bytes, on: date) -> bytes:
        """Pays a batch the first time its number comes; the same return file every time."""
        self.deliveries += 1
        batch = decode_batch(data)
        if batch.batch_no in self.batches:
            assert self.batches[batch.batch_no][0] == data, "one number, two contents"
            return self.returns[batch.batch_no]
        self.batches[batch.batch_no] = (data, on)
        self.returns[batch.batch_no] = encode_return(self._pay(batch, on))
        return self.returns[batch.batch_no]

    def _pay(self, batch: BankBatch, on: date) -> BankReturn:
        results = []
        for line in batch.lines:
            code = self.wrong.get(line.account, PAID)
            results.append(Result(no=line.no, fen=line.fen, code=code))
            if code == PAID:
                self.balances[line.account] = self.balances.get(line.account, 0) + line.fen
        return BankReturn(
            batch_no=batch.batch_no,
            place=batch.place,
            made_on=on,
            credited_on=on,
            lines=tuple(results),
        )
