"""The real workflow classes under the SDK's own event loop, with this module in the server's place.

What the server and the SDK's core would do with a workflow's commands is done here at once, in the
order they were given: activities answer, children run beside, timers fire when the day comes. No
history is kept and nothing is retried, so an act costs a millisecond instead of fifty; what only a
server can show (tasks lost, two at once, restarts) is shown by the tests with one.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
from collections import Counter, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from temporalio import activity
from temporalio import workflow as sdk
from temporalio.bridge.proto.workflow_activation import (
    WorkflowActivation,
    WorkflowActivationJob,
)
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.common import Priority, TypedSearchAttributes
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker._workflow_instance import WorkflowInstanceDetails

from tests.workflows.desk import World
from workflows.base import SHANGHAI
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow

_TO = pydantic_data_converter
_CONVERTER = _TO.payload_converter
_CLASSES: dict[str, type] = {c.__name__: c for c in (CaseWorkflow, HouseholdCheckWorkflow)}
_RUNNER = UnsandboxedWorkflowRunner()
Job = WorkflowActivationJob


def payload(value: object) -> Any:
    return _CONVERTER.to_payloads([value])[0]


class Clock:
    """The one clock of a case and its children."""

    def __init__(self, day: date) -> None:
        self.now = datetime.combine(day, time(9), SHANGHAI)


class Instance:
    """One run of one workflow; `ended` is the payload it ended with."""

    def __init__(self, kind: str, start: object, world: World, clock: Clock, name: str) -> None:
        self.kind, self.name, self.clock, self.world = kind, name, clock, world
        self._activities = _by_name(world)
        self._jobs: deque[Job] = deque()
        self._timers: dict[int, datetime] = {}
        self._children: dict[int, Instance | None] = {}
        self._updates: dict[str, Any] = {}
        self._numbers = itertools.count(1)
        self.commands: Counter[str] = Counter()
        """How many of each kind were given, in all its runs."""
        self.ended: Any = None
        self.again: Any = None
        self._instance = self._new()
        self._begin(start)

    def _new(self) -> Any:
        """Made inside a loop, as the SDK demands; it brings its own for everything later."""
        outside = asyncio.new_event_loop()
        try:
            return outside.run_until_complete(self._made())
        finally:
            outside.close()

    async def _made(self) -> Any:
        return _RUNNER.create_instance(
            WorkflowInstanceDetails(
                payload_converter_factory=_TO.payload_converter_class,
                failure_converter_class=_TO.failure_converter_class,
                interceptor_classes=(),
                defn=sdk._Definition.must_from_class(_CLASSES[self.kind]),
                info=_info(self.name, self.kind, self.clock.now),
                randomness_seed=1,
                extern_functions={"__temporal_assert_local_activity_valid": lambda _: None},
                disable_eager_activity_execution=False,
                worker_level_failure_exception_types=(),
                patch_activation_callback=None,
                last_completion_result=_payloads(),
                last_failure=None,
            )
        )

    def _begin(self, start: object) -> None:
        job = Job()
        job.initialize_workflow.workflow_type = self.kind
        job.initialize_workflow.workflow_id = self.name
        raw = start if hasattr(start, "SerializeToString") else payload(start)
        job.initialize_workflow.arguments.append(raw)
        self._jobs.append(job)
        self.go()

    def go(self) -> None:
        """Until nothing more happens by itself today."""
        while self._jobs:
            activation = WorkflowActivation(run_id=self.name)
            activation.timestamp.FromDatetime(self.clock.now)
            activation.jobs.append(self._jobs.popleft())
            done = self._instance.activate(activation)
            assert not done.HasField("failed"), done.failed.failure.message
            for command in done.successful.commands:
                self._obey(command)
            if self.again is not None:
                self._next_run()

    def _next_run(self) -> None:
        """continue-as-new: whoever holds this goes on with the next run."""
        start, self.again = self.again, None
        self._timers.clear()
        self._children.clear()
        self._jobs.clear()
        self._instance = self._new()
        self._begin(start)

    def _obey(self, command: WorkflowCommand) -> None:
        self.commands[str(command.WhichOneof("variant"))] += 1
        match command.WhichOneof("variant"):
            case "schedule_local_activity":
                self._run(command.schedule_local_activity)
            case "schedule_activity":
                self._run(command.schedule_activity)
            case "start_timer":
                timer = command.start_timer
                pause = timer.start_to_fire_timeout.ToTimedelta()
                self._timers[timer.seq] = self.clock.now + pause
            case "cancel_timer":
                self._timers.pop(command.cancel_timer.seq, None)
            case "start_child_workflow_execution":
                self._start_child(command.start_child_workflow_execution)
            case "cancel_child_workflow_execution":
                self._cancel_child(command.cancel_child_workflow_execution.child_workflow_seq)
            case "signal_external_workflow_execution":
                self._signal(command.signal_external_workflow_execution)
            case "update_response":
                response = command.update_response
                self._updates[response.protocol_instance_id] = response
            case "complete_workflow_execution":
                self.ended = command.complete_workflow_execution.result
            case "continue_as_new_workflow_execution":
                self.again = command.continue_as_new_workflow_execution.arguments[0]
            case (
                "upsert_workflow_search_attributes"
                | "modify_workflow_properties"
                | "set_patch_marker"
            ):
                pass
            case "respond_to_query":
                self._answer = command.respond_to_query
            case other:
                raise AssertionError(f"{other}: {command}")

    def _run(self, order: Any) -> None:
        job = Job()
        job.resolve_activity.seq = order.seq
        job.resolve_activity.is_local = not hasattr(order, "heartbeat_timeout")
        if order.activity_type.startswith("project_"):
            job.resolve_activity.result.completed.result.CopyFrom(payload(None))
            self._jobs.append(job)  # the tables are nobody's concern here
            return
        run, kind = self._activities[order.activity_type]
        argument = _CONVERTER.from_payloads(list(order.arguments), [kind])[0]
        try:
            result = run(argument)
        except ApplicationError as error:
            failed = job.resolve_activity.result.failed.failure
            failed.activity_failure_info.activity_type.name = order.activity_type
            _TO.failure_converter.to_failure(error, _CONVERTER, failed.cause)
        else:
            job.resolve_activity.result.completed.result.CopyFrom(payload(result))
        self._jobs.append(job)

    def _start_child(self, order: Any) -> None:
        job = Job()
        job.resolve_child_workflow_execution_start.seq = order.seq
        job.resolve_child_workflow_execution_start.succeeded.run_id = order.workflow_id
        self._jobs.append(job)
        if order.workflow_type not in _CLASSES:
            self._children[order.seq] = None  # the joint meeting: it sits as long as the list goes
            return
        child = Instance(
            order.workflow_type, order.input[0], self.world, self.clock, order.workflow_id
        )
        self._children[order.seq] = child
        self._tell_of(order.seq)

    def _tell_of(self, seq: int) -> None:
        child = self._children.get(seq)
        if child is None or child.ended is None:
            return
        del self._children[seq]
        job = Job()
        job.resolve_child_workflow_execution.seq = seq
        job.resolve_child_workflow_execution.result.completed.result.CopyFrom(child.ended)
        self._jobs.append(job)

    def _cancel_child(self, seq: int) -> None:
        self._children.pop(seq, None)
        job = Job()
        job.resolve_child_workflow_execution.seq = seq
        failure = job.resolve_child_workflow_execution.result.cancelled.failure
        failure.child_workflow_execution_failure_info.SetInParent()
        failure.cause.canceled_failure_info.SetInParent()
        self._jobs.append(job)

    def _signal(self, order: Any) -> None:
        job = Job()
        job.resolve_signal_external_workflow.seq = order.seq
        for seq, child in list(self._children.items()):
            if child is not None and child.name == order.child_workflow_id:
                told = Job()
                told.signal_workflow.signal_name = order.signal_name
                told.signal_workflow.input.extend(order.args)
                child._jobs.append(told)
                child.go()
                self._tell_of(seq)
        self._jobs.append(job)

    # --- what people do -------------------------------------------------------------------------

    def act(self, name: str, body: object) -> str:
        """The code of the refusal, empty when it was done."""
        key = f"u{next(self._numbers)}"
        job = Job()
        job.do_update.id = job.do_update.protocol_instance_id = key
        job.do_update.name = name
        job.do_update.run_validator = True
        job.do_update.input.append(payload(body))
        self._jobs.append(job)
        self.go()
        told = self._updates.pop(key)
        if told.HasField("rejected"):
            error = _TO.failure_converter.from_failure(told.rejected, _CONVERTER)
            assert isinstance(error, ApplicationError)
            return str(error.details[0])
        assert told.HasField("completed"), told
        return ""

    def state(self) -> Any:
        return self._instance._object._file

    def to(self, day: date) -> None:
        """Nine in the morning of that day, with every timer on the way."""
        until = datetime.combine(day, time(9), SHANGHAI)
        while True:
            at, seq, whose = next(iter(self._due()), (until + timedelta(1), 0, self))
            if at > until or self.ended is not None:
                break
            self.clock.now = max(self.clock.now, at)
            whose._fire(seq)
            for number in list(self._children):
                self._tell_of(number)
            self.go()
        self.clock.now = max(self.clock.now, until)

    def _due(self) -> list[tuple[datetime, int, Instance]]:
        found = [(at, seq, self) for seq, at in self._timers.items()]
        for child in self._children.values():
            found += child._due() if child is not None else []
        return sorted(found, key=lambda due: (due[0], due[1], due[2].name))

    def _fire(self, seq: int) -> None:
        del self._timers[seq]
        job = Job()
        job.fire_timer.seq = seq
        self._jobs.append(job)
        self.go()


def _by_name(world: World) -> dict[str, tuple[Callable[[Any], Any], type]]:
    found = {}
    for function in world.activities():
        definition = activity._Definition.must_from_callable(function)  # type: ignore[arg-type]
        assert definition.name and definition.arg_types
        found[definition.name] = (_plainly(definition.fn), definition.arg_types[0])
    return found


def _plainly(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """An activity of the small world waits for nothing, so a coroutine is done in one go."""
    if not inspect.iscoroutinefunction(function):
        return function

    def run(argument: Any) -> Any:
        coroutine = function(argument)
        try:
            coroutine.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("an activity of the small world waits for something")

    return run


def _payloads() -> Any:
    from temporalio.api.common.v1 import Payloads

    return Payloads()


def _info(name: str, kind: str, now: datetime) -> sdk.Info:
    return sdk.Info(
        attempt=1,
        continued_run_id=None,
        cron_schedule=None,
        execution_timeout=None,
        first_execution_run_id=name,
        headers={},
        namespace="doudi",
        original_execution_run_id=name,
        parent=None,
        root=None,
        priority=Priority.default,
        raw_memo={},
        retry_policy=None,
        run_id=name,
        run_timeout=None,
        search_attributes={},
        start_time=now,
        task_queue="model",
        task_timeout=timedelta(seconds=10),
        typed_search_attributes=TypedSearchAttributes([]),
        workflow_id=name,
        workflow_start_time=now,
        workflow_type=kind,
    )
