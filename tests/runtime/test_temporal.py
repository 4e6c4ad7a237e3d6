"""A production server is prepared once and again, and an absent one is named in one line."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from runtime.keys import KeyFault, KeyRing
from runtime.settings import Settings
from runtime.temporal import (
    SEARCH_ATTRIBUTES,
    TemporalUnreachable,
    bring_to,
    connect,
    dev_server_command,
    has_poller,
    prepare_namespace,
    rehearsal_skipper,
)
from tests.conftest import free_port
from tests.runtime.lost_answers import wire_to
from tests.runtime.sealed_workflows import Inner, Note, Outer


@pytest.mark.rule("OPN-25")
async def test_a_namespace_is_prepared_with_its_retention_and_preparing_it_again_changes_nothing(
    settings: Settings, keyring: KeyRing
) -> None:
    county = settings.model_copy(update={"namespace": "county"})
    client = await connect(county, keyring)
    for _ in range(2):
        await prepare_namespace(client, retention_days=90)
    asked = DescribeNamespaceRequest(namespace="county")
    kept = (await client.workflow_service.describe_namespace(asked)).config
    assert kept.workflow_execution_retention_ttl.seconds == 90 * 24 * 60 * 60
    query = " AND ".join(f"{key.name} IS NULL" for key in SEARCH_ATTRIBUTES)
    assert [w async for w in client.list_workflows(query)] == []


async def test_a_worker_is_seen_polling_by_its_host(client: Client) -> None:
    assert not await has_poller(client, "nobody-polls-this")
    async with Worker(client, task_queue="polled", workflows=[Inner]):
        for _ in range(300):
            if await has_poller(client, "polled", socket.gethostname()):
                break
            await asyncio.sleep(0.2)
        else:
            raise AssertionError("the worker was not seen")
        assert not await has_poller(client, "polled", "another-host")


async def test_a_fast_forward_whose_answer_was_lost_moves_the_clock_once(
    settings: Settings, keyring: KeyRing, server: str, client: Client, skipper: TimeSkipper
) -> None:
    """Sent again, it would move the clock twice: a county's case would skip days nobody asked for."""
    queue, there = str(uuid.uuid4()), str(uuid.uuid4())
    async with Worker(client, task_queue=queue, workflows=[Outer]), wire_to(server) as (wire, near):
        handle = await client.start_workflow(
            Outer.run, args=[Note(text="x"), False], id=there, task_queue=queue
        )
        far = await connect(settings.model_copy(update={"temporal_address": near}), keyring)
        through, seen_from_far = rehearsal_skipper(far), far.get_workflow_handle(there)
        await asyncio.sleep(0.5)  # what the connection has to say of itself is said
        before = await skipper.get_current_time(handle)
        wire.lose_next()
        with contextlib.suppress(RPCError):
            await through.fast_forward(seen_from_far, timedelta(days=3))
        assert wire.lost == 1
        for _ in range(2):
            await bring_to(through, seen_from_far, before + timedelta(days=3))
        moved = await skipper.get_current_time(handle) - before
        assert timedelta(days=3) <= moved < timedelta(days=3, minutes=5)
        await handle.terminate()


async def test_an_absent_server_is_one_line_with_the_setting(keyring: KeyRing) -> None:
    settings = Settings(temporal_address=f"127.0.0.1:{free_port()}")
    with pytest.raises(TemporalUnreachable, match="DOUDI_TEMPORAL_ADDRESS"):
        await connect(settings, keyring, patience=timedelta(milliseconds=1))


async def test_a_missing_key_ring_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(KeyFault):
        await connect(Settings(home=tmp_path))


def test_only_a_rehearsal_can_skip_time_and_trusts_the_power(tmp_path: Path) -> None:
    def command(rehearsal: bool) -> str:
        return " ".join(
            dev_server_command(
                Path("temporal"),
                ip="127.0.0.1",
                port=1,
                ui_port=2,
                db_file=tmp_path / "t.db",
                codec_url="http://127.0.0.1:3",
                rehearsal=rehearsal,
            )
        )

    assert "TimeSkipping" not in command(False) and "TimeSkipping" in command(True)
    assert "journal_mode=WAL" in command(False) and "synchronous=FULL" in command(False)
    assert "journal_mode=WAL" in command(True) and "synchronous=NORMAL" in command(True)
    assert "--search-attribute Flags=KeywordList" in command(False)
    assert "--ui-codec-endpoint http://127.0.0.1:3" in command(False)
