"""A random draw anybody can repeat: which files of a batch are looked at again (随机抽查)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw(batch: Iterable[str], percent: int, seed: str) -> tuple[str, ...]:
    """The files drawn, sorted: never fewer than `percent` of the batch, rounded up.

    The same batch and seed always give the same files, in whatever order the batch is written.
    """
    files = sorted(set(batch))
    count = -(-len(files) * percent // 100)
    ranked = sorted(files, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).hexdigest())
    return tuple(sorted(ranked[:count]))
