"""Finding what does not move: steps tried again, workflows whose tasks fail, this installation itself.

A step that fails is written down by the worker that tries it, from its second try on, and struck out
when it works. Workflows whose tasks fail are told by the server itself (`TemporalReportedProblems`).
Nothing here decides or repairs; every fault ends in a retry or in a named line for somebody.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError
from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.stuck import TECHNICIAN, Stuck, StuckKind, place_in
from runtime.settings import Settings
from store import stuck
from store.engine import Store

FROM_TRY: Final = 2
ROUNDS_ZH: Final = "办理进程"
UPKEEP, ARCHIVING, TRAIL = "日常维护", "历史记录归档", "操作日志存证"
"""The rounds of a worker, as the list names them."""
LEAST_FREE: Final = 500 * 1024 * 1024
"""Bytes below which a disk counts as full: papers and archives need room to be written whole."""
SILENT: Final = timedelta(seconds=150)
"""A worker that asks for work by long poll is heard of about once a minute."""
MOST: Final = 200
_PROBLEMS: Final = "ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL"


class Struggles(Interceptor):
    """For a worker's `interceptors`: a step that is tried again stands on the list until it works."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Watched(next, self._store)


class _Watched(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, store: Store) -> None:
        super().__init__(next)
        self._store = store

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        info = activity.info()
        again = info.attempt >= FROM_TRY
        if again:
            await self._tell(info, "")
        try:
            result = await super().execute_activity(input)
        except Exception as error:
            if again:
                await self._tell(info, type(error).__name__)
            raise
        if again:
            await self._quietly(
                lambda: self._in(stuck.worked, info.workflow_id or "", info.activity_type)
            )
        return result

    async def _tell(self, info: activity.Info, cause: str) -> None:
        since, now = info.scheduled_time, datetime.now(UTC)
        await self._quietly(
            lambda: self._in(
                stuck.tried_again,
                subject=info.workflow_id or "",
                step=info.activity_type,
                since=min(since, now),
                at=now,
                tries=info.attempt,
                cause=cause,
            )
        )

    def _in(self, command: Callable[..., None], *args: Any, **fields: Any) -> None:
        with self._store.write() as session:
            command(session, *args, **fields)

    async def _quietly(self, work: Callable[[], None]) -> None:
        """The list must not fail a step: where the tables take nothing, they are the fault listed."""
        with suppress(SQLAlchemyError, OSError):
            await asyncio.to_thread(work)


class Rounds:
    """The rounds of work nobody asks for (upkeep, archive, trail): one that fails stands on the list until
    the next one works."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._working: set[str] = set()
        self._telling: set[asyncio.Task[None]] = set()

    def told(self, what: str, failed: BaseException | str | None) -> None:
        """How a round went. `failed`: what ended it, or a code; None when it worked. Returns at once."""
        if failed is None and what in self._working:
            return
        telling = asyncio.create_task(self._write(what, failed))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _write(self, what: str, failed: BaseException | str | None) -> None:
        if failed is None:
            self._working.add(what)
        else:
            self._working.discard(what)
        cause = failed if isinstance(failed, str) else type(failed).__name__
        with suppress(SQLAlchemyError, OSError):  # then the tables are the fault that is listed
            await asyncio.to_thread(self._in, what, cause if failed is not None else "")

    def _in(self, what: str, cause: str) -> None:
        with self._store.write() as session:
            if cause:
                stuck.round_failed(session, ROUNDS_ZH, what, datetime.now(UTC), cause)
            else:
                stuck.worked(session, ROUNDS_ZH, what)


async def failing_workflows(client: Client) -> tuple[Stuck, ...]:
    """Running workflows whose tasks fail time after time, as the server tells; ours to repair."""
    found = []
    async for one in client.list_workflows(_PROBLEMS, limit=MOST):
        causes = [str(c) for p in one.typed_search_attributes for c in _words(p.key.name, p.value)]
        found.append(
            Stuck(
                kind=StuckKind.WORKFLOW,
                subject=one.id,
                zh="流程任务连续失败，办理暂停；数据没有丢失，修复后自动继续",
                whose=TECHNICIAN,
                since=one.execution_time or one.start_time,
                place=place_in(one.id),
                cause="、".join(causes),
            )
        )
    return tuple(found)


def _words(name: str, value: object) -> list[object]:
    if name != "TemporalReportedProblems":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


async def system_faults(
    client: Client | None, store: Store, settings: Settings
) -> tuple[Stuck, ...]:
    """What of this installation does not work: tables, disk, the server, its workers."""
    found = [await asyncio.to_thread(_tables, store)]
    found += [await asyncio.to_thread(_disk, path) for path in _disks(settings)]
    found.append(await _workers(client, settings.task_queue))
    return tuple(one for one in found if one is not None)


def _tables(store: Store) -> Stuck | None:
    try:
        with store.write() as session:
            stuck.probe(session)
    except (SQLAlchemyError, OSError) as error:
        return _system("database", "数据库不能写入，办理事项暂时不能登记", type(error).__name__)
    return None


def _disks(settings: Settings) -> tuple[Path, ...]:
    wanted = (
        settings.home,
        settings.evidence_dir,
        settings.archive_dir,
        settings.trail_dir,
        settings.bank_dir,
        settings.exchange_dir,
    )
    return tuple(dict.fromkeys(p for p in wanted if p.is_dir()))


def _disk(path: Path) -> Stuck | None:
    free = shutil.disk_usage(path).free
    if free >= LEAST_FREE:
        return None
    return _system(
        "disk", f"磁盘空间不足，仅余{free // 1024 // 1024}兆字节，请尽快清理或者扩容", ""
    )


async def _workers(client: Client | None, queue: str) -> Stuck | None:
    if client is None:
        return _system("temporal", "办理服务连接不上", "")
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        answer = await client.workflow_service.describe_task_queue(
            request, timeout=timedelta(seconds=5)
        )
    except (RPCError, RuntimeError) as error:
        return _system("temporal", "办理服务连接不上", type(error).__name__)
    heard = [p.last_access_time.ToDatetime(tzinfo=UTC) for p in answer.pollers]
    if any(datetime.now(UTC) - at < SILENT for at in heard):
        return None
    return _system("worker", "没有正在运行的办理进程，各项办理暂停", "")


def _system(subject: str, zh: str, cause: str) -> Stuck:
    return Stuck(
        kind=StuckKind.SYSTEM,
        subject=subject,
        zh=zh,
        whose=TECHNICIAN,
        since=datetime.now(UTC),
        cause=cause,
    )
