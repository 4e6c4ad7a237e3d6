"""The log in memory: entries in order, the tree over them, and which runs are in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from audit.archive.entries import Entry
from audit.archive.space import Space
from audit.archive.tree import Tree, leaf_hash

LOG: Final = "log"


class LogBroken(Exception):
    """The log cannot be read on: `doudi archive verify` says what is wrong with it."""


def segment_object(first: int) -> str:
    return f"{LOG}/{first:012d}.jsonl"


class Log:
    """What stands in a space. `refresh` reads on, `append` writes one more segment."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self.entries: list[Entry] = []
        self.tree = Tree()
        self.leaves: list[bytes] = []
        self.known: set[tuple[str, str]] = set()

    def refresh(self) -> None:
        """Reads the segments others have written since. Raises `LogBroken`."""
        while (raw := self._space.get(segment_object(self.tree.size))) is not None:
            lines = raw.splitlines()
            if not lines:
                raise LogBroken("an empty segment")
            for line in lines:
                self._take(read_entry(line, self.tree.size), line)

    def append(self, entries: Sequence[Entry]) -> None:
        """One segment more. Raises `Taken` when somebody else wrote one: refresh and number anew."""
        if not entries:
            return
        lines = [entry.line() for entry in entries]
        self._space.put_new(segment_object(self.tree.size), b"\n".join(lines) + b"\n")
        for entry, line in zip(entries, lines, strict=True):
            self._take(entry, line)

    def _take(self, entry: Entry, line: bytes) -> None:
        self.entries.append(entry)
        leaf = leaf_hash(line)
        self.leaves.append(leaf)
        self.tree.append(leaf)
        self.known.add((entry.workflow_id, entry.run_id))


def read_entry(line: bytes, n: int) -> Entry:
    try:
        entry = Entry.model_validate_json(line)
    except ValidationError:
        raise LogBroken(f"entry {n} cannot be read") from None
    if entry.n != n:
        raise LogBroken(f"entry {n} is numbered {entry.n}")
    return entry


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """From the run nothing goes before to the newest; runs that hang on nothing come by their day."""
    by_run = {entry.run_id: entry for entry in entries}
    heads = sorted((e for e in entries if e.before not in by_run), key=lambda e: e.began)
    after: dict[str, Entry] = {e.before: e for e in entries if e.before}
    found: list[Entry] = []
    for head in heads:
        here: Entry | None = head
        while here is not None and here not in found:
            found.append(here)
            here = after.get(here.run_id)
    return found
