"""Every fen once: obligations, batches and the ledger under repetition, crashes and late steps."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError

from domain.calendar import months_after
from domain.pay.bankfile import (
    BankFileRefused,
    decode_batch,
    decode_return,
    digest_of_file,
)
from domain.pay.lists import FrozenList, case_of
from domain.pay.progress import BankAnswer
from store import bank_batches, freezing, money, money_views
from store.engine import Store
from store.tables.pay import BatchLine, BatchRow, LatenessRow, Obligation
from tests.paying import MONTH, Bank, Month, account, household_in


def frozen(store: Store, month: Month) -> FrozenList:
    with store.write() as session:
        return freezing.freeze_list(session, month.freeze())


def warned(store: Store, month: Month) -> list[str]:
    with store.read() as session:
        return [row.code for row in money_views.warnings_of(session, month.run)]


def released(store: Store, month: Month, fen: int) -> None:
    with store.write() as session:
        money.book_release(session, month.release(fen))


def sent(
    store: Store, month: Month, number: int = 1, asked: tuple[str, ...] = ()
) -> bank_batches.MadeBatch:
    with store.write() as session:
        return bank_batches.make_batch(session, month.batch(number, asked))


def answered(store: Store, month: Month, data: bytes) -> BankAnswer:
    with store.read() as session:
        answer = bank_batches.answer_of(session, decode_return(data), digest_of_file(data))
    with store.write() as session:
        bank_batches.book_return(session, month.booking(answer))
    return answer


def paid_through(store: Store, month: Month, bank: Bank) -> BankAnswer:
    """The list frozen, funded, at the bank and answered."""
    names = frozen(store, month)
    released(store, month, names.total_fen)
    made = sent(store, month)
    assert made.file is not None
    return answered(store, month, bank.take(made.file, month.order.month))


@pytest.mark.rule("DB-62")
def test_a_month_pays_each_household_once_and_leaves_nothing_in_between(store: Store) -> None:
    for number in (1, 2, 3):
        household_in(store, number)
    bank, month = Bank(), Month()
    paid_through(store, month, bank)
    assert bank.balances == {account(n).number: 50_000 + n for n in (1, 2, 3)}
    with store.write() as session:
        totals = money.close_month(session, month.run, MONTH)
        assert (totals.paid_count, totals.paid_fen) == (3, 150_006)
        assert sum(money_views.trial_balance(session).values()) == 0
        view = money_views.place_totals(session, "jiaozuo")
        assert (view.paid_fen, view.months, view.households, view.open) == (150_006, 1, 3, 0)


@pytest.mark.rule("ZH-19")
def test_each_line_carries_its_sources_and_the_levels_add_up_to_the_fen(store: Store) -> None:
    for number in (1, 2, 3):
        household_in(store, number)
    month = Month()
    paid_through(store, month, Bank())
    with store.read() as session:
        for line in money_views.lines_of(session, month.run):
            parts = (line.central_fen, line.provincial_fen, line.city_fen, line.local_fen)
            assert sum(parts) == line.fen and all(part > 0 for part in parts)
        levels = money_views.sources(session, month.run)
        assert sum(level.due_fen for level in levels) == 150_006
        assert all(level.due_fen == level.paid_fen for level in levels)


@pytest.mark.rule("ZH-19")
def test_a_line_that_is_short_or_late_is_named(store: Store) -> None:
    household_in(store, 1)
    bad = household_in(store, 2)
    bank, month = Bank(), Month()
    bank.wrong[account(2).number] = "01"
    paid_through(store, month, bank)
    with store.read() as session:
        due = date(2026, 9, 10)
        assert money_views.short_lines(session, month.run, due, due) == ()
        later = money_views.short_lines(session, month.run, date(2026, 9, 11), due)
        assert [case_of(line.id) for line in later] == [bad]
        levels = money_views.sources(session, month.run)
        assert sum(level.due_fen - level.paid_fen for level in levels) == 50_002


def test_every_step_repeated_gives_the_first_answer_and_changes_nothing(store: Store) -> None:
    for number in (1, 2):
        household_in(store, number)
    bank, month = Bank(), Month()
    bank.wrong[account(2).number] = "03"
    first = paid_through(store, month, bank)
    with store.read() as session:
        before = money_views.trial_balance(session)
    again = paid_through(store, month, bank)
    assert again == first and bank.deliveries == 2
    with store.read() as session:
        assert money_views.trial_balance(session) == before


@pytest.mark.rule("JZ-30")
def test_a_returned_line_is_paid_again_to_another_account_and_once_only(store: Store) -> None:
    household_in(store, 1)
    household_in(store, 2)
    bank, month = Bank(), Month()
    bank.wrong[account(2).number] = "02"
    answer = paid_through(store, month, bank)
    [line] = answer.failed
    household_in(store, 2, payee=account(22), version=2)
    made = sent(store, month, 2, (line.obligation,))
    assert made.file is not None
    answered(store, month, bank.take(made.file, MONTH))
    assert bank.balances == {account(1).number: 50_001, account(22).number: 50_002}
    with store.write() as session:
        totals = money.close_month(session, month.run, MONTH)
        assert (totals.returned_count, totals.repaid_count) == (1, 1)
        with pytest.raises(money.NotExact):
            bank_batches.make_batch(session, month.batch(3, (line.obligation,)))


@pytest.mark.rule("JZ-30")
def test_a_line_is_not_sent_again_to_the_account_the_bank_called_wrong(store: Store) -> None:
    household_in(store, 1)
    bank, month = Bank(), Month()
    bank.wrong[account(1).number] = "03"
    [line] = paid_through(store, month, bank).failed
    made = sent(store, month, 2, (line.obligation,))
    assert made.file is None and [x.code for x in made.sent.held] == ["account_unchanged"]


@pytest.mark.rule("ZH-11")
def test_where_only_a_members_account_is_lawful_a_third_persons_is_held_back(store: Store) -> None:
    household_in(store, 1)
    household_in(store, 2, payee=account(2, "custodian", "协议2026-1"))
    bank, month = Bank(), Month(rule="member")
    names = frozen(store, month)
    assert warned(store, month) == ["third_party"]
    released(store, month, names.total_fen)
    made = sent(store, month)
    assert made.file is not None
    assert [line.code for line in made.sent.held] == ["third_party"]
    assert [payee.account for payee in decode_batch(made.file).lines] == [account(1).number]
    answered(store, month, bank.take(made.file, MONTH))
    assert list(bank.balances) == [account(1).number]


@pytest.mark.rule("DB-64")
def test_a_custodian_with_a_recorded_agreement_is_paid_where_the_place_allows(store: Store) -> None:
    household_in(store, 1, payee=account(1, "custodian", "协议2026-1"))
    bank, month = Bank(), Month(rule="member_or_custodian")
    paid_through(store, month, bank)
    assert bank.balances == {account(1).number: 50_001}


@pytest.mark.rule("JZ-52", "NUM-25")
def test_several_households_on_one_account_are_named_before_the_list_is_submitted(
    store: Store,
) -> None:
    household_in(store, 1)
    household_in(store, 2, payee=account(1))
    household_in(store, 3)
    names = frozen(store, Month())
    assert names.warned == (("shared_account", 2),)
    assert warned(store, Month()) == ["shared_account"] * 2


def test_a_household_without_an_account_is_held_back_and_paid_when_it_has_one(store: Store) -> None:
    household_in(store, 1, paid_to=False)
    bank, month = Bank(), Month()
    names = frozen(store, month)
    released(store, month, names.total_fen)
    made = sent(store, month)
    assert made.file is None and [line.code for line in made.sent.held] == ["no_account"]
    household_in(store, 1, version=2)
    made = sent(store, month, 2, (made.sent.held[0].obligation,))
    assert made.file is not None
    answered(store, month, bank.take(made.file, MONTH))
    with store.read() as session:
        assert money.close_month(session, month.run, MONTH).repaid_count == 1


def test_a_line_taken_off_gives_back_what_each_level_had_given(store: Store) -> None:
    household_in(store, 1)
    household_in(store, 2)
    bank, month = Bank(), Month()
    bank.wrong[account(2).number] = "03"
    [line] = paid_through(store, month, bank).failed
    for _ in range(2):
        with store.write() as session:
            money.book_zero(session, month.zero(line.obligation, returned=True))
    with store.read() as session:
        totals = money.close_month(session, month.run, MONTH)
        assert (totals.zero_count, totals.zero_fen, totals.paid_fen) == (1, 50_002, 50_001)
        funds = [fen for name, fen in money.balances(session, month.run).items() if "fund" in name]
        assert sum(funds) == -50_001


def test_a_month_is_not_closed_while_a_line_is_open(store: Store) -> None:
    household_in(store, 1)
    month = Month()
    names = frozen(store, month)
    released(store, month, names.total_fen)
    with store.read() as session, pytest.raises(money.NotExact) as refused:
        money.close_month(session, month.run, MONTH)
    assert "lines are neither paid nor zero" in refused.value.faults


def test_a_release_that_is_not_the_sum_of_the_list_is_refused(store: Store) -> None:
    household_in(store, 1)
    month = Month()
    names = frozen(store, month)
    with pytest.raises(money.NotExact):
        released(store, month, names.total_fen - 1)


def test_the_second_months_list_explains_who_joined_left_and_changed(store: Store) -> None:
    october = months_after(MONTH, 1)
    household_in(store, 1)
    left = household_in(store, 2, (MONTH, MONTH, 30_000))
    changed = household_in(store, 3, (MONTH, MONTH, 30_000), (october, None, 20_000))
    joined = household_in(store, 4, (october, None, 40_000))
    first, second = frozen(store, Month()), frozen(store, Month(october))
    assert (first.joined, first.left, first.count) == (3, 0, 3)
    assert (second.joined, second.left, second.changed, second.count) == (1, 1, 1, 3)
    with store.read() as session:
        changes = money_views.changes_of(session, Month(october).run)
    assert {change.case_no: change.kind for change in changes} == {
        joined: "joined",
        left: "left",
        changed: "changed",
    }
    assert second.joined - second.left == second.count - first.count


def test_a_household_that_came_after_the_list_was_frozen_gets_its_month_with_the_next(
    store: Store,
) -> None:
    household_in(store, 1)
    bank = Bank()
    paid_through(store, Month(), bank)
    household_in(store, 2)
    october = Month(months_after(MONTH, 1))
    names = frozen(store, october)
    assert (names.count, names.arrears, names.joined) == (3, 1, 1)
    paid_through(store, october, bank)
    assert bank.balances[account(2).number] == 2 * 50_002
    assert bank.balances[account(1).number] == 2 * 50_001


def test_the_database_itself_refuses_a_second_obligation_or_a_second_live_line(
    store: Store,
) -> None:
    household_in(store, 1)
    month = Month()
    names = frozen(store, month)
    released(store, month, names.total_fen)
    sent(store, month)
    with store.read() as session:
        [row] = money_views.lines_of(session, month.run)
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(Obligation(**{**row.model_dump(), "id": "another"}))
    with pytest.raises(IntegrityError), store.write() as session:
        batch = session.get_one(BatchRow, month.batch().batch_no)
        line = session.get_one(BatchLine, (batch.batch_no, row.id))
        session.add(BatchRow(**{**batch.model_dump(), "batch_no": "x"}))
        session.flush()
        session.add(BatchLine(**{**line.model_dump(), "batch_no": "x", "state": "paid"}))


@pytest.mark.parametrize("change", ["UPDATE ledger SET fen = 0", "DELETE FROM ledger"])
def test_the_database_itself_refuses_to_change_the_ledger(store: Store, change: str) -> None:
    household_in(store, 1)
    frozen(store, Month())
    with pytest.raises((DatabaseError, InternalError), match="append only"):  # noqa: SIM117
        with store.write() as session:
            session.connection().execute(text(change))


def test_names_and_account_numbers_stand_in_no_table_in_clear(store: Store) -> None:
    household_in(store, 1)
    month = Month()
    paid_through(store, month, Bank())
    for table in ("batches", "batch_lines", "obligations", "ledger", "pay_lists"):
        with store.read() as session:
            rows = session.connection().execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
        shown = repr(rows)
        assert rows and "张一一" not in shown and account(1).number not in shown


# --- a return file that is not what it should be ---------------------------------------------------


def _tampered(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


def _resealed(data: bytes, old: bytes, new: bytes) -> bytes:
    body = _tampered(data, old, new).rpartition(b"E|")[0]
    return body + f"E|{digest_of_file(body)}\n".encode()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"L|1|500.01|00\n", b"", "wrong_count"),
        (b"L|1|500.01|00\n", b"L|1|500.01|00\nL|1|500.01|00\n", "wrong_count"),
        (b"|500.01|00", b"|500.02|00", "wrong_paid_total"),
        (b"L|1|500.01|00", b"L|9|500.01|00", "foreign_line 9"),
        (b"L|1|500.01|00", b"L|2|500.01|00", "line_twice 2"),
        (b"-202609-01|", b"-202608-01|", "no such batch"),
        (b"|jiaozuo|", b"|yicheng|", "wrong_batch"),
        (b"|00\n", b"|77\n", "wrong_paid_count"),
    ],
)
def test_a_return_file_with_a_fault_is_refused_whole(
    store: Store, old: bytes, new: bytes, fault: str
) -> None:
    household_in(store, 1)
    household_in(store, 2)
    bank, month = Bank(), Month()
    names = frozen(store, month)
    released(store, month, names.total_fen)
    made = sent(store, month)
    assert made.file is not None
    data = bank.take(made.file, MONTH)
    with suppress(Exception):
        answered(store, month, _tampered(data, old, new))
        raise AssertionError("a broken seal must be noticed")
    with pytest.raises(Exception) as refused:
        answered(store, month, _resealed(data, old, new))
    if isinstance(refused.value, BankFileRefused):
        assert fault in refused.value.faults
    with store.read() as session:
        assert {line.state for line in money_views.lines_of(session, month.run)} == {"sent"}
    answered(store, month, data)


def test_a_second_different_answer_to_a_batch_is_refused(store: Store) -> None:
    household_in(store, 1)
    bank, month = Bank(), Month()
    paid_through(store, month, bank)
    other = Bank()
    other.wrong[account(1).number] = "01"
    made = sent(store, month)
    assert made.file is not None
    with pytest.raises(BankFileRefused, match="another_answer"):
        answered(store, month, other.take(made.file, MONTH))


@pytest.mark.rule("TR-35")
def test_each_batch_keeps_the_banks_receipt_and_credit_day_and_late_banks_are_listed(
    store: Store,
) -> None:
    household_in(store, 1, place="tongren")
    bank, month = Bank(), Month(place="tongren", rule="member_or_custodian")
    names = frozen(store, month)
    released(store, month, names.total_fen)
    made = sent(store, month)
    assert made.file is not None
    with store.write() as session:
        bank_batches.delivered(session, made.sent.batch_no, MONTH)
    credited = date(2026, 9, 24)
    answered(store, month, bank.take(made.file, credited))
    late = LatenessRow(
        run=month.run,
        step="confirm_credit",
        place="tongren",
        role="bank",
        due=date(2026, 9, 18),
        on=credited,
        days=6,
    )
    with store.write() as session:
        session.add(late)
    with store.read() as session:
        [batch] = money_views.batches_of(session, month.run)
        assert (batch.delivered_on, batch.credited_on) == (MONTH, credited)
        assert batch.delivered_at is not None
        assert [row.days for row in money_views.late_banks(session, "tongren")] == [6]
        assert money_views.late_banks(session, "jiaozuo") == ()
