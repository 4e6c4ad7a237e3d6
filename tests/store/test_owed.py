"""What is owed besides the ordinary month: late decisions, differences, rulings, and once only."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import months_after
from domain.pay.purposes import PRICE, RISE, RULING, Owed, purpose_of
from store import freezing, money_views
from store.engine import Store
from store.owed import OwedOtherwise, owe, owed_to
from store.tables.pay import Obligation
from tests.paying import MONTH, Bank, Month, account, household_in
from tests.store.test_money import frozen, paid_through

OCTOBER, NOVEMBER = months_after(MONTH, 1), months_after(MONTH, 2)


def owed(case_no: str, purpose: str, fen: int, month: date = MONTH, pay: date = MONTH) -> Owed:
    return Owed(
        case_no=case_no,
        programme="dibao",
        place="jiaozuo",
        township="jz-wangdian",
        month=month,
        purpose=purpose,
        fen=fen,
        cause="round/1",
        on=month,
        pay_month=pay,
    )


def lines(store: Store, month: Month) -> dict[tuple[str, str], int]:
    with store.read() as session:
        return {
            (f"{line.month:%m}", line.purpose): line.fen
            for line in money_views.lines_of(session, month.run)
        }


def test_what_is_owed_besides_stands_on_the_list_as_a_line_of_its_own_with_its_cause(
    store: Store,
) -> None:
    case_no = household_in(store, 1)
    with store.write() as session:
        assert (
            owe(session, [owed(case_no, PRICE, 3_000), owed(case_no, f"{RISE}.202609", 2_000)]) == 2
        )
    bank, month = Bank(), Month()
    paid_through(store, month, bank)
    assert lines(store, month) == {
        ("09", "regular"): 50_001,
        ("09", "price"): 3_000,
        ("09", "rise.202609"): 2_000,
    }
    assert bank.balances == {account(1).number: 55_001}
    with store.read() as session:
        causes = {row.cause for row in session.exec(money_views.select(Obligation))}
        assert causes == {"confirmed", "round/1"}


def test_the_same_is_owed_once_and_another_amount_under_its_name_is_refused(store: Store) -> None:
    case_no = household_in(store, 1)
    for new in (1, 0):
        with store.write() as session:
            assert owe(session, [owed(case_no, PRICE, 3_000)]) == new
    with pytest.raises(OwedOtherwise), store.write() as session:
        owe(session, [owed(case_no, PRICE, 3_001)])
    frozen(store, Month())
    frozen(store, Month(OCTOBER))
    assert ("09", "price") not in lines(store, Month(OCTOBER))
    with store.read() as session:
        assert [row.fen for row in owed_to(session, "jiaozuo", [case_no])] == [3_000]


def test_what_is_owed_waits_for_the_month_it_may_first_be_paid_in(store: Store) -> None:
    case_no = household_in(store, 1)
    with store.write() as session:
        owe(session, [owed(case_no, purpose_of(RULING, "ab12"), 7_000, pay=OCTOBER)])
    assert frozen(store, Month()).by_purpose == ()
    assert frozen(store, Month(OCTOBER)).by_purpose == ((RULING, 1),)


def test_a_month_decided_higher_afterwards_is_made_good_by_the_difference_once(
    store: Store,
) -> None:
    """A new standard that holds from a month already paid: the difference, and no more."""
    household_in(store, 1, (MONTH, None, 50_000))
    bank = Bank()
    paid_through(store, Month(), bank)
    household_in(store, 1, (MONTH, None, 50_000), (MONTH, None, 4_000), version=2)
    paid_through(store, Month(OCTOBER), bank)
    assert lines(store, Month(OCTOBER)) == {
        ("09", "difference.1"): 4_000,
        ("10", "regular"): 54_000,
    }
    household_in(store, 1, (MONTH, None, 50_000), (MONTH, None, 9_000), version=3)
    paid_through(store, Month(NOVEMBER), bank)
    assert lines(store, Month(NOVEMBER)) == {
        ("09", "difference.2"): 5_000,
        ("10", "difference.1"): 5_000,
        ("11", "regular"): 59_000,
    }
    assert bank.balances == {account(1).number: 3 * 59_000}


def test_a_month_decided_lower_afterwards_takes_nothing_but_is_named_for_a_person(
    store: Store,
) -> None:
    case_no = household_in(store, 1, (MONTH, None, 50_000))
    paid_through(store, Month(), Bank())
    household_in(store, 1, (MONTH, None, 40_000), version=2)
    names = frozen(store, Month(OCTOBER))
    assert names.total_fen == 40_000 and names.warned == (("overpaid", 1),)
    with store.read() as session:
        [warning] = money_views.warnings_of(session, Month(OCTOBER).run)
    assert (warning.case_no, warning.code) == (case_no, "overpaid")


def test_a_supplementary_list_holds_the_urgent_households_only_and_the_next_list_not_again(
    store: Store,
) -> None:
    household_in(store, 1)
    bank, month = Bank(), Month()
    paid_through(store, month, bank)
    late, other = household_in(store, 2), household_in(store, 3)
    extra = Month(extra=1, only=(late,))
    assert extra.run == "jiaozuo/dibao/2026-09.1"
    paid_through(store, extra, bank)
    assert set(bank.balances) == {account(1).number, account(2).number}
    october = Month(OCTOBER)
    names = frozen(store, october)
    assert (names.count, names.arrears) == (4, 1)
    with store.read() as session:
        arrears = [
            x.case_no for x in money_views.lines_of(session, october.run) if x.month == MONTH
        ]
    assert arrears == [other]


@pytest.mark.parametrize("cases", [1, 2, 3, 1000])
def test_a_list_made_in_parts_of_any_size_and_interrupted_after_each_is_the_same_list(
    store: Store, monkeypatch: pytest.MonkeyPatch, cases: int
) -> None:
    for number in range(1, 8):
        household_in(store, number)
    monkeypatch.setattr(freezing, "CASES", cases)
    month, whole, rounds = Month(), False, 0
    while not whole:
        with pytest.raises(ConnectionError), store.write() as session:
            freezing.freeze_part(session, month.freeze())
            raise ConnectionError  # the worker died before it could say that it had done the part
        with store.write() as session:
            whole = freezing.freeze_part(session, month.freeze())
        rounds += 1
        with store.read() as session:
            assert freezing.progress_of(session, month.run) == min(7, rounds * cases)
    assert rounds == -(-7 // cases) + 1
    names = frozen(store, month)
    assert (names.count, names.total_fen, names.joined) == (7, 7 * 50_000 + 28, 7)
    with store.write() as session:
        assert freezing.freeze_part(session, month.freeze())
