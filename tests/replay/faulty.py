"""A program that must never go live: it waits a minute before every round it does anew.

What it recorded no right program does again: a case that met it stops once it is taken back.
"""

from __future__ import annotations

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case.file import CaseFile
    from workflows.case import CaseOutcome, CaseWorkflow


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
