"""The county's month: civil affairs submits, finance releases, the bank credits, returns are mended."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from temporalio.client import Client
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.case.lifecycle import Role
from domain.pay.lists import PayOrder
from sandbox.rehearsal.casework import CaseDesk
from sandbox.rehearsal.staff import Json, Staff, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper
from workflows import ids
from workflows.payrun import DisbursementRunWorkflow

_A_DAY = timedelta(days=1)
_ROUNDS = 60
_LATE_MONTH = 7
"""In this month of the year one finance bureau is late, which the run must name."""


class PayDesk:
    """One place's run of one month, from the frozen list to the closed month."""

    def __init__(
        self, client: Client, staff: Staff, keeper: Timekeeper, place: str, month: date
    ) -> None:
        self.client, self.staff, self.keeper = client, staff, keeper
        self.place, self.month = place, month
        self.day = month
        self.code = f"{month:%Y-%m}"

    @property
    def workflow_id(self) -> str:
        return ids.pay_id(self.place, "dibao", self.code)

    async def run(self, desks: dict[str, CaseDesk]) -> None:
        """Everything the month asks for; every act over HTTP, each by its own role."""
        await self._start()
        for _ in range(_ROUNDS):
            view = await self.look()
            if view["closed"]:
                return
            if not await self._step(view, desks):
                self.day += _A_DAY
                await self.keeper.bring(self.workflow_id, self.day)
        raise RuntimeError(f"{self.place} {self.code}: the month does not close")

    async def _start(self) -> None:
        """As the schedule does on the first of the month."""
        order = PayOrder(place=self.place, month=self.month, starts_on=self.month)
        try:
            await self.client.start_workflow(
                DisbursementRunWorkflow.run,
                order,
                id=self.workflow_id,
                task_queue=ids.TASK_QUEUE,
                static_summary=f"资金发放 · {self.place} · {self.code}",
            )
        except WorkflowAlreadyStartedError:
            return

    async def look(self) -> Json:
        path = f"/api/v1/pay/{self.place}/{self.code}"
        for _ in range(_ROUNDS):
            view = await self.staff.get(user_id(self.place, Role.PAY_OFFICER), path)
            if view["stage"] != "list":
                return view
            await asyncio.sleep(0.1)
        return view

    async def _step(self, view: Json, desks: dict[str, CaseDesk]) -> bool:
        if view["stage"] == "submission":
            await self._act(
                "submit_list",
                Role.PAY_OFFICER,
                count=view["payable_count"],
                total_fen=view["payable_fen"],
            )
            return True
        if view["stage"] == "release":
            late = self.place == "hanbin" and self.month.month == _LATE_MONTH
            self.day = date.fromisoformat(view["transfer_due"]) + (2 if late else 0) * _A_DAY
            await self._act("release_funds", Role.FINANCE, amount_fen=view["payable_fen"])
            return True
        mended = False
        for line in view["returns"]:
            if line["state"] == "open":
                mended |= await self._mend(line, desks)
        return mended

    async def _mend(self, line: Json, desks: dict[str, CaseDesk]) -> bool:
        desk = desks.get(line["case_no"])
        if desk is None or not await desk.mend_account(self.day + _A_DAY):
            return False
        self.day += 2 * _A_DAY
        await self._act("resend_line", Role.PAY_OFFICER, obligation=line["obligation"])
        return True

    async def _act(self, name: str, role: Role, **fields: object) -> None:
        await self.keeper.bring(self.workflow_id, self.day)
        path = f"/api/v1/pay/{self.place}/{self.code}/acts/{name}"
        body = plain({"on": self.day, **fields})
        await self.staff.post(user_id(self.place, role), path, body)
