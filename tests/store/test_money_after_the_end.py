"""A month the bank sent back after the case had ended: paid once, to the corrected account."""

from __future__ import annotations

import pytest

from domain.case.lifecycle import Role
from store import bank_batches, money
from store.engine import Store
from store.projection import project_case
from tests.domain.test_restoring import stopped, taken_up
from tests.paying import Bank, Month, account
from tests.people import Walk
from tests.store.samples import another, shown
from tests.store.test_money import answered, paid_through, sent


@pytest.mark.rule("JZ-30")
def test_a_case_that_has_ended_is_paid_once_to_the_account_corrected_after_its_end(
    store: Store,
) -> None:
    walk = Walk(another(1)).living().later(40)
    [aid] = walk.file.entitlements
    wrong, fen = walk.file.household.account, aid.monthly_fen
    assert wrong is not None
    with store.write() as session:
        project_case(session, shown(walk.file))
    bank, month = Bank(), Month(aid.first)
    bank.wrong[wrong.number] = "03"
    [line] = paid_through(store, month, bank).failed
    taken_up(stopped(walk), 20)
    new = account(22)
    walk.do("change_account", Role.PAY_OFFICER, account=new.model_dump(), reason="原账户注销")
    assert walk.file.closed is not None
    with store.write() as session:
        project_case(session, shown(walk.file))
    made = sent(store, month, 2, (line.obligation,))
    assert made.file is not None and not made.sent.held
    answered(store, month, bank.take(made.file, aid.first))
    assert bank.balances == {new.number: fen}
    with store.write() as session, pytest.raises(money.NotExact):
        bank_batches.make_batch(session, month.batch(3, (line.obligation,)))
