"""The types recorded values had, so that a field added since with a default is no difference.

A value recorded by older code lacks the fields that were added later. Read through the type of
today it gets their defaults; what then still differs is a difference of substance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload

Kinds = Sequence[type]
"""The types of some values; none where they are not known."""

_JSON: Final = b"json/plain"

STUBS: Final = (
    "workflows.steps",
    "workflows.assembly_steps",
    "workflows.compare_steps",
    "workflows.desk_steps",
    "workflows.discovery_steps",
    "workflows.fund_steps",
    "workflows.meeting_steps",
    "workflows.oversight_steps",
    "workflows.pay_steps",
    "workflows.rulebook_steps",
    "workflows.watch_steps",
)
"""Every module of activity stubs; a test holds that none is missing."""


class Forms:
    """Argument and result types of every activity stub and of the workflows replayed."""

    def __init__(self, workflows: Sequence[type]) -> None:
        self._arguments: dict[str, list[type] | None] = {}
        self._inputs: dict[str, list[type] | None] = {}
        self._results: dict[str, type | None] = {}
        for name in STUBS:
            self._read(import_module(name))
        for cls in workflows:
            definition = workflow._Definition.must_from_class(cls)
            if definition.name:
                self._inputs[definition.name] = definition.arg_types
                self._results[definition.name] = definition.ret_type

    def _read(self, stubs: ModuleType) -> None:
        for value in vars(stubs).values():
            definition = activity._Definition.from_callable(value) if callable(value) else None
            if definition is not None and definition.name:
                self._arguments[definition.name] = definition.arg_types

    def arguments(self, activity_name: str) -> Kinds:
        """Of an activity's arguments."""
        return self._arguments.get(activity_name) or ()

    def input(self, workflow_type: str) -> Kinds:
        """Of the input of a workflow, also of the next run."""
        return self._inputs.get(workflow_type) or ()

    def result(self, workflow_type: str) -> Kinds:
        kind = self._results.get(workflow_type)
        return (kind,) if kind else ()


def as_of_today(kinds: Kinds, recorded: Sequence[Any]) -> list[Any]:
    """Recorded JSON values as the code of today would have written them."""
    if len(kinds) != len(recorded):
        return list(recorded)
    return [_one(kind, value) for kind, value in zip(kinds, recorded, strict=True)]


def written_today(kinds: Kinds, recorded: Sequence[Payload]) -> list[bytes]:
    """The same, from bytes to bytes as the converter writes them: empty where that cannot be told."""
    if len(kinds) != len(recorded) or any(p.metadata.get("encoding") != _JSON for p in recorded):
        return []
    try:
        return [
            to_json(_adapter(kind).validate_json(payload.data))
            for kind, payload in zip(kinds, recorded, strict=True)
        ]
    except ValidationError:
        return []


def _one(kind: type, value: Any) -> Any:
    try:
        adapter = _adapter(kind)
        return adapter.dump_python(adapter.validate_python(value), mode="json")
    except ValidationError:
        return value


@lru_cache(maxsize=512)
def _adapter(kind: type) -> TypeAdapter[Any]:
    """Made once for a type: over a county the same few are asked for a million times."""
    return TypeAdapter(kind)
