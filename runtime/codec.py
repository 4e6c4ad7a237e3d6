"""What Temporal stores is sealed: the payload codec of every client and worker.

A sealed payload has the encoding `binary/doudi-1`, the id of its key and the id of the workflow it
belongs to in clear (both opaque), and nonce + AES-256-GCM over the compressed original payload.
The key id, our namespace and the workflow id are authenticated with it.

What a payload is bound to. The SDK names the workflow for inputs, results, updates, signals,
queries, memos, failures and heartbeats; such a payload is refused when it turns up in another
workflow. Three things differ, and are why the workflow id stands in the payload instead of being
taken from the context alone:
- A Schedule writes the input for an id that the server completes with a time, and hands the
  result of one run to the next; ids are compared without that time.
- The SDK seals a child's summary as its parent's. It is read for display only: by the codec
  server, or by `runtime.temporal.summary_of`.
- The codec server has no context. It checks that payload, key, namespace and the id it carries
  belong together, but cannot know on which page the payload was shown.
Within one workflow payloads are not told apart. The namespace is the one configured, not the
context's, because the Replayer invents a namespace of its own.
"""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import (
    PydanticJSONPlainPayloadConverter,
    PydanticPayloadConverter,
)
from temporalio.converter import (
    ActivitySerializationContext,
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from domain.policy import Snapshot
from runtime.keys import NONCE_BYTES, KeyFault, KeyRing
from runtime.lent import found

ENCODING: Final = b"binary/doudi-1"
_KEY = "doudi-key"
BOUND: Final = "doudi-workflow"
_PLAIN, _DEFLATED = b"\x00", b"\x01"
_MAX_PLAIN_BYTES = 16 * 1024 * 1024
_SCHEDULED = re.compile(r"-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


class CodecRefusal(Exception):
    """A payload that is not ours, was changed, or belongs elsewhere. Never holds content."""


class SealingCodec(PayloadCodec, WithSerializationContext):
    """Seals on encode, refuses on decode whatever it has not sealed itself."""

    def __init__(
        self,
        keyring: KeyRing,
        namespace: str,
        workflow_id: str | None = None,
        cipher: Callable[[str], AESGCM] | None = None,
    ) -> None:
        self._keyring = keyring
        self._namespace = namespace
        self._workflow_id = workflow_id
        self._cipher = cipher or lru_cache(maxsize=64)(self._make_cipher)

    def with_context(self, context: SerializationContext) -> SealingCodec:
        """The codec for one workflow's payloads."""
        if not isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return self
        return SealingCodec(self._keyring, self._namespace, context.workflow_id, self._cipher)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seals each payload with the current key."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Opens each payload. Raises `CodecRefusal` at the first that is not acceptable."""
        return [self._open(payload) for payload in payloads]

    def _make_cipher(self, key_id: str) -> AESGCM:
        return AESGCM(self._keyring.derive("payload", key_id))

    def _aad(self, key_id: str, bound: str) -> bytes:
        return "\0".join((ENCODING.decode(), key_id, self._namespace, bound)).encode()

    def _seal(self, payload: Payload) -> Payload:
        key_id, bound = self._keyring.current, self._workflow_id or ""
        raw = payload.SerializeToString(deterministic=True)
        small = zlib.compress(raw)
        body = _DEFLATED + small if len(small) < len(raw) else _PLAIN + raw
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher(key_id).encrypt(nonce, body, self._aad(key_id, bound))
        metadata = {"encoding": ENCODING, _KEY: key_id.encode(), BOUND: bound.encode()}
        return Payload(metadata=metadata, data=nonce + sealed)

    def _open(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            raise CodecRefusal("payload refused: it is not encrypted")
        key_id = payload.metadata.get(_KEY, b"").decode(errors="replace")
        bound = payload.metadata.get(BOUND, b"").decode(errors="replace")
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            body = self._cipher(key_id).decrypt(nonce, sealed, self._aad(key_id, bound))
        except KeyFault:
            raise CodecRefusal("payload refused: its key is not in the key ring") from None
        except (InvalidTag, ValueError):
            raise CodecRefusal(
                "payload refused: it was changed, or sealed with another key or namespace"
            ) from None
        if bound and self._workflow_id and not _same_workflow(bound, self._workflow_id):
            raise CodecRefusal("payload refused: it belongs to another workflow")
        opened = Payload.FromString(_inflate(body[1:]) if body[:1] == _DEFLATED else body[1:])
        if (meant := found(opened)) is None:
            raise CodecRefusal("payload refused: what it stands for is lent no longer")
        return meant


class _Reading(PydanticJSONPlainPayloadConverter):
    """The SDK's, but that rules which were read before are not read again."""

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        if type_hint is Snapshot:
            return Snapshot.read(payload.data)
        return super().from_payload(payload, type_hint)


_JSON: Final = b"json/plain"
_CONVERTERS: Final = {**PydanticPayloadConverter().converters, _JSON: _Reading()}


class ValueConverter(CompositePayloadConverter):
    """The SDK's converter of pydantic values, whose parts are the same in a whole process.

    The SDK makes a converter for each workflow in memory and each of its tasks. It keeps nothing but
    how a type is read, which is so found out once.
    """

    def __init__(self) -> None:
        self.converters = _CONVERTERS


def data_converter(keyring: KeyRing, namespace: str) -> DataConverter:
    """The converter of every client, worker and replayer: pydantic values, sealed; failures too."""
    return DataConverter(
        payload_converter_class=ValueConverter,
        payload_codec=SealingCodec(keyring, namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _same_workflow(one: str, other: str) -> bool:
    return one == other or _SCHEDULED.sub("", one) == _SCHEDULED.sub("", other)


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    plain = inflater.decompress(data, _MAX_PLAIN_BYTES)
    if not inflater.eof:
        raise CodecRefusal("payload refused: it is larger than a payload may be")
    return plain
