"""Python looks for what refers to itself and to nothing else; seldom, while histories are replayed.

A replay makes thousands of values and lets nearly all of them go at once, by counting. Looking through
them every 700 values, as Python does by itself, was a fifth of the time of a replay.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

_SELDOM: Final = (40_000, 20, 100)  # not law: how many values are made between two looks
_before: list[tuple[int, int, int]] = []


def settled_in() -> None:
    """For a process that reads histories and nothing else, once it has all it works with: that is
    never looked through again, and what it makes seldom."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)


@contextlib.contextmanager
def seldom_swept() -> Iterator[None]:
    """Within it Python looks seldom; where several replay at once, until the last has ended."""
    now = gc.get_threshold()
    _before.append(now)
    gc.set_threshold(*(max(pair) for pair in zip(now, _SELDOM, strict=True)))
    try:
        yield
    finally:
        # The first that began knows how it was; the others hand that on.
        was = _before.pop(0)
        if _before:
            _before[0] = was
        else:
            gc.set_threshold(*was)
