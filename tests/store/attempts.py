"""Attempts to pay, generated and counted: each step of many households repeated, crashed, at once.

An attempt is one household's line in one try of one step. What a crash undoes, and what a second
worker does at the same moment, is part of every round; after it each household must have been paid
once (R8). `python -m tests.store.attempts 1000000` is the long form.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from domain.pay.bankfile import decode_return, digest_of_file
from runtime.keys import KeyRing
from store import bank_batches, freezing, money, money_views
from store.engine import Store
from store.migrate import upgrade
from store.tables.pay import LedgerEntry, Obligation
from tests.many import county
from tests.paying import MONTH, Bank, Month, account


class Crash(Exception):
    """The worker died: before its transaction was committed, or before it could say so."""


class Attempts:
    """One county, month after month, until so many attempts were made."""

    def __init__(self, store: Store, households: int, seed: int) -> None:
        self.store, self.households = store, households
        self.luck, self.bank = random.Random(seed), Bank()  # noqa: S311
        self.made = self.crashed = self.lost = 0
        county(store, households)
        # Each household's account fails now and then, never for ever.
        self.bank.wrong = {}

    def step(self, work: Callable[[Session], object]) -> None:
        """One step tried until it is done, by two workers at once, either of whom may die."""
        with ThreadPoolExecutor(2) as pool:
            done = False
            while not done:
                tries = [pool.submit(self._try, work, self.luck.random()) for _ in range(2)]
                results = [one.result() for one in tries]
                done = any(results)

    def _try(self, work: Callable[[Session], object], fate: float) -> bool:
        self.made += self.households
        try:
            with self.store.write() as session:
                work(session)
                if fate < 0.25:
                    raise Crash
        except Crash:
            self.crashed += self.households
            return False
        except (IntegrityError, OperationalError):
            return False  # the other one was first; this one finds it done when it comes again
        if fate < 0.5:
            self.lost += self.households
            return False  # committed, and nobody heard of it
        return True

    def month(self, month: Month) -> None:
        luck = self.luck
        failing = luck.sample(range(1, self.households + 1), self.households // 20)
        self.bank.wrong = {account(number).number: "99" for number in failing}
        self.step(lambda s: freezing.freeze_list(s, month.freeze()))
        fen = self.households * 50_000
        self.step(lambda s: money.book_release(s, month.release(fen)))
        number, asked = 1, tuple[str, ...]()
        while True:
            self._batch(month, number, asked)
            self.bank.wrong = {}
            with self.store.read() as session:
                asked = tuple(
                    line.id for line in money_views.lines_of(session, month.run, state="returned")
                )
            if not asked:
                break
            number += 1
        self.step(lambda s: money.close_month(s, month.run, month.order.month))

    def _batch(self, month: Month, number: int, asked: tuple[str, ...]) -> None:
        order = month.batch(number, asked)
        self.step(lambda s: bank_batches.make_batch(s, order))
        with self.store.read() as session:
            file = bank_batches._made(session, order.batch_no).file
        assert file is not None
        data = b""
        for _ in range(self.luck.choice((1, 2, 3))):  # delivered again after a lost receipt
            data = self.bank.take(file, month.order.month)
        with self.store.read() as session:
            answer = bank_batches.answer_of(session, decode_return(data), digest_of_file(data))
        self.step(lambda s: bank_batches.book_return(s, month.booking(answer)))

    def check(self, months: int) -> None:
        """0 duplicates, 0 gaps: in the tables, in the books, and on the accounts of the bank."""
        with self.store.read() as session:
            states = session.exec(
                select(Obligation.state, func.count()).group_by(Obligation.state)
            ).all()
            paid = session.exec(
                select(func.count()).where(
                    LedgerEntry.account == "expense",
                    LedgerEntry.event.startswith("accrued/"),  # type: ignore[attr-defined]
                )
            ).one()
            assert sum(money_views.trial_balance(session).values()) == 0
        assert list(states) == [("paid", self.households * months)]
        assert paid == self.households * months
        assert self.bank.balances == {
            account(number).number: 50_000 * months for number in range(1, self.households + 1)
        }


def run(store: Store, households: int, least: int, seed: int = 8) -> Attempts:
    attempts = Attempts(store, households, seed)
    months, day = 0, MONTH
    while attempts.made < least:
        attempts.month(Month(day))
        months += 1
        attempts.check(months)
        day = (day.replace(day=28) + (MONTH.replace(day=8) - MONTH)).replace(day=1)
    return attempts


def main() -> None:
    least, began = int(sys.argv[1]), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        ring = KeyRing.create(Path(folder) / "keys.json", demo=True)
        url = f"sqlite:///{folder}/attempts.db"
        upgrade(url)
        store = Store(url, ring)
        with suppress(KeyboardInterrupt):
            done = run(store, 400, least)
            took = time.perf_counter() - began
            sys.stdout.write(
                f"{done.made} attempts ({done.crashed} crashed, {done.lost} unheard of) in"
                f" {took:.0f} s: 0 duplicates, 0 gaps\n"
            )
        store.close()


if __name__ == "__main__":
    main()
