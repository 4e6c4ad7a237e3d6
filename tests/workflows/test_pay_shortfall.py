"""资金缺口 on the real server: a part is paid now, the rest when its money has come, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from domain.pay.purposes import Owed
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import money_views
from store.owed import owe
from tests.paying import Bank, account, household_in
from tests.tables import migrated
from tests.workflows.pay_office import MONTH, Office, worker


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(home=tmp_path)
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


PUT_OFF = {
    "amount_fen": 100_000,
    "later": ("dibao/other",),
    "decision": "先保障基本生活",
    "paper": "焦财社〔2038〕3号",
}


@pytest.mark.rule("ZH-25")
async def test_basic_living_is_paid_at_once_and_the_subsidy_by_the_second_release(
    client: Client, skipper: TimeSkipper, tools: Tools
) -> None:
    bank = Bank()
    for number in (1, 2):
        household_in(tools.store, number, (MONTH, None, 50_000))
    subsidy = Owed(
        case_no="JZ2026000001",
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
    with tools.store.write() as session:
        owe(session, [subsidy])
    bank.wrong[account(2).number] = "99"
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(date(2038, 3, 4))
        backwards = {**PUT_OFF, "later": ("dibao/basic",), "amount_fen": 1_000}
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await office.do("release_first", Role.FINANCE, on="2038-03-04", **backwards)
        assert isinstance(refused.value.cause, ApplicationError)
        assert refused.value.cause.details[0] == "basic_first"
        await office.do("release_first", Role.FINANCE, on="2038-03-04", **PUT_OFF)
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        assert bank.balances == {account(1).number: 50_000}
        bank.wrong.clear()
        [line] = file.returns
        await office.do(
            "resend_line", Role.PAY_OFFICER, on="2038-03-04", obligation=line.obligation
        )
        await office.until(lambda f: f.returns[0].settled)
        await office.to(date(2038, 3, 9))
        file = await office.until(lambda f: "release_rest" in str(f.overdue))
        await office.do("release_rest", Role.FINANCE, on="2038-03-09", amount_fen=1_000)
        totals = await office.handle.result()
        file = await office.file()
    assert (totals.paid_count, totals.paid_fen, totals.repaid_count) == (3, 101_000, 1)
    assert bank.balances == {account(1).number: 51_000, account(2).number: 50_000}
    assert {late.step: late.days for late in file.lateness} == {"release_rest": 1}
    with tools.store.read() as session:
        assert sum(money_views.trial_balance(session).values()) == 0
