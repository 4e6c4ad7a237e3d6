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
from domain.together.helping import Gift
from store import freezing, money, money_views
from store.engine import Store
from store.funds import accounts, drawing, entries, given, matters, views, year_end
from store.funds.accounts import NotCovered
from store.projection import watch_reserve
from store.tables import TaskRow
from store.tables.funds import FundAccountRow
from store.tables.pay import LedgerEntry
from tests.funds import funded, issued
from tests.paying import MONTH, Month, household_in
from tests.people import START, Walk, application
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


@pytest.mark.rule("YC-21", "DIF-05")
def test_budgets_stand_at_both_levels_and_every_payment_tells_who_bears_it(store: Store) -> None:
    desk = funded("yicheng", store=store, day=MONTH)
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="街道配套资金", level="local", township=TOWN,
        aids=("dibao",), basic=True, amount_fen=500_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="03", paper="财社〔2026〕3号")
    issued(desk, "03", 400_000)
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证1"
    )
    household_in(store, 1, place="yicheng")
    month = Month(place="yicheng")
    with store.write() as session:
        given.post_given(session, helped(2, 80_000, on=MONTH))
        freezing.freeze_list(session, listed(month))
        money.book_release(session, month.release(50_001))
    with store.read() as session:
        budgets = {(a.level, a.township) for a in views.account_views(session, "yicheng", 2026)}
        moved = [views.movement_view(row) for row in views.movements(session, "yicheng")]
        [line] = money_views.lines_of(session, month.run)
        for word in ("备用金", "储备金", books.reserve_account(TOWN)):
            found = views.movements(session, "yicheng", account=word)
            assert {row.account for row in found} == {books.reserve_account(TOWN)}, word
            assert len(found) == 2, "prepaid, and one family helped"
        assert views.movements(session, "yicheng", account="储蓄") == ()
    assert {("provincial", ""), ("local", ""), ("local", TOWN)} <= budgets
    bears = {m.account for m in moved if m.event.startswith(("once/", "released/")) and m.fen < 0}
    assert bears == {books.reserve_account(TOWN), "fund:provincial:2026-01", "fund:local:2026-02"}
    assert (line.provincial_fen, line.local_fen) == (30_001, 20_000)


@pytest.mark.rule("YC-22", "OPN-15")
def test_what_is_left_at_the_years_end_is_a_task_of_finance_until_it_is_back(store: Store) -> None:
    desk = funded("yicheng", store=store, day=date(2026, 11, 2))
    law = desk.file.law
    back = law.values["reserve.year_end"].model_copy(update={"value": "return"})
    rules = law.model_copy(update={"values": {**law.values, "reserve.year_end": back}})
    desk.file = desk.file.model_copy(update={"rules": rules})
    desk.do(
        "prepay_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=5_000_000, paper="凭证1"
    )

    def told(day: date, returns: bool = True) -> list[tuple[str, str, bool]]:
        with store.write() as session:
            year_end.watch_place(session, "yicheng", day, returns=returns)
        with store.read() as session:
            rows = session.exec(select(TaskRow).where(TaskRow.act == "return_reserve")).all()
            return [(r.role, r.zh, r.overdue) for r in rows if r.closed_on is None]

    assert told(date(2026, 11, 30)) == [], "the year before left nothing"
    assert told(date(2026, 12, 1), returns=False) == [], "where it is carried on, nothing is due"
    [(role, zh, late)] = told(date(2026, 12, 1))
    assert role == Role.FINANCE and "50,000.00元" in zh and not late
    with store.write() as session:
        given.post_given(session, helped(1, 80_000, on=date(2026, 12, 20)))
    [(_, zh, late)] = told(date(2027, 1, 4))
    assert "49,200.00元" in zh and late, "it stays until the money is back"
    desk.today = date(2027, 1, 5)
    desk.do("return_reserve", Role.FINANCE, township=TOWN, pot="02", amount_fen=4_920_000)
    with store.read() as session:
        assert all(r.closed_on for r in session.exec(
            select(TaskRow).where(TaskRow.act == "return_reserve")))  # fmt: skip
    assert told(date(2027, 1, 6)) == []
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


@pytest.mark.rule("JZ-36")
def test_a_gift_a_case_tells_of_stands_in_the_charity_fund_once_with_its_cause(
    store: Store,
) -> None:
    gifts = tuple(
        Gift(number=n, on=START, by="jz.window", giver="某慈善会", fen=fen, receipt=f"收据{n}")
        for n, fen in ((1, 50_000), (2, 0), (3, 20_000))
    )
    walk = Walk(application())
    file = walk.file.having(linked=walk.file.linked.model_copy(update={"gifts": gifts}))
    with store.write() as session:
        given.post_gifts(session, file)
    with store.read() as session:
        assert not session.exec(select(LedgerEntry)).all(), "its books are kept elsewhere"
    funded(store=store)
    for _ in range(2):
        with store.write() as session:
            given.post_gifts(session, file)
    with store.read() as session:
        rows = session.exec(
            select(LedgerEntry).where(LedgerEntry.account == f"{books.EXPENSE}:{books.CHARITY}")
        ).all()
    assert {(row.event.rpartition("/")[2], row.fen) for row in rows} == {
        ("1", 50_000),
        ("3", 20_000),
    }
    assert {row.cause.partition("#")[0] for row in rows} == {f"case/{file.place}/{file.case_no}"}
    assert balance(store, "jiaozuo", books.CHARITY) == 0
    in_balance(store)
