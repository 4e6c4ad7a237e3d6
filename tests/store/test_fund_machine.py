"""The trial balance is zero and no account is below zero after any sequence, with crashes between.

A machine of hypothesis does what finance, townships, families and charity do, some of it twice and
some of it dying before it is committed, and holds the tables against its own simple book.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from domain.funds import books
from domain.funds.books import AccountSheet
from domain.funds.matter import Errand
from domain.pay.ledger import LEVELS, Posting
from runtime.keys import KeyRing
from store import money_views
from store.engine import Store
from store.funds import accounts, drawing, entries, given, matters
from store.funds.accounts import NotCovered
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry
from tests.people import START
from tests.tables import migrated
from workflows.fund_steps import ErrandOrder

PLACE, TOWNS = "yicheng", ("yc-first", "yc-second")
POTS = {level: f"fund:{level}:2026-0{n}" for n, level in enumerate(LEVELS, start=1)}
FEN = st.integers(1, 900_000)
LUCK = st.sampled_from(("once", "once", "twice", "crash", "crash_then_again"))
TOWN = st.sampled_from(TOWNS)
LEVEL = st.sampled_from(LEVELS)


class Crash(Exception):
    """The worker died before the transaction was committed."""


class FundsMachine(RuleBasedStateMachine):
    template: Path
    keyring: KeyRing
    _copies = itertools.count()

    @initialize()
    def begin(self) -> None:
        self.path = self.template.parent / f"machine{next(self._copies)}.db"
        shutil.copy(self.template, self.path)
        self.store = Store(f"sqlite:///{self.path}", self.keyring)
        self.book: dict[str, int] = {}
        self.numbers = itertools.count(1)
        with self.store.write() as session:
            accounts.open_accounts(session, PLACE, self.sheets())

    def sheets(self) -> list[AccountSheet]:
        pots = [
            AccountSheet(
                account=name, zh=level, kind="fund", level=level, year=2026,
                aids=("dibao", "quick", "emergency"),
            )
            for level, name in POTS.items()
        ]  # fmt: skip
        return [*pots, *(books.reserve_sheet(town, 100_000) for town in TOWNS)]

    def teardown(self) -> None:
        self.store.close()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()

    # --- one way for everything that writes --------------------------------------------------------

    def write(self, work: Callable[[Session], object], luck: str) -> bool:
        """Whether it stands in the tables in the end. A crash leaves nothing; twice is as once."""
        stands = False
        for step in {"twice": "ww", "crash": "c", "crash_then_again": "cw"}.get(luck, "w"):
            with suppress(NotCovered, Crash), self.store.write() as session:
                work(session)
                if step == "c":
                    raise Crash
                stands = True
        return stands

    def booking(self, postings: tuple[Posting, ...], luck: str) -> None:
        """As a matter books: through the errand, with its accounts."""
        event = postings[0].event
        errand = Errand(key=event, what="book", on=START, seq=1, event=event, postings=postings)
        order = ErrandOrder(
            place=PLACE, subject=f"fund/{PLACE}/2026", errand=errand,
            accounts=tuple(self.sheets()), on=START, cause=f"money/fund/{PLACE}/2026#1",
        )  # fmt: skip
        if self.write(lambda session: matters.book(session, order), luck):
            self.note(event)

    def note(self, event: str) -> None:
        """The machine's own book takes over what the ledger says of that event, which must be even."""
        with self.store.read() as session:
            rows = session.exec(select(LedgerEntry).where(LedgerEntry.event == event)).all()
        assert rows and sum(row.fen for row in rows) == 0
        assert all(row.cause for row in rows)
        for row in rows:
            self.book[row.account] = self.book.get(row.account, 0) + row.fen

    # --- what people do ----------------------------------------------------------------------------

    @rule(level=LEVEL, fen=FEN, luck=LUCK)
    def allot(self, level: str, fen: int, luck: str) -> None:
        event = f"allotted/{next(self.numbers)}"
        self.booking(books.allotted(event, POTS[level], level, fen), luck)

    @rule(town=TOWN, fen=FEN, luck=LUCK)
    def top_up(self, town: str, fen: int, luck: str) -> None:
        event = f"top_up/{next(self.numbers)}"
        reserve = books.reserve_account(town)
        self.booking(books.between(event, POTS["local"], reserve, fen), luck)

    @rule(town=TOWN, fen=FEN, luck=LUCK)
    def give_back(self, town: str, fen: int, luck: str) -> None:
        event = f"return_reserve/{next(self.numbers)}"
        reserve = books.reserve_account(town)
        self.booking(books.between(event, reserve, POTS["local"], fen), luck)

    @rule(source=LEVEL, into=LEVEL, fen=FEN, luck=LUCK)
    def shift(self, source: str, into: str, fen: int, luck: str) -> None:
        if source != into:
            event = f"shift/{next(self.numbers)}"
            self.booking(books.between(event, POTS[source], POTS[into], fen), luck)

    @rule(town=TOWN, fen=FEN, luck=LUCK)
    def help_once(self, town: str, fen: int, luck: str) -> None:
        event = f"once/{next(self.numbers)}/1"

        def hand_over(session: Session) -> None:
            if entries.has_event(session, event):
                return
            parts = drawing.for_once(session, PLACE, town, "quick", START, fen)
            assert parts is not None and sum(part for _, part in parts) == fen
            origin = entries.Origin(PLACE, "once", START, f"case/{PLACE}/YC2026000001#3")
            entries.post(session, origin, [entries.Entry(books.given_once(event, parts))])

        if self.write(hand_over, luck):
            self.note(event)

    @rule(fen=FEN, luck=LUCK)
    def gift(self, fen: int, luck: str) -> None:
        number = str(next(self.numbers))
        if self.write(
            lambda s: given.post_gift(s, PLACE, number, fen, START, f"gift/{number}#1"), luck
        ):
            self.note(f"gift/{number}")

    @rule(fen=FEN, luck=LUCK)
    def use_gift(self, fen: int, luck: str) -> None:
        number = str(next(self.numbers))
        cause = f"case/{PLACE}/YC2026000001#5"
        if self.write(lambda s: given.post_gift_use(s, PLACE, number, fen, START, cause), luck):
            self.note(f"gift_use/{number}")

    @rule(fen=FEN, part=st.integers(0, 100), luck=LUCK)
    def recover(self, fen: int, part: int, luck: str) -> None:
        number = next(self.numbers)
        self.booking(books.owed_back(f"owed/{number}", fen), luck)
        back = fen * part // 100
        if back and f"owed/{number}" in self.events():
            self.booking(books.came_back(f"came_back/{number}", back), luck)

    def events(self) -> set[str]:
        with self.store.read() as session:
            return set(session.exec(select(LedgerEntry.event)))

    # --- what always holds -------------------------------------------------------------------------

    @invariant()
    def the_books_are_even(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.read() as session:
            trial = money_views.trial_balance(session)
            rows = session.exec(select(FundAccountRow)).all()
        assert sum(trial.values()) == 0
        assert {a: fen for a, fen in trial.items() if fen} == {
            a: fen for a, fen in self.book.items() if fen
        }
        for row in rows:
            assert row.balance_fen == trial.get(row.account, 0) >= 0
        assert all(fen <= 0 for a, fen in trial.items() if a.startswith(books.ADVANCE))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("funds") / "empty.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.mark.rule("ZH-10", "YC-22")
def test_no_sequence_of_movements_unbalances_the_ledger_or_overdraws_an_account(
    template: Path, keyring: KeyRing
) -> None:
    machine = type("Machine", (FundsMachine,), {"template": template, "keyring": keyring})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
