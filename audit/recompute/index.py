"""The events of a run by what the code's commands identify them by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from audit.recompute.history import LOCAL_ACTIVITY, plain

PATCH: Final = "core_patch"
_VERSIONS: Final = "TemporalChangeVersion"
"""Written by the SDK beside each patch marker; no code of ours asks for it."""


class Index:
    """The events of a run by what identifies each."""

    def __init__(self, events: Iterable[HistoryEvent]) -> None:
        self.activities: dict[str, HistoryEvent] = {}
        self.local: dict[int, HistoryEvent] = {}
        self.timers: dict[str, HistoryEvent] = {}
        self.children: dict[str, HistoryEvent] = {}
        self.accepted: dict[str, HistoryEvent] = {}
        self.completed: dict[int, HistoryEvent] = {}
        self.patches: dict[str, HistoryEvent] = {}
        self.versions: dict[int, HistoryEvent] = {}
        """By the event they follow."""
        self._upserts: list[HistoryEvent] = []
        self._by_type: dict[int, HistoryEvent] = {}
        for event in events:
            self._take(event)
        self._upserts.reverse()

    def _take(self, event: HistoryEvent) -> None:
        self._by_type[event.event_type] = event
        match event.WhichOneof("attributes"):
            case "activity_task_scheduled_event_attributes":
                scheduled = event.activity_task_scheduled_event_attributes
                self.activities[scheduled.activity_id] = event
            case "timer_started_event_attributes":
                self.timers[event.timer_started_event_attributes.timer_id] = event
            case "start_child_workflow_execution_initiated_event_attributes":
                child = event.start_child_workflow_execution_initiated_event_attributes
                self.children[child.workflow_id] = event
            case "workflow_execution_update_accepted_event_attributes":
                accepted = event.workflow_execution_update_accepted_event_attributes
                self.accepted[accepted.protocol_instance_id] = event
            case "workflow_execution_update_completed_event_attributes":
                completed = event.workflow_execution_update_completed_event_attributes
                self.completed[completed.accepted_event_id] = event
            case "upsert_workflow_search_attributes_event_attributes":
                fields = event.upsert_workflow_search_attributes_event_attributes
                if set(fields.search_attributes.indexed_fields) == {_VERSIONS}:
                    self.versions[event.event_id - 1] = event
                else:
                    self._upserts.append(event)
            case "marker_recorded_event_attributes":
                marker = event.marker_recorded_event_attributes
                if marker.marker_name == LOCAL_ACTIVITY:
                    data = plain(marker.details["data"].payloads[0])
                    self.local[int(data["seq"])] = event
                elif marker.marker_name == PATCH:
                    data = plain(marker.details["patch-data"].payloads[0])
                    self.patches[str(data["id"])] = event

    def next_upsert(self) -> HistoryEvent | None:
        return self._upserts.pop() if self._upserts else None

    def last(self, kind: EventType.ValueType) -> HistoryEvent | None:
        return self._by_type.get(kind)
