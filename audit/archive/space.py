"""Where the objects of the archive lie. Five small promises, so that S3 or a tape robot can keep them.

An object is written once and never changed: `put_new` says no when the name is taken. With an
S3-compatible store that is `PUT` with `If-None-Match: *` in a bucket with object lock.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

READ_ONLY: Final = 0o440


class Taken(Exception):
    """There is an object of this name already; it was not touched."""


class Space(Protocol):
    """Names are relative paths of letters, digits, `-`, `.` and `/`."""

    def put_new(self, name: str, content: bytes) -> None:
        """Stores the object durably or not at all. Raises `Taken`."""
        ...

    def get(self, name: str) -> bytes | None: ...

    def has(self, name: str) -> bool: ...

    def names(self, under: str) -> list[str]:
        """The names below a prefix such as `log`, sorted."""
        ...


class DirectorySpace:
    """Objects as files of a directory, written beside and linked into place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put_new(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with scratch.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            scratch.chmod(READ_ONLY)
            # A link fails where a rename would overwrite.
            os.link(scratch, path)
        except FileExistsError:
            raise Taken(name) from None
        finally:
            with contextlib.suppress(FileNotFoundError):
                scratch.unlink()
        _settle(path.parent)

    def get(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except OSError:
            return None

    def has(self, name: str) -> bool:
        return (self.root / name).is_file()

    def names(self, under: str) -> list[str]:
        return sorted(self._files(self.root / under))

    def _files(self, folder: Path) -> Iterator[str]:
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.root).as_posix()


class MemorySpace:
    """The same promises in memory, for tests and for trying attacks by the thousand."""

    def __init__(self, objects: dict[str, bytes] | None = None) -> None:
        self.objects = dict(objects or {})

    def put_new(self, name: str, content: bytes) -> None:
        if name in self.objects:
            raise Taken(name)
        self.objects[name] = content

    def get(self, name: str) -> bytes | None:
        return self.objects.get(name)

    def has(self, name: str) -> bool:
        return name in self.objects

    def names(self, under: str) -> list[str]:
        return sorted(name for name in self.objects if name.startswith(f"{under}/"))


def _settle(folder: Path) -> None:
    """The new name survives a loss of power, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
