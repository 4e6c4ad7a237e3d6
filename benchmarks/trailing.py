"""S21 for the operators' log: what a line costs to keep, and how long a million take to verify.

`python -m benchmarks.trailing [LINES]`. Writing the row itself is the command's transaction; the
trail takes it over a minute later and costs the command nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from audit.archive.log import segment_object
from audit.archive.notary import Notary
from audit.archive.space import DirectorySpace
from audit.archive.tree import Tree, leaf_hash
from audit.trail.lines import FORMAT, line_of
from audit.trail.verify import verify_trail
from domain.base import Frozen
from tests.audit.trail.attacks import row
from tests.replay import golden

LINES = 1_000_000
A_MINUTE = 700
"""Lines of a busy minute in a county of a thousand clerks."""


class Trailing(Frozen):
    """Milliseconds of one line kept (its share of a durable, signed minute), seconds of the check."""

    lines: int
    append_ms: float
    verify_seconds: float


def measure(lines: int = LINES) -> Trailing:
    with tempfile.TemporaryDirectory() as folder:
        space = DirectorySpace(Path(folder) / "trail")
        notary, tree, made = Notary(space, golden.RING, format=FORMAT), Tree(), 0.0
        for first in range(0, lines, A_MINUTE):
            rows = [row(n + 1) for n in range(first, min(first + A_MINUTE, lines))]
            began = time.perf_counter()
            batch = [line_of(first + k, found).stored for k, found in enumerate(rows)]
            space.put_new(segment_object(first), b"\n".join(batch) + b"\n")
            tree.extend(leaf_hash(raw) for raw in batch)
            notary.signed(tree)
            made += time.perf_counter() - began
        began = time.perf_counter()
        check = verify_trail(space)
        took = time.perf_counter() - began
    assert check.whole and check.entries == lines, check.faults[:3]
    return Trailing(lines=lines, append_ms=1000 * made / lines, verify_seconds=took)


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else LINES)
    sys.stdout.write(found.model_dump_json() + "\n")
