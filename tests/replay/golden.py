"""Golden histories on disk (`audit.recorded`); sealed anew with a key that protects nothing.

Stored open so that a change of the codec needs no new recording, that they compress, and that
anybody can read what they hold. Names of machines and queues are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from google.protobuf.json_format import MessageToDict, ParseDict
from pydantic import SecretBytes
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter, WorkflowSerializationContext

from audit import recorded
from audit.recompute.history import Run, opened, payloads_of
from audit.recompute.turned import gathered
from audit.recorded import SUFFIX
from runtime.codec import SealingCodec, data_converter
from runtime.keys import Key, KeyRing

HISTORIES: Final = Path(__file__).parent / "histories"
NAMESPACE: Final = "golden"


def _key(name: str) -> Key:
    secret = hashlib.sha256(f"doudi golden histories: {name}, protects nothing".encode()).digest()
    return Key(id="golden", made="2026-11-22", secret=SecretBytes(secret))


RING: Final = KeyRing(demo=True, current="golden", keys=(_key("key"),), index=_key("index"))
"""For these histories only. Anybody can compute it."""
CONVERTER: Final = data_converter(RING, NAMESPACE)


@dataclass(frozen=True)
class Golden:
    """One story's histories: the case and its children, each run sealed with `RING`; one that was set
    back lies in the run that took its place."""

    name: str
    place: str
    case_no: str
    runs: tuple[Run, ...]


def names(folder: Path = HISTORIES) -> list[str]:
    return sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}"))


def file_of(name: str, folder: Path = HISTORIES) -> Path:
    return folder / f"{name}{SUFFIX}"


def read(name: str, folder: Path = HISTORIES) -> Golden:
    """One story as it lies on the disk, open: for `audit.gate.OPEN`."""
    found = recorded.read(file_of(name, folder))
    return Golden(name, found.place, found.case_no, _put_together(found.runs))


async def load(name: str, folder: Path = HISTORIES) -> Golden:
    """Reads and seals one story."""
    found = recorded.read(file_of(name, folder))
    sealed = [Run(run.workflow_id, run.run_id, await seal(run)) for run in found.runs]
    return Golden(name, found.place, found.case_no, _put_together(sealed))


def _put_together(runs: Sequence[Run]) -> tuple[Run, ...]:
    owners = dict.fromkeys(run.workflow_id for run in runs)
    return tuple(k for o in owners for k in gathered([run for run in runs if run.workflow_id == o]))


async def save(golden: Golden, converter: DataConverter, folder: Path = HISTORIES) -> int:
    """Writes one story open; gives the bytes on disk."""
    runs = []
    for run in golden.runs:
        open_run = await opened(run, converter)
        assert not open_run.refused, open_run.refused
        history = History()
        ParseDict({"events": [_nameless(MessageToDict(e)) for e in open_run.events]}, history)
        runs.append(Run(run.workflow_id, run.run_id, tuple(history.events)))
    story = recorded.Recorded(golden.place, golden.case_no, tuple(runs))
    return recorded.write(file_of(golden.name, folder), story)


async def seal(run: Run) -> tuple[HistoryEvent, ...]:
    """The run's opened events with every payload sealed for the workflow it belongs to."""
    events = []
    for event in run.events:
        copy = HistoryEvent()
        copy.CopyFrom(event)
        owner = _owner(copy) or run.workflow_id
        for payload in payloads_of(copy):
            payload.CopyFrom(await sealed_for(payload, owner))
        events.append(copy)
    return tuple(events)


async def sealed_for(payload: Any, workflow_id: str) -> Any:
    codec = CONVERTER.payload_codec
    assert isinstance(codec, SealingCodec)
    context = WorkflowSerializationContext(namespace=NAMESPACE, workflow_id=workflow_id)
    [found] = await codec.with_context(context).encode([payload])
    return found


def _owner(event: HistoryEvent) -> str:
    """A child's input and answer are bound to the child."""
    if event.HasField("start_child_workflow_execution_initiated_event_attributes"):
        return event.start_child_workflow_execution_initiated_event_attributes.workflow_id
    attributes = getattr(event, event.WhichOneof("attributes") or "")
    if "CHILD" in type(attributes).__name__.upper():
        return str(attributes.workflow_execution.workflow_id)
    return ""


def _nameless(value: Any) -> Any:
    """Without the names of the recording machine and its queue."""
    if isinstance(value, dict):
        return {
            key: "golden"
            if key == "name" and set(value) <= {"name", "kind", "normalName"} and "kind" in value
            else _nameless(inner)
            for key, inner in value.items()
            if key not in ("identity", "normalName")
        }
    if isinstance(value, list):
        return [_nameless(inner) for inner in value]
    return value


def as_history(run: Run) -> WorkflowHistory:
    return WorkflowHistory(run.workflow_id, run.events)
