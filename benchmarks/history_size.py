"""P4: events and bytes from the application to the entitlement, and in a year of supervision.

Counted in the golden histories, so no server is needed and the figures do not wander. Events that
only virtual time writes (fast-forwards, and the empty task each may cause) are counted apart: no
real case has them. Workflow tasks are counted apart as well: how acts and answers fall into tasks
differs a little from recording to recording, everything else does not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from audit.recompute.history import Run, opened
from tests.replay.golden import CONVERTER, Golden

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
TARGET_EVENTS, TARGET_YEAR_EVENTS, TARGET_YEAR_KB = 150, 70, 40
TASK_NOISE = 12
"""Events of workflow tasks by which two recordings of one story may differ."""

_VIRTUAL = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
)
_TASKS = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
)


@dataclass(frozen=True)
class Size:
    """Of a stretch of history: everything real, how much of it is tasks, and virtual time's own."""

    events: int
    tasks: int
    virtual: int
    kb: float
    departments: int = 0

    @property
    def steady(self) -> int:
        """The events that do not depend on how things fell into workflow tasks."""
        return self.events - self.tasks

    def plus(self, other: Size) -> Size:
        return Size(
            self.events + other.events,
            self.tasks + other.tasks,
            self.virtual + other.virtual,
            self.kb + other.kb,
            self.departments + other.departments,
        )


def size_of(events: Sequence[HistoryEvent]) -> Size:
    """Counts a stretch of one run."""
    virtual = {e.event_id for e in events if e.event_type in _VIRTUAL}
    virtual |= _empty_tasks_after(events, virtual)
    real = [e for e in events if e.event_id not in virtual]
    return Size(
        events=len(real),
        tasks=sum(e.event_type in _TASKS for e in real),
        virtual=len(virtual),
        kb=sum(e.ByteSize() for e in real) / 1024,
    )


def _empty_tasks_after(events: Sequence[HistoryEvent], virtual: set[int]) -> set[int]:
    """The tasks a fast-forward caused that did nothing: scheduled right after it, no command."""
    found: set[int] = set()
    for number, event in enumerate(events[:-3]):
        if event.event_id not in virtual:
            continue
        three, then = events[number + 1 : number + 4], events[number + 4 : number + 5]
        if tuple(e.event_type for e in three) != _TASKS:
            continue
        if not then or then[0].event_type in _VIRTUAL:
            found |= {e.event_id for e in three}
    return found


async def to_entitlement(story: Golden) -> Size:
    """From the start of a plain case to the confirmed entitlement, its check child included."""
    case = story.runs[0]
    check = next(run for run in story.runs if run.workflow_id != case.workflow_id)
    size = size_of(case.events[: _answered(case, "confirm")]).plus(size_of(check.events))
    return Size(size.events, size.tasks, size.virtual, size.kb, await _asked(check))


async def _asked(check: Run) -> int:
    """How many departments a check was told to ask."""
    first = (await opened(check, CONVERTER)).events[0]
    started = first.workflow_execution_started_event_attributes
    return len(json.loads(started.input.payloads[0].data)["departments"])


def year_of_supervision(story: Golden, which: int = 1) -> tuple[Size, Size]:
    """A recheck period of a year: the case's own run (its `which`, from 0), and the check of its
    recheck."""
    case_id = story.runs[0].workflow_id
    case = [run for run in story.runs if run.workflow_id == case_id][which]
    child = next(
        e.start_child_workflow_execution_initiated_event_attributes.workflow_id
        for e in case.events
        if e.HasField("start_child_workflow_execution_initiated_event_attributes")
    )
    check = next(run for run in story.runs if run.workflow_id == child)
    return size_of(case.events), size_of(check.events)


def _answered(run: Run, act: str) -> int:
    accepted = 0
    for event in run.events:
        asked = event.workflow_execution_update_accepted_event_attributes
        if asked.accepted_request.input.name == act:
            accepted = event.event_id
        done = event.workflow_execution_update_completed_event_attributes
        if accepted and done.accepted_event_id == accepted:
            return event.event_id
    raise LookupError(f"{act} was not answered")
