"""How the C library hands out memory in a worker (P11): set before it starts, by whoever starts it.

A worker keeps a thousand cases for weeks between which every task's own memory comes and goes. Left to
itself, glibc keeps freed pieces apart for each thread and an arena for each core, so what is freed is not
put together again: some 7 KB a case. Without either no task was seen to cost more CPU.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TUNABLES: Final = "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=2"
"""Another C library does not know the name and goes on as it did."""

LEAN_ALLOCATOR: Final[Mapping[str, str]] = MappingProxyType({"GLIBC_TUNABLES": TUNABLES})
"""Of the environment of a worker. What the operator has set there himself stands."""


def give_back() -> None:
    """Gives the system what is free between what is held; some milliseconds. Not every C library can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
