"""The recomputing replay: histories over the present code, with everything compared.

`audit_runs` takes runs in any order and number and gives one report each. It needs no server.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.workflow import NondeterminismError

from audit.recompute.compare import Comparison, compare
from audit.recompute.findings import Finding, What
from audit.recompute.forms import Forms
from audit.recompute.history import OpenRun, Run, opened
from audit.recompute.policy_check import policy_findings
from audit.recompute.recorder import LaysBy, RecordingRunner, Tape
from audit.recompute.sweeping import seldom_swept
from audit.recompute.unwalked import leave_out_walks
from workflows.registry import WORKFLOWS

_BUILD: Final = "recomputed"
"""Named, for otherwise each replay digests every loaded module first: a second of nothing."""
_EVENT_ID = re.compile(r"HistoryEvent\(id: (\d+)")


@dataclass(frozen=True)
class RunReport:
    """One run audited: its opened events, what its code asked for, and every finding in order."""

    opened: OpenRun
    tape: Tape
    comparison: Comparison
    findings: tuple[Finding, ...]

    @property
    def run(self) -> Run:
        return self.opened.run

    @property
    def passed(self) -> bool:
        return not self.findings


async def audit_runs(
    runs: Sequence[Run],
    converter: DataConverter,
    *,
    workflows: Sequence[type] = (),
    runner: WorkflowRunner | None = None,
    reveal: bool = False,
) -> list[RunReport]:
    """Replays each run over `workflows` (all of ours unless given) and compares it throughout.

    A run whose payloads cannot be opened, or whose events are not a whole row, is not replayed:
    that alone is the finding. `reveal` shows names and texts in differences unmasked.
    """
    recorder = RecordingRunner(runner or UnsandboxedWorkflowRunner(), converter.payload_converter)
    reports: list[RunReport] = []
    fit: list[OpenRun] = []

    async def histories() -> AsyncIterator[WorkflowHistory]:
        for run in fit:
            recorder.fresh()
            yield WorkflowHistory(run.run.workflow_id, run.events)

    order: dict[int, int] = {}
    for number, run in enumerate(run.settled() for run in runs):
        open_run = await opened(run, converter)
        broken = (*_gaps(run), *open_run.refused)
        reports.append(RunReport(open_run, Tape(), Comparison(), broken))
        if not broken and not run.untold:
            order[len(fit)] = number
            fit.append(open_run)
    if not fit:
        return reports
    classes = list(workflows or WORKFLOWS)
    forms = Forms(classes)
    leave_out_walks()
    replayer = Replayer(
        workflows=classes,
        # The runs are open already, and what a replay gives back is not kept: nothing to seal.
        data_converter=replace(converter, payload_codec=None),
        workflow_runner=recorder,
        interceptors=[] if runner else [LaysBy(recorder)],  # a sandbox has imports of its own
        runtime=_quiet_runtime(),
        build_id=_BUILD,
        # Else a busy machine that takes two seconds over one step would be a finding: no server
        # waits for a replay, and the limit is there for a server's sake.
        debug_mode=True,
    )
    with seldom_swept():
        async with replayer.workflow_replay_iterator(histories()) as results:
            done = 0
            async for result in results:
                number = order[done]
                reports[number] = _report(
                    fit[done], recorder.tape, forms, result.replay_failure, reveal
                )
                done += 1
    return reports


def _report(
    run: OpenRun, tape: Tape, forms: Forms, failure: Exception | None, reveal: bool
) -> RunReport:
    found = compare(run, tape, forms, reveal=reveal)
    findings = [*found.findings, *policy_findings(run.run, found.local, reveal=reveal)]
    if failure is not None:
        stumbled = _stumbled(run.run, failure)
        # What the code did not come to do after it stumbled follows from the stumbling.
        last = stumbled.event_id or len(run.events)
        findings = [f for f in findings if 0 < _begins(f) <= last]
        findings.append(stumbled)
    findings.sort(key=lambda f: (_begins(f) == 0, _begins(f)))
    return RunReport(run, tape, found, tuple(findings))


def _begins(finding: Finding) -> int:
    return finding.cause_id or finding.event_id


def _stumbled(run: Run, failure: Exception) -> Finding:
    """The replay could not go on. The text of the failure is not shown: it may name people."""
    message = str(failure)
    match = _EVENT_ID.search(message)
    order = isinstance(failure, NondeterminismError)
    return Finding(
        workflow_id=run.workflow_id,
        run_id=run.run_id,
        event_id=int(match[1]) if match else 0,
        what=What.ORDER,
        zh="历史与程序的步骤次序不符" if order else "程序无法按这段历史重算，记录的内容不能成立",
    )


def _gaps(run: Run) -> tuple[Finding, ...]:
    """Events are numbered from 1 without a gap; a history that is not was cut or rearranged."""
    for place, event in enumerate(run.events, start=1):
        if event.event_id != place:
            return (_broken(run, place, f"历史不完整：此处应为第{place}号事件"),)
    if not run.events or not run.workflow_type:
        return (_broken(run, 1, "历史不完整：没有起始事件"),)
    return ()


def _broken(run: Run, event_id: int, zh: str) -> Finding:
    return Finding(
        workflow_id=run.workflow_id, run_id=run.run_id, event_id=event_id, what=What.ORDER, zh=zh
    )


@cache
def _quiet_runtime() -> Runtime:
    """Core's own log would print the failures of changed histories, texts included."""
    return Runtime(telemetry=TelemetryConfig(logging=None))
