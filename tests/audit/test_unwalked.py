"""A replay over opened events looks for nothing to open or seal; whoever has a codec still does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.bridge import worker as bridge
from temporalio.bridge._visitor import PayloadVisitor
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import DataConverter, PayloadCodec

from audit.recompute.unwalked import leave_out_walks
from audit.replay import audit_runs
from tests.replay import golden


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The run of each message the SDK goes through: other tests' workers may be at work meanwhile."""
    seen: list[str] = []
    whole = PayloadVisitor.visit

    async def visit(self: PayloadVisitor, fs: object, root: object) -> None:
        seen.append(getattr(root, "run_id", ""))
        await whole(self, fs, root)  # type: ignore[arg-type]

    monkeypatch.setattr(PayloadVisitor, "visit", visit)
    return seen


class _Mark(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata=p.metadata, data=b"sealed:" + p.data) for p in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata=p.metadata, data=p.data[7:]) for p in payloads]


async def test_a_replay_goes_through_no_message_for_payloads_to_open(walks: list[str]) -> None:
    story = await golden.load("plain_jiaozuo")
    reports = await audit_runs(story.runs, golden.CONVERTER)
    assert all(report.passed for report in reports)
    ours = {
        event.workflow_execution_started_event_attributes.original_execution_run_id
        for run in story.runs
        for event in run.events[:1]
    }
    assert ours and not ours & set(walks)


async def test_what_has_a_codec_is_sealed_after_a_replay_in_the_same_process() -> None:
    leave_out_walks()
    leave_out_walks()
    completion = WorkflowActivationCompletion()
    command = completion.successful.commands.add()
    command.schedule_activity.arguments.add(data=b"a name")
    bare = DataConverter()
    for converter, held in (
        (bare, b"a name"),
        (replace(bare, payload_codec=_Mark()), b"sealed:a name"),
    ):
        await bridge.encode_completion(
            completion, converter, encode_headers=False, storage_concurrency_limit=1
        )
        assert [one.data for one in command.schedule_activity.arguments] == [held]
