"""Any order of duplicate, late and crashed steps pays each obligation at most once, and balances."""

from __future__ import annotations

import itertools
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from domain.calendar import months_after
from domain.pay.bankfile import decode_return, digest_of_file
from runtime.keys import KeyRing
from store import bank_batches, freezing, money, money_views
from store.engine import Store
from tests.paying import MONTH, Bank, Month, account, household_in
from tests.store.test_money import answered
from tests.tables import migrated


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("money") / "empty.db"
    migrated(f"sqlite:///{path}")
    return path


_copies = itertools.count()


class Crash(Exception):
    """The worker died before the transaction was committed."""


class Chaos:
    """Steps of two months in any order, some repeated, some dying before they are committed."""

    def __init__(self, store: Store, luck: random.Random) -> None:
        self.store, self.luck, self.bank = store, luck, Bank()
        self.months = [Month(), Month(months_after(MONTH, 1))]
        self.files: dict[str, tuple[Month, bytes]] = {}
        self.batches = {month.run: 1 for month in self.months}
        self.accounts = {number: account(number) for number in (1, 2, 3)}
        self.versions = dict.fromkeys((1, 2, 3), 1)
        for number in (1, 2, 3):
            household_in(store, number)
        if luck.random() < 0.5:
            self.bank.wrong[account(luck.choice((1, 2, 3))).number] = luck.choice(("01", "99"))

    def step(self) -> None:
        name = self.luck.choice(
            ("freeze", "release", "send", "answer", "correct", "resend", "zero", "close")
        )
        month = self.luck.choice(self.months)
        with suppress(money.NotExact, Crash, IntegrityError, LookupError):
            getattr(self, f"_{name}")(month)

    def _write(self, work: object) -> object:
        with self.store.write() as session:
            result = work(session)  # type: ignore[operator]
            if self.luck.random() < 0.2:
                raise Crash
            return result

    def _freeze(self, month: Month) -> None:
        self._write(lambda s: freezing.freeze_list(s, month.freeze()))

    def _release(self, month: Month) -> None:
        with self.store.read() as session:
            due = sum(money.sources_of(session, month.run, without_zero=True).values())
        if due:
            self._write(lambda s: money.book_release(s, month.release(due)))

    def _send(self, month: Month) -> None:
        self._deliver(month, 1, ())

    def _deliver(self, month: Month, number: int, asked: tuple[str, ...]) -> None:
        with self.store.read() as session:
            if not money.has_event(session, f"released/{month.run}"):
                return
        made = self._write(lambda s: bank_batches.make_batch(s, month.batch(number, asked)))
        if made.file is not None:  # type: ignore[attr-defined]
            data = self.bank.take(made.file, MONTH)  # type: ignore[attr-defined]
            self.files[month.batch(number).batch_no] = (month, data)
        if number > 1:
            self.batches[month.run] = number

    def _answer(self, month: Month) -> None:
        if not self.files:
            return
        which, data = self.files[self.luck.choice(sorted(self.files))]
        with self.store.read() as session:
            answer = bank_batches.answer_of(session, decode_return(data), digest_of_file(data))
        self._write(lambda s: bank_batches.book_return(s, which.booking(answer)))

    def _correct(self, month: Month) -> None:
        number = self.luck.choice((1, 2, 3))
        self.versions[number] += 1
        payee = account(number + 100 * self.versions[number])
        household_in(self.store, number, payee=payee, version=self.versions[number])

    def _returned(self, month: Month) -> list[str]:
        with self.store.read() as session:
            lines = money_views.lines_of(session, month.run, state="returned")
            return [line.id for line in lines]

    def _resend(self, month: Month) -> None:
        back = self._returned(month)
        if back:
            self._deliver(month, self.batches[month.run] + 1, (self.luck.choice(back),))

    def _zero(self, month: Month) -> None:
        with self.store.read() as session:
            lines = [line.id for line in money_views.lines_of(session, month.run)]
            funded = money.has_event(session, f"released/{month.run}")
        if lines and self.luck.random() < 0.3:
            name = self.luck.choice(lines)
            self._write(lambda s: money.book_zero(s, month.zero(name, returned=funded)))

    def _close(self, month: Month) -> None:
        self._write(lambda s: money.close_month(s, month.run, MONTH))

    def check(self) -> None:
        """What must hold after any step whatever."""
        with self.store.read() as session:
            assert sum(money_views.trial_balance(session).values()) == 0
            assert all(
                money_views.trial_balance(session).get(name, 0) >= 0
                for name in ("special", "transit", "returned")
            )
            paid = [
                line
                for month in self.months
                for line in money_views.lines_of(session, month.run, state="paid")
            ]
            everything = [
                line for month in self.months for line in money_views.lines_of(session, month.run)
            ]
        arrived = sum(self.bank.balances.values())
        assert sum(line.fen for line in paid) <= arrived
        assert len({(line.case_no, line.month) for line in everything}) == len(everything)
        owed = sum(line.fen for line in everything)
        assert arrived <= owed


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), steps=st.integers(10, 70))
def test_no_order_of_repeated_late_or_crashed_steps_pays_twice_or_unbalances_the_ledger(
    empty: Path, keyring: KeyRing, seed: int, steps: int
) -> None:
    path = empty.parent / f"copy{next(_copies)}.db"
    shutil.copy(empty, path)
    store = Store(f"sqlite:///{path}", keyring)
    try:
        chaos = Chaos(store, random.Random(seed))  # noqa: S311
        for _ in range(steps):
            chaos.step()
            chaos.check()
        _finish(chaos)
    finally:
        store.close()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


def _finish(chaos: Chaos) -> None:
    """Whatever happened, going on without further crashes ends each month exact to the fen."""
    chaos.luck.random = lambda: 0.9  # type: ignore[method-assign]
    chaos.bank.wrong.clear()
    for month in chaos.months:
        chaos._freeze(month)
        with suppress(money.NotExact):
            chaos._release(month)
        with suppress(money.NotExact):
            chaos._send(month)
        for batch_no in sorted(chaos.files):
            which, data = chaos.files[batch_no]
            answered(chaos.store, which, data)
        for number in (1, 2, 3):
            chaos.versions[number] += 1
            payee = account(number + 1000 * chaos.versions[number])
            household_in(chaos.store, number, payee=payee, version=chaos.versions[number])
        for name in chaos._returned(month):
            chaos._deliver(month, chaos.batches[month.run] + 1, (name,))
            answered(chaos.store, *chaos.files[month.batch(chaos.batches[month.run]).batch_no])
        with chaos.store.read() as session:
            totals = money.close_month(session, month.run, MONTH)
        assert totals.paid_count + totals.zero_count == totals.count == 3
    chaos.check()
    with chaos.store.read() as session:
        paid = [
            line
            for month in chaos.months
            for line in money_views.lines_of(session, month.run, state="paid")
        ]
    assert sum(line.fen for line in paid) == sum(chaos.bank.balances.values())
