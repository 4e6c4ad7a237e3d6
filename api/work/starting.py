"""Starting a procedure: once for each request, however often it is sent, and only in its own number."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from temporalio.client import WorkflowHandle
from temporalio.common import TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from api.frame.door import Door
from api.frame.problems import Problem, unavailable

_REQUEST = "request"
"""The memo that tells which request began a run."""
_SHOWN_WITHIN: Final = 8.0
"""Seconds."""


async def begin(
    door: Door,
    run: Callable[..., Any],
    order: object,
    *,
    id: str,
    summary: str,
    attributes: TypedSearchAttributes | None = None,
    once: str = "",
) -> bool:
    """Starts the procedure `id`. False: it stands already, and is left as it is.

    `once`: the key of the request, where the tables numbered the procedure for it. A number that
    another request has already begun was given out twice, because the tables were set back to an
    earlier time: Problem 503 `number_taken`, and nothing is begun or shown of the other.
    """
    request = hashlib.sha256(once.encode()).hexdigest()
    try:
        await door.temporal.start_workflow(
            run,
            order,
            id=id,
            task_queue=door.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=summary,
            search_attributes=attributes,
            memo={_REQUEST: request} if once else None,
        )
    except WorkflowAlreadyStartedError:
        if once and await _begun_by(door.temporal.get_workflow_handle(id)) != request:
            structlog.get_logger("api").error("number taken", id=id)
            raise _taken(id.rsplit("/", 1)[-1]) from None
        return False
    except RPCError:
        raise unavailable() from None
    return True


async def until_shown(look: Callable[[], Awaitable[object]]) -> None:
    """Read-your-writes: back when `look` finds what was begun in the tables, or after some seconds."""
    clock = asyncio.get_running_loop()
    deadline = clock.time() + _SHOWN_WITHIN
    while clock.time() < deadline:
        if await look() is not None:
            return
        await asyncio.sleep(0.05)


async def _begun_by(handle: WorkflowHandle[Any, Any]) -> object:
    try:
        described = await handle.describe()
    except RPCError:
        raise unavailable() from None
    return await described.memo_value(_REQUEST, None, type_hint=str)


def _taken(number: str) -> Problem:
    return Problem(
        503,
        "number_taken",
        f"编号{number}已经属于另一份登记，数据表可能恢复到了较早的时间。"
        "本次没有登记，请联系系统管理员核对后再提交。",
    )
