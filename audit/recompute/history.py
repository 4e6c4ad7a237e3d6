"""A run's history: as the server keeps it, and opened payload by payload. Nothing is trusted.

Everything a workflow of ours records is sealed and bound to the workflow it belongs to. Opening
therefore already shows a changed bit, a payload from another case and a plain one; each is named
by its event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from pydantic_core import from_json
from temporalio.api.common.v1 import Payload, SearchAttributes
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import (
    DataConverter,
    PayloadCodec,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from audit.recompute.findings import Finding, What
from runtime.codec import CodecRefusal

LOCAL_ACTIVITY: Final = "core_local_activity"
_IN_CLEAR: Final = ("data", "patch-data")
"""Details of markers that the SDK writes itself: sequence, name and time; never our content."""
_TASK_BEGUN: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
_TASK_DONE: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
_TASK_OVER: Final = (
    _TASK_DONE,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
)
_COMES_IN: Final = frozenset(
    number
    for name, number in EventType.items()
    if name.startswith(
        (
            "EVENT_TYPE_ACTIVITY_TASK_STARTED",
            "EVENT_TYPE_ACTIVITY_TASK_COMPLETED",
            "EVENT_TYPE_ACTIVITY_TASK_FAILED",
            "EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT",
            "EVENT_TYPE_ACTIVITY_TASK_CANCELED",
            "EVENT_TYPE_TIMER_FIRED",
            "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_",
            "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED",
            "EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED",
            "EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED",
            "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED",
            "EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_",
            "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED",
        )
    )
)
"""Events from outside, which the next task is given."""
_ENDED: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "timed_out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "canceled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "terminated",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued",
}


@dataclass(frozen=True)
class Run:
    """One run of one workflow with its whole history so far, sealed as the server keeps it."""

    workflow_id: str
    run_id: str
    events: tuple[HistoryEvent, ...]
    aside: tuple[Run, ...] = ()
    """The runs this one took the place of when it was set back (`recompute.turned`), oldest first."""

    @property
    def workflow_type(self) -> str:
        if not self.events:
            return ""
        return self.events[0].workflow_execution_started_event_attributes.workflow_type.name

    @property
    def status(self) -> str:
        """`open`, or how it ended: completed, continued, canceled, failed, …"""
        return _ENDED.get(self.events[-1].event_type, "open") if self.events else "open"

    @property
    def digest(self) -> str:
        """SHA-256 of the sealed history."""
        return hashlib.sha256(self.serialized).hexdigest()

    @property
    def serialized(self) -> bytes:
        return History(events=self.events).SerializeToString(deterministic=True)

    @property
    def continued_from(self) -> str:
        """The run before this one, empty for the first."""
        return self.events[0].workflow_execution_started_event_attributes.continued_execution_run_id

    @property
    def original(self) -> str:
        """The run whose beginning this one shares: itself, or the first that was ever set back."""
        started = self.events[0].workflow_execution_started_event_attributes
        return started.original_execution_run_id or self.run_id

    @property
    def continues_as(self) -> str:
        """The run after this one, empty when this is the last."""
        last = self.events[-1]
        return last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id

    @property
    def untold(self) -> bool:
        """Open, and not one task of its code is recorded: there is nothing yet to recompute."""
        return self.status == "open" and all(e.event_type != _TASK_DONE for e in self.events)

    def settled(self) -> Run:
        """Without a task that is still being worked on: what it will do is not recorded yet.

        A case looked at while its worker is busy ends so; recomputing that task would find steps
        the history has no room for.
        """
        kinds = [event.event_type for event in self.events]
        if self.status != "open" or _TASK_DONE not in kinds:
            return self
        begun = len(kinds) - 1 - kinds[::-1].index(_TASK_BEGUN)
        if any(kind in _TASK_OVER for kind in kinds[begun:]):
            return self
        done = len(kinds) - kinds[::-1].index(_TASK_DONE)
        # What came in since the last finished task was for the one in hand.
        while done < begun and kinds[done] not in _COMES_IN:
            done += 1
        return Run(self.workflow_id, self.run_id, self.events[:done], self.aside)

    def as_history(self) -> WorkflowHistory:
        """The run in the form the SDK reads and writes, still sealed."""
        return WorkflowHistory(self.workflow_id, self.events)


@dataclass(frozen=True)
class OpenRun:
    """A run with every payload opened. `refused`: payloads that could not be."""

    run: Run
    events: tuple[HistoryEvent, ...]
    refused: tuple[Finding, ...]
    aside: tuple[OpenRun, ...] = ()
    """Those it took the place of, opened."""

    @property
    def input(self) -> Payload | None:
        given = self.events[0].workflow_execution_started_event_attributes.input.payloads
        return given[0] if given else None


def plain(payload: Payload) -> Any:
    """The JSON value of an opened payload; its bytes in hex when it is not JSON."""
    encoding = payload.metadata.get("encoding", b"")
    if encoding == b"binary/null":
        return None
    if encoding.startswith(b"json/"):
        try:
            return from_json(payload.data)
        except ValueError:
            return payload.data.hex()
    return payload.data.hex()


async def opened(run: Run, converter: DataConverter) -> OpenRun:
    """Opens a copy of every payload of the run, each bound to the workflow it must belong to."""
    codec = converter.payload_codec
    events, refused = [], []
    for event in run.events:
        copy = HistoryEvent()
        copy.CopyFrom(event)
        allowed = {run.workflow_id, *_others_named(event)}
        try:
            for payload in payloads_of(copy):
                if codec is not None:
                    payload.CopyFrom(await _opened(codec, payload, run.workflow_id, allowed))
        except CodecRefusal as refusal:
            refused.append(
                Finding(
                    workflow_id=run.workflow_id,
                    run_id=run.run_id,
                    event_id=event.event_id,
                    what=What.PAYLOAD,
                    zh=f"密封的内容打不开，可能被改动或者调换（{refusal}）",
                )
            )
        events.append(copy)
    aside = [await opened(one, converter) for one in run.aside]
    return OpenRun(run, tuple(events), tuple(refused), tuple(aside))


async def _opened(codec: PayloadCodec, payload: Payload, own: str, allowed: set[str]) -> Payload:
    bound = payload.metadata.get("doudi-workflow", b"").decode(errors="replace")
    owner = bound if bound in allowed else own
    if isinstance(codec, WithSerializationContext):
        context = WorkflowSerializationContext(namespace="", workflow_id=owner)
        codec = codec.with_context(context)
    [plain_payload] = await codec.decode([payload])
    return plain_payload


def _others_named(event: HistoryEvent) -> Iterator[str]:
    """A child's input and result are bound to the child, a child's own summary to its parent."""
    attributes = getattr(event, event.WhichOneof("attributes") or "", None)
    if attributes is None:
        return
    kind = EventType.Name(event.event_type)
    if "CHILD_WORKFLOW" in kind or "EXTERNAL_WORKFLOW" in kind:
        if "workflow_execution" in attributes.DESCRIPTOR.fields_by_name:
            yield attributes.workflow_execution.workflow_id
        if "workflow_id" in attributes.DESCRIPTOR.fields_by_name:
            yield attributes.workflow_id
    elif event.HasField("workflow_execution_started_event_attributes"):
        yield attributes.parent_workflow_execution.workflow_id


def payloads_of(message: Message) -> Iterator[Payload]:
    """Every payload in a message that ought to be sealed, depth first; to be changed in place."""
    if isinstance(message, Payload):
        yield message
        return
    bearing = _bearing(type(message).DESCRIPTOR)
    for field, value in message.ListFields():
        kind = bearing.get(field.name)
        if kind is None:
            continue
        if kind is _Kind.ONE:
            yield from payloads_of(value)
            continue
        if kind is _Kind.MAP:
            value = [
                value[k] for k in sorted(value) if field.name != "details" or k not in _IN_CLEAR
            ]
        for item in value:
            yield from payloads_of(item)


class _Kind(Enum):
    ONE, MANY, MAP = range(3)


@cache
def _bearing(kind: Descriptor) -> dict[str, _Kind]:
    """The fields of a message under which a payload may lie that ought to be sealed: all else of a
    history, which is most of it, is not gone through."""
    found: dict[str, _Kind] = {}
    if kind.full_name == SearchAttributes.DESCRIPTOR.full_name:
        return found
    for field in kind.fields:
        inner = field.message_type
        if inner is not None and inner.GetOptions().map_entry:
            if _bears(inner.fields_by_name["value"].message_type):
                found[field.name] = _Kind.MAP
        elif _bears(inner):
            found[field.name] = _Kind.MANY if field.is_repeated else _Kind.ONE
    return found


def _bears(kind: Descriptor | None, within: frozenset[str] = frozenset()) -> bool:
    if kind is None or kind.full_name == SearchAttributes.DESCRIPTOR.full_name:
        return False
    if kind.full_name == Payload.DESCRIPTOR.full_name:
        return True
    if kind.full_name in within:  # a failure has a cause, which is a failure
        return False
    inside = within | {kind.full_name}
    return any(_bears(field.message_type, inside) for field in kind.fields)
