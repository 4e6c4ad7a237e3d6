"""A bundle as it is written: each file goes into the archive at once, only what the page holds is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from audit.bundle.manifest import Listed, listed

INSIDE: Final = 16 * 1024 * 1024
"""Bytes of files `reader.html` carries in itself; a browser opens no page of hundreds of megabytes."""
_STAMP: Final = (2026, 1, 1, 0, 0, 0)


class Packing:
    """`out`: an open file the archive is written to, from its beginning."""

    def __init__(self, out: IO[bytes]) -> None:
        self._archive = ZipFile(out, "w", ZIP_DEFLATED)
        self._entries: dict[str, Listed] = {}
        self._room = INSIDE
        self.inside: dict[str, bytes] = {}
        """The files the page carries, by name: those that came first, as long as there was room."""

    def add(self, name: str, content: bytes) -> Listed:
        """Writes a file; one that is in already (a policy snapshot of two cases) is not written twice."""
        if name in self._entries:
            return self._entries[name]
        info = ZipInfo(name, _STAMP)
        info.compress_type = ZIP_DEFLATED
        self._archive.writestr(info, content)
        self._entries[name] = listed(name, content)
        if len(content) <= self._room:
            self._room -= len(content)
            self.inside[name] = content
        return self._entries[name]

    def take(self, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> None:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            self.add(name, content)

    @property
    def entries(self) -> tuple[Listed, ...]:
        return tuple(self._entries[name] for name in sorted(self._entries))

    def close(self) -> None:
        self._archive.close()
