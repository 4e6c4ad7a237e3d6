"""Where a stuck run can be set back to: found by recomputing, and refused where something would be lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from temporalio.api.enums.v1 import EventType, ParentClosePolicy
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

from audit.facts import projection
from audit.recompute.history import Run
from audit.replay import audit_runs
from audit.restart.kinds import Stuckable, form_of
from domain.base import CaseRefusal
from domain.case.moves import BY_ACT
from domain.resetting import CLAUSE

_DONE: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
_HARMLESS: Final = frozenset(
    EventType.Value(f"EVENT_TYPE_{name}")
    for name in (
        "WORKFLOW_TASK_SCHEDULED",
        "WORKFLOW_TASK_STARTED",
        "WORKFLOW_TASK_COMPLETED",
        "WORKFLOW_TASK_FAILED",
        "WORKFLOW_TASK_TIMED_OUT",
        "MARKER_RECORDED",
        "TIMER_STARTED",
        "TIMER_FIRED",
        "TIMER_CANCELED",
        "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
        "WORKFLOW_EXECUTION_SIGNALED",
        "WORKFLOW_EXECUTION_OPTIONS_UPDATED",
        "WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED",
    )
)
"""What may stand behind the point: the run's own timers, tables and marks are made again, and messages
are told again. Nobody signed any of it and nobody outside heard of it."""
_OUTWARD: Final = {
    "activity_task_scheduled_event_attributes": "对外的业务活动",
    "start_child_workflow_execution_initiated_event_attributes": "子流程",
    "signal_external_workflow_execution_initiated_event_attributes": "告知其他事项",
}
_ENDED: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "办结",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "转入下一个运行",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "终止",
}


@dataclass(frozen=True)
class Point:
    """`event_id`: the end of the first task the present program does otherwise, which is done anew.
    `file`: the procedure as it stood before; `shown`: the version the tables had come to."""

    run_id: str
    event_id: int
    aside: int
    file: Stuckable
    shown: int


async def point_of(run: Run, converter: DataConverter) -> Point:
    """The one point this run can be set back to. Raises CaseRefusal, saying what is right instead."""
    if run.status != "open":
        raise _refused("run_over", "本案（事项）的运行已经结束，没有可以回退的运行。")
    [whole] = await audit_runs([run], converter)
    if whole.passed:
        raise _refused(
            "not_stuck",
            "现行程序可以按本案（事项）的历史继续办理，没有停住，不需要系统运行回退；"
            "登记或者环节有误的，请提出更正登记事实或者退回前一环节。",
        )
    event_id = await _first_not_done_again(run, converter)
    before = Run(run.workflow_id, run.run_id, run.events[: event_id - 1])
    [report] = await audit_runs([before], converter)
    shown: Any = projection(report, *form_of(run.workflow_id))
    if not report.passed or shown is None:
        raise _refused(
            "history_unsound",
            "本案（事项）的历史自始不能重算，回退不能解决，请先出具证书（doudi audit certify）查明原因。",
        )
    _nothing_open(before, event_id)
    _nothing_lost(run.events[event_id - 1 :])
    return Point(
        run_id=run.run_id,
        event_id=event_id,
        aside=len(run.events) - event_id + 1,
        file=shown.file,
        shown=shown.file.version + _shown_behind(run.events[event_id - 1 :]),
    )


async def _first_not_done_again(run: Run, converter: DataConverter) -> int:
    """By halves: up to each task the history recomputes, from it on it does not."""
    ends = [event.event_id for event in run.events if event.event_type == _DONE]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        upto = ends[middle + 1] - 1 if middle + 1 < len(ends) else len(run.events)
        part = Run(run.workflow_id, run.run_id, run.events[:upto])
        [report] = await audit_runs([part], converter)
        low, high = (middle + 1, high) if report.passed else (low, middle)
    if low == len(ends):
        raise _refused(
            "not_stuck",
            "本案（事项）的各步均可以重算，停住另有原因，请查看停滞清单（doudi stuck）。",
        )
    return ends[low]


def _nothing_open(before: Run, event_id: int) -> None:
    """No step outside and no other procedure is under way: their answers would go to nobody."""
    begun: dict[int, str] = {}
    for event in before.events:
        name = event.WhichOneof("attributes") or ""
        if name in _OUTWARD:
            begun[event.event_id] = _OUTWARD[name]
        elif not name.endswith("_started_event_attributes") or _left_alone(event, before):
            told = getattr(event, name)
            for field in ("scheduled_event_id", "initiated_event_id"):
                if field in told.DESCRIPTOR.fields_by_name:
                    begun.pop(getattr(told, field), None)
    if begun:
        at, zh = next(iter(begun.items()))
        raise _refused(
            "under_way",
            f"第{at}号事件发起的{zh}在第{event_id}号事件之前尚未结束，回退后其结果无处可去，不能回退；"
            "请恢复使用当时的程序版本，由其继续办理。",
        )


def _left_alone(event: HistoryEvent, before: Run) -> bool:
    """A child nobody waits for has begun: the case has no more to do with it."""
    if not event.HasField("child_workflow_execution_started_event_attributes"):
        return False
    asked = before.events[
        event.child_workflow_execution_started_event_attributes.initiated_event_id - 1
    ].start_child_workflow_execution_initiated_event_attributes
    return asked.parent_close_policy == ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON


def _nothing_lost(behind: tuple[HistoryEvent, ...]) -> None:
    for event in behind:
        if event.event_type in _HARMLESS:
            continue
        kind = event.event_type
        if kind in _ENDED:
            raise _refused("run_over", f"本案（事项）的运行已经{_ENDED[kind]}，不能回退。")
        raise _refused(
            "would_be_lost",
            f"第{event.event_id}号事件{_what(event)}，回退会使其丢失，不能回退；"
            "请恢复使用当时的程序版本，由其继续办理，登记有误的另行提出更正或者退回。",
        )


def _what(event: HistoryEvent) -> str:
    """What was done there, in words."""
    if event.HasField("workflow_execution_update_accepted_event_attributes"):
        asked = event.workflow_execution_update_accepted_event_attributes.accepted_request
        move = BY_ACT.get(asked.input.name)
        return f"已办理“{move.zh}”" if move else "已有一项办理"
    kind = EventType.Name(event.event_type)
    if "ACTIVITY" in kind:
        return "已制发文书或者对外办理"
    if "CHILD" in kind:
        return "已发起其他办理流程"
    return "已对外告知或者登记"


def _shown_behind(behind: tuple[HistoryEvent, ...]) -> int:
    """How many versions beyond the point the tables may have seen: at most one a mark."""
    return sum(e.event_type == EventType.EVENT_TYPE_MARKER_RECORDED for e in behind)


def _refused(code: str, zh: str) -> CaseRefusal:
    return CaseRefusal(code, zh, CLAUSE)
