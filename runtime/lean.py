"""What a worker keeps of a workflow that waits is only what it needs to go on (P11).

The SDK holds some messages of a workflow's first task for as long as the workflow is in memory: its
headers, its memo, the result of the run before. Each is nearly empty, but it is a part of the message
that brought the start value, and a part keeps the memory of the whole: 100 KB a case, of which nothing is
read again. It holds the answer of the last task too, which may have been a question. Here they are put by
themselves, held once for all where they are the same in all, or let go. It makes the numbers of chance of
each workflow, 2.5 KB, before anybody asks for one; here they are made then. Pydantic keeps with each
value the names of the fields that were given, a set of its own of 200 bytes to 7 KB, equal for thousands:
held once. And while a workflow waits for a day or for a person, the values it stands on are folded
(`runtime.folded`); what it gives a step of its own process is lent (`runtime.lent`).

Nothing a workflow can ask is other than before; histories and replays do not know of it.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from google.protobuf.message import Message
from pydantic import BaseModel
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowInterceptorClassInput,
)
from temporalio.workflow import Info

from runtime.folded import Folded, folded
from runtime.lent import Loan, lend

M = TypeVar("M", bound=Message)

_VERSION, _FLAGS = "_deployment_version_for_current_task", "_current_internal_flags"
_COMPLETION: Final = "_current_completion"
_OBJECT, _RUNNING = "_object", "_pending_activities"
_RANDOM: Final = "_random"

_BLANK: Final = WorkflowActivationCompletion()
_MOST_HELD: Final = 256  # not law: how much memory is spent on sharing
_HELD: Final[dict[tuple[type[Message], bytes], Message]] = {}

_MOST_SHARED: Final = 10_000  # not law: how much memory is spent on sharing
_SHARED: dict[frozenset[str], set[str]] = {}
_SHARED_IDS: set[int] = set()


class LeanRunner(UnsandboxedWorkflowRunner):
    """Makes workflows that hold no part of the message they were begun with."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        info = replace(
            det.info,
            headers=_alone_each(det.info.headers),
            raw_memo=_alone_each(det.info.raw_memo),
        )
        failure = None if det.last_failure is None else _alone(det.last_failure)
        lean = replace(
            det,
            info=info,
            last_completion_result=_held(det.last_completion_result),
            last_failure=failure,
        )
        inner = super().create_instance(lean)
        if type(vars(inner).get(_RANDOM)) is random.Random:
            vars(inner)[_RANDOM] = LateRandom(det.randomness_seed)
        return _LeanInstance(inner)


class _LeanInstance(WorkflowInstance):
    """The SDK's own instance; after each task it lets go of what the task came and went with."""

    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner
        self._folded: dict[str, Folded] = {}
        self._loans: list[Loan] = []

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        # The names of its memory are the SDK's own affair; tests/activities/test_memory.py sees
        # when they are others.
        kept: dict[str, Any] = vars(self._inner)
        given = self._unfold(kept)
        completion = self._inner.activate(act)
        if isinstance(version := kept.get(_VERSION), Message):
            kept[_VERSION] = _held(version)
        kept[_FLAGS] = tuple(kept.get(_FLAGS, ()))
        kept[_COMPLETION] = _BLANK  # begun anew by the next task
        if not kept.get(_RUNNING):  # else it goes on in a moment
            self._loans.clear()
            self._fold(kept, given)
        for command in completion.successful.commands:
            if command.HasField("schedule_local_activity"):
                self._loans += lend(command.schedule_local_activity.arguments)
        return completion

    def _unfold(self, kept: Mapping[str, Any]) -> list[tuple[Any, Folded]]:
        """The workflow has its values again; told is what each was folded to."""
        given = []
        for name, small in self._folded.items():
            value = vars(kept[_OBJECT])[name] = small.value()
            given.append((value, small))
        self._folded = {}
        return given

    def _fold(self, kept: Mapping[str, Any], given: Sequence[tuple[Any, Folded]]) -> None:
        """Puts the values a workflow stands on away until it is next asked or woken."""
        if (workflow := kept.get(_OBJECT)) is None:
            return
        mine = vars(workflow)
        for name, value in mine.items():
            if isinstance(value, BaseModel) and value.model_config.get("frozen"):
                known = next((small for was, small in given if was is value), None)
                small = known or folded(value)
                if small is not None:
                    self._folded[name], mine[name] = small, None

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


class LateRandom:
    """What `random.Random(seed)` gives, made when somebody first asks for it."""

    __slots__ = ("_made", "_seed")

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: random.Random | None = None

    def seed(self, seed: int) -> None:
        """Begins anew with this seed, as a run that was set back does."""
        self._seed, self._made = seed, None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = random.Random(self._seed)  # noqa: S311 - the SDK's own, from its seed
        return getattr(self._made, name)


class Lean(Interceptor):
    """For a worker's `interceptors`: what `LeanRunner` does, for what a workflow is given to run."""

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        return _Lean


class _Lean(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        input.headers = _alone_each(input.headers)
        share_names(input.args)
        given, run = list(input.args), input.run_fn

        def begin(instance: object) -> Awaitable[Any]:
            """The start value is given away: who waits for the run must not hold it for years."""
            args = tuple(given)
            given.clear()
            return run(instance, *args)

        input.args, input.run_fn = (), begin
        return await super().execute_workflow(input)


def share_names(values: Iterable[Any]) -> None:
    """The values, and all they are made of, hold their sets of given names together with their equals.

    Only for values that never change: none of theirs writes into the set, and a copy takes its own.
    """
    rest = list(values)
    while rest:
        value = rest.pop()
        if isinstance(value, BaseModel):
            names = value.__pydantic_fields_set__
            if id(names) in _SHARED_IDS:
                continue  # it was here before, and so were its parts
            if value.model_config.get("frozen"):
                _hold_together(value, names)
            rest.extend(vars(value).values())
        elif isinstance(value, tuple | list):
            rest.extend(value)
        elif isinstance(value, dict):
            rest.extend(value.values())


def _hold_together(value: BaseModel, names: set[str]) -> None:
    key = frozenset(names)
    held = _SHARED.get(key)
    if held is None:
        if len(_SHARED) >= _MOST_SHARED:
            return
        held = _SHARED.setdefault(key, names)
        _SHARED_IDS.add(id(held))
    object.__setattr__(value, "__pydantic_fields_set__", held)


def _alone(message: M) -> M:
    """An equal message in memory of its own."""
    return type(message).FromString(message.SerializeToString())


def _held(message: M) -> M:
    """An equal message that thousands hold together: for small ones that never change."""
    key = type(message), message.SerializeToString(deterministic=True)
    known = _HELD.get(key)
    if known is None:
        known = _alone(message)
        if len(_HELD) < _MOST_HELD:
            _HELD[key] = known
    return cast(M, known)


def _alone_each(messages: Mapping[str, M]) -> dict[str, M]:
    return {name: _alone(message) for name, message in messages.items()}
