"""How a process reaches Temporal, and the one place that knows the experimental virtual time.

The server's per-workflow time skipping is marked experimental: its flags, its client wrapper and
nothing else of it are used outside this module.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    RegisterNamespaceRequest,
    UpdateWorkflowExecutionOptionsRequest,
    UpdateWorkflowExecutionOptionsResponse,
)
from temporalio.client import (
    Client,
    TLSConfig,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
)
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings
from workflows import visible

SEARCH_ATTRIBUTES: Final = visible.ALL
"""What supervisors filter by in the Temporal UI. In clear on the server: codes only."""

REHEARSAL_FLAGS: Final = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=5000",
    # Without this a skipped clock leaps by months at each continue-as-new.
    'history.workflowIdReuseMinimalInterval="0s"',
)
"""Dynamic configuration of a server that may skip time, as `key=value` with a JSON value."""

TROUBLE_FLAG: Final = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2"
"""A workflow whose task failed twice is told of (`TemporalReportedProblems`): after ten seconds."""

MAX_SKIPS: Final = 100_000
"""Timers one workflow may skip before the server stops it: bounds endless retries."""


class TemporalUnreachable(Exception):
    """No Temporal server answered in time; the message names the address and the setting."""


async def connect(
    settings: Settings,
    keyring: KeyRing | None = None,
    *,
    patience: timedelta = timedelta(seconds=30),
) -> Client:
    """A client with our codec, able to fast-forward when `settings.rehearsal`.

    Loads the key ring from `settings.key_file` unless one is given. Waits up to `patience` for
    the server, then raises `TemporalUnreachable`.
    """
    ring = keyring or KeyRing.load(settings.key_file)
    deadline = asyncio.get_running_loop().time() + patience.total_seconds()
    while True:
        try:
            client = await Client.connect(
                settings.temporal_address,
                namespace=settings.namespace,
                data_converter=data_converter(ring, settings.namespace),
                tls=_tls(settings),
            )
            break
        except (RuntimeError, RPCError) as error:
            if asyncio.get_running_loop().time() >= deadline:
                raise TemporalUnreachable(
                    f"no Temporal server answers at {settings.temporal_address}"
                    " (DOUDI_TEMPORAL_ADDRESS)"
                ) from error
            await asyncio.sleep(0.3)
    return rehearsal_skipper(client).client if settings.rehearsal else client


class _OnceSkipper(TimeSkipper):
    """Sends a fast-forward once; what becomes of one whose answer was lost is for the caller to see.

    The SDK repeats the call by itself when the connection breaks. A fast-forward counts from where
    the clock stands and the server does not know its id again, so the repetition moved it twice.
    """

    async def _update_time_skipping_config(
        self, handle: WorkflowHandle[Any, Any], config: TimeSkippingConfig
    ) -> UpdateWorkflowExecutionOptionsResponse:
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.run_id or ""),
            workflow_execution_options=WorkflowExecutionOptions(
                time_skipping_config=config._to_proto()
            ),
            update_mask=FieldMask(paths=["time_skipping_config"]),
            identity=self.client.identity,
        )
        return await self.client.workflow_service.update_workflow_execution_options(
            request, retry=False
        )


def rehearsal_skipper(client: Client) -> TimeSkipper:
    """What fast-forwards the workflows that were started through a rehearsal client.

    Nothing skips by itself; `await skipper.fast_forward(handle, timedelta)` moves one workflow.
    """
    config = TimeSkippingConfig(enabled=False, max_session_skip_count=MAX_SKIPS)
    return _OnceSkipper(client, config=config)


async def bring_to(
    skipper: TimeSkipper, handle: WorkflowHandle[Any, Any], moment: datetime
) -> None:
    """The workflow's clock shows `moment`, or later if it did before; one that has ended stays.

    Safe to repeat after an `RPCError` that lost the answer: a fast-forward the server was told of
    is waited for, never told again.
    """
    try:
        while (pause := moment - await _stands_at(skipper, handle)) > timedelta(0):
            if not await skipper.fast_forward(handle, pause):
                return
    except RPCError as error:
        if error.status not in (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION):
            raise


async def _stands_at(skipper: TimeSkipper, handle: WorkflowHandle[Any, Any]) -> datetime:
    """Its clock, once a fast-forward whose answer was lost is over."""
    while True:
        found = await skipper.get_time_skipping_info(handle)
        under_way = (
            found is not None
            and found.fast_forward_info.fast_forward_id
            and not found.fast_forward_info.has_completed
        )
        if not under_way or (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
            return await skipper.get_current_time(handle)
        await asyncio.sleep(0.1)


async def summary_of(client: Client, description: WorkflowExecutionDescription) -> str | None:
    """The one-line summary of a workflow, a child's included (see `runtime.codec`)."""
    metadata = description.raw_description.execution_config.user_metadata
    if not metadata.HasField("summary"):
        return None
    [summary] = await client.data_converter.decode([metadata.summary], [str])
    return str(summary)


def find_temporal() -> Path | None:
    """The Temporal command: beside this interpreter (the installed wheel), else on the path."""
    beside = shutil.which("temporal", path=sysconfig.get_path("scripts"))
    here = shutil.which("temporal", path=str(Path(sys.executable).parent))
    found = here or beside or shutil.which("temporal")
    return Path(found) if found else None


def dev_server_command(
    temporal: Path,
    *,
    ip: str,
    port: int,
    ui_port: int | None,
    db_file: Path,
    namespace: str = "default",
    codec_url: str | None = None,
    rehearsal: bool = False,
) -> list[str]:
    """The command line of the embedded Temporal server; no UI when `ui_port` is None.

    Its file is written ahead (WAL): one wait for the disk a transaction where there were several, a
    third of the time an act takes. Nothing acknowledged is lost, not even when the power fails; a
    rehearsal, which begins anew each time, takes that last chance.
    """
    command = [str(temporal), "server", "start-dev", "--ip", ip, "--port", str(port)]
    command += ["--db-filename", str(db_file), "--namespace", namespace, "--log-level", "warn"]
    command += ["--headless"] if ui_port is None else ["--ui-ip", ip, "--ui-port", str(ui_port)]
    for pragma in ("journal_mode=WAL", f"synchronous={'NORMAL' if rehearsal else 'FULL'}"):
        command += ["--sqlite-pragma", pragma]
    # A county office has no way out to the vendor's news.
    command += [] if ui_port is None else ["--ui-disable-news-fetch"]
    if codec_url and ui_port is not None:
        command += ["--ui-codec-endpoint", codec_url]
    for key in SEARCH_ATTRIBUTES:
        command += ["--search-attribute", f"{key.name}={_type_name(key.indexed_value_type)}"]
    for flag in (TROUBLE_FLAG, *(REHEARSAL_FLAGS if rehearsal else ())):
        command += ["--dynamic-config-value", flag]
    return command


async def search_attributes_ready(client: Client, patience: timedelta) -> None:
    """Returns once the server knows all of `SEARCH_ATTRIBUTES`; starting workflows fails before.

    Raises `TemporalUnreachable` after `patience`.
    """
    request = ListSearchAttributesRequest(namespace=client.namespace)
    wanted = {key.name for key in SEARCH_ATTRIBUTES}
    deadline = asyncio.get_running_loop().time() + patience.total_seconds()
    while asyncio.get_running_loop().time() < deadline:
        with contextlib.suppress(RPCError):
            answer = await client.operator_service.list_search_attributes(request)
            if wanted <= set(answer.custom_attributes):
                return
        await asyncio.sleep(0.05)
    raise TemporalUnreachable(
        f"the Temporal server does not know the search attributes {', '.join(sorted(wanted))}"
    )


async def prepare_namespace(client: Client, retention_days: int) -> None:
    """Makes the namespace and the search attributes of a production server; safe to repeat."""
    duration = Duration(seconds=retention_days * 24 * 60 * 60)
    with _already_there():
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(
                namespace=client.namespace, workflow_execution_retention_period=duration
            )
        )
    wanted = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in SEARCH_ATTRIBUTES
    }
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
    # The frontend learns of a new namespace from its cache, seconds later.
    for attempt in range(60):
        try:
            with _already_there():
                await client.operator_service.add_search_attributes(request)
            break
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or attempt == 59:
                raise
            await asyncio.sleep(1)
    await search_attributes_ready(client, timedelta(seconds=60))


async def has_poller(client: Client, task_queue: str, host: str | None = None) -> bool:
    """Whether a worker (of that host) has asked for work of the queue in the last minutes."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        answer = await client.workflow_service.describe_task_queue(request)
    except RPCError:
        return False
    return any(host is None or p.identity.endswith(f"@{host}") for p in answer.pollers)


@contextlib.contextmanager
def _already_there() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


def _type_name(kind: SearchAttributeIndexedValueType) -> str:
    # The command line says KeywordList where the SDK says KEYWORD_LIST.
    return kind.name.title().replace("_", "")


def _tls(settings: Settings) -> TLSConfig | bool:
    if settings.temporal_tls_ca is None and settings.temporal_tls_cert is None:
        return False

    def read(path: Path | None) -> bytes | None:
        return path.read_bytes() if path else None

    return TLSConfig(
        server_root_ca_cert=read(settings.temporal_tls_ca),
        client_cert=read(settings.temporal_tls_cert),
        client_private_key=read(settings.temporal_tls_key),
    )
