"""价格补贴 in the tables: one line a person, nobody twice, one sum a household beside its base aid."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from domain.funds.matter import Errand, ErrandDone
from domain.identity import synthetic_id
from domain.pay.purposes import PRICE, purpose_zh
from store import freezing
from store.engine import Store
from store.funds import price
from store.owed import owed_to
from store.tables import CaseRow
from store.tables.funds import PriceLine
from store.tables.pay import Obligation
from tests.paying import MONTH, Month, household_in
from workflows.fund_steps import ErrandOrder

INDEX = date(2026, 8, 1)
"""The index of August is published in September, the month of the run."""


def order(what: str, **details: str) -> ErrandOrder:
    errand = Errand(
        key=what,
        what=what,
        on=MONTH,
        seq=3,
        details=tuple({"month": str(INDEX), **details}.items()),
    )
    return ErrandOrder(
        place="jiaozuo",
        subject="price/jiaozuo/2026-08",
        errand=errand,
        accounts=(),
        on=MONTH,
        cause="money/price/jiaozuo/2026-08#3",
    )


def listed(store: Store) -> ErrandDone:
    wanted = order(
        "list_price", classes="dibao,tekun,unemployed", **{"fen.urban": "4500", "fen.rural": "3000"}
    )
    with store.write() as session:
        return price.list_lines(session, wanted)


def booked(store: Store) -> ErrandDone:
    with store.write() as session:
        return price.book(session, order("book_price", pay_month=str(MONTH)))


def two_households(store: Store) -> list[str]:
    return [household_in(store, n, (INDEX, None, 50_000)) for n in (1, 2)]


@pytest.mark.rule("ZH-16")
def test_each_entitled_person_is_one_line_and_listing_again_changes_nothing(store: Store) -> None:
    two_households(store)
    first = listed(store)
    assert (first.figure("households"), first.figure("persons")) == (2, 4)
    assert first.figure("fen") == 4 * 3_000  # both live in the country
    assert listed(store) == first
    with store.read() as session:
        lines = session.exec(select(PriceLine)).all()
    assert len({line.person for line in lines}) == 4 and {line.unit for line in lines} == {""}


def test_who_drew_nothing_in_the_month_of_the_index_is_not_on_the_list(store: Store) -> None:
    household_in(store, 1, (MONTH, None, 50_000))
    assert listed(store).figure("households") == 0


@pytest.mark.rule("HB-20")
def test_a_person_who_also_draws_unemployment_benefit_is_paid_once(store: Store) -> None:
    two_households(store)
    before = listed(store)

    mine = [synthetic_id(date(1950, 1, 1), 1), synthetic_id(date(1985, 3, 3), 77)]
    claim = order(
        "claim_price", persons=",".join(mine), fen="4500", unit="hr", **{"class": "unemployed"}
    )
    for _ in range(2):
        with store.write() as session:
            done = price.claim(session, claim)
        assert (done.figure("persons"), done.figure("twice")) == (1, 1)
    assert listed(store) == before


@pytest.mark.rule("JG-08")
def test_a_town_household_is_counted_by_the_towns_standard_and_a_country_one_by_its_own(
    store: Store,
) -> None:
    first, _ = two_households(store)
    with store.write() as session:
        session.get_one(CaseRow, first).area = "urban"
    assert listed(store).figure("fen") == 2 * 4_500 + 2 * 3_000


@pytest.mark.rule("ZH-16", "JZ-39", "JG-03", "JG-10")
def test_the_subsidy_is_a_line_of_its_own_in_the_month_of_publication(store: Store) -> None:
    first, _ = two_households(store)
    listed(store)
    assert booked(store).figure("fen") == booked(store).figure("fen") == 12_000
    with store.read() as session:
        assert {o.purpose for o in owed_to(session, "jiaozuo")} == {PRICE}
    with store.write() as session:
        freezing.freeze_list(session, Month().freeze())
    with store.read() as session:
        rows = session.exec(select(Obligation).where(Obligation.case_no == first)).all()
    assert {(row.purpose, row.fen) for row in rows} == {("regular", 50_000), (PRICE, 6_000)}
    [line] = [row for row in rows if row.purpose == PRICE]
    assert purpose_zh(line.purpose) == "价格临时补贴"
    assert line.cause == "money/price/jiaozuo/2026-08#3" and line.month == INDEX


@pytest.mark.rule("JZ-39")
def test_who_has_it_late_or_not_at_all_is_counted(store: Store) -> None:
    first, _ = two_households(store)
    listed(store)
    booked(store)
    with store.write() as session:
        freezing.freeze_list(session, Month().freeze())
        row = session.exec(
            select(Obligation).where(Obligation.case_no == first, Obligation.purpose == PRICE)
        ).one()
        row.state, row.paid_on = "paid", date(2026, 10, 3)
        session.add(row)
    with store.read() as session:
        done = price.watch(session, order("watch_price", pay_month=str(MONTH)))
        people = price.people(session, "jiaozuo", INDEX)
    assert (done.figure("paid"), done.figure("late"), done.figure("short")) == (1, 1, 1)
    assert [line["case_no"] for line in people if line["paid_on"] is None] == ["JZ2026000002"]


def test_a_list_that_was_frozen_before_gets_a_supplementary_run_of_those_lines_alone(
    store: Store,
) -> None:
    two_households(store)
    household_in(store, 3, (MONTH, None, 50_000))
    month = Month()
    with store.write() as session:
        freezing.freeze_list(session, month.freeze())
    listed(store)
    assert booked(store).figure("extra") == 1
    wanted = month.freeze()
    extra = wanted.order.model_copy(update={"extra": 1, "owed": PRICE, "reason": "价格补贴"})
    for _ in range(2):
        with store.write() as session:
            freezing.freeze_list(session, wanted.model_copy(update={"order": extra}))
    with store.read() as session:
        rows = session.exec(select(Obligation).where(Obligation.run == extra.run)).all()
    assert sorted((row.case_no, row.purpose, row.fen) for row in rows) == [
        ("JZ2026000001", PRICE, 6_000),
        ("JZ2026000002", PRICE, 6_000),
    ]
