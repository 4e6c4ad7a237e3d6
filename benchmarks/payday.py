"""P7, P10: a county's month from the start of its run to the close, on the real server.

Everything of ours is real: workflow, activities, tables in SQLite with every commit on the disk,
files sealed, the ledger. The bank is a dictionary in this process: its time is not ours.
"""

from __future__ import annotations

import asyncio
import random
import resource
import statistics
import time
import uuid
from datetime import date, datetime
from pathlib import Path

from sqlmodel import select
from temporalio.client import Client, WorkflowHandle

from activities.tools import Tools
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.pay.acts import PAY_ACTS, PayStage
from domain.pay.file import PayFile, PayTotals
from domain.pay.lists import PayOrder
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import freezing, money_views
from store.engine import Store
from store.migrate import upgrade
from store.tables.pay import Obligation
from tests.many import county
from tests.paying import Bank, account
from tests.people import officer
from tests.workflows.pay_office import worker
from workflows.base import SHANGHAI, Receipt
from workflows.payrun import DisbursementRunWorkflow

TARGET_SECONDS, PAYEES = 600, 100_000
_PLACE = "jiaozuo"
_LOOK_SECONDS = 0.5
PAGES, PAGE = 1_000, 101


class Payday(Frozen):
    """`seconds` from the start to the close; `freeze`, `credit`: of it. CPU of this process.
    `page_p99_ms`: a page of the run's lines, asked for at random places of the list."""

    payees: int
    seconds: float
    freeze: float
    credit: float
    cpu_ms: float
    peak_mb: float
    events: int
    kb: float
    batches: int
    page_p99_ms: float


async def measure(client: Client, home: Path, keyring: KeyRing, payees: int = PAYEES) -> Payday:
    settings = Settings(home=home)
    upgrade(settings.database_url)
    tools, bank = Tools.of(settings, keyring), Bank()
    today = datetime.now(SHANGHAI).date()
    month = today.replace(day=1)
    fen = county(tools.store, payees, month)
    bank.wrong = {account(number).number: "99" for number in (3, payees // 2)}
    began, cpu = time.perf_counter(), time.process_time()
    async with worker(client, tools, bank) as queue:
        handle = await client.start_workflow(
            DisbursementRunWorkflow.run,
            PayOrder(place=_PLACE, month=month, starts_on=today),
            id=f"pay/{_PLACE}/dibao/{uuid.uuid4()}",
            task_queue=queue,
        )
        file = await awaited(handle, PayStage.SUBMISSION)
        frozen = time.perf_counter()
        listed = {"count": file.payable_count, "total_fen": file.payable_fen}
        await acted(handle, "submit_list", Role.PAY_OFFICER, today, **listed)
        await acted(handle, "release_funds", Role.FINANCE, today, amount_fen=file.payable_fen)
        file = await awaited(handle, PayStage.RETURNS)
        credited = time.perf_counter()
        bank.wrong.clear()
        for line in file.returns:
            await acted(handle, "resend_line", Role.PAY_OFFICER, today, obligation=line.obligation)
        totals: PayTotals = await handle.result()
        ended = time.perf_counter()
        history = await handle.fetch_history()
    if not totals.paid_fen == sum(bank.balances.values()) == fen:
        raise RuntimeError("the month is not exact")
    with tools.store.read() as session:
        freezing.frozen(session, totals.run)
    page_p99_ms = pages(tools.store, totals.run)
    tools.store.close()
    return Payday(
        payees=payees,
        seconds=ended - began,
        freeze=frozen - began,
        credit=credited - frozen,
        cpu_ms=(time.process_time() - cpu) * 1000 / payees,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        events=len(history.events),
        kb=sum(event.ByteSize() for event in history.events) / 1024,
        batches=len(bank.batches),
        page_p99_ms=page_p99_ms,
    )


def pages(store: Store, run: str) -> float:
    """P99 in milliseconds of `PAGES` pages of the list of a run, as its page asks for them."""
    with store.read() as session:
        names = session.exec(select(Obligation.id).where(Obligation.run == run)).all()
    took = []
    for after in random.Random(len(names)).choices(names, k=PAGES):  # noqa: S311
        began = time.perf_counter()
        with store.read() as session:
            money_views.some_lines(session, run, after=after, most=PAGE)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(took, n=100)[98]


Run = WorkflowHandle[DisbursementRunWorkflow, PayTotals]


async def awaited(handle: Run, stage: PayStage) -> PayFile:
    while True:
        file = await handle.query(DisbursementRunWorkflow.file)
        if file.stage is stage:
            return file
        await asyncio.sleep(_LOOK_SECONDS)


async def acted(handle: Run, name: str, role: Role, on: date, **fields: object) -> None:
    who = officer(role, _PLACE, 1)
    act = PAY_ACTS[name].model_validate({"officer": who.model_dump(), "on": on, **fields})
    await handle.execute_update(name, act, result_type=Receipt)
