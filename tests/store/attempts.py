"""Attempts to pay, generated and counted: each step of many households repeated, crashed, at once.

An attempt is one household's line in one try of one step. What a crash undoes, and what a second
worker does at the same moment, is part of every round; after it each household must have been paid
once (R8). `python -m tests.store.attempts 1000000` is the long form; with the address of an empty
database behind it (`postgresql+psycopg://…`) it works there.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from domain.pay.bankfile import decode_return, digest_of_file
from runtime.keys import KeyRing
from store import bank_batches, freezing, money, money_views
from store.engine import Store
from store.migrate import upgrade
from store.tables.pay import LedgerEntry, Obligation
from tests.many import county
from tests.paying import MONTH, Bank, Month, account

MOST_ROUNDS = 200


class Crash(Exception):
    """The worker died: before its transaction was committed, or before it could say so."""


class Counted(NamedTuple):
    """Lines paid more than once, and lines not paid: in the books and on the accounts of the bank."""

    duplicates: int
    gaps: int


class Attempts:
    """One county, month after month, until so many attempts were made."""

    def __init__(self, store: Store, households: int, seed: int) -> None:
        self.store, self.households = store, households
        self.luck, self.bank = random.Random(seed), Bank()  # noqa: S311
        self.made = self.crashed = self.lost = self.months = 0
        county(store, households)
        # Each household's account fails now and then, never for ever.
        self.bank.wrong = {}

    def step(self, work: Callable[[Session], object]) -> None:
        """One step tried until it is done, by two workers at once, either of whom may die."""
        with ThreadPoolExecutor(2) as pool:
            done, rounds = False, 0
            while not done:
                rounds += 1
                assert rounds < MOST_ROUNDS, "a step that is never done"
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

    def counted(self, months: int) -> Counted:
        """Duplicates and gaps, in the books as on the accounts of the bank."""
        paid = col(LedgerEntry.event).startswith("paid/")
        with self.store.read() as session:
            events = session.exec(
                select(func.count()).where(paid, LedgerEntry.account == "payable")
            ).one()
            lines = session.exec(
                select(func.count(func.distinct(LedgerEntry.obligation))).where(paid)
            ).one()
            states = dict(
                session.exec(
                    select(Obligation.state, func.count()).group_by(Obligation.state)
                ).all()
            )
            assert sum(money_views.trial_balance(session).values()) == 0
        due = 50_000 * months
        arrived = [
            self.bank.balances.get(account(n).number, 0) for n in range(1, self.households + 1)
        ]
        wanted = self.households * months
        assert set(self.bank.balances) <= {account(n).number for n in range(1, self.households + 1)}
        return Counted(
            duplicates=events - lines + sum(max(fen - due, 0) // 50_000 for fen in arrived),
            gaps=wanted
            - min(lines, states.get("paid", 0))
            + sum(max(due - fen, 0) // 50_000 for fen in arrived),
        )


def run(store: Store, households: int, least: int, seed: int = 8) -> Attempts:
    """Months of attempts until there were so many. AssertionError for one duplicate or gap."""
    attempts = Attempts(store, households, seed)
    months, day = 0, MONTH
    while attempts.made < least:
        attempts.month(Month(day))
        months += 1
        found = attempts.counted(months)
        assert found == Counted(0, 0), f"after {attempts.made} attempts: {found}"
        day = (day.replace(day=28) + timedelta(days=7)).replace(day=1)
    attempts.months = months
    return attempts


def main() -> None:
    least, began = int(sys.argv[1]), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        ring = KeyRing.create(Path(folder) / "keys.json", demo=True)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/attempts.db"
        upgrade(url)
        store = Store(url, ring)
        done = run(store, 400, least)
        found = done.counted(done.months)
        sys.stdout.write(
            f"{done.made} attempts in {done.months} months ({done.crashed} crashed, {done.lost}"
            f" unheard of) in {time.perf_counter() - began:.0f} s on {store.engine.dialect.name}: "
            f"{found.duplicates} duplicates, {found.gaps} gaps\n"
        )
        store.close()


if __name__ == "__main__":
    main()
