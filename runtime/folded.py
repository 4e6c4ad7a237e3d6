"""A value that waits for weeks takes the room of its text, not of its objects (P11).

A living case's file is some eight hundred small objects, 30 KB; folded it is 5. Folding takes about a
millisecond and unfolding half of one, in which an act's own work is many times that.

What is unfolded is equal to what was folded, in every field and in which fields were given. The rules
of a place are not folded with it: thousands of files hold the same, and hold them together.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from domain.policy import Snapshot

_PROTOCOL: Final = 5
_FAST: Final = 1
_MOST_HELD: Final = 256  # not law: how much memory is spent on sharing
_HELD: dict[tuple[str, int], Snapshot] = {}


class Folded:
    """One value, folded. `value()` is an equal one, made anew each time."""

    __slots__ = ("_rules", "_small")

    def __init__(self, value: BaseModel) -> None:
        out, rules = io.BytesIO(), list[Snapshot]()
        _Folding(out, rules).dump(value)
        self._small, self._rules = zlib.compress(out.getvalue(), _FAST), tuple(rules)

    def value(self) -> Any:
        return _Unfolding(io.BytesIO(zlib.decompress(self._small)), self._rules).load()


def folded(value: BaseModel) -> Folded | None:
    """The value folded; None when it is made of something that cannot be: then it stays as it is."""
    try:
        return Folded(value)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


class _Folding(pickle.Pickler):
    def __init__(self, out: io.BytesIO, rules: list[Snapshot]) -> None:
        super().__init__(out, _PROTOCOL)
        self._rules = rules

    def persistent_id(self, value: object) -> int | None:
        if type(value) is not Snapshot:
            return None
        self._rules.append(_held_once(value))
        return len(self._rules) - 1


class _Unfolding(pickle.Unpickler):
    def __init__(self, small: io.BytesIO, rules: Sequence[Snapshot]) -> None:
        super().__init__(small)
        self._rules = rules

    def persistent_load(self, at: int) -> Snapshot:
        return self._rules[at]


def _held_once(rules: Snapshot) -> Snapshot:
    """An equal snapshot that is already held, else this one, held from now on."""
    key = rules.digest, len(rules.values)
    held = _HELD.get(key)
    if held is not None and held == rules:
        return held
    if len(_HELD) >= _MOST_HELD:
        _HELD.pop(next(iter(_HELD)), None)
    _HELD[key] = rules
    return rules
