"""A session ends by itself, cannot be forged, and survives a key rotation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from runtime.keys import KeyRing
from runtime.sessions import Sessions, SessionUser, read_session
from runtime.settings import Settings

USER = SessionUser(id="u1", roles=("surveyor",), place="jiaozuo", townships=("t1", "t2"))


def test_a_token_reads_back_as_the_user(keyring: KeyRing) -> None:
    sessions = Sessions(Settings(), keyring)
    assert sessions.read(sessions.issue(USER)) == USER
    assert read_session(sessions.issue(USER), Settings(), keyring) == USER


def test_nothing_else_does(keyring: KeyRing, tmp_path: Path) -> None:
    sessions = Sessions(Settings(), keyring)
    token = sessions.issue(USER)
    stranger = Sessions(Settings(), KeyRing.create(tmp_path / "keys.json"))
    other_secret = Sessions(Settings(session_secret="s" * 40), keyring)
    assert sessions.read(None) is sessions.read("") is sessions.read("nonsense") is None
    # Not the last letter: its lowest bits are padding, and some changes of it are none.
    for place in (3, token.rindex(".") + 1):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert sessions.read(changed) is None
    assert stranger.read(token) is None
    assert other_secret.read(token) is None


def test_it_ends_when_nobody_uses_it(keyring: KeyRing) -> None:
    sessions = Sessions(Settings(session_idle_minutes=30), keyring)
    token = sessions.issue(USER)
    with patch("time.time", return_value=datetime.now(UTC).timestamp() + 29 * 60):
        assert sessions.read(token) == USER
    with patch("time.time", return_value=datetime.now(UTC).timestamp() + 31 * 60):
        assert sessions.read(token) is None


def test_it_ends_after_the_working_day_however_busy(keyring: KeyRing) -> None:
    sessions = Sessions(Settings(session_hours=12), keyring)
    early = USER.model_copy(
        update={"issued_at": datetime.now(UTC) - timedelta(hours=12, minutes=1)}
    )
    assert sessions.read(sessions.issue(early)) is None


def test_a_rotation_signs_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = KeyRing.create(path)
    token = Sessions(Settings(), ring).issue(USER)
    assert Sessions(Settings(), ring.rotate(path)).read(token) == USER
