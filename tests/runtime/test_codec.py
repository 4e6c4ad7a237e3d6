"""What Temporal keeps cannot be read, changed or moved by whoever holds its database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHistory,
    WorkflowUpdateFailedError,
)
from temporalio.converter import DataConverter, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Replayer, Worker

from runtime.codec import ENCODING, CodecRefusal, SealingCodec, data_converter
from runtime.keys import KeyRing
from runtime.temporal import summary_of
from tests.runtime.sealed_workflows import Inner, Note, Outer, echo, nothing, refuse

SECRET = "张三丰 990101199001010011"


def codec_for(ring: KeyRing, workflow_id: str, namespace: str = "default") -> SealingCodec:
    context = WorkflowSerializationContext(namespace=namespace, workflow_id=workflow_id)
    return SealingCodec(ring, namespace).with_context(context)


async def sealed(ring: KeyRing, workflow_id: str, text: str = SECRET) -> Payload:
    [plain] = DataConverter.default.payload_converter.to_payloads([text])
    [payload] = await codec_for(ring, workflow_id).encode([plain])
    return payload


async def opened(codec: SealingCodec, payload: Payload) -> str:
    [plain] = await codec.decode([payload])
    [text] = DataConverter.default.payload_converter.from_payloads([plain], [str])
    return str(text)


async def test_a_sealed_payload_reads_back_and_shows_nothing(keyring: KeyRing) -> None:
    payload = await sealed(keyring, "case/jz/1")
    assert payload.metadata["encoding"] == ENCODING
    assert b"990101" not in payload.SerializeToString()
    assert await opened(codec_for(keyring, "case/jz/1"), payload) == SECRET


async def test_the_same_payload_never_looks_the_same_twice(keyring: KeyRing) -> None:
    one, two = await sealed(keyring, "case/jz/1"), await sealed(keyring, "case/jz/1")
    assert one.data != two.data


async def test_a_long_payload_is_smaller_than_it_was(keyring: KeyRing) -> None:
    payload = await sealed(keyring, "case/jz/1", "低保家庭入户调查记录" * 200)
    assert payload.ByteSize() < 600


async def test_a_flipped_bit_anywhere_is_refused(keyring: KeyRing) -> None:
    good = await sealed(keyring, "case/jz/1")
    for position in range(len(good.data)):
        data = bytearray(good.data)
        data[position] ^= 1
        with pytest.raises(CodecRefusal, match="changed"):
            await codec_for(keyring, "case/jz/1").decode(
                [Payload(metadata=good.metadata, data=bytes(data))]
            )


@pytest.mark.parametrize("field", ["doudi-key", "doudi-workflow"])
async def test_changed_metadata_is_refused(keyring: KeyRing, field: str) -> None:
    good = await sealed(keyring, "case/jz/1")
    bad = Payload(metadata=good.metadata, data=good.data)
    bad.metadata[field] = bad.metadata[field][:-1] + b"x"
    for codec in (codec_for(keyring, "case/jz/1"), SealingCodec(keyring, "default")):
        with pytest.raises(CodecRefusal):
            await codec.decode([bad])


async def test_a_payload_swapped_in_from_another_case_is_refused(keyring: KeyRing) -> None:
    payload = await sealed(keyring, "case/jz/1")
    with pytest.raises(CodecRefusal, match="another workflow"):
        await codec_for(keyring, "case/jz/2").decode([payload])
    payload.metadata["doudi-workflow"] = b"case/jz/2"
    with pytest.raises(CodecRefusal, match="changed"):
        await codec_for(keyring, "case/jz/2").decode([payload])


async def test_a_payload_from_another_namespace_is_refused(keyring: KeyRing) -> None:
    payload = await sealed(keyring, "case/jz/1")
    with pytest.raises(CodecRefusal):
        await codec_for(keyring, "case/jz/1", "other").decode([payload])


async def test_a_schedules_runs_may_hand_payloads_on(keyring: KeyRing) -> None:
    payload = await sealed(keyring, "spot/jz-2026-09-01T00:00:00Z")
    assert await opened(codec_for(keyring, "spot/jz-2026-10-01T00:00:00Z"), payload) == SECRET
    assert await opened(codec_for(keyring, "spot/jz"), payload) == SECRET
    with pytest.raises(CodecRefusal):
        await codec_for(keyring, "spot/zh-2026-10-01T00:00:00Z").decode([payload])


async def test_another_ring_cannot_read_it(keyring: KeyRing, tmp_path: Path) -> None:
    payload = await sealed(keyring, "case/jz/1")
    stranger = KeyRing.create(tmp_path / "keys.json")
    with pytest.raises(CodecRefusal, match="not in the key ring"):
        await codec_for(stranger, "case/jz/1").decode([payload])
    forged = stranger.model_copy(
        update={"keys": tuple(k.model_copy(update={"id": keyring.current}) for k in stranger.keys)}
    )
    with pytest.raises(CodecRefusal, match="changed, or sealed with another key"):
        await codec_for(forged, "case/jz/1").decode([payload])


@pytest.mark.parametrize("value", [SECRET, None, b"raw", 7])
async def test_plaintext_is_refused_and_not_repeated_in_the_error(
    keyring: KeyRing, value: object
) -> None:
    plain = DataConverter.default.payload_converter.to_payloads([value])
    with pytest.raises(CodecRefusal, match="not encrypted") as refusal:
        await codec_for(keyring, "case/jz/1").decode(plain)
    assert "990101" not in str(refusal.value)


async def test_after_a_rotation_old_payloads_read_and_new_ones_use_the_new_key(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.json"
    first = KeyRing.create(path)
    old = await sealed(first, "case/jz/1")
    second = first.rotate(path).rotate(path)
    new = await sealed(KeyRing.load(path), "case/jz/1")
    assert old.metadata["doudi-key"] == first.current.encode()
    assert new.metadata["doudi-key"] == second.current.encode() != first.current.encode()
    for payload in (old, new):
        assert await opened(codec_for(second, "case/jz/1"), payload) == SECRET
    with pytest.raises(CodecRefusal, match="not in the key ring"):
        await codec_for(first, "case/jz/1").decode([new])


async def test_a_workflow_with_every_kind_of_payload_leaves_no_plaintext_on_the_server(
    client: Client, skipper: TimeSkipper, keyring: KeyRing
) -> None:
    note = Note(text=SECRET)
    async with Worker(
        client, task_queue="codec", workflows=[Outer, Inner], activities=[echo, nothing, refuse]
    ):
        handle = await client.start_workflow(
            Outer.run,
            note,
            id="codec-outer",
            task_queue="codec",
            static_summary=SECRET,
            static_details=SECRET,
            memo={"note": SECRET},
        )
        assert await handle.execute_update(Outer.tell, note) == note
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(Outer.tell, Note(text="refuse " + SECRET))
        await handle.signal(Outer.hear, note)
        assert await handle.query(Outer.last) == note
        await skipper.fast_forward(handle, timedelta(days=4))
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()
        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.message == SECRET
        first = client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        description = await first.describe()
        child = await client.get_workflow_handle("codec-outer/inner").describe()
        assert await description.static_summary() == SECRET
        assert await summary_of(client, child) == SECRET
        assert await child.memo() == {"note": SECRET}

    histories = [
        h
        for workflow_id in ("codec-outer", "codec-outer/inner")
        async for h in _all_runs(client, workflow_id)
    ]
    assert len(histories) == 3
    for history in histories:
        raw = history.to_json() + json.dumps(json.loads(history.to_json()), ensure_ascii=False)
        assert SECRET not in raw and "990101" not in raw
        replayer = Replayer(
            workflows=[Outer, Inner], data_converter=data_converter(keyring, "default")
        )
        await replayer.replay_workflow(history)


async def _all_runs(client: Client, workflow_id: str) -> AsyncIterator[WorkflowHistory]:
    found = 0
    while found < (2 if workflow_id == "codec-outer" else 1):
        found = 0
        runs = [e async for e in client.list_workflows(f"WorkflowId = '{workflow_id}'")]
        found = len(runs)
    for run in runs:
        yield await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
