"""How a history is changed by somebody who has the key: opened, edited, sealed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

from audit.recompute.findings import Finding
from audit.recompute.history import Run, opened, payloads_of, plain
from audit.recompute.turned import gathered
from audit.sources import Source
from tests.replay import golden
from tests.replay.golden import CONVERTER, Golden

Edit = Callable[[Any], None]


class GoldenSource:
    """A golden story as a source, with some of its runs changed or taken away."""

    partial = False

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs

    @property
    def converter(self) -> DataConverter:
        return CONVERTER

    def faults(self) -> tuple[Finding, ...]:
        return ()

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return gathered([run for run in self._runs if run.workflow_id == workflow_id])


def source(story: Golden) -> Source:
    return GoldenSource(story.runs)


async def edited(story: Golden, which: int, at: int, edit: Edit) -> Golden:
    """The story with the first payload of event `at` of run number `which` edited as JSON."""

    def change(event: HistoryEvent) -> None:
        payload = next(iter(payloads_of(event)))
        value = plain(payload)
        edit(value)
        payload.data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    return await reworked(story, which, lambda events: change(events[at - 1]))


async def reworked(
    story: Golden, which: int, change: Callable[[list[HistoryEvent]], None]
) -> Golden:
    """The story with the opened events of one run changed, then sealed again."""
    run = story.runs[which]
    events = list((await opened(run, CONVERTER)).events)
    change(events)
    sealed = await golden.seal(Run(run.workflow_id, run.run_id, tuple(events)))
    return with_run(story, which, Run(run.workflow_id, run.run_id, sealed))


def with_run(story: Golden, which: int, run: Run) -> Golden:
    runs = (*story.runs[:which], run, *story.runs[which + 1 :])
    return replace(story, runs=runs)


def without_run(story: Golden, which: int) -> Golden:
    return replace(story, runs=(*story.runs[:which], *story.runs[which + 1 :]))


# --- where things stand ---------------------------------------------------------------------------


def act(run: Run, name: str) -> tuple[int, int]:
    """The events in which an act was accepted and answered."""
    for event in run.events:
        asked = event.workflow_execution_update_accepted_event_attributes
        if asked.accepted_request.input.name == name:
            accepted = event.event_id
            break
    else:
        raise AssertionError(f"no {name} in this run")
    for event in run.events:
        done = event.workflow_execution_update_completed_event_attributes
        if done.accepted_event_id == accepted:
            return accepted, event.event_id
    raise AssertionError(f"{name} was never answered")


def event_of(run: Run, kind: str, number: int = 0, *, named: str = "") -> int:
    """The event id of the n-th event of that kind, e.g. `TIMER_STARTED`."""
    found = [
        e.event_id
        for e in run.events
        if e.event_type == EventType.Value(f"EVENT_TYPE_{kind}")
        and (not named or named in str(e.activity_task_scheduled_event_attributes.activity_type))
    ]
    return found[number]


def marker_of(run: Run, activity: str, number: int = 0) -> int:
    """The event id of the n-th result of a local activity."""
    found = []
    for event in run.events:
        details = event.marker_recorded_event_attributes.details
        if "data" in details:
            data = json.loads(details["data"].payloads[0].data)
            if data["activity_type"] == activity:
                found.append(event.event_id)
    return found[number]


def first_payload(event: HistoryEvent) -> Payload:
    return next(iter(payloads_of(event)))
