"""Opens single payloads of one workflow; what cannot be opened is counted, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    DataConverter,
    PayloadCodec,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from audit.recompute.history import plain
from runtime.codec import CodecRefusal


class Opening:
    """`refused` counts payloads that were changed, or belong to another workflow."""

    def __init__(self, converter: DataConverter, workflow_id: str) -> None:
        codec: PayloadCodec | None = converter.payload_codec
        if isinstance(codec, WithSerializationContext):
            context = WorkflowSerializationContext(namespace="", workflow_id=workflow_id)
            codec = codec.with_context(context)
        self._codec = codec
        self.refused = 0

    async def first(self, payloads: Sequence[Payload]) -> Any:
        """The JSON value of the first payload; None where there is none, or it cannot be opened."""
        if not payloads:
            return None
        found = [payloads[0]]
        if self._codec is not None:
            try:
                found = await self._codec.decode(found)
            except CodecRefusal:
                self.refused += 1
                return None
        return plain(found[0])
