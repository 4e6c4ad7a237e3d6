"""信息核对: one household asked about at every department, each on its own durable path.

A department that is down for weeks delays no other; one that has answered is never asked again.
The check ends when each has answered or was waived by name and with a reason (ZH-20).
"""

from __future__ import annotations

import asyncio
from datetime import date

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.base import CaseRefusal, Frozen
    from domain.case.acts import Act
    from domain.check.answers import DepartmentQuery
    from domain.check.file import (
        CHECK_ACTS,
        CheckFile,
        CheckOrder,
        CheckResult,
        apply_to_check,
        ask_again_on,
        asked,
        failed,
        opened,
        replied,
        result_of,
    )
    from domain.check.tasks import check_waiting_zh, open_check_tasks
    from workflows import steps, timing, visible
    from workflows.base import ActDriven


@workflow.defn
class HouseholdCheckWorkflow(ActDriven):
    """One information check of one household (57号 Art 17)."""

    @workflow.init
    def __init__(self, order: CheckOrder) -> None:
        super().__init__()
        self._file = opened(order)

    @workflow.run
    async def run(self, order: CheckOrder) -> CheckResult:
        self._wake()
        await asyncio.gather(*(self._ask(d.department) for d in order.departments))
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result_of(self._file, self._today())

    @workflow.query
    def file(self) -> CheckFile:
        return self._file

    async def _ask(self, department: str) -> None:
        """Ask until it answers or is waived, on working days, never twice at a time."""
        while not self._file.of(department).settled:
            await self._ask_once(department)
            if self._file.of(department).settled:
                return
            await self._show()
            again = ask_again_on(self._file, department, self._today())
            zh = self._file.of(department).zh
            await self._wait(
                lambda: self._file.of(department).settled, again, f"{again}再次向{zh}查询"
            )

    async def _ask_once(self, department: str) -> None:
        today = self._today()
        self._file = asked(self._file, department, today)
        part = self._file.of(department)
        try:
            reply = await self._woken(
                workflow.execute_activity(
                    steps.ask_department,
                    self._query(department),
                    **timing.ask(f"向{part.zh}查询（第{part.attempts}次）"),
                )
            )
        except ActivityError as error:
            cause = error.cause
            nonsense = isinstance(cause, ApplicationError) and cause.type == "DepartmentNonsense"
            trouble = "nonsense" if nonsense else "down"
            self._file = failed(self._file, department, trouble, today)
            return
        self._file = replied(self._file, department, reply, self._today())

    def _query(self, department: str) -> DepartmentQuery:
        order, part = self._file.order, self._file.of(department)
        return DepartmentQuery(
            key=f"{order.case_no}-{order.number}-{department}",
            place=order.place,
            department=department,
            items=part.items,
            persons=order.persons,
            purpose=order.purpose,
            authorisation=order.authorisation,
            asked_on=self._today(),
            attempt=part.attempts,
        )

    def _act_named(self, name: str) -> type[Act]:
        if name not in CHECK_ACTS:
            raise CaseRefusal("act_unknown", f"信息核对中没有名为“{name}”的操作。")
        return CHECK_ACTS[name]

    def _try(self, name: str, act: Act) -> CheckFile:
        return apply_to_check(self._file, act, self._today(), self._now())

    def _keep(self, file: Frozen) -> None:
        if isinstance(file, CheckFile):
            self._file = file

    def _state(self) -> tuple[Frozen, int, str, date]:
        return self._file, self._file.version, "check", self._file.latest

    async def _project(self) -> None:
        today = self._today()
        waiting = check_waiting_zh(self._file, today)
        order = self._file.order
        head = f"信息核对 · {order.case_no} · 第{order.number}次"
        workflow.set_current_details(visible.details(head, waiting))
        await workflow.execute_local_activity(
            steps.project_check,
            steps.CheckProjection(
                file=self._file, tasks=open_check_tasks(self._file, today), waiting=waiting
            ),
            **timing.RECORD,
        )
