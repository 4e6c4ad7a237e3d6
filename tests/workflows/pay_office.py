"""Staff and a bank at work on a county's month, on the real server with virtual time."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.bank import BankActivities
from activities.heart import Heart
from activities.pay import PayActivities
from activities.policy import PolicyActivities
from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.pay.acts import PAY_ACTS, PayStage
from domain.pay.file import PayFile, PayTotals
from domain.pay.lists import PayOrder
from runtime.lean import Lean, LeanRunner
from tests.building import BUILD
from tests.paying import Bank
from tests.people import officer
from workflows import ids
from workflows.base import SHANGHAI, Receipt
from workflows.payrun import DisbursementRunWorkflow
from workflows.paystart import StartMonthlyRuns

MONTH = date(2038, 3, 1)
"""Far ahead, so that the server is before it; its 5th, 8th and 10th are weekdays."""


@contextlib.asynccontextmanager
async def worker(client: Client, tools: Tools, bank: Bank) -> AsyncIterator[str]:
    queue = f"test-{uuid.uuid4()}"
    pay, at_bank = PayActivities(tools), BankActivities(tools, ways={"http": bank})
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            task_queue=queue,
            build_id=BUILD,
            workflows=[DisbursementRunWorkflow, StartMonthlyRuns],
            activities=[
                PolicyActivities(tools).take_policy,
                pay.freeze_list,
                pay.look_up,
                pay.book_backpay,
                pay.book_release,
                pay.book_zero,
                pay.close_month,
                pay.project_pay,
                at_bank.send_batch,
                at_bank.fetch_return,
                at_bank.book_return,
            ],
            activity_executor=pool,
            interceptors=[Heart(), Lean()],
        ):
            yield queue


class Office:
    """Staff at work on one run: brings it to the day, then sends the act."""

    def __init__(self, client: Client, skipper: TimeSkipper, place: str = "jiaozuo") -> None:
        self.client, self.skipper = client, skipper
        self.order = PayOrder(place=place, month=MONTH, starts_on=MONTH)
        self.handle: WorkflowHandle[DisbursementRunWorkflow, PayTotals]

    async def open(self, queue: str) -> Office:
        # The id is unique a test: the house's own names are used once in the schedule test.
        self.handle = await self.client.start_workflow(
            DisbursementRunWorkflow.run,
            self.order,
            id=f"{ids.pay_id(self.order.place, self.order.group, self.order.month_code)}/{queue}",
            task_queue=queue,
        )
        return self

    async def file(self) -> PayFile:
        return await self.handle.query(DisbursementRunWorkflow.file)

    async def until(self, holds: Callable[[PayFile], object]) -> PayFile:
        """The file once the condition holds; real time, so only for what happens at once."""
        for _ in range(6000):
            file = await self.file()
            if holds(file):
                return file
            await asyncio.sleep(0.02)
        raise AssertionError(f"never came about; the run is at {file.stage}")

    async def days_until(self, holds: Callable[[PayFile], object]) -> PayFile:
        """As `until`, going on to the next day when a day brings nothing more."""
        for ahead in range(1, 12):
            file = await self._at_rest()
            if holds(file):
                return file
            await self.to(file.latest + timedelta(days=ahead))
        raise AssertionError("never came about")

    async def _at_rest(self) -> PayFile:
        """The file when nothing of the run is in flight: before, the day may not go on."""
        for _ in range(600):
            found = (await self.handle.describe()).raw_description
            if not found.pending_activities and not found.HasField("pending_workflow_task"):
                break
            await asyncio.sleep(0.02)
        return await self.file()

    async def to(self, day: date) -> None:
        now = await self.skipper.get_current_time(self.handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.skipper.fast_forward(self.handle, pause)

    async def do(self, name: str, role: Role, person: int = 1, /, **fields: object) -> Receipt:
        who = officer(role, self.order.place, person)
        act = PAY_ACTS[name].model_validate({"officer": who.model_dump(), **fields})
        return await self.handle.execute_update(name, act, result_type=Receipt)

    async def submitted(self, on: date) -> PayFile:
        await self.to(on)
        file = await self.until(lambda f: f.stage is PayStage.SUBMISSION)
        await self.do(
            "submit_list",
            Role.PAY_OFFICER,
            on=on,
            count=file.payable_count,
            total_fen=file.payable_fen,
            digest=file.payable_digest,
        )
        return await self.file()

    async def funded(self, on: date) -> PayFile:
        await self.to(on)
        file = await self.file()
        await self.do("release_funds", Role.FINANCE, on=on, amount_fen=file.payable_fen)
        return await self.file()
