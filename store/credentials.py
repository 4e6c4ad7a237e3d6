"""Passwords and second factors: how they are made, what is refused, how a code is checked (S13)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from store.common import is_common

SHORTEST: Final = 12
ONE_TIME: Final = timedelta(hours=72)
"""How long a password that was handed over may wait for its owner to set his own."""
_ALPHABET: Final = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
_STEP: Final = 30
_DIGITS: Final = 6

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id at the minimum OWASP asks for: 19 MiB, two passes, one lane."""


def hashed(password: str) -> str:
    return _hasher.hash(password)


def verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def nobody() -> str:
    """A hash nobody's password has: who has no account costs as much time as who has one."""
    return _hasher.hash("nobody")


def one_time_password() -> str:
    """Sixteen characters that are not taken for one another when read aloud."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def weak_zh(password: str, account: str, known: str = "") -> str:
    """Why a new password is refused, in one sentence; empty for one that will do. `known`: the one it
    takes the place of."""
    plain = password.lower()
    if len(password) < SHORTEST:
        return f"新密码至少{SHORTEST}个字符。"
    if len(set(plain)) < SHORTEST // 2 or plain in string.ascii_lowercase + string.digits:
        return "新密码重复的字符太多，请换一个不容易猜到的。"
    if account.lower() in plain or "doudi" in plain or "password" in plain:
        return "新密码不能含有账号名称或者系统名称，请换一个不容易猜到的。"
    if is_common(password):
        return (
            "新密码属于常见密码，或者只由一两个常见的词加数字、符号组成，容易被猜到；"
            "请用三四个互不相干的词连成，或者用随机生成的密码。"
        )
    return "新密码不能与原密码相同。" if password == known else ""


def new_second() -> str:
    """The secret of a second factor: 160 random bits in base 32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def second_address(account: str, secret: str) -> str:
    """What an authenticator app is given, as text or as a QR code."""
    return f"otpauth://totp/doudi:{quote(account)}?secret={secret}&issuer=doudi"


def second_code(secret: str, step: int) -> str:
    """The six digits of a step of thirty seconds (RFC 6238 with SHA-1, as every app has it)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def second_step(secret: str, code: str, at: datetime, after: int) -> int:
    """The step a code is of, one before and one behind included; 0 when it is wrong or not after the
    last one used: a code is good once."""
    now = int(at.timestamp()) // _STEP
    for step in (now - 1, now, now + 1):
        if step > after and hmac.compare_digest(second_code(secret, step), code.strip()):
            return step
    return 0
