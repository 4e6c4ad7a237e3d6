"""The Merkle tree of RFC 6962 over the entries of the log, in the order they were written.

A plain chain of hashes does not show that its end was cut off, and needs every entry to prove one.
A root over the first n entries binds all of them and their order; a path of some twenty digests
proves that one entry is among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows at its end and knows its root, from the roots of its full subtrees alone."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[tuple[int, bytes]] = []
        """Full subtrees from left to right: height and root, heights falling."""

    def append(self, leaf: bytes) -> None:
        """Takes one more leaf hash; two hashes on average."""
        height, root = 0, leaf
        while self._full and self._full[-1][0] == height:
            root = node_hash(self._full.pop()[1], root)
            height += 1
        self._full.append((height, root))
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    @property
    def root(self) -> bytes:
        """The root over all leaves so far (RFC 6962, section 2.1)."""
        if not self._full:
            return EMPTY
        root = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            root = node_hash(left, root)
        return root


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree over `leaves` (RFC 6962, section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        split = low + _largest_power_below(high - low)
        if index < split:
            path.append(_root_of(leaves[split:high]))
            high = split
        else:
            path.append(_root_of(leaves[low:split]))
            low = split
    return tuple(reversed(path))


def proves(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path shows that `leaf` stands at `index` of the tree of `size` with that root."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if here % 2 or here == last:
            found = node_hash(step, found)
            while here % 2 == 0 and here:
                here, last = here // 2, last // 2
        else:
            found = node_hash(found, step)
        here, last = here // 2, last // 2
    return last == 0 and found == root


def consistency_path(leaves: Sequence[bytes], before: int) -> tuple[bytes, ...]:
    """That the tree over the first `before` leaves is the beginning of the tree over all of them
    (RFC 6962, section 2.1.2)."""
    if not 0 < before <= len(leaves):
        raise IndexError(before)
    return _consistency(leaves, before, whole=True)


def _consistency(leaves: Sequence[bytes], before: int, *, whole: bool) -> tuple[bytes, ...]:
    count = len(leaves)
    if before == count:
        return () if whole else (_root_of(leaves),)
    split = _largest_power_below(count)
    if before <= split:
        return (*_consistency(leaves[:split], before, whole=whole), _root_of(leaves[split:]))
    right = _consistency(leaves[split:], before - split, whole=False)
    return (*right, _root_of(leaves[:split]))


def extends(before: int, old: bytes, size: int, new: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the tree of `size` with root `new` begins with the tree of
    `before` with root `old`."""
    if not 0 < before <= size:
        return False
    if before == size:
        return not path and old == new
    steps = list(path)
    here, last = before - 1, size - 1
    while here % 2:
        here, last = here // 2, last // 2
    if here:
        if not steps:
            return False
        found_old = found_new = steps.pop(0)
    else:
        found_old = found_new = old
    for step in steps:
        if last == 0:
            return False
        if here % 2 or here == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while here % 2 == 0 and here:
                here, last = here // 2, last // 2
        else:
            found_new = node_hash(found_new, step)
        here, last = here // 2, last // 2
    return last == 0 and found_old == old and found_new == new


def _root_of(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    tree.extend(leaves)
    return tree.root


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
