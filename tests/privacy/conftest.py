"""Tables on both databases, and a county at the door whose cases are read from memory."""

from __future__ import annotations

from tests.store.conftest import store, url

__all__ = ["store", "url"]
