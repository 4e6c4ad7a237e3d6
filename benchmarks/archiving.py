"""S21: what a line of the archive's log costs to write, and how long a million take to verify.

Lines as a county writes them (policies, papers, digests), in segments of 50, on a directory; a
signed digest every 10,000. Histories are left out: reading them is the disk's speed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from audit.archive.keeper import BATCH
from audit.archive.log import Log
from audit.archive.space import DirectorySpace
from audit.archive.verify import verify
from domain.base import Frozen
from tests.audit.archive.build import NOON, bare, head
from tests.replay import golden

ENTRIES = 1_000_000
EVERY = 10_000
APPEND_TARGET_MS, VERIFY_TARGET_SECONDS = 0.2, 60.0


class Archiving(Frozen):
    """Milliseconds of one entry appended (its share of a durable segment), seconds of the check."""

    entries: int
    append_ms: float
    verify_seconds: float


def measure(entries: int = ENTRIES) -> Archiving:
    with tempfile.TemporaryDirectory() as folder:
        space = DirectorySpace(Path(folder) / "archive")
        log, before, made = Log(space), None, 0.0
        for first in range(0, entries, BATCH):
            batch = [bare(n) for n in range(first, first + BATCH)]
            began = time.perf_counter()
            log.append(batch)
            made += time.perf_counter() - began
            log.entries.clear()  # a million lines kept as values would measure the memory
            if log.tree.size % EVERY == 0:
                before = head(space, log, golden.RING, before, NOON)
        began = time.perf_counter()
        check = verify(space, contents=False)
        took = time.perf_counter() - began
    assert check.whole and check.entries == entries, check.faults[:3]
    return Archiving(entries=entries, append_ms=1000 * made / entries, verify_seconds=took)


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
    sys.stdout.write(found.model_dump_json() + "\n")
