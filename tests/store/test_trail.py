"""The operators' log of a real database comes into the trail, whoever writes and whoever keeps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.archive.digests import Digest
from audit.archive.space import DirectorySpace
from audit.trail.keeper import Trail
from audit.trail.verify import TrailCheck, verify_trail
from runtime.keys import KeyRing
from store import audit_log
from store.engine import Store

UNLOCKED = {
    "sqlite": ("DROP TRIGGER audit_log_no_UPDATE", "DROP TRIGGER audit_log_no_DELETE"),
    "postgresql": ("DROP TRIGGER audit_log_append_only ON audit_log",),
}


def noted(store: Store, who: str, count: int = 1) -> None:
    with store.write() as session:
        for n in range(count):
            at = datetime.now(UTC) - timedelta(hours=1)
            audit_log.record(session, at=at, who=who, what="view_case", result=f"done{n}")


def checked(store: Store, space: DirectorySpace) -> TrailCheck:
    with store.read() as session:
        return verify_trail(space, audit_log.in_order(session, page=3))


async def test_every_line_comes_into_the_trail_once_however_many_keepers_there_are(
    store: Store, keyring: KeyRing, tmp_path: Path
) -> None:
    space, given_out = DirectorySpace(tmp_path / "trail"), []

    async def hand(digest: Digest) -> None:
        given_out.append(digest)

    keepers = [Trail(store, space, keyring, {"office": hand}) for _ in range(2)]
    for n in range(3):
        noted(store, f"clerk{n}", 4)
        await asyncio.gather(*(keeper.once() for keeper in keepers))
    for keeper in (*keepers, Trail(store, space, keyring)):
        await keeper.once()
    check = checked(store, space)
    assert check.whole and check.entries == check.rows == 12 and check.open == 0, check.faults
    assert [d.daily for d in given_out] == [True], "one digest a day leaves the house"


async def test_a_line_of_a_transaction_that_ended_late_is_not_forgotten(
    store: Store, keyring: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers are given when a transaction writes, not when it ends: a higher one may be seen first."""
    space = DirectorySpace(tmp_path / "trail")
    keeper = Trail(store, space, keyring)
    noted(store, "first", 3)
    seen = audit_log.numbers
    monkeypatch.setattr(audit_log, "numbers", lambda *a: [n for n in seen(*a) if n != 2])
    await keeper.once()
    assert checked(store, space).faults, "its line was not there when its neighbours came over"
    monkeypatch.undo()
    await keeper.once()
    check = checked(store, space)
    assert check.whole and check.entries == 3


async def test_what_sql_did_to_the_log_is_named_line_by_line(
    store: Store, keyring: KeyRing, tmp_path: Path
) -> None:
    space = DirectorySpace(tmp_path / "trail")
    noted(store, "clerk", 6)
    await Trail(store, space, keyring).once()
    with store.engine.begin() as connection:
        for statement in UNLOCKED[store.engine.dialect.name]:  # its owner can do that, too
            connection.execute(text(statement))
        connection.execute(text("UPDATE audit_log SET who = 'nobody' WHERE id = 2"))
        connection.execute(text("DELETE FROM audit_log WHERE id = 5"))
    assert checked(store, space).changed == [2, 5]
