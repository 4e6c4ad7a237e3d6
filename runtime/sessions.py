"""Signed sessions: the one cookie that the API issues and the codec server also reads.

A token is signed, not secret: it holds codes only, never a name. It ends after a time without
requests, and in any case after a working day.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import Field, ValidationError

from domain.base import Frozen
from runtime.keys import KeyRing
from runtime.settings import Settings

COOKIE: Final = "doudi_session"


class SessionUser(Frozen):
    """Who is signed in. `place` is empty for users of every place, `townships` for all of one."""

    id: str
    roles: tuple[str, ...]
    place: str = ""
    townships: tuple[str, ...] = ()
    session: str = Field(default_factory=lambda: secrets.token_urlsafe(9))
    """Opaque id of this sign-in, so that a sign-out can be remembered."""
    standin: int = 0
    """Number of the record under which somebody stands in for another; 0: in his own post."""
    issued_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    def has_any(self, roles: Iterable[str]) -> bool:
        """Whether the user holds at least one of these roles."""
        return not set(self.roles).isdisjoint(roles)


class Sessions:
    """Issues and reads tokens. Every process with the same settings and key ring agrees."""

    def __init__(self, settings: Settings, keyring: KeyRing) -> None:
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._absolute = timedelta(hours=settings.session_hours)
        secret = settings.session_secret
        keys = [secret.get_secret_value()] if secret else [*keyring.session_keys()]
        self._serializer = URLSafeTimedSerializer(keys, salt="doudi-session-1")

    def issue(self, user: SessionUser) -> str:
        """A token for the user, to be sent again (`issue` anew) with each answer.

        Re-issuing moves the idle limit only: `issued_at`, and with it the absolute one, stays.
        """
        token = self._serializer.dumps(user.model_dump(mode="json"))
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str | None) -> SessionUser | None:
        """Who the token stands for; None if it is missing, forged, changed or expired."""
        if not token:
            return None
        try:
            payload = self._serializer.loads(token, max_age=int(self._idle.total_seconds()))
            user = SessionUser.model_validate(payload)
        except (BadData, ValidationError):
            return None
        if datetime.now(UTC) - user.issued_at > self._absolute:
            return None
        return user


def read_session(token: str | None, settings: Settings, keyring: KeyRing) -> SessionUser | None:
    """`Sessions.read` for callers that need it once."""
    return Sessions(settings, keyring).read(token)
