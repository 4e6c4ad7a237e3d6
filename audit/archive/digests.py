"""The signed head of the archive: how many entries, which root, which digest came before.

One is made whenever the log grew, and one on each day whether it grew or not; the day's goes to
holders outside (`hand`). Whoever keeps one of them can see later that nothing before it was
left out, changed or put in another order.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, datetime
from email import message_from_bytes, policy
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from audit.archive.space import Space
from domain.base import Frozen
from runtime.keys import KeyRing

DIGESTS: Final = "digests"
FORMAT: Final = "doudi-archive/1"


class Digest(Frozen):
    """`number` counts from 1; `before` is the SHA-256 of the digest before, as stored. `daily`: the
    first of `day` (Shanghai), which is handed to the holders. `key`: id in the key ring."""

    format: str = FORMAT
    number: int
    day: date
    daily: bool
    made_at: datetime
    size: int
    root: str
    before: str
    key: str
    public_key: str
    signature: str = ""

    @property
    def unsigned(self) -> bytes:
        return self.model_copy(update={"signature": ""}).model_dump_json().encode()

    @property
    def stored(self) -> bytes:
        return self.model_dump_json().encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.stored).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether the signature is by the key it names. Whose key that is, `key_print` tells."""
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key))
            public.verify(base64.b64decode(self.signature), self.unsigned)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def key_print(self) -> str:
        return key_print(self.public_key)


def digest_object(number: int) -> str:
    return f"{DIGESTS}/{number:08d}.json"


def sign(digest: Digest, ring: KeyRing) -> Digest:
    """The digest with key and signature of the ring's current key."""
    named = digest.model_copy(update={"key": ring.current, "public_key": public_key(ring)})
    signature = ring.signer().sign(named.unsigned)
    return named.model_copy(update={"signature": base64.b64encode(signature).decode()})


def public_key(ring: KeyRing, key_id: str | None = None) -> str:
    """The public half of a ring's signing key in base64: 32 bytes, made to be given away."""
    return base64.b64encode(ring.signer(key_id).public_key().public_bytes_raw()).decode()


def key_print(public: str) -> str:
    """What is read over the telephone: sixteen hex digits in groups."""
    digits = hashlib.sha256(public.encode()).hexdigest()[:16]
    return "-".join(digits[n : n + 4] for n in range(0, 16, 4))


def read_digest(raw: bytes | None) -> Digest | None:
    try:
        return Digest.model_validate_json(raw or b"")
    except ValidationError:
        return None


def digests_of(space: Space) -> list[Digest]:
    """Every readable digest, in the order of their names."""
    found = (read_digest(space.get(name)) for name in space.names(DIGESTS))
    return [digest for digest in found if digest is not None]


def held_in(text: str) -> list[Digest]:
    """The digests that stand in a file or mail somebody kept, whatever is written around them."""
    found, decoder, start = [], json.JSONDecoder(), text.find("{")
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            start = text.find("{", start + 1)
            continue
        digest = read_digest(json.dumps(value).encode()) if isinstance(value, dict) else None
        if digest is not None:
            found.append(digest)
        start = text.find("{", end)
    return found


def held_in_file(raw: bytes) -> list[Digest]:
    """As `held_in`, also of a mail as a mail program saves it: its text is coded for the way, so that
    neither a brace nor a letter of it stands in the file."""
    found = held_in(raw.decode("utf-8", errors="replace"))
    if found:
        return found
    for part in message_from_bytes(raw, policy=policy.default).walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            found += held_in(
                content.decode("utf-8", errors="replace") if isinstance(content, bytes) else ""
            )
    return found
