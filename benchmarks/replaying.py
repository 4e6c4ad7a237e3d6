"""P9: events a second of a replay with our codec, alone and with the comparison."""

from __future__ import annotations

import gc
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from audit.recompute.history import Run
from audit.replay import audit_runs
from cli import GARBAGE
from tests.replay.golden import CONVERTER
from workflows.registry import WORKFLOWS

TARGET, TARGET_SECONDS = 1500, 60


@dataclass(frozen=True)
class Replaying:
    """Events and histories replayed; wall and CPU seconds of the stock replay and of the audit."""

    events: int
    histories: int
    stock_seconds: float
    stock_cpu: float
    audit_seconds: float
    audit_cpu: float

    @property
    def stock_rate(self) -> float:
        return self.events / self.stock_seconds

    @property
    def audit_rate(self) -> float:
        return self.events / self.audit_seconds


async def measure(runs: Sequence[Run]) -> Replaying:
    """Replays all runs twice: with the stock replayer, then with everything compared.

    Python looks for garbage as often as in a program of ours, and not among the histories: an auditor
    reads one after another and never holds them all, as is done here to time nothing else.
    """
    gc.set_threshold(*GARBAGE)
    gc.freeze()

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for run in runs:
            yield run.as_history()

    began, cpu = time.monotonic(), time.process_time()
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=CONVERTER,
        workflow_runner=UnsandboxedWorkflowRunner(),
        build_id="replaying",
    )
    async with replayer.workflow_replay_iterator(histories()) as results:
        async for result in results:
            if result.replay_failure:
                raise result.replay_failure
    stock, stock_cpu = time.monotonic() - began, time.process_time() - cpu
    began, cpu = time.monotonic(), time.process_time()
    reports = await audit_runs(runs, CONVERTER)
    audit, audit_cpu = time.monotonic() - began, time.process_time() - cpu
    if not all(report.passed for report in reports):
        raise RuntimeError("a golden history does not pass; run the tests first")
    events = sum(len(run.events) for run in runs)
    return Replaying(events, len(runs), stock, stock_cpu, audit, audit_cpu)
