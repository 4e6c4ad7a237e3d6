"""Where nothing is sealed, the SDK's walks through every message of a replay are left out.

Before and after each task the SDK goes three times through all that came in and went out, for payloads
to open or seal, to fetch from or put in a store outside, and to mark as put there. A replay over opened
events has neither codec nor store: none of the six walks changes anything, and they were a twelfth of
its time. Whoever has a codec or a store, as every client and worker of ours has, goes the SDK's own way.
"""

from __future__ import annotations

from typing import Final

from temporalio.bridge import worker as bridge
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import DataConverter
from temporalio.converter._extstore import StorageOperationMetrics

_DECODE: Final = bridge.decode_activation
_ENCODE: Final = bridge.encode_completion
_NOTHING_FETCHED: Final = StorageOperationMetrics()


def leave_out_walks() -> None:
    """From now on in this process. Called twice it is the same."""
    bridge.decode_activation = _decoded
    bridge.encode_completion = _encoded


def as_it_is(converter: DataConverter) -> bool:
    """Whether what this converter is given to open or to seal is what it gives back."""
    return converter.payload_codec is None and converter.external_storage is None


async def _decoded(
    activation: WorkflowActivation,
    data_converter: DataConverter,
    decode_headers: bool,
    storage_concurrency_limit: int,
) -> StorageOperationMetrics:
    if as_it_is(data_converter):
        return _NOTHING_FETCHED
    return await _DECODE(activation, data_converter, decode_headers, storage_concurrency_limit)


async def _encoded(
    completion: WorkflowActivationCompletion,
    data_converter: DataConverter,
    encode_headers: bool,
    storage_concurrency_limit: int,
) -> StorageOperationMetrics:
    if as_it_is(data_converter):
        return _NOTHING_FETCHED
    return await _ENCODE(completion, data_converter, encode_headers, storage_concurrency_limit)
