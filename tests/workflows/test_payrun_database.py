"""R8: a month on PostgreSQL whose server dies in every step; each household is paid once, to the fen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import money_views
from store.engine import Store
from store.migrate import upgrade
from tests.paying import Bank, account, household_in
from tests.postgres import OwnPostgres, own_postgres
from tests.workflows.pay_office import MONTH, Office, worker

WRITING = {
    "freeze_list", "project_pay", "book_release", "send_batch", "fetch_return", "book_return",
}  # fmt: skip
"""Every step of a month that writes."""


class MortalStore(Store):
    """The server dies the first time each step writes: before the commit, or just after it, so that
    whoever asked does not hear of it."""

    def __init__(self, server: OwnPostgres, keyring: KeyRing) -> None:
        super().__init__(server.url, keyring)
        self.server, self.before, self.after = server, list[str](), list[str]()

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        name = activity.info().activity_type
        first = name not in (*self.before, *self.after)
        early = len(self.before) <= len(self.after)
        with super().write() as session:
            yield session
            if first and early:
                session.flush()
                self.before.append(name)
                self._die()
        if first and not early:
            self.after.append(name)
            self._die()
            raise ConnectionError("the answer was lost")

    def _die(self) -> None:
        self.server.die()
        self.server.start()


@pytest.mark.rule("JZ-30")
async def test_a_database_that_dies_in_every_step_of_a_month_pays_each_household_once(
    client: Client, skipper: TimeSkipper, keyring: KeyRing, tmp_path: Path
) -> None:
    with own_postgres() as server, contextlib.ExitStack() as after:
        await asyncio.to_thread(upgrade, server.url)
        settings = Settings(home=tmp_path, database_url=server.url)
        tools = Tools.of(settings, keyring)
        mortal = MortalStore(server, keyring)
        after.callback(tools.store.close)
        after.callback(mortal.close)
        for number in (1, 2, 3):
            household_in(tools.store, number, (MONTH, None, 50_000 + number))
        bank = Bank()
        bank.wrong[account(2).number] = "99"
        async with worker(client, Tools(settings, keyring, mortal), bank) as queue:
            office = await Office(client, skipper).open(queue)
            await office.submitted(date(2038, 3, 4))
            await office.funded(date(2038, 3, 8))
            file = await office.days_until(lambda f: f.stage is PayStage.RETURNS)
            bank.wrong.clear()
            [line] = file.returns
            await office.do(
                "resend_line", Role.PAY_OFFICER, on=file.latest, obligation=line.obligation
            )
            await office.days_until(lambda f: f.stage is PayStage.CLOSED)
            totals = await office.handle.result()
        assert {*mortal.before, *mortal.after} == WRITING
        assert server.deaths == len(WRITING) and mortal.before and mortal.after
        assert totals.paid_fen == sum(bank.balances.values()) == 150_006
        with tools.store.read() as session:
            assert sum(money_views.trial_balance(session).values()) == 0
