"""A value that waits for weeks takes the room of its text, not of its objects (P11).

A living case's file is some eight hundred small objects, 30 KB; folded it is 1 to 3. Folding takes about
a millisecond and unfolding half of one, in which an act's own work is many times that.

Four fifths of what two files say they say in the same words: names of fields, of kinds, of stages. So
each is deflated against the first of its kind that was folded, and what stands there is not written
again. That first one is kept without what is personal in it: no Chinese text, no number.

What is unfolded is equal to what was folded, in every field and in which fields were given. The rules
of a place are not folded with it: thousands of files hold the same, and hold them together.
"""

from __future__ import annotations

import io
import pickle
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from domain.policy import Snapshot

_PROTOCOL: Final = 5
_LEVEL: Final = 6
_WINDOW: Final = 32 * 1024
"""How far back deflating looks."""
_LEARNS: Final = 4  # not law: what is not made this much smaller is of words not known yet
_PERSONAL: Final = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2})+|[0-9][0-9.,X]{2,}")
_WORDS: Final[dict[type, bytes]] = {}
_MOST_HELD: Final = 256  # not law: how much memory is spent on sharing
_HELD: dict[tuple[str, int], Snapshot] = {}


class Folded:
    """One value, folded. `value()` is an equal one, made anew each time."""

    __slots__ = ("_rules", "_small", "_words")

    def __init__(self, value: BaseModel) -> None:
        out, rules = io.BytesIO(), list[Snapshot]()
        _Folding(out, rules).dump(value)
        whole, kind = out.getvalue(), type(value)
        self._words = _WORDS.get(kind, b"")
        press = zlib.compressobj(_LEVEL, zdict=self._words)
        self._small, self._rules = press.compress(whole) + press.flush(), tuple(rules)
        if len(self._small) * _LEARNS > len(whole):
            _learn(kind, whole)

    def value(self) -> Any:
        whole = zlib.decompressobj(zdict=self._words).decompress(self._small)
        return _Unfolding(io.BytesIO(whole), self._rules).load()

    @property
    def size(self) -> int:
        """In bytes, without what is held for all."""
        return len(self._small)


def _learn(kind: type, whole: bytes) -> None:
    """The words of this value are known from now on. Seldom: who was folded before holds what was
    known then, so only a value that brings much of its own, while there is room."""
    known, new = _WORDS.get(kind, b""), _PERSONAL.sub(b"", whole)
    if 2 * len(new) >= len(known) and len(known) + len(new) <= _WINDOW:
        _WORDS[kind] = known + new


def words_known() -> Mapping[type, bytes]:
    """What is held of values that were folded, for those folded after them."""
    return _WORDS


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
