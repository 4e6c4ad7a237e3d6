"""A county's month on the real server with virtual time: three people, a bank, a returned line."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.pay.acts import PAY_ACTS, PayStage
from domain.pay.file import ReturnState
from domain.pay.purposes import obligation_id
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import money, money_views
from store.engine import Store
from store.owed import owed_to
from tests.paying import Bank, account, household_in
from tests.tables import migrated
from tests.workflows.pay_office import MONTH, Office, worker
from workflows.base import Receipt
from workflows.payrun import DisbursementRunWorkflow
from workflows.paystart import MonthlyStart, StartMonthlyRuns


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(home=tmp_path)
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.mark.rule("JZ-27", "JZ-30")
async def test_a_month_with_one_returned_line_is_paid_to_the_end_and_exact(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    for number in (1, 2, 3):
        household_in(tools.store, number, (MONTH, None, 50_000 + number))
    bank.wrong[account(2).number] = "02"
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(date(2038, 3, 4))
        await office.funded(date(2038, 3, 8))
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        [line] = file.returns
        assert line.zh == "户名与账号不符" and line.due > line.on
        with pytest.raises(WorkflowUpdateFailedError):
            await office.do(
                "zero_line",
                Role.FINANCE,
                on="2038-03-08",
                obligation=line.obligation,
                reason="误发一笔",
            )
        household_in(
            tools.store, 2, (MONTH, None, 50_002), payee=account(22), version=2
        )  # the clerk corrected the account in the case
        await office.do(
            "resend_line", Role.PAY_OFFICER, on="2038-03-08", obligation=line.obligation
        )
        totals = await office.handle.result()
        assert (totals.count, totals.paid_count, totals.repaid_count) == (3, 3, 1)
        assert totals.paid_fen == sum(bank.balances.values()) == 150_006
        assert bank.balances[account(22).number] == 50_002
        assert account(2).number not in bank.balances
        done = await office.file()
        assert [b.number for b in done.batches] == [1, 2] and not done.lateness
        history = await office.handle.fetch_history()
        assert len(history.events) < 150
        with tools.store.read() as session:
            assert sum(money_views.trial_balance(session).values()) == 0
            row = money_views.run_of(session, office.order.run)
            assert row is not None and row.closed_on == totals.closed_on
            assert row.submitted_by != row.released_by
            notes = {note.act: note for note in money_views.notes_of(session, office.order.run)}
            assert notes["freeze"].at and notes["submit_list"].at
            causes = {entry.cause for entry in session.exec(money.select(money.LedgerEntry)).all()}
        assert all(cause.startswith(f"{office.handle.id}#") for cause in causes)


class ForgetfulStore(Store):
    """Commits what was written and then loses the connection, every second time: the worker that
    asked never hears of it and asks again."""

    calls = 0

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            yield session
        self.calls += 1
        if self.calls % 2:
            raise ConnectionError("the answer was lost")


@pytest.mark.rule("JZ-30")
async def test_every_step_whose_answer_is_lost_is_repeated_and_pays_nobody_twice(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank, keyring: KeyRing
) -> None:
    for number in (1, 2):
        household_in(tools.store, number, (MONTH, None, 50_000 + number))
    bank.wrong[account(2).number] = "99"
    forgetful = ForgetfulStore(tools.settings.database_url, keyring)
    flaky = Tools(tools.settings, keyring, forgetful)
    async with worker(client, flaky, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(MONTH)
        await office.funded(MONTH)
        file = await office.days_until(lambda f: f.stage is PayStage.RETURNS)
        bank.wrong.clear()
        [line] = file.returns
        await office.do("resend_line", Role.PAY_OFFICER, on=file.latest, obligation=line.obligation)
        await office.days_until(lambda f: f.stage is PayStage.CLOSED)
        totals = await office.handle.result()
    assert forgetful.calls > 10
    assert totals.paid_fen == sum(bank.balances.values()) == 100_003
    with tools.store.read() as session:
        assert sum(money_views.trial_balance(session).values()) == 0
    forgetful.close()


@pytest.mark.rule("JZ-27")
async def test_nobody_does_two_steps_and_none_is_skipped(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.until(lambda f: f.stage is PayStage.SUBMISSION)

        async def refused(name: str, role: Role, person: int = 1, **fields: object) -> str:
            with pytest.raises(WorkflowUpdateFailedError) as caught:
                await office.do(name, role, person, **fields)
            cause = caught.value.cause
            assert isinstance(cause, ApplicationError)
            return str(cause.details[0])

        on = MONTH
        assert await refused("release_funds", Role.FINANCE, on=on, amount_fen=50_001) == (
            "out_of_order"
        )
        assert await refused("submit_list", Role.FINANCE, on=on, count=1, total_fen=50_001) == (
            "role_not_allowed"
        )
        assert await refused("submit_list", Role.PAY_OFFICER, on=on, count=1, total_fen=1) == (
            "list_differs"
        )
        await office.submitted(on)
        file = await office.file()
        assert file.submitted is not None
        both = file.submitted.officer.model_copy(update={"role": Role.FINANCE})
        act = PAY_ACTS["release_funds"].model_validate(
            {"officer": both.model_dump(), "on": on, "amount_fen": 50_001}
        )
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await office.handle.execute_update("release_funds", act, result_type=Receipt)
        assert isinstance(caught.value.cause, ApplicationError)
        assert caught.value.cause.details[0] == "same_person"
        await office.funded(on)
        assert (await office.handle.result()).paid_count == 1


@pytest.mark.rule("JZ-28", "JZ-29")
async def test_each_partys_lateness_is_recorded_with_whose_it_was_and_the_days(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    bank.slow_days = 3
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.to(date(2038, 3, 4))
        assert "remind" in [n.act for n in (await office.file()).journal]
        await office.to(date(2038, 3, 6))
        file = await office.until(lambda f: f.overdue)
        assert [late.step for late in file.lateness] == ["submit_list"]
        with tools.store.read() as session:
            row = money_views.run_of(session, office.order.run)
            assert row is not None and row.overdue
        await office.submitted(date(2038, 3, 7))
        await office.to(date(2038, 3, 9))
        await office.do(
            "report_shortage",
            Role.FINANCE,
            on="2038-03-09",
            shortage_fen=20_000,
            reason="本级配套资金未到位",
        )
        await office.to(date(2038, 3, 10))
        await office.do(
            "release_funds",
            Role.FINANCE,
            on="2038-03-10",
            amount_fen=50_001,
            shortage_fen=20_000,
            shifted_from="临时救助资金",
            reason="本级配套资金未到位，先行调剂",
        )
        await office.to(date(2038, 3, 15))
        totals = await office.handle.result()
        assert totals.paid_count == 1
        file = await office.file()
        days = {late.step: (late.role, late.days) for late in file.lateness}
        assert days["submit_list"] == (Role.PAY_OFFICER, 2)
        assert days["release_funds"] == (Role.FINANCE, 2)
        assert file.released is not None and file.released.shifted_from == "临时救助资金"


@pytest.mark.rule("JZ-30")
async def test_a_bank_that_is_down_is_tried_on_working_days_and_gets_the_batch_once(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    bank.down = {date(2038, 3, 4), date(2038, 3, 5)}
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(date(2038, 3, 3))
        await office.funded(date(2038, 3, 4))
        file = await office.until(lambda f: f.batch is not None and f.batch.tries)
        assert file.batch is not None and file.batch.try_on == date(2038, 3, 5)
        await office.to(date(2038, 3, 8))
        totals = await office.handle.result()
        assert totals.paid_count == 1 and bank.deliveries == 1
        file = await office.file()
        assert file.batches[0].sent_on == date(2038, 3, 8)
        assert sum(bank.balances.values()) == 50_001


@pytest.mark.rule("JZ-27")
async def test_of_two_who_release_at_once_one_wins_and_the_other_hears_who_and_when(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(MONTH)

        async def release(person: int) -> object:
            return await office.do(
                "release_funds", Role.FINANCE, person, on=MONTH, amount_fen=50_001
            )

        both = await asyncio.gather(release(1), release(2), return_exceptions=True)
        [refused] = [one for one in both if isinstance(one, WorkflowUpdateFailedError)]
        assert isinstance(refused.cause, ApplicationError)
        assert refused.cause.details[0] == "done_already"
        file = await office.file()
        assert file.released is not None
        assert file.released.officer.id in str(refused.cause.message)
        [done] = [note for note in file.journal if note.act == "release_funds"]
        assert f"{done.at:%Y-%m-%d %H:%M:%S}" in str(refused.cause.message)
        assert (await office.handle.result()).paid_fen == 50_001
        assert sum(bank.balances.values()) == 50_001


async def test_a_suspended_line_is_funded_kept_back_and_paid_when_its_reason_is_gone(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    """And what a ruling gives goes onto the next list, month by month (57号 Art 38)."""
    household_in(tools.store, 1, (MONTH, None, 50_001))
    kept = household_in(tools.store, 2, (MONTH, None, 50_002))
    name = obligation_id(kept, "dibao", MONTH)
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.until(lambda f: f.stage is PayStage.SUBMISSION)
        for wrong in (obligation_id(kept, "dibao", date(2038, 2, 1)), "JZ2038999999/x/y/z"):
            with pytest.raises(WorkflowUpdateFailedError):
                await office.do(
                    "suspend_line", Role.PAY_OFFICER, on=MONTH, obligation=wrong, reason="账户核实"
                )
        await office.do(
            "suspend_line", Role.PAY_OFFICER, on=MONTH, obligation=name, reason="收款账户正在核实"
        )
        await office.submitted(MONTH)
        await office.funded(MONTH)
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        [line] = file.returns
        assert (line.obligation, line.code, line.fen) == (name, "suspended", 50_002)
        assert sum(bank.balances.values()) == 50_001
        await office.do(
            "order_backpay",
            Role.COUNTY_APPROVER,
            on=MONTH,
            case_no=kept,
            document="焦政复决〔2038〕3号",
            decided_on="2037-12-20",
            last_month="2038-02-01",
            monthly_fen=10_000,
        )
        await office.do("resend_line", Role.PAY_OFFICER, on=MONTH, obligation=name)
        totals = await office.handle.result()
        assert totals.paid_fen == sum(bank.balances.values()) == 100_003
    with tools.store.read() as session:
        rows = owed_to(session, "jiaozuo", [kept])
        assert [(f"{row.month:%Y-%m}", row.fen, row.pay_month) for row in rows] == [
            ("2038-01", 10_000, date(2038, 4, 1)),
            ("2038-02", 10_000, date(2038, 4, 1)),
        ]
        assert all(row.cause.startswith(f"{office.handle.id}#") for row in rows)


async def test_a_death_found_after_the_list_is_a_zero_line_with_its_reason(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    gone = household_in(tools.store, 2, (MONTH, None, 50_002))
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.until(lambda f: f.stage is PayStage.SUBMISSION)
        name = obligation_id(gone, "dibao", MONTH)
        await office.do(
            "zero_line", Role.PAY_OFFICER, on=MONTH, obligation=name, reason="单人户，已死亡"
        )
        await office.submitted(MONTH)
        await office.funded(MONTH)
        totals = await office.handle.result()
        assert (totals.paid_count, totals.zero_count, totals.paid_fen) == (1, 1, 50_001)
        assert account(2).number not in bank.balances


async def test_a_returned_line_may_end_as_zero_and_the_money_goes_back(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    household_in(tools.store, 1, (MONTH, None, 50_001))
    bank.wrong[account(1).number] = "03"
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(MONTH)
        await office.funded(MONTH)
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        [line] = file.returns
        await office.do(
            "resend_line", Role.PAY_OFFICER, on=MONTH, obligation=line.obligation
        )  # nobody corrected the account
        file = await office.until(lambda f: f.returns[0].times == 2)
        assert file.returns[0].state is ReturnState.OPEN
        assert file.returns[0].code == "account_unchanged"
        await office.do(
            "zero_line",
            Role.PAY_OFFICER,
            on=MONTH,
            obligation=line.obligation,
            reason="收款人死亡，家庭已停发",
        )
        totals = await office.handle.result()
        assert (totals.paid_fen, totals.zero_fen) == (0, 50_001)
        assert not bank.balances


async def test_a_month_without_recipients_closes_by_itself(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        totals = await office.handle.result()
        assert (totals.count, totals.paid_fen) == (0, 0)


@pytest.mark.rule("JZ-28")
async def test_what_a_schedule_starts_opens_the_month_under_its_exact_name_and_no_second_time(
    client: Client, skipper: TimeSkipper, tools: Tools, bank: Bank
) -> None:
    async with worker(client, tools, bank) as queue:
        start = MonthlyStart(place="yicheng", month=date(2026, 1, 1))
        for _ in range(2):
            name = await client.execute_workflow(
                StartMonthlyRuns.run, start, id=f"start/{uuid.uuid4()}", task_queue=queue
            )
            assert name == "pay/yicheng/dibao/2026-01"
        handle = client.get_workflow_handle_for(DisbursementRunWorkflow.run, name)
        assert (await handle.result()).count == 0
