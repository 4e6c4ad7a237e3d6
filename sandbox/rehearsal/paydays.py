"""The county's month: civil affairs submits, finance releases, the bank credits, returns are mended."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from domain.pay.file import PayFile, ReturnState
from domain.pay.lists import case_of
from sandbox.rehearsal.casework import CaseDesk
from sandbox.rehearsal.staff import Staff, Stuck, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper
from workflows import ids

_A_DAY = timedelta(days=1)
_ROUNDS = 60
_SUBMITS, _RELEASES = 3, 6
"""Days of the month on which the scripted staff submit and release."""
_LATE_MONTH, _LATE_DAYS = 7, 12
"""In this month of the year one finance bureau is late, which the run must name."""


class PayDesk:
    """One place's run of one month, from the frozen list to the closed month."""

    def __init__(self, staff: Staff, keeper: Timekeeper, place: str, month: date) -> None:
        self.staff, self.keeper = staff, keeper
        self.place, self.month = place, month
        self.day = month
        self.code = f"{month:%Y-%m}"

    @property
    def workflow_id(self) -> str:
        return ids.pay_id(self.place, "dibao", self.code)

    async def run(self, desks: dict[str, CaseDesk]) -> None:
        """Everything the month asks for; every act over HTTP, each by its own role."""
        path = f"/api/v1/pay/{self.place}/{self.code}"
        await self.staff.post(user_id(self.place, Role.PAY_OFFICER), path, {}, key=path)
        for _ in range(_ROUNDS):
            file = await self.look()
            if file.closed is not None:
                return
            if not await self._step(file, desks):
                self.day += _A_DAY
                await self.keeper.bring(self.workflow_id, self.day)
        raise Stuck(f"{self.place} {self.code}: the month does not close")

    async def look(self) -> PayFile:
        """The run as the pay officer sees it, once its list is frozen."""
        path = f"/api/v1/pay/{self.place}/{self.code}"
        for _ in range(_ROUNDS):
            seen = await self.staff.get(user_id(self.place, Role.PAY_OFFICER), path)
            if seen["stage"] != PayStage.LIST:
                break
            await asyncio.sleep(0.1)
        return PayFile.model_validate(seen["file"])

    async def _step(self, file: PayFile, desks: dict[str, CaseDesk]) -> bool:
        if file.stage is PayStage.SUBMISSION:
            self.day = max(self.day, self.month.replace(day=_SUBMITS))
            await self._act(
                "submit_list",
                Role.PAY_OFFICER,
                count=file.payable_count,
                total_fen=file.payable_fen,
            )
            return True
        if file.stage is PayStage.RELEASE:
            late = self.place == "hanbin" and self.month.month == _LATE_MONTH
            self.day = self.month.replace(day=_RELEASES + (_LATE_DAYS if late else 0))
            await self._act("release_funds", Role.FINANCE, amount_fen=file.payable_fen)
            return True
        mended = False
        for line in file.returns:
            if line.state is ReturnState.OPEN:
                mended |= await self._mend(line.obligation, desks)
        return mended

    async def _mend(self, obligation: str, desks: dict[str, CaseDesk]) -> bool:
        desk = desks.get(case_of(obligation))
        if desk is None or not await desk.mend_account(self.day + _A_DAY):
            return False
        self.day += 2 * _A_DAY
        await self._act("resend_line", Role.PAY_OFFICER, obligation=obligation)
        return True

    async def _act(self, name: str, role: Role, **fields: object) -> None:
        await self.keeper.bring(self.workflow_id, self.day)
        path = f"/api/v1/pay/{self.place}/{self.code}/acts/{name}"
        body = plain({"on": self.day, **fields})
        await self.staff.post(user_id(self.place, role), path, body)
