"""One way for every act: scope, idempotency, the update, the answer, the audit line.

The caller's act becomes the message of its procedure with the officer from the session, and goes
to the workflow as an update whose id comes from the idempotency key: sending it again can never
do it twice. What the workflow refuses comes back with its clause and with what is lawful now.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from temporalio.client import (
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, not_found, unavailable
from domain.base import Frozen
from domain.case.acts import Act
from workflows.base import Receipt

_PATIENCE: Final = timedelta(seconds=20)
_READY_WITHIN: Final = 5.0
_NOT_BEGUN_SECONDS: Final = 8.0
_BEGINS_IN_SECONDS: Final = 0.05
_AWAY: Final = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
    }
)

T = TypeVar("T")
FrozenT = TypeVar("FrozenT", bound=Frozen)


class Gone(Exception):
    """The workflow has ended or never was."""


async def send(door: Door, workflow_id: str, act: str, message: Act, id: str) -> Receipt:
    """The act done, or Problem; Gone when there is no such workflow running.

    A case that is just reading its rules (`not_ready`) is asked again for up to five seconds.
    """
    handle = door.temporal.get_workflow_handle(workflow_id)
    deadline = asyncio.get_running_loop().time() + _READY_WITHIN
    pause = 0.1
    while True:
        try:
            return await _reached(
                lambda: handle.execute_update(
                    act, message, id=id, result_type=Receipt, rpc_timeout=_PATIENCE
                )
            )
        except WorkflowUpdateFailedError as failed:
            refusal = refusal_of(failed.cause)
            again = refusal is None or refusal.code == "not_ready"
            if not again:
                assert refusal is not None  # noqa: S101  (narrowing for the type checker)
                raise refusal from None
            if asyncio.get_running_loop().time() > deadline:
                raise (refusal or unavailable()) from None
        await asyncio.sleep(pause)
        pause = min(pause * 1.6, 0.8)


async def answered_before(door: Door, workflow_id: str, id: str) -> Receipt | None:
    """What the update of that id was answered, asked of each run of the workflow, the newest first.

    The server knows an update id within one run only, and a case goes on in a new one when
    aid begins and every recheck period. None when no run the server still keeps has taken it.
    Problem when it was taken and then refused.
    """
    run: str | None = None
    while run != "":
        handle = door.temporal.get_workflow_handle(workflow_id, run_id=run)
        run = ""
        try:
            run = await _run_before(handle)
            return await _answer_of(handle, id)
        except WorkflowUpdateFailedError as failed:
            refusal = refusal_of(failed.cause)
            if refusal is not None:
                raise refusal from None
        except Gone:
            continue
    return None


async def _run_before(handle: WorkflowHandle[Any, Any]) -> str:
    """The run that was continued as this one; empty for the first. Gone when there is none."""

    async def first() -> str:
        async for event in handle.fetch_history_events(page_size=1):
            return event.workflow_execution_started_event_attributes.continued_execution_run_id
        return ""

    return await _reached(first)


async def _answer_of(handle: WorkflowHandle[Any, Any], id: str) -> Receipt:
    """What this run answered to the update. Gone when it has not taken it."""
    asked = handle.get_update_handle(id, workflow_run_id=handle.run_id, result_type=Receipt)
    return await _reached(lambda: asked.result(rpc_timeout=_PATIENCE))


def refusal_of(cause: BaseException | None) -> Problem | None:
    """A refusal of the law as a problem; None for what may pass by itself (a run that ended)."""
    if not isinstance(cause, ApplicationError) or cause.type != "CaseRefusal":
        return None
    details = [str(d) for d in cause.details] + ["", ""]
    code, clause, message = details[0], details[1], cause.message
    status = {"role_not_allowed": 403, "bad_input": 422, "not_your_case": 404}.get(code, 409)
    errors: tuple[FieldFault, ...] = ()
    if status == 404:
        return not_found()
    return Problem(status, code, message, clause=clause, errors=errors)


async def ask(door: Door, workflow_id: str, query: str, kind: type[FrozenT]) -> FrozenT:
    """What the workflow says of itself. Gone when it is unknown to the server."""
    handle: WorkflowHandle[object, object] = door.temporal.get_workflow_handle(workflow_id)
    try:
        return await _reached(
            lambda: handle.query(query, result_type=kind, rpc_timeout=timedelta(seconds=10))
        )
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError):
        raise unavailable() from None


async def _reached(call: Callable[[], Awaitable[T]]) -> T:
    """The call's answer; a server or worker that is away becomes 503, a missing one Gone.

    A run that has just begun has no first task yet: that passes in a moment and is waited for.
    """
    give_up = time.monotonic() + _NOT_BEGUN_SECONDS
    while True:
        try:
            return await call()
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            raise unavailable() from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise Gone from None
            beginning = error.status is RPCStatusCode.FAILED_PRECONDITION
            if error.status in _AWAY or (beginning and time.monotonic() >= give_up):
                raise unavailable() from None
            if not beginning:
                raise
        await asyncio.sleep(_BEGINS_IN_SECONDS)
