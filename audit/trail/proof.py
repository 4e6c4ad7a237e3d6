"""What is handed to somebody who has nothing of ours: that one line stands in the trail, or that the
trail still begins with what he was given the head of."""

from __future__ import annotations

from typing import Literal

from audit.archive.digests import Digest, digests_of
from audit.archive.log import LOG
from audit.archive.space import Space
from audit.archive.tree import consistency_path, extends, inclusion_path, leaf_hash, proves
from audit.trail.lines import FORMAT, Line, read_line
from domain.base import Frozen


class LineProof(Frozen):
    """One line of the log among the first `digest.size`."""

    kind: Literal["line"] = "line"
    line: Line
    path: tuple[str, ...]
    digest: Digest

    @property
    def holds(self) -> bool:
        root = bytes.fromhex(self.digest.root)
        leaf = leaf_hash(self.line.stored)
        path = [bytes.fromhex(step) for step in self.path]
        size = self.digest.size
        return _signed(self.digest) and proves(leaf, self.line.n, size, path, root)


class GrowthProof(Frozen):
    """The trail of `digest` begins with the trail of `before`: nothing of it was changed since."""

    kind: Literal["growth"] = "growth"
    before: Digest
    path: tuple[str, ...]
    digest: Digest

    @property
    def holds(self) -> bool:
        old, new = bytes.fromhex(self.before.root), bytes.fromhex(self.digest.root)
        path = [bytes.fromhex(step) for step in self.path]
        signed = _signed(self.before) and _signed(self.digest)
        return signed and extends(self.before.size, old, self.digest.size, new, path)


def _signed(digest: Digest) -> bool:
    return digest.format == FORMAT and digest.signed


def line_proof(space: Space, number: int) -> LineProof | None:
    """The proof for the line of that number in the table; None where no digest covers it yet."""
    digest = _newest(space)
    if digest is None:
        return None
    leaves: list[bytes] = []
    found: Line | None = None
    for raw in _raw(space, digest.size):
        line = read_line(raw, len(leaves))
        leaves.append(leaf_hash(raw))
        found = line if line.id == number else found
    if found is None:
        return None
    path = inclusion_path(leaves, found.n)
    return LineProof(line=found, path=tuple(step.hex() for step in path), digest=digest)


def growth_proof(space: Space, before: Digest) -> GrowthProof | None:
    """From a digest somebody kept to the newest; None where the trail is shorter than that."""
    digest = _newest(space)
    if digest is None or not 0 < before.size <= digest.size:
        return None
    leaves = [leaf_hash(raw) for raw in _raw(space, digest.size)]
    path = consistency_path(leaves, before.size)
    return GrowthProof(before=before, path=tuple(step.hex() for step in path), digest=digest)


def _newest(space: Space) -> Digest | None:
    digests = [digest for digest in digests_of(space) if digest.format == FORMAT]
    return digests[-1] if digests else None


def _raw(space: Space, size: int) -> list[bytes]:
    lines = [raw for name in space.names(LOG) for raw in (space.get(name) or b"").splitlines()]
    return lines[:size]
