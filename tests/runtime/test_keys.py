"""The key ring: secrets on file, one that writes, all that read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runtime.keys import KeyFault, KeyRing


def test_only_its_owner_can_read_a_new_ring(tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "keys.json").rotate(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_a_ring_on_file_is_the_ring_that_was_made(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys.json", demo=True)
    assert KeyRing.load(tmp_path / "keys.json") == ring
    assert KeyRing.load_or_create(tmp_path / "keys.json", demo=False) == ring


def test_an_existing_ring_is_never_overwritten(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys.json")
    with pytest.raises(KeyFault, match="already"):
        KeyRing.create(tmp_path / "keys.json")
    assert KeyRing.load(tmp_path / "keys.json") == ring


def test_a_ring_others_can_read_is_refused(tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "keys.json")
    (tmp_path / "keys.json").chmod(0o640)
    with pytest.raises(KeyFault, match="0600"):
        KeyRing.load(tmp_path / "keys.json")


@pytest.mark.parametrize("damage", ["", "[]", "{}", "short secret", "no current"])
def test_a_damaged_ring_is_refused_without_showing_it(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "keys.json"
    KeyRing.create(path)
    ring = json.loads(path.read_text())
    secret = ring["keys"][0]["secret"]
    if damage == "short secret":
        ring["keys"][0]["secret"] = secret[:8]
    if damage == "no current":
        ring["current"] = "k00000000"
    path.write_text(json.dumps(ring) if " " in damage else damage)
    with pytest.raises(KeyFault) as fault:
        KeyRing.load(path)
    assert secret[:8] not in str(fault.value)


def test_nothing_prints_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = KeyRing.create(path)
    secret = json.loads(path.read_text())["keys"][0]["secret"]
    assert secret not in repr(ring) and secret not in str(ring)


def test_a_sealed_column_reads_back_only_in_its_place(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys.json")
    sealed = ring.encrypt("李四".encode(), b"person/name/17")
    assert ring.decrypt(sealed, b"person/name/17").decode() == "李四"
    with pytest.raises(KeyFault, match="wrong place"):
        ring.decrypt(sealed, b"person/name/18")
    for position in range(len(sealed)):
        flipped = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(KeyFault):
            ring.decrypt(flipped, b"person/name/17")
    for short in (b"", sealed[:1], sealed[:12], sealed[:20]):
        with pytest.raises(KeyFault):
            ring.decrypt(short, b"person/name/17")


def test_rotation_keeps_old_columns_readable_and_the_blind_index_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = KeyRing.create(path)
    old = first.encrypt(b"x", b"a")
    second = first.rotate(path)
    new = second.encrypt(b"x", b"a")
    assert second.decrypt(old, b"a") == second.decrypt(new, b"a") == b"x"
    assert first.blind_index("990101") == second.blind_index("990101")
    with pytest.raises(KeyFault):
        first.decrypt(new, b"a")


def test_each_purpose_and_each_ring_has_keys_of_its_own(tmp_path: Path) -> None:
    one, two = KeyRing.create(tmp_path / "1.json"), KeyRing.create(tmp_path / "2.json")
    keys = [
        ring.derive(purpose) for ring in (one, two) for purpose in ("payload", "column", "session")
    ]
    assert len(set(keys)) == 6
    assert one.blind_index("a") != two.blind_index("a")
    assert one.blind_index("a") != one.blind_index("b")
