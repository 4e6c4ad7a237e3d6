"""The stage of the stories of money: the real workflows and tables, a bank, and counts that are told."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.bank import BankActivities
from activities.funds import FundActivities
from activities.heart import Heart
from activities.pay import PayActivities
from activities.policy import PolicyActivities
from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.funds.matter import ErrandDone, Matter
from domain.funds.moves import ACTS
from domain.pay.acts import PAY_ACTS
from domain.pay.file import PayFile
from domain.pay.lists import PayOrder
from tests.building import BUILD
from tests.paying import Bank
from tests.people import officer
from workflows import ids
from workflows.base import SHANGHAI, Receipt
from workflows.fund_steps import ErrandOrder
from workflows.matter import MatterWorkflow
from workflows.payrun import DisbursementRunWorkflow

RISE = {
    "preview_rise": (("households", 3), ("changed", 2), ("unchanged", 1), ("monthly_fen", 9_000)),
    "apply_rise": (("applied", 2), ("failed", 0)),
    "prove_rise": (("households", 3), ("missed", 0)),
}
"""A rise asks every case of a county; here the county's answer is told."""


class Treasury:
    """One place, its tables and its bank, and whoever acts in the story."""

    def __init__(self, client: Client, skipper: TimeSkipper, tools: Tools, place: str) -> None:
        self.client, self.skipper, self.tools, self.place = client, skipper, tools, place
        self.bank, self.queue = Bank(), f"money-{uuid.uuid4()}"
        self.handle: WorkflowHandle[Any, Any]
        self._funds = FundActivities(tools)
        self._kind = ""

    # --- who works ------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        funds, pay = self._funds, PayActivities(self.tools)
        bank = BankActivities(self.tools, ways={"http": self.bank})

        @activity.defn(name="run_errand")
        async def run_errand(order: ErrandOrder) -> ErrandDone:
            told = RISE.get(order.errand.what)
            if told is None:
                return await funds.run_errand(order)
            return ErrandDone(key=order.errand.key, figures=told, digest="d" * 64)

        steps = [
            PolicyActivities(self.tools).take_policy, run_errand, funds.project_matter,
            pay.freeze_list, pay.look_up, pay.book_backpay, pay.book_release, pay.book_zero,
            pay.close_month, pay.project_pay, bank.send_batch, bank.fetch_return, bank.book_return,
        ]  # fmt: skip
        with ThreadPoolExecutor(4) as pool:
            async with Worker(
                self.client,
                task_queue=self.queue,
                build_id=BUILD,
                workflows=[MatterWorkflow, DisbursementRunWorkflow],
                activities=steps,
                activity_executor=pool,
                interceptors=[Heart()],
            ):
                yield

    # --- what is begun --------------------------------------------------------------------------

    def today(self) -> date:
        return datetime.now(SHANGHAI).date()

    async def begin(self, matter: Matter) -> str:
        name = ids.matter_id(matter.kind.value, matter.place, matter.key)
        self._kind = matter.kind.value
        self.handle = await self.client.start_workflow(
            MatterWorkflow.run, matter, id=name, task_queue=self.queue
        )
        await self.rest()
        return name

    async def begin_month(self, month: date) -> str:
        order = PayOrder(place=self.place, month=month, starts_on=month)
        name = ids.pay_id(order.place, order.group, order.month_code)
        self._kind = "pay"
        self.handle = await self.client.start_workflow(
            DisbursementRunWorkflow.run, order, id=name, task_queue=self.queue
        )
        await self.to(month)
        await self.rest()
        return name

    async def turn_to(self, name: str, kind: str) -> None:
        """What is done next is done to that procedure, once it has begun."""
        self._kind, self.handle = kind, self.client.get_workflow_handle(name)
        for _ in range(600):
            with contextlib.suppress(RPCError):
                await self.handle.describe()
                break
            await asyncio.sleep(0.05)
        await self.rest()

    # --- what is done ---------------------------------------------------------------------------

    async def do(self, name: str, role: Role, person: int = 1, /, **fields: Any) -> Any:
        """The act on the procedure's own day; the file once nothing of it is in flight."""
        kinds = PAY_ACTS if self._kind == "pay" else ACTS[(await self.file()).kind]
        who = officer(role, self.place, person).model_dump()
        on = max(await self.clock(), (await self.file()).latest)
        act = kinds[name].model_validate({"officer": who, "on": on, **fields})
        await self.handle.execute_update(name, act, result_type=Receipt)
        return await self.rest()

    async def file(self) -> Any:
        kind: type = PayFile if self._kind == "pay" else Matter
        return await self.handle.query("file", result_type=kind)

    async def clock(self) -> date:
        now: datetime = await self.skipper.get_current_time(self.handle)
        return now.astimezone(SHANGHAI).date()

    async def to(self, day: date) -> Any:
        """The procedure's own morning of that day."""
        now = await self.skipper.get_current_time(self.handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.skipper.fast_forward(self.handle, pause)
        return await self.rest()

    async def rest(self) -> Any:
        for _ in range(600):
            found = (await self.handle.describe()).raw_description
            if not found.pending_activities and not found.HasField("pending_workflow_task"):
                break
            await asyncio.sleep(0.05)
        return await self.file()

    async def ended(self) -> None:
        await self.handle.result()
