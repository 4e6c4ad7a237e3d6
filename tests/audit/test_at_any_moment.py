"""A running case is recomputed up to the last finished task, at whatever moment it is looked at."""

from __future__ import annotations

import time

from temporalio.api.enums.v1 import EventType
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import (
    UnsandboxedWorkflowRunner,
    WorkflowInstance,
    WorkflowInstanceDetails,
)

from audit.recompute.history import Run
from audit.replay import audit_runs
from tests.replay import golden


async def test_a_history_read_while_a_task_is_in_hand_has_no_findings() -> None:
    story = await golden.load("plain_jiaozuo")
    whole = story.runs[0]
    in_hand = [
        Run(whole.workflow_id, whole.run_id, whole.events[:number])
        for number, event in enumerate(whole.events, start=1)
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
    ][1:]
    assert len(in_hand) > 10
    assert all(len(run.settled().events) < len(run.events) for run in in_hand)
    reports = await audit_runs(in_hand, golden.CONVERTER)
    assert [f.line for report in reports for f in report.findings] == []


class _Slow(UnsandboxedWorkflowRunner):
    """Takes longer over its first step than a worker may."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        inner = super().create_instance(det)
        whole = inner.activate

        def activate(act: WorkflowActivation) -> WorkflowActivationCompletion:
            time.sleep(2.2)
            inner.activate = whole  # type: ignore[method-assign]
            return whole(act)

        inner.activate = activate  # type: ignore[method-assign]
        return inner


async def test_a_machine_that_is_slow_is_no_finding() -> None:
    story = await golden.load("plain_jiaozuo")
    [report] = await audit_runs(story.runs[:1], golden.CONVERTER, runner=_Slow())
    assert report.passed, report.findings[0].line


async def test_a_run_that_has_just_been_started_has_nothing_to_recompute_and_no_findings() -> None:
    story = await golden.load("plain_jiaozuo")
    whole = story.runs[0]
    for number in (1, 2, 3):
        [report] = await audit_runs(
            [Run(whole.workflow_id, whole.run_id, whole.events[:number])], golden.CONVERTER
        )
        assert report.findings == () and not report.comparison.counts
