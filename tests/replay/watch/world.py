"""The stage of the stories of supervision: one proceeding at a time, read from what it showed."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.policy import Snapshot
from domain.postponing.file import PassDone
from domain.proceeding import Done
from runtime.packs import snapshot
from tests.people import officer
from tests.replay.world import Program, put_for
from workflows import steps, watch_steps
from workflows.base import SHANGHAI, Receipt
from workflows.registry import WORKFLOWS


class Tables:
    """What the activities of a story were shown, and what they give."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self.population: tuple[str, ...] = ()
        self.errands: list[str] = []
        self.passes: list[PassDone] = []
        """What the parts of a pass over the cases give, in their order."""

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="project_complaint")
        def project_complaint(projection: watch_steps.ComplaintProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="project_spot")
        def project_spot(projection: watch_steps.SpotProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="project_round")
        def project_round(projection: watch_steps.RoundProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="project_credit")
        def project_credit(projection: watch_steps.CreditProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="project_put_off")
        def project_put_off(projection: watch_steps.PutOffProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="pass_over_cases")
        async def pass_over_cases(order: watch_steps.CasePass) -> PassDone:
            done = self._done(order.errand.key, order.on)
            return self.passes.pop(0).model_copy(update={"key": done.key, "on": done.on})

        @activity.defn(name="run_complaint_errand")
        async def run_complaint_errand(order: watch_steps.ComplaintErrand) -> Done:
            return self._done(order.errand.key, order.on)

        @activity.defn(name="run_spot_errand")
        async def run_spot_errand(order: watch_steps.SpotErrand) -> Done:
            return self._done(order.errand.key, order.on)

        @activity.defn(name="fix_seed")
        def fix_seed(order: watch_steps.SeedOrder) -> watch_steps.Seed:
            return watch_steps.Seed(chance="5e" * 32)

        @activity.defn(name="close_population")
        def close_population(order: watch_steps.PopulationOrder) -> watch_steps.Population:
            return watch_steps.Population(lines=self.population)

        return [
            take_policy,
            project_complaint,
            project_spot,
            project_round,
            project_credit,
            project_put_off,
            pass_over_cases,
            run_complaint_errand,
            run_spot_errand,
            fix_seed,
            close_population,
        ]

    def _done(self, key: str, on: date) -> Done:
        self.errands.append(key)
        return Done(key=key, on=on, ref=f"焦监〔{on.year}〕{len(self.errands)}号")


class House:
    """One story: its proceeding, its tables, its clock."""

    def __init__(self, client: Client, skipper: TimeSkipper) -> None:
        self.client, self.skipper, self.tables = client, skipper, Tables()
        self.queue = ""
        self.handle: WorkflowHandle[Any, Any]
        self.program: Program
        self.acts: Any = None

    async def open(self, run: Any, order: Any, id: str, acts: Any) -> House:
        self.acts = acts
        self.handle = await self.client.start_workflow(run, order, id=id, task_queue=self.queue)
        await self.until(lambda f: f.version > 0)
        return self

    @property
    def file(self) -> Any:
        return self.tables.files[self.handle.id]

    async def until(self, holds: Callable[[Any], bool]) -> Any:
        for _ in range(1500):
            file = self.tables.files.get(self.handle.id)
            if file is not None and holds(file):
                return file
            await asyncio.sleep(0.01)
        status = (await self.handle.describe()).status
        raise AssertionError(f"never came about; the workflow is {status}")

    async def today(self) -> date:
        now = await self.skipper.get_current_time(self.handle)
        return max(now.astimezone(SHANGHAI).date(), self.file.latest)

    async def later(self, days: int) -> House:
        """A workflow that ends on the way leaves the skipper waiting: some seconds are enough."""
        with contextlib.suppress(TimeoutError):
            skipping = self.skipper.fast_forward(self.handle, timedelta(days=days))
            await asyncio.wait_for(skipping, timeout=10)
        return self

    async def to(self, day: date) -> House:
        """To that day, as the proceeding counts days."""
        now = (await self.skipper.get_current_time(self.handle)).astimezone(SHANGHAI).date()
        return await self.later((day - now).days + 1)

    async def do(self, name: str, who: Role | Officer, /, **fields: Any) -> House:
        person = officer(who, self.file.place) if isinstance(who, Role) else who
        act = self.acts[name].model_validate(
            {"officer": person.model_dump(), "on": await self.today(), **fields}
        )
        receipt = await self.handle.execute_update(name, act, result_type=Receipt)
        await self.until(lambda f: f.version >= receipt.version and not f.errands)
        return self


@contextlib.asynccontextmanager
async def worker(client: Client, house: House) -> AsyncIterator[None]:
    house.queue = f"story-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:

        def hired(*programs: type) -> Worker:
            return Worker(
                client,
                task_queue=house.queue,
                workflows=put_for(programs, WORKFLOWS),
                activities=house.tables.activities(),
                activity_executor=pool,
            )

        house.program = Program(hired)
        await house.program.put()
        try:
            yield
        finally:
            await house.program.stop()
