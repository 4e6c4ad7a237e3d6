"""A county of any size: the run's history and the memory of its steps grow with what goes wrong."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import freezing, money_views
from store.engine import Store
from store.migrate import upgrade
from tests.many import county
from tests.paying import Bank, Month, account
from tests.workflows.pay_office import MONTH, Office, worker

PARTS = 4


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(home=tmp_path)
    upgrade(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


@pytest.mark.parametrize("households", [20, 800])
async def test_a_month_costs_events_by_its_files_and_not_by_its_households(
    client: Client,
    skipper: TimeSkipper,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
    households: int,
) -> None:
    monkeypatch.setattr(freezing, "PART_LINES", households // PARTS)
    bank, fen = Bank(), county(tools.store, households, MONTH)
    bank.wrong[account(7).number] = "99"
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        file = await office.until(lambda f: f.stage is PayStage.SUBMISSION)
        assert (file.payable_count, file.payable_fen) == (households, fen)
        await office.submitted(MONTH)
        await office.funded(MONTH)
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        assert [batch.count for batch in file.batches] == [households // PARTS] * PARTS
        bank.wrong.clear()
        [line] = file.returns
        await office.do("resend_line", Role.PAY_OFFICER, on=MONTH, obligation=line.obligation)
        totals = await office.handle.result()
        history = await office.handle.fetch_history()
    assert totals.paid_fen == sum(bank.balances.values()) == fen
    assert len(bank.batches) == PARTS + 1
    assert len(history.events) < 80 + 30 * PARTS
    assert max(event.ByteSize() for event in history.events) < 16_000
    assert sum(event.ByteSize() for event in history.events) < 180_000
    with tools.store.read() as session:
        assert sum(money_views.trial_balance(session).values()) == 0


def _peak(store: Store, month: Month) -> int:
    """Most memory the freezing of a list held at a time, in bytes."""
    tracemalloc.start()
    try:
        whole = False
        while not whole:
            with store.write() as session:
                whole = freezing.freeze_part(session, month.freeze())
        with store.read() as session:
            freezing.frozen(session, month.run)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.usefixtures("usual_garbage")
def test_freezing_four_times_the_households_takes_no_more_memory(
    tmp_path: Path, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "CASES", 50)
    monkeypatch.setattr(freezing, "_STREAM", 50)
    peaks = {}
    for households in (50, 200, 800):  # the first warms what is compiled once
        url = f"sqlite:///{tmp_path}/{households}.db"
        upgrade(url)
        store = Store(url, keyring)
        county(store, households, date(2026, 9, 1))
        peaks[households] = _peak(store, Month())
        store.close()
    assert peaks[800] < 1.5 * peaks[200], peaks
