"""The two things every value and every refusal in the house is made of."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: never changed after it is made, and refusing fields it does not know.

    What was sent never stands in the text of a validation error: servers log it in clear.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CaseRefusal(Exception):
    """An act that is not lawful now. `message` is a full Chinese sentence saying what would be.

    `code` is stable and machine-readable, `clause` names the rule (`57号 Art 19`, `JZ-23`).
    The message must never hold personal data: the server logs it in clear.
    """

    def __init__(self, code: str, message: str, clause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.clause = clause


def digest_of(value: Any, *, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 (hex) of the canonical JSON of a value, independent of field or key order.

    Fields that hold their default are left out, so that a field added later, empty in old files,
    leaves every digest given before as it was. Fields named in `without` are left out at any depth.
    """
    plain = value
    if isinstance(value, BaseModel):
        plain = value.model_dump(mode="json", exclude_defaults=True)
    if without:
        plain = _stripped(plain, without)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _stripped(value: Any, without: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {k: _stripped(v, without) for k, v in value.items() if k not in without}
    if isinstance(value, list):
        return [_stripped(item, without) for item in value]
    return value
