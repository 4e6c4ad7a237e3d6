"""Tables on both databases, and a county at the door whose cases are read from memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runtime.keys import KeyRing
from tests.store.conftest import store, url

if TYPE_CHECKING:
    from tests.privacy.quiet import Quiet

__all__ = ["store", "url"]


@pytest.fixture(scope="module")
async def quiet(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> AsyncIterator[Quiet]:
    """The application without a Temporal server."""
    from tests.privacy.quiet import opened

    patch = pytest.MonkeyPatch()
    async with opened(tmp_path_factory.mktemp("quiet"), keyring, patch) as county:
        yield county
    patch.undo()


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyRing]:
    yield KeyRing.create(Path(tmp_path_factory.mktemp("ring")) / "keys.json", demo=True)
