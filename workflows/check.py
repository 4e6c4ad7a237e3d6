"""信息核对: one household asked about at every department, each on its own durable path.

A department that is down for weeks delays no other; one that has answered is never asked again.
The check ends when each has answered or was waived by name and with a reason (ZH-20).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    import workflows.steps as steps
    import workflows.timing as timing
    import workflows.visible as visible
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.check.acts import CHECK_ACTS
    from domain.check.answers import DepartmentQuery
    from domain.check.byhand import apply_to_check
    from domain.check.file import CheckFile, CheckOrder, CheckResult
    from domain.check.progress import (
        Unobtainable,
        ask_again_on,
        asked,
        failed,
        opened,
        passed,
        question,
        renewed,
        replied,
        result_of,
        skipped,
        why_not,
    )
    from domain.check.tasks import check_waiting_zh, open_check_tasks
    from workflows.mending import CanBeSetBack

TOGETHER = "2026-11-departments-first-asked-together"


@workflow.defn
class HouseholdCheckWorkflow(CanBeSetBack[CheckFile]):
    """One information check of one household (57号 Art 17)."""

    @workflow.init
    def __init__(self, order: CheckOrder) -> None:
        super().__init__()
        self._file = opened(order)
        self._together = False

    @workflow.run
    async def run(self, order: CheckOrder) -> CheckResult:
        self._wake()
        self._together = workflow.patched(TOGETHER)
        heard = await self._ask_all() if self._together else frozenset()
        await asyncio.gather(
            *(self._ask(d.department, d.department in heard) for d in order.departments)
        )
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return result_of(self._file, self._today())

    @workflow.query
    def file(self) -> CheckFile:
        return self._file

    @workflow.signal
    async def papers_changed(self, order: CheckOrder) -> None:
        """Somebody signed or withdrew his authorisation: what is still to be asked follows it."""
        self._wake()
        self._file = renewed(self._file, order)
        await self._show()

    @workflow.signal
    async def department_skipped(self, found: Unobtainable) -> None:
        """Two people of the case found that this department's answer cannot be had."""
        self._wake()
        self._file = skipped(self._file, found, self._today())
        await self._show()

    async def _ask_all(self) -> frozenset[str]:
        """The first question, to all of them at once; those of which something was heard.

        One activity where each department had one: most answer at once, and events are the cost.
        From here each goes its own way.
        """
        queries = tuple(q for d in self._file.order.departments if (q := self._query(d.department)))
        if not queries:
            return frozenset()
        today = self._today()
        for query in queries:
            self._file = asked(self._file, query.department, today)
        try:
            heard = await self._woken(
                workflow.execute_activity(
                    steps.ask_departments,
                    queries,
                    **timing.ask(f"向{len(queries)}个部门查询"),
                )
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return frozenset()  # the worker died, more than once: each is asked by itself
        by_department = {query.department: query for query in queries}
        for one in heard:
            if one.trouble:
                self._file = failed(self._file, one.department, one.trouble, today)
            else:
                query = by_department[one.department]
                self._file = replied(self._file, one.department, one.reply, self._today(), query)
        return frozenset(by_department)

    def _query(self, department: str) -> DepartmentQuery | None:
        today = self._today()
        return question(asked(self._file, department, today), department, today)

    async def _ask(self, department: str, heard: bool) -> None:
        """Ask until it answers or is waived, on working days, never twice at a time.

        `heard`: something has just come of a first question.
        """
        while not self._file.of(department).settled:
            if not heard:
                query = self._query(department)
                if query is None:
                    await self._until_allowed(department)
                    continue
                await self._ask_once(department, query)
            heard = False
            if self._nothing_to_wait_for(department):
                continue
            await self._show()
            again = ask_again_on(self._file, department, self._today())
            zh = self._file.of(department).zh
            await self._wait(
                lambda: self._file.of(department).settled, again, f"{again}再次向{zh}查询"
            )

    def _nothing_to_wait_for(self, department: str) -> bool:
        """It answered what it was asked; what is left waits for a signature, not for a day."""
        part = self._file.of(department)
        return part.settled or (part.answer is not None and bool(part.left) and not part.silent)

    async def _until_allowed(self, department: str) -> None:
        """Nothing may be asked: wait for a paper or a waiver, and be seen when the day passes."""
        today = self._today()
        self._file = failed(self._file, department, why_not(self._file, department, today), today)
        await self._show()
        part, consent = self._file.of(department), self._file.order.consent
        day = part.due + timedelta(days=1) if today <= part.due else None
        allowed = await self._wait(
            lambda: self._file.order.consent != consent or self._file.of(department).settled,
            day,
            f"{part.zh}：等待授权或者查询办法",
        )
        if not allowed:
            self._file = passed(self._file, self._today())

    async def _ask_once(self, department: str, query: DepartmentQuery) -> None:
        today = self._today()
        self._file = asked(self._file, department, today)
        part = self._file.of(department)
        try:
            reply = await self._woken(
                workflow.execute_activity(
                    steps.ask_department,
                    query,
                    **timing.ask(f"向{part.zh}查询（第{part.attempts}次）"),
                )
            )
        except ActivityError as error:
            if self._together and is_cancelled_exception(error):
                raise
            cause = error.cause
            nonsense = isinstance(cause, ApplicationError) and cause.type == "DepartmentNonsense"
            trouble = "nonsense" if nonsense else "down"
            self._file = failed(self._file, department, trouble, today)
            return
        self._file = replied(self._file, department, reply, self._today(), query)

    def _act_named(self, name: str) -> type[Act]:
        if name not in CHECK_ACTS:
            raise CaseRefusal(
                "act_unknown", f"信息核对中没有名为“{name}”的操作，请从核对页面所列的操作中选择。"
            )
        return CHECK_ACTS[name]

    def _try(self, name: str, act: Act) -> CheckFile:
        return apply_to_check(self._file, act, self._today(), self._now())

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
