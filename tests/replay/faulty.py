"""Programs that must never go live: each waits a minute before every round it does anew.

What they recorded no right program does again: a procedure that met one stops once it is taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case.file import CaseFile
    from domain.check.file import CheckOrder, CheckResult
    from domain.complaint.file import ComplaintOrder
    from workflows.case import CaseOutcome, CaseWorkflow
    from workflows.check import HouseholdCheckWorkflow
    from workflows.complaint import ComplaintResult, ComplaintWorkflow


@workflow.defn(name="CaseWorkflow")
class FaultyCase(CaseWorkflow):
    @workflow.init
    def __init__(self, start: CaseFile) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: CaseFile) -> CaseOutcome:
        return await super().run(start)

    async def _attend(self) -> None:
        if not workflow.unsafe.is_replaying():
            await asyncio.sleep(60)
            self._wake()
        await super()._attend()


@workflow.defn(name="HouseholdCheckWorkflow")
class FaultyCheck(HouseholdCheckWorkflow):
    @workflow.init
    def __init__(self, order: CheckOrder) -> None:
        super().__init__(order)

    @workflow.run
    async def run(self, order: CheckOrder) -> CheckResult:
        return await super().run(order)

    async def _wait(
        self,
        until: Callable[[], bool],
        day: date | None,
        summary: str,
        moment: datetime | None = None,
    ) -> bool:
        if not workflow.unsafe.is_replaying():
            await asyncio.sleep(60)
            self._wake()
        return await super()._wait(until, day, summary, moment)


@workflow.defn(name="ComplaintWorkflow")
class FaultyComplaint(ComplaintWorkflow):
    @workflow.init
    def __init__(self, order: ComplaintOrder) -> None:
        super().__init__(order)

    @workflow.run
    async def run(self, order: ComplaintOrder) -> ComplaintResult:
        return await super().run(order)

    async def _attend(self) -> None:
        if not workflow.unsafe.is_replaying():
            await asyncio.sleep(60)
            self._wake()
        await super()._attend()
