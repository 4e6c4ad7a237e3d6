"""Who keeps a family's account: one person for several families is shown before a list is signed."""

from __future__ import annotations

import pytest
from sqlmodel import select

from store import money_views
from store.engine import Store
from store.tables import AccountRow
from tests.paying import Month, account, household_in
from tests.store.test_money import frozen

ID_OF_ONE, ID_OF_OTHER = "99010119650101001X", "990101197002020024"


@pytest.mark.rule("JZ-52")
def test_one_custodian_of_several_recipients_is_flagged_and_one_of_nobody_else_is_not(
    store: Store,
) -> None:
    for number, keeper in ((1, ID_OF_ONE), (2, ID_OF_ONE.lower()), (3, ID_OF_OTHER), (4, "")):
        household_in(
            store, number, payee=account(number, "custodian", f"协议{number}"), keeper=keeper
        )
    household_in(store, 5)
    month = Month(rule="member_or_custodian")
    names = frozen(store, month)
    assert names.warned == (("custodian", 4), ("custodian_unknown", 1), ("one_custodian", 2))
    with store.read() as session:
        rows = money_views.warnings_of(session, month.run)
        kept = session.exec(select(AccountRow.custodian_index)).all()
    several = [row.case_no for row in rows if row.code == "one_custodian"]
    assert several == ["JZ2026000001", "JZ2026000002"]
    assert ID_OF_ONE not in kept and len({*kept}) == 3
