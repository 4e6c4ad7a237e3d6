"""A month the funds do not cover, in the tables: two releases, files of their own, exact at its end."""

from __future__ import annotations

import pytest

from domain.case.lifecycle import Role
from domain.pay.bankfile import decode_return, digest_of_file
from domain.pay.purposes import Owed
from store import bank_batches, freezing, money, money_views
from store.engine import Store
from store.funds import matters, shortfall
from store.funds.accounts import NotCovered
from store.owed import owe
from tests.funds import funded, issued
from tests.paying import MONTH, Bank, Month, household_in
from tests.store.test_funds import listed
from workflows.fund_steps import MatterProjection


@pytest.mark.rule("ZH-25", "YC-25")
def test_a_short_month_pays_basic_living_first_and_the_rest_from_the_next_money(
    store: Store,
) -> None:
    """Two households' month is covered, their price subsidy is not: nobody is paid twice."""
    for number in (1, 2):
        household_in(store, number, (MONTH, None, 50_000))
    subsidy = [
        Owed(
            case_no=f"JZ2026{number:06d}",
            programme="dibao",
            place="jiaozuo",
            township="gongxiao",
            month=MONTH,
            purpose="price",
            fen=1_000,
            cause="money/price#3",
            on=MONTH,
            pay_month=MONTH,
        )
        for number in (1, 2)
    ]
    desk = funded(store=store, fen=60_000, day=MONTH)
    month, bank = Month(), Bank()
    with store.write() as session:
        owe(session, subsidy)
        freezing.freeze_list(session, listed(month))
    desk.do("decide_shortfall", Role.FINANCE, month=f"{MONTH:%Y-%m}", missing_fen=1_200, first=("01",),
            decision="先保障基本生活", paper="焦财社〔2026〕21号")  # fmt: skip
    with store.write() as session:
        matters.project_matter(
            session,
            MatterProjection(file=desk.file.having(rules=None), tasks=(), waiting="", due=None),
        )
    later = ("dibao/other",)
    with store.read() as session:
        known = shortfall.facts(session, "jiaozuo", month.run, later, MONTH)
        whole = shortfall.facts(session, "jiaozuo", month.run, (), MONTH)
    assert [(kind.code, kind.count, kind.fen) for kind in known.kinds] == [
        ("dibao/basic", 2, 100_000),
        ("dibao/other", 2, 2_000),
    ]
    assert known.papers == ("焦财社〔2026〕21号",)
    assert known.booked and known.short == () and not known.enough
    assert [(s.zh, s.need_fen, s.balance_fen) for s in whole.short] == [
        ("省级补助资金", 61_200, 60_000)
    ]
    first = month.release(100_000).model_copy(update={"later": later})
    with store.write() as session:
        money.book_release(session, first)
        money.book_release(session, first)
    pay(store, month, bank, 1, later)
    assert sum(bank.balances.values()) == 100_000
    with store.read() as session, pytest.raises(money.NotExact):
        money.close_month(session, month.run, MONTH)
    rest = month.release(2_000).model_copy(update={"rest": True})
    with store.write() as session, pytest.raises(money.NotExact):
        money.book_release(session, rest.model_copy(update={"amount_fen": 1_999}))
    with store.write() as session, pytest.raises(NotCovered):
        money.book_release(session, rest)
    issued(desk, "01", 60_000)
    for _ in range(2):
        with store.write() as session:
            money.book_release(session, rest)
    pay(store, month, bank, 2, ())
    with store.read() as session:
        totals = money.close_month(session, month.run, MONTH)
        assert sum(money_views.trial_balance(session).values()) == 0
    assert (totals.paid_count, totals.paid_fen) == (4, 102_000) == (4, sum(bank.balances.values()))


def pay(store: Store, month: Month, bank: Bank, number: int, later: tuple[str, ...]) -> None:
    """One file to the bank, made twice, and its answer booked."""
    order = month.batch(number).model_copy(update={"later": later})
    for _ in range(2):
        with store.write() as session:
            made = bank_batches.make_batch(session, order)
    assert made.file is not None
    data = bank.take(made.file, MONTH)
    with store.read() as session:
        answer = bank_batches.answer_of(session, decode_return(data), digest_of_file(data))
    with store.write() as session:
        bank_batches.book_return(session, month.booking(answer))
