"""The same operations without a law: what Temporal itself costs, to compare a case with.

The workflow starts the same child with as many activities, takes as many updates, writes as many
local activities and search attributes and sets as many timers as a case does on the way the
benchmark drives it. Payloads are a few bytes and not sealed.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from pydantic import BaseModel

    from workflows import visible

QUICK = timedelta(seconds=30)


class Step(BaseModel):
    """What one act costs: local activities, a search attribute, activities in sequence."""

    local: int
    attributes: bool
    papers: int = 0
    child: int = 0


class Plan(BaseModel):
    """The operations of one run. `steps[0]` is what starting costs."""

    key: str
    steps: list[Step]


SEEN: dict[str, int] = {}
"""What the newest local activity of a run has written, as the tables of a case would show it."""


@activity.defn
def bare_write(key: str, at: int) -> None:
    SEEN[key] = at


@activity.defn
async def bare_ask(number: int) -> int:
    return number


@workflow.defn
class BareCheck:
    @workflow.run
    async def run(self, number: int) -> int:
        asked = [
            workflow.execute_activity(bare_ask, n, start_to_close_timeout=QUICK)
            for n in range(number)
        ]
        answers = await asyncio.gather(*asked)
        await workflow.execute_local_activity(
            bare_write, args=[workflow.info().workflow_id, 1], start_to_close_timeout=QUICK
        )
        return len(answers)


@workflow.defn
class BareCase:
    @workflow.init
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._at = 0
        self._checked = False
        self._lock = asyncio.Lock()
        self._papers = 0

    @workflow.run
    async def run(self, plan: Plan) -> int:
        await self._write(plan.steps[0])
        check: asyncio.Task[None] | None = None
        while self._at < len(plan.steps) - 1 or self._papers:
            at = self._at
            if plan.steps[at].child and check is None:
                check = asyncio.create_task(self._check(plan.steps[at].child))
            while self._papers:
                self._papers -= 1
                await workflow.execute_activity(bare_ask, at, start_to_close_timeout=QUICK)
                await self._write(Step(local=1, attributes=False))
            if self._at != at:
                continue
            seen = self._checked
            await workflow.wait_condition(
                lambda at=at, seen=seen: self._at != at or self._checked != seen,
                timeout=timedelta(days=30),
            )
            if self._checked != seen:
                await self._write(Step(local=1, attributes=False))
        if check is not None:
            await check
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._at

    @workflow.update
    async def act(self, step: int) -> int:
        self._at = step
        self._papers += self._plan.steps[step].papers
        await self._write(self._plan.steps[step])
        return step

    async def _check(self, number: int) -> None:
        await workflow.execute_child_workflow(
            BareCheck.run, number, id=f"{workflow.info().workflow_id}/check"
        )
        self._checked = True

    async def _write(self, step: Step) -> None:
        async with self._lock:
            for n in range(step.local):
                if step.attributes and n == step.local - 1:
                    workflow.upsert_search_attributes([visible.STAGE.value_set(str(self._at))])
                await workflow.execute_local_activity(
                    bare_write, args=[self._plan.key, self._at], start_to_close_timeout=QUICK
                )
