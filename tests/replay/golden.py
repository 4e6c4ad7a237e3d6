"""Golden histories on disk: open, compressed JSON; sealed anew with a key that protects nothing.

Stored open so that a change of the codec needs no new recording, that they compress, and that
anybody can read what they hold. Names of machines and queues are left out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from google.protobuf.json_format import MessageToDict, ParseDict
from pydantic import SecretBytes
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter, WorkflowSerializationContext

from audit.recompute.history import Run, opened, payloads_of
from audit.recompute.turned import gathered
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
    return sorted(path.name.removesuffix(".json.gz") for path in folder.glob("*.json.gz"))


async def load(name: str, folder: Path = HISTORIES) -> Golden:
    """Reads and seals one story."""
    value = json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))
    runs = []
    for one in value["runs"]:
        history = History()
        ParseDict({"events": one["events"]}, history)
        runs.append(Run(one["workflow_id"], one["run_id"], tuple(history.events)))
    sealed = await _sealed(runs)
    owners = dict.fromkeys(run.workflow_id for run in sealed)
    kept = [k for o in owners for k in gathered([run for run in sealed if run.workflow_id == o])]
    return Golden(name, value["place"], value["case_no"], tuple(kept))


async def save(golden: Golden, converter: DataConverter, folder: Path = HISTORIES) -> int:
    """Writes one story open; gives the bytes on disk."""
    runs = []
    for run in golden.runs:
        open_run = await opened(run, converter)
        assert not open_run.refused, open_run.refused
        runs.append(
            {
                "workflow_id": run.workflow_id,
                "run_id": run.run_id,
                "events": [_nameless(MessageToDict(event)) for event in open_run.events],
            }
        )
    value = {"place": golden.place, "case_no": golden.case_no, "runs": runs}
    raw = gzip.compress(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0
    )
    (folder / f"{golden.name}.json.gz").write_bytes(raw)
    return len(raw)


async def _sealed(runs: Iterable[Run]) -> list[Run]:
    return [Run(run.workflow_id, run.run_id, await seal(run)) for run in runs]


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
