"""Fund accounts in the tables: what they hold, what they refuse, and who may change nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import select

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.given import Delivery, Grant
from domain.case.lifecycle import Role
from domain.funds import books, engine
from domain.pay.acts import FundsKnown
from domain.pay.covering import covered
from domain.programme import Programme
from store import freezing, money, money_views
from store.engine import Store
from store.funds import accounts, drawing, entries, given, matters, views
from store.funds.accounts import NotCovered
from store.projection import watch_reserve
from store.tables import TaskRow
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry
from tests.funds import funded, issued
from tests.paying import MONTH, Month, household_in
from tests.people import START
from tests.store.samples import another
from workflows.fund_steps import MatterProjection
from workflows.pay_steps import FreezeOrder

TOWN = "yc-first"


def balance(store: Store, place: str, account: str) -> int:
    with store.read() as session:
        row = session.get_one(FundAccountRow, (place, account))
        assert row.balance_fen == accounts.balance_of(session, place, account)
        return row.balance_fen


def in_balance(store: Store) -> None:
    with store.read() as session:
        assert sum(money_views.trial_balance(session).values()) == 0
        for row in session.exec(select(FundAccountRow)):
            assert row.balance_fen == accounts.balance_of(session, row.place, row.account)
            assert row.balance_fen >= 0


def listed(month: Month) -> FreezeOrder:
    """The run of a place whose province and own budget bear the aid."""
    return month.freeze().model_copy(update={"sources": (("provincial", 60), ("local", 40))})


def helped(number: int, fen: int, *, township: str = TOWN, on: date = START) -> CaseFile:
    """A case of small aid whose help was handed over in one part."""
    file = another(number, "yicheng").having(township=township, programme=Programme.QUICK)
    delivery = Delivery(fen=fen, on=on, receipt="r", receiver="m1", by="yicheng.intake.1")
    return file.having(grant=Grant(fen=fen, decided_on=on, deliveries=(delivery,)))


@pytest.mark.rule("YC-22", "JZ-18")
def test_every_emergency_payment_is_booked_against_the_townships_reserve_once(store: Store) -> None:
    desk = funded("yicheng", store=store)
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证1"
    )
    assert balance(store, "yicheng", books.reserve_account(TOWN)) == 5_000_000
    for _ in range(2):  # the projection may be written twice
        with store.write() as session:
            given.post_given(session, helped(1, 80_000))
    assert balance(store, "yicheng", books.reserve_account(TOWN)) == 4_920_000
    with store.read() as session:
        cause = session.exec(
            select(LedgerEntry.cause).where(LedgerEntry.event.startswith("once/"))  # type: ignore[attr-defined]
        ).first()
    assert cause and cause.startswith("case/yicheng/")
    in_balance(store)


@pytest.mark.rule("YC-22")
def test_a_reserve_is_never_below_zero_and_its_low_mark_is_a_task_of_finance(store: Store) -> None:
    desk = funded("yicheng", store=store)
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证1"
    )

    def help_and_watch(number: int, fen: int) -> list[str]:
        with store.write() as session:
            given.post_given(session, helped(number, fen))
            watch_reserve(session, "yicheng", TOWN, START)
        with store.read() as session:
            rows = session.exec(select(TaskRow).where(TaskRow.kind == "reserve")).all()
            return [f"{row.role}:{row.zh}" for row in rows if row.closed_on is None]

    assert help_and_watch(1, 3_999_999) == []
    assert [t.split(":")[0] for t in help_and_watch(2, 1)] == [Role.FINANCE.value]
    told = help_and_watch(3, 1_200_000)
    assert "县级已垫付2,000.00元" in told[0]
    assert balance(store, "yicheng", books.reserve_account(TOWN)) == 0
    in_balance(store)
    desk.do(
        "top_up_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=3_000_000, paper="凭证2"
    )
    with store.read() as session:
        assert views.advances(session, "yicheng") == {}
        open_tasks = session.exec(
            select(TaskRow).where(TaskRow.kind == "reserve", TaskRow.closed_on == None)  # noqa: E711
        ).all()
    assert balance(store, "yicheng", books.reserve_account(TOWN)) == 2_800_000
    assert open_tasks == []
    in_balance(store)


def test_an_account_that_does_not_hold_it_gives_nothing_and_the_matter_says_so(
    store: Store,
) -> None:
    desk = funded("yicheng", fen=4_000_000, store=store)
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证1"
    )
    assert desk.file.fund is not None
    (movement,) = desk.file.fund.movements
    assert movement.booked is False and "余额为40,000.00元" in movement.why
    assert balance(store, "yicheng", "fund:local:2026-02") == 4_000_000
    issued(desk, "02", 1_000_000)
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证2"
    )
    assert desk.file.fund.movements[-1].booked is True
    in_balance(store)


@pytest.mark.rule("ZH-09", "ZH-10")
def test_a_month_is_paid_out_of_the_accounts_that_permit_it_and_each_entry_has_its_cause(
    store: Store,
) -> None:
    funded(store=store, day=MONTH)
    household_in(store, 1)
    month = Month()
    with store.write() as session:
        names = freezing.freeze_list(session, listed(month))
        money.book_release(session, month.release(names.total_fen))
    with store.read() as session:
        released = session.exec(
            select(LedgerEntry).where(LedgerEntry.event == f"released/{month.run}")
        ).all()
    taken = {row.account: -row.fen for row in released if row.fen < 0}
    assert set(taken) == {"fund:provincial:2026-01", "fund:local:2026-02"}
    assert sum(taken.values()) == names.total_fen
    with store.read() as session:
        rows = views.movements(session, "jiaozuo")
        assert rows and all(row.cause for row in rows)
        assert {views.movement_view(row).cause.split("/")[0] for row in rows} == {"money", "pay"}
    in_balance(store)


@pytest.mark.rule("JZ-26")
def test_a_programme_without_an_account_of_its_level_is_not_released(store: Store) -> None:
    desk = funded(store=store, day=MONTH)
    household_in(store, 1)
    month = Month()
    with store.write() as session:
        session.execute(text("UPDATE fund_accounts SET aids = '[\"quick\"]' WHERE level = 'local'"))
        names = freezing.freeze_list(session, listed(month))
    with pytest.raises(NotCovered, match="请先批准预算"), store.write() as session:
        money.book_release(session, month.release(names.total_fen))
    assert desk.file.fund is not None
    in_balance(store)


def test_more_than_an_account_holds_is_not_released(store: Store) -> None:
    funded(store=store, fen=10_000, day=MONTH)
    household_in(store, 1)
    month = Month()
    with store.write() as session:
        names = freezing.freeze_list(session, listed(month))
    with pytest.raises(NotCovered, match="余额"), store.write() as session:
        money.book_release(session, month.release(names.total_fen))
    in_balance(store)


def test_the_database_itself_keeps_an_account_at_zero_or_above(store: Store) -> None:
    funded(store=store)
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(text("UPDATE fund_accounts SET balance_fen = -1"))


def test_an_entry_without_a_cause_is_not_written(store: Store) -> None:
    with pytest.raises(ValueError, match="no cause"), store.write() as session:
        origin = entries.Origin("jiaozuo", "x", START, "")
        entries.post(session, origin, [entries.Entry(books.gift_came("gift/1", 5))])


@pytest.mark.parametrize("table", ["ledger", "matter_notes"])
def test_what_was_written_stays_written(store: Store, table: str) -> None:
    desk = funded(store=store)
    with store.write() as session:
        matters.project_matter(
            session,
            MatterProjection(
                file=desk.file, tasks=desk.tasks(), waiting=engine.matter_waiting_zh(desk.file, START),
                due=None,
            ),
        )  # fmt: skip
    for change in (f"UPDATE {table} SET \"on\" = '2020-01-01'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DatabaseError, match="append only"), store.write() as session:
            session.execute(text(change))


def test_charity_gives_what_it_was_given_and_no_more(store: Store) -> None:
    cause = "case/jiaozuo/JZ2026000001#4"
    with store.write() as session:
        given.post_gift(session, "jiaozuo", "G1", 50_000, START, "gift/G1#1")
        given.post_gift_use(session, "jiaozuo", "U1", 30_000, START, cause)
    with pytest.raises(NotCovered), store.write() as session:
        given.post_gift_use(session, "jiaozuo", "U2", 20_001, START, cause)
    assert balance(store, "jiaozuo", books.CHARITY) == 20_000
    in_balance(store)


@pytest.mark.rule("YC-25")
def test_next_months_need_is_held_against_the_accounts_and_idle_money_is_named(
    store: Store,
) -> None:
    funded(store=store, day=MONTH, fen=20_000)
    household_in(store, 1)
    month = Month()
    with store.write() as session:
        freezing.freeze_list(session, listed(month))
    with store.read() as session:
        needs = views.needs_of(session, "jiaozuo", date(2026, 10, 1), 2026)
        found = views.account_views(session, "jiaozuo", 2026, date(2026, 12, 1))
        fresh = views.account_views(session, "jiaozuo", 2026, MONTH)
    by_level = {n.level: n for n in needs}
    assert sum(n.need_fen for n in needs) in range(50_000, 50_002)
    assert by_level["provincial"].short_fen == by_level["provincial"].need_fen - 20_000 > 0
    assert by_level["local"].balance_fen == 20_000
    assert [a.idle for a in found] == [True, True]
    assert not any(a.idle for a in fresh)


@pytest.mark.rule("ZH-25", "YC-25")
def test_finance_is_told_which_account_is_short_basic_living_first(store: Store) -> None:
    funded(store=store, fen=19_000, day=MONTH)
    household_in(store, 1)
    month = Month()
    with store.write() as session:
        freezing.freeze_list(session, listed(month))
    with store.read() as session:
        short = drawing.short_of(session, "jiaozuo", month.run, MONTH)
        elsewhere = drawing.short_of(session, "tongren", month.run, MONTH)
    assert elsewhere == ()
    assert {s.zh: s.balance_fen for s in short} == {"省级补助资金": 19_000, "本级救助资金": 19_000}
    assert sum(s.need_fen for s in short) == 50_001 and all(s.basic for s in short)
    with pytest.raises(CaseRefusal, match="优先保障困难群众基本生活"):
        covered(FundsKnown(short=short))
    covered(FundsKnown())
    covered(None)
