"""Where the bytes lie: one encrypted file per content, named by a keyed digest of it.

The name on disk is a blind index, so that somebody who sees the directory cannot even ask whether
a known photo is in it. Keeping the same content twice keeps one file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from runtime.keys import KeyRing


class Lost(Exception):
    """The content of a digest is not in the vault. Holds nothing."""


class Vault:
    """A directory of sealed contents. Raises KeyFault when a file was changed or moved."""

    def __init__(self, directory: Path, keyring: KeyRing) -> None:
        self._directory, self._keyring = directory, keyring

    def keep(self, data: bytes) -> str:
        """The SHA-256 (hex) under which the content is found again; it is on disk when this returns."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self._keyring.encrypt(data, _bound_to(digest)))
                file.flush()
                os.fsync(file.fileno())
            Path(scratch).replace(path)
        finally:
            Path(scratch).unlink(missing_ok=True)
        return digest

    def read(self, digest: str) -> bytes:
        """The content. Lost when it is not there."""
        try:
            sealed = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise Lost from None
        return self._keyring.decrypt(sealed, _bound_to(digest))

    def _path(self, digest: str) -> Path:
        name = self._keyring.blind_index(f"evidence:{digest}")
        return self._directory / name[:2] / name


def _bound_to(digest: str) -> bytes:
    return f"evidence\0{digest}".encode()
