"""How runs hang together: one run hands all its state to the next, a child answers its case.

Temporal keeps each run apart. That none is missing, that the next began with exactly what the
last one handed on, and that a child's input and answer are the same on both sides, is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from audit.recompute.findings import Finding, What, differences
from audit.recompute.history import OpenRun, Run, plain
from audit.recompute.resumed import takes_up

_INITIATED: Final = EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED
_STARTED: Final = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED
_COMPLETED: Final = EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED
"""Looked up once: over a county this is asked a million times."""


@dataclass(frozen=True)
class ChildCall:
    """A child as its parent's history has it. `first_run` empty: it was not started."""

    event: HistoryEvent
    workflow_id: str
    input: Payload | None
    first_run: str = ""
    end_event_id: int = 0
    result: Payload | None = None


def children_of(run: OpenRun | Run) -> list[ChildCall]:
    """The children a run has started, in order. Payloads are opened only in an `OpenRun`."""
    calls: dict[int, ChildCall] = {}
    for event in run.events:
        kind = event.event_type
        if kind == _INITIATED:
            asked = event.start_child_workflow_execution_initiated_event_attributes
            given = asked.input.payloads
            calls[event.event_id] = ChildCall(event, asked.workflow_id, given[0] if given else None)
        elif kind == _STARTED:
            started = event.child_workflow_execution_started_event_attributes
            call = calls.get(started.initiated_event_id)
            if call is not None:
                calls[started.initiated_event_id] = ChildCall(
                    call.event, call.workflow_id, call.input, started.workflow_execution.run_id
                )
        elif kind == _COMPLETED:
            done = event.child_workflow_execution_completed_event_attributes
            call = calls.get(done.initiated_event_id)
            if call is not None:
                results = done.result.payloads
                calls[done.initiated_event_id] = ChildCall(
                    call.event,
                    call.workflow_id,
                    call.input,
                    call.first_run,
                    event.event_id,
                    results[0] if results else None,
                )
    return [call for call in calls.values() if call.first_run]


def chain_findings(
    runs: Sequence[OpenRun], *, reveal: bool = False, partial: bool = False
) -> list[Finding]:
    """What is wrong with the row of runs of one workflow, oldest first.

    `partial`: the run after the last one may still be open, and open runs are not looked at.
    """
    found: list[Finding] = []
    for before, after in pairwise(runs):
        if before.run.status == "completed" and takes_up(after) == before.run.run_id:
            continue  # closed there, put back here
        if before.run.continues_as not in (after.run.run_id, after.run.original):
            found.append(_of(after, 1, "与上一个运行不相接，中间缺少运行"))
            continue
        if after.run.continued_from != before.run.run_id:
            found.append(_of(after, 1, "没有写明承接哪一个运行，或者写的不是上一个运行"))
        handed = before.events[-1].workflow_execution_continued_as_new_event_attributes
        given = handed.input.payloads
        found += _same(
            after,
            1,
            given[0] if given else None,
            after.input,
            "起始数据不是上一个运行带入的数据",
            reveal,
        )
    if runs and (earlier := runs[0].run.continued_from or takes_up(runs[0])):
        missing = earlier[:8]
        found.append(_of(runs[0], 1, f"之前的运行{missing}缺失，历史不完整"))
    if runs and runs[-1].run.continues_as and not partial:
        missing = runs[-1].run.continues_as[:8]
        last = runs[-1].events[-1].event_id
        found.append(_of(runs[-1], last, f"之后的运行{missing}缺失，历史不完整"))
    return found


def child_findings(
    parents: Sequence[OpenRun],
    chains: Mapping[str, Sequence[OpenRun]],
    *,
    reveal: bool = False,
    partial: bool = False,
) -> list[Finding]:
    """What does not agree between the parents and their children (by workflow id)."""
    found: list[Finding] = []
    for parent in parents:
        for call in children_of(parent):
            chain = chains.get(call.workflow_id, ())
            at = call.event.event_id
            if not chain and partial and not call.end_event_id:
                continue
            if not chain:
                found.append(_of(parent, at, f"子流程{call.workflow_id}的历史缺失"))
                continue
            if call.first_run not in (chain[0].run.run_id, chain[0].run.original):
                found.append(_of(parent, at, f"子流程{call.workflow_id}的运行不是本案发起的运行"))
                continue
            zh = f"子流程{call.workflow_id}的起始数据与本案发起时不同"
            found += _same(parent, at, call.input, chain[0].input, zh, reveal)
            if call.end_event_id:
                zh = f"子流程{call.workflow_id}的结果与其自身历史不同"
                answer = _result(chain[-1])
                found += _same(parent, call.end_event_id, call.result, answer, zh, reveal)
    return found


def _result(run: OpenRun) -> Payload | None:
    last = run.events[-1]
    results = last.workflow_execution_completed_event_attributes.result.payloads
    return results[0] if results else None


def _same(
    run: OpenRun, event_id: int, one: Payload | None, other: Payload | None, zh: str, reveal: bool
) -> list[Finding]:
    if (
        run.refused or one == other
    ):  # byte for byte, as it nearly always is: a whole file is not read twice
        return []
    left = plain(one) if one is not None else None
    right = plain(other) if other is not None else None
    differing = differences(left, right, reveal=reveal)
    return (
        [_of(run, event_id, zh).model_copy(update={"differences": differing})] if differing else []
    )


def _of(run: OpenRun, event_id: int, zh: str) -> Finding:
    return Finding(
        workflow_id=run.run.workflow_id,
        run_id=run.run.run_id,
        event_id=event_id,
        what=What.CHAIN,
        zh=zh,
    )
