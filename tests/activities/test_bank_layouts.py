"""One month through the sandbox's bank in each layout a bank may want, and proved from its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.bank import BankActivities
from activities.tools import Tools
from audit.pay.gather import month_of
from domain.pay.bankfile import Layout
from runtime.keys import KeyRing
from runtime.settings import Settings
from sandbox.bank import Bank
from store import freezing, money, money_views
from tests.paying import MONTH, Month, account, household_in
from tests.tables import migrated
from workflows.pay_steps import ReturnQuery

LAYOUTS = {
    "plain": Layout(),
    "GB18030 with tabs": Layout(
        encoding="gb18030",
        separator="\t",
        columns=("account", "holder", "amount", "bank", "no"),
    ),
    "workbook": Layout(form="workbook"),
}


@pytest.fixture(params=LAYOUTS)
def tools(request: pytest.FixtureRequest, tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(
        home=tmp_path,
        bank_routes={"jiaozuo": "directory"},
        bank_layouts={"jiaozuo": LAYOUTS[request.param]},
    )
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


async def test_a_month_goes_out_and_comes_back_in_the_layout_of_the_bank(tools: Tools) -> None:
    for number in (1, 2, 3):
        household_in(tools.store, number)
    month, at_bank = Month(), BankActivities(tools)
    with tools.store.write() as session:
        names = freezing.freeze_list(session, month.freeze())
        money.book_release(session, month.release(names.total_fen))
    bank = Bank(":memory:", [(account(n), "张一一", n != 2) for n in (1, 2, 3)])
    for _ in range(2):
        await at_bank.send_batch(month.batch())
        assert bank.take_in(tools.settings.bank_dir) <= 1
    query = ReturnQuery(place="jiaozuo", batch_no=month.batch().batch_no, on=MONTH)
    answer = await at_bank.fetch_return(query)
    assert (answer.paid_count, [line.code for line in answer.failed]) == (2, ["03"])
    at_bank.book_return(month.booking(answer))
    with tools.store.read() as session:
        states = [line.state for line in money_views.lines_of(session, month.run)]
        assert sorted(states) == ["paid", "paid", "returned"]
        [batch] = month_of(session, month.order).batches
        assert batch.digest == batch.told_digest and not batch.faults
        assert batch.answer_digest == batch.told_answer_digest != ""
    assert sum(b.fen for b in bank.balances("jiaozuo")) == answer.paid_fen
    bank.close()
