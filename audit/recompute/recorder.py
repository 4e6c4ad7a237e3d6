"""Sees everything a workflow's code asks for while a history is replayed over it.

The stock `Replayer` checks kinds, ids and type names of commands only: another amount in an
argument or a result passes. A workflow interceptor would see some of the values, but not what an
update answers or which search attributes are written, and lives inside the sandbox, which imports
it anew. So the recorder stands around the workflow runner: it keeps each completion the code gives
back, every command with its payloads. It is made for replays over opened events, with a
converter that has no codec.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from temporalio.api.common.v1 import Payload
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import ScheduleLocalActivity, WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.common import RawValue
from temporalio.converter import PayloadConverter
from temporalio.worker import (
    Interceptor,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
    WorkflowRunner,
)
from temporalio.workflow import ActivityHandle, Info

_LAID_BY: Final = b"binary/doudi-laid-by"

_CONTENTS: Final = {
    "schedule_activity": "arguments",
    "schedule_local_activity": "arguments",
    "start_child_workflow_execution": "input",
    "signal_external_workflow_execution": "args",
    "continue_as_new_workflow_execution": "arguments",
    "complete_workflow_execution": "result",
}


class Tape:
    """The commands of one run in the order the code gave them, and what made it stumble."""

    def __init__(self, converter: PayloadConverter = PayloadConverter.default) -> None:
        self.commands: list[WorkflowCommand] = []
        self._converter = converter
        self._laid_by: list[Any] = []
        self.failures: list[str] = []
        self.last_batch = 0
        """Where the commands of the last activation begin."""

    def add(self, completion: WorkflowActivationCompletion) -> WorkflowActivationCompletion:
        """Keeps it as it is; gives what core needs of it: kinds, names and ids, no contents.

        Core compares no contents, and whole case files go out with every act.
        """
        if completion.HasField("failed"):
            self.failures.append(completion.failed.failure.message)
            return completion
        self.last_batch = len(self.commands)
        self.commands.extend(completion.successful.commands)
        bare = WorkflowActivationCompletion()
        bare.CopyFrom(completion)
        for command in bare.successful.commands:
            kind = command.WhichOneof("variant") or ""
            if kind in _CONTENTS:
                getattr(command, kind).ClearField(_CONTENTS[kind])
            elif kind == "update_response" and command.update_response.HasField("completed"):
                command.update_response.completed.Clear()
        return bare

    def lay_by(self, value: Any) -> RawValue:
        """Keeps what a local activity is asked with; the number under which it lies goes on instead."""
        self._laid_by.append(value)
        number = str(len(self._laid_by) - 1).encode()
        return RawValue(Payload(metadata={"encoding": _LAID_BY}, data=number))

    def argument(self, asked: ScheduleLocalActivity) -> Payload | None:
        """The first thing a local activity was asked with."""
        if not asked.arguments:
            return None
        first = asked.arguments[0]
        if first.metadata["encoding"] != _LAID_BY:
            return first
        return self._converter.to_payload(self._laid_by[int(first.data)])


class RecordingRunner(WorkflowRunner):
    """Runs workflows as `inner` does and keeps what they ask for on `tape`."""

    def __init__(
        self, inner: WorkflowRunner, converter: PayloadConverter = PayloadConverter.default
    ) -> None:
        self.inner = inner
        self._converter = converter
        self.tape = Tape(converter)

    def fresh(self) -> Tape:
        """A new tape for the next run."""
        self.tape = Tape(self._converter)
        return self.tape

    def prepare_workflow(self, defn: Any) -> None:
        """Nothing: the sandbox would load every workflow once to see that it can, before the first
        event. Those that a history needs are loaded for it anyway."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Recorded(self.inner.create_instance(det), self.tape)

    def set_worker_level_failure_exception_types(
        self, types: Sequence[type[BaseException]]
    ) -> None:
        self.inner.set_worker_level_failure_exception_types(types)


class _Recorded(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, tape: Tape) -> None:
        self._inner = inner
        self._tape = tape

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._tape.add(self._inner.activate(act))

    def get_serialization_context(self, command_info: Any) -> None:
        """None: a replay over opened events seals nothing, and asking the sandbox is slow."""

    def get_external_store_context(self, command_info: Any) -> Any:
        """None likewise: nothing is stored outside."""
        return None

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


class LaysBy(Interceptor):
    """What the code asks a local activity for is laid by on the tape as the value it is, and written
    for whoever reads it: no history holds it to compare with, and with every act it is a whole file.
    """

    def __init__(self, recorder: RecordingRunner) -> None:
        self._recorder = recorder

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        recorder = self._recorder

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(_LayingBy(outbound, recorder))

        return Inbound


class _LayingBy(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, recorder: RecordingRunner) -> None:
        super().__init__(next)
        self._recorder = recorder

    def start_local_activity(self, input: StartLocalActivityInput) -> ActivityHandle[Any]:
        input.args = [self._recorder.tape.lay_by(value) for value in input.args]
        return super().start_local_activity(input)
