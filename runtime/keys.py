"""The key ring: which secret writes now, which older ones still read.

A ring is one JSON file of mode 0600. Nothing is encrypted with a ring's secrets themselves: each
purpose (payloads, table columns, blind index, sessions, signatures) has its own key derived by HKDF-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import ConfigDict, Field, SecretBytes, field_serializer, field_validator

from domain.base import Frozen

Purpose = Literal["payload", "column", "session", "signing"]
NONCE_BYTES = 12
_COLUMN_FORMAT = 1


class KeyFault(Exception):
    """A key ring cannot be used, or something cannot be read with it. Never holds content."""


class Key(Frozen):
    """One secret of the ring: 32 bytes, its opaque id, and the UTC date it was made."""

    id: str = Field(pattern=r"^[a-z0-9]{4,16}$")
    made: str
    secret: SecretBytes

    @field_validator("secret", mode="before")
    @classmethod
    def _from_base64(cls, value: object) -> object:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else value

    @field_validator("secret")
    @classmethod
    def _whole(cls, value: SecretBytes) -> SecretBytes:
        if len(value) != 32:
            raise ValueError("a key is 32 bytes in base64")
        return value

    @field_serializer("secret")
    def _as_base64(self, value: SecretBytes) -> str:
        return base64.b64encode(value.get_secret_value()).decode()


class KeyRing(Frozen):
    """Several keys, one of them `current`. Encryption writes with it and reads with any.

    `index` is apart: the blind index must answer the same for a person before and after a
    rotation, so `rotate` leaves it alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    demo: bool = False
    current: str
    keys: tuple[Key, ...]
    index: Key

    @classmethod
    def create(cls, path: Path, *, demo: bool = False) -> KeyRing:
        """Makes a ring with one key at `path`. Raises `KeyFault` if something is there already."""
        key = _new_key()
        ring = cls(demo=demo, current=key.id, keys=(key,), index=_new_key())
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = ring._scratch_file(path)
        try:
            # A link fails where a rename would overwrite: two first starts cannot both win.
            os.link(scratch, path)
        except FileExistsError:
            raise KeyFault(f"there is a key ring already: {path}") from None
        finally:
            scratch.unlink()
        return ring

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Reads a ring. Raises `KeyFault` if it is missing, open to others or malformed."""
        try:
            text = path.read_text()
            mode = path.stat().st_mode
        except OSError:
            raise KeyFault(f"no key ring can be read at {path}") from None
        if mode & 0o077:
            raise KeyFault(f"the key ring may be read by others; set its mode to 0600: {path}")
        try:
            ring = cls.model_validate_json(text)
        except ValueError:
            raise KeyFault(f"this file is not a key ring: {path}") from None
        ring.key(ring.current)
        return ring

    @classmethod
    def load_or_create(cls, path: Path, *, demo: bool) -> KeyRing:
        """The ring at `path`, made first if there is none (the embedded default's first start)."""
        if not path.exists():
            try:
                return cls.create(path, demo=demo)
            except KeyFault:
                if not path.exists():
                    raise
        return cls.load(path)

    def rotate(self, path: Path) -> KeyRing:
        """A ring that writes with a new key and still reads with all old ones, saved at `path`.

        The file is replaced in one step; running processes take the new ring when they restart.
        """
        key = _new_key()
        ring = self.model_copy(update={"current": key.id, "keys": (*self.keys, key)})
        ring._scratch_file(path).replace(path)
        return ring

    def key(self, key_id: str) -> Key:
        """The key of that id. Raises `KeyFault` if the ring has none."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise KeyFault("written with a key that is not in this key ring")

    def derive(self, purpose: Purpose, key_id: str | None = None) -> bytes:
        """The 32-byte key for one purpose, of the current or the named key."""
        secret = self.key(key_id or self.current).secret.get_secret_value()
        return _derive(secret, purpose)

    def session_keys(self) -> tuple[bytes, ...]:
        """Keys that verify sessions, oldest first; the last one signs."""
        older = [key.id for key in self.keys if key.id != self.current]
        return tuple(self.derive("session", key_id) for key_id in (*older, self.current))

    def signer(self, key_id: str | None = None) -> Ed25519PrivateKey:
        """The Ed25519 key that signs the archive's digests, of the current or the named key."""
        return Ed25519PrivateKey.from_private_bytes(self.derive("signing", key_id))

    def encrypt(self, plain: bytes, aad: bytes) -> bytes:
        """Encrypts a table column's value. `aad` (table, column, row) must come back to read it."""
        key_id = self.current.encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = bytes([_COLUMN_FORMAT, len(key_id)]) + key_id
        return head + nonce + AESGCM(self.derive("column")).encrypt(nonce, plain, head + aad)

    def decrypt(self, sealed: bytes, aad: bytes) -> bytes:
        """Reads what `encrypt` wrote. Raises `KeyFault` if a bit, the key or the place differs."""
        if len(sealed) < 2 or sealed[0] != _COLUMN_FORMAT:
            raise KeyFault("this value was not encrypted by a key ring")
        head, rest = sealed[: 2 + sealed[1]], sealed[2 + sealed[1] :]
        key = self.derive("column", head[2:].decode(errors="replace"))
        try:
            return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + aad)
        except (InvalidTag, ValueError):
            raise KeyFault("this value was changed or stands in the wrong place") from None

    def blind_index(self, text: str) -> str:
        """64 hex digits, the same for the same text; lets a table be searched without showing it.

        The caller normalises first (an ID number in capitals, no spaces).
        """
        key = _derive(self.index.secret.get_secret_value(), "index")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _scratch_file(self, path: Path) -> Path:
        # mkstemp makes the file with mode 0600, so the secrets are never open for a moment.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w") as file:
            json.dump(self.model_dump(mode="json"), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        return Path(name)


def _new_key() -> Key:
    made = datetime.now(UTC).date().isoformat()
    return Key(
        id="k" + secrets.token_hex(4), made=made, secret=SecretBytes(secrets.token_bytes(32))
    )


@lru_cache(maxsize=64)
def _derive(secret: bytes, purpose: str) -> bytes:
    """Derived once: every number that is looked up in a table and every cell asks for the same few."""
    info = f"doudi/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
