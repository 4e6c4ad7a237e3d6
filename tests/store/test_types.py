"""What stands in the tables about people is encrypted, and only its own ring and place read it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from runtime.keys import KeyFault, KeyRing
from store.engine import Store, make_engine
from store.sql import put
from store.tables import ImportLine, ImportRow, NoticeRow
from tests.store.samples import paper


def _write(store: Store, html: str = "张一一的通知书") -> None:
    with store.write() as session:
        session.add(paper(html=html))


def _stored(store: Store) -> bytes:
    with store.read() as session:
        return bytes(session.connection().execute(text("SELECT html FROM notices")).scalar_one())


def _replace(store: Store, value: bytes) -> None:
    with store.write() as session:
        session.connection().execute(text("UPDATE notices SET html = :v"), {"v": value})


def test_a_sealed_column_holds_no_word_of_what_was_written(store: Store) -> None:
    _write(store)
    assert "张一一".encode() not in _stored(store)
    with store.read() as session:
        assert session.get_one(NoticeRow, ("JZ2026000001", "acceptance")).html == "张一一的通知书"


def test_the_same_text_is_never_stored_alike_twice(store: Store) -> None:
    _write(store)
    first = _stored(store)
    _replace(store, b"")
    with store.write() as session:
        put(session, NoticeRow, [paper().model_dump()])
    assert _stored(store) != first


@pytest.mark.parametrize("flipped", [0, 5, -1])
def test_a_flipped_bit_is_refused(store: Store, flipped: int) -> None:
    _write(store)
    value = bytearray(_stored(store))
    value[flipped] ^= 1
    _replace(store, bytes(value))
    with store.read() as session, pytest.raises(KeyFault):
        session.get(NoticeRow, ("JZ2026000001", "acceptance"))


def test_plain_text_put_into_a_sealed_column_is_refused(store: Store) -> None:
    _write(store)
    _replace(store, "张一一的通知书".encode())
    with store.read() as session, pytest.raises(KeyFault):
        session.get(NoticeRow, ("JZ2026000001", "acceptance"))


def test_a_value_moved_to_another_column_is_refused(store: Store) -> None:
    _write(store)
    now = datetime.now(UTC)
    with store.write() as session:
        session.add(ImportRow(id="i1", digest="", place="", on=date(2026, 1, 1), by="", at=now))
        session.flush()
        session.add(ImportLine(import_id="i1", row=2, outcome="refused", message="列错误"))
    with store.write() as session:
        session.connection().execute(
            text("UPDATE import_lines SET message = :v"), {"v": _stored(store)}
        )
    with store.read() as session, pytest.raises(KeyFault):
        session.get(ImportLine, ("i1", 2))


def test_after_a_rotation_old_rows_are_read_and_new_ones_use_the_new_key(
    url: str, store: Store, tmp_path: Path
) -> None:
    old = KeyRing.create(tmp_path / "ring.json")
    first = Store(url, old)
    _write(first)
    rotated = old.rotate(tmp_path / "ring.json")
    second = Store(url, rotated)
    with second.write() as session:
        row = session.get_one(NoticeRow, ("JZ2026000001", "acceptance"))
        assert row.html == "张一一的通知书"
        row.html = "第二份"
    assert rotated.current.encode() in _stored(second)
    with first.read() as session, pytest.raises(KeyFault):
        session.get(NoticeRow, ("JZ2026000001", "acceptance"))
    first.close()
    second.close()


def test_an_engine_without_keys_neither_writes_nor_reads(store: Store, url: str) -> None:
    _write(store)
    from sqlmodel import Session

    engine = make_engine(url)
    with Session(engine) as session, pytest.raises(KeyFault):
        session.get(NoticeRow, ("JZ2026000001", "acceptance"))
    with Session(engine) as session, pytest.raises(StatementError, match="no key ring"):
        session.add(paper(key="second", number="焦救〔2026〕2号"))
        session.flush()
    engine.dispose()


def test_a_moment_keeps_its_zone_and_one_without_is_refused(store: Store) -> None:
    _write(store)
    with store.read() as session:
        assert session.get_one(NoticeRow, ("JZ2026000001", "acceptance")).at.tzinfo is UTC
    with pytest.raises(StatementError, match="zone"), store.write() as session:
        session.add(paper(key="second", number="2", at=datetime(2026, 1, 1)))  # noqa: DTZ001
        session.flush()
