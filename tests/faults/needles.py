"""Looking for words in heaps of bytes, however they may have been written down."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import numpy as np

from tests.faults.people import Canary

_UNIT = 3
_FIRST = 3
_CHUNK = 1 << 20


class Needles:
    """Every canary in every writing. `within` gives what it finds, without telling the words."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self._known: dict[bytes, str] = {}
        for canary in canaries:
            for how, form in _forms(canary.text):
                self._known.setdefault(form, f"{canary.kind} as {how}")
        self._pattern = re.compile(_trie(self._known))
        self._first = np.zeros(1 << 8 * _FIRST, bool)
        self._first[[int.from_bytes(form[:_FIRST]) for form in self._known]] = True
        assert all(len(form) >= _FIRST for form in self._known)

    def __len__(self) -> int:
        return len(self._known)

    def within(self, data: bytes) -> set[str]:
        found = (self._pattern.match(data, at) for at in self._begins(data))
        return {self._known[one.group()] for one in found if one}

    def _begins(self, data: bytes) -> Iterator[int]:
        """Where the first bytes of a word stand: to try the expression everywhere takes far longer."""
        for at in range(0, len(data), _CHUNK):
            part = np.frombuffer(data[at : at + _CHUNK + _FIRST - 1], np.uint8).astype(np.int32)
            if len(part) >= _FIRST:
                trio = part[:-2] << 16 | part[1:-1] << 8 | part[2:]
                yield from (at + np.flatnonzero(self._first[trio])).tolist()

    def in_file(self, path: Path) -> set[str]:
        """In the bytes as they lie, and for an SQLite file also in every cell as it is read.

        Both, because a long cell may be cut by a page, and a deleted one lies outside all tables.
        """
        try:
            found = self.within(path.read_bytes())
        except FileNotFoundError:  # a journal that was there a moment ago
            return set()
        if path.suffix == ".db":
            for cell in _cells(path):
                found |= self.within(cell)
        return found

    def in_folder(self, folder: Path, *, but: tuple[str, ...] = ()) -> dict[str, set[str]]:
        """By file name, for every file below the folder that is not under one of the names."""
        found = {}
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder)
            if name.parts[0] not in but and (seen := self.in_file(path)):
                found[str(name)] = seen
        return found


def _forms(text: str) -> Iterator[tuple[str, bytes]]:
    plain = text.encode()
    yield "utf-8", plain
    yield "utf-16-le", text.encode("utf-16-le")
    yield "utf-16-be", text.encode("utf-16-be")
    escaped = json.dumps(text)[1:-1]
    yield "escaped JSON", escaped.encode()
    yield "escaped JSON", escaped.upper().replace("\\U", "\\u").encode()
    for shift in range(_UNIT):
        yield "base64", _inner_base64(plain, shift)
        yield "base64 of escaped JSON", _inner_base64(escaped.encode(), shift)
    yield "URL", quote(text).encode()
    yield "URL", quote(text).lower().encode()
    yield "Python bytes", repr(plain)[2:-1].encode()
    yield "hex", plain.hex().encode()


def _inner_base64(plain: bytes, shift: int) -> bytes:
    """The part that does not depend on what stands before and after; `shift`: bytes before."""
    whole = base64.b64encode(b"\0" * shift + plain)
    first = -(-shift * 8 // 6)
    last = (shift + len(plain)) * 8 // 6
    return whole[first:last]


def _trie(words: Iterable[bytes]) -> bytes:
    """One expression for all words, shared beginnings once: a search is one pass over the data."""
    ordered = sorted(words)
    return _branch(ordered, 0)


def _branch(words: list[bytes], at: int) -> bytes:
    if len(words) == 1:
        return re.escape(words[0][at:])
    ends = words[0][at:] == b""
    rest = words[1:] if ends else words
    by_first: dict[bytes, list[bytes]] = {}
    for word in rest:
        by_first.setdefault(word[at : at + 1], []).append(word)
    parts = [re.escape(first) + _branch(group, at + 1) for first, group in by_first.items()]
    body = parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"
    return b"(?:" + body + b")?" if ends else body


def _cells(path: Path) -> Iterator[bytes]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        db.text_factory = bytes
        names = [
            n.decode() for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for name in names:
            for row in db.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names of our own
                yield b"\0".join(v for v in row if isinstance(v, bytes))
    db.close()
