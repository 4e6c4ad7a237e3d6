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

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import Info

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

    def __init__(self) -> None:
        self.commands: list[WorkflowCommand] = []
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


class RecordingRunner(WorkflowRunner):
    """Runs workflows as `inner` does and keeps what they ask for on `tape`."""

    def __init__(self, inner: WorkflowRunner) -> None:
        self.inner = inner
        self.tape = Tape()

    def fresh(self) -> Tape:
        """A new tape for the next run."""
        self.tape = Tape()
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
