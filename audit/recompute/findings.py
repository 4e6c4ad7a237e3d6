"""What an audit finds: the event, what differs, what was recorded and what was recomputed.

Values are masked unless somebody asked to see them: numbers, dates, codes and digests of a case
may be read by whoever audits it; names, ID numbers, accounts and free text are not needed to
prove that a record was changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.base import Frozen

MOST_DIFFERENCES: Final = 12
"""Differences shown of one finding; a whole file that differs need not be printed."""
ABSENT: Final = "（无）"

_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+([+-]\d\d:\d\d|Z)?)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z0-9_.#:/-]{0,63}")
_LONG_NUMBER = re.compile(r"\d{7,}")


class What(StrEnum):
    """The kind of a finding, stable for machines."""

    PAYLOAD = "payload"
    ORDER = "order"
    COMMAND = "command"
    ARGUMENT = "argument"
    TIMER = "timer"
    CHILD = "child"
    UPDATE = "update"
    ATTRIBUTES = "attributes"
    CONTINUATION = "continuation"
    RESULT = "result"
    POLICY = "policy"
    CHAIN = "chain"
    RESET = "reset"
    MANIFEST = "manifest"


class Difference(Frozen):
    """One place in a value, as it was recorded and as it was recomputed."""

    path: str
    recorded: str
    recomputed: str


class Finding(Frozen):
    """One thing that does not agree. `event_id` 0: the run as a whole; `cause_id`: what led to it."""

    workflow_id: str
    run_id: str
    event_id: int
    what: What
    zh: str
    cause_id: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def line(self) -> str:
        """The finding in one Chinese line, the event first."""
        where = f"{self.workflow_id}（运行 {self.run_id[:8]}）"
        event = f"第{self.event_id}号事件" if self.event_id else "整个运行"
        cause = f"，所依据的内容在第{self.cause_id}号事件" if self.cause_id else ""
        found = "；".join(
            f"{d.path}：记录为{d.recorded}，重算为{d.recomputed}" for d in self.differences
        )
        return f"{where} {event}：{self.zh}{cause}。{found}"


def differences(
    recorded: object,
    recomputed: object,
    *,
    reveal: bool,
    clock: timedelta = timedelta(0),
    most: int = MOST_DIFFERENCES,
) -> tuple[Difference, ...]:
    """Where two JSON values differ, leaf by leaf, at most `most` of them.

    Readings of the clock in a record (`at`) that are not further apart than `clock` are the same.
    """
    found: list[Difference] = []
    if _written(recorded) == _written(recomputed):
        return ()
    for path, one, other in _leaves("", recorded, recomputed):
        if clock and path.endswith(".at") and _near(one, other, clock):
            continue
        found.append(
            Difference(
                path=path or "值",
                recorded=shown(one, reveal=reveal),
                recomputed=shown(other, reveal=reveal),
            )
        )
        if len(found) == most:
            break
    return tuple(found)


_written: Final = json.JSONEncoder(sort_keys=True, default=repr).encode
"""A value as one text in which 1, 1.0 and true are three things: most values that are compared are the
same, and this says so without a step a leaf."""


def _near(one: object, other: object, clock: timedelta) -> bool:
    try:
        return abs(datetime.fromisoformat(str(one)) - datetime.fromisoformat(str(other))) <= clock
    except (ValueError, TypeError):
        return False


class _Missing:
    """A key or an item that one of two values does not have."""


_MISSING: Final = _Missing()


def _leaves(path: str, one: object, other: object) -> Iterator[tuple[str, object, object]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _leaves(inner, one.get(key, _MISSING), other.get(key, _MISSING))
    elif isinstance(one, list) and isinstance(other, list):
        for n in range(max(len(one), len(other))):
            left = one[n] if n < len(one) else _MISSING
            right = other[n] if n < len(other) else _MISSING
            yield from _leaves(f"{path}[{n}]", left, right)
    elif one != other or type(one) is not type(other):
        yield path, one, other


def shown(value: object, *, reveal: bool) -> str:
    """A value as an audit may print it: masked unless it cannot tell who a person is."""
    if isinstance(value, _Missing):
        return ABSENT
    if isinstance(value, dict | list):
        return f"（{len(value)}项）"
    if value is None or isinstance(value, bool | int | float):
        return "空" if value is None else str(value)
    text = str(value)
    if reveal or _harmless(text):
        return text or "空"
    return f"（{len(text)}字，摘要{hashlib.sha256(text.encode()).hexdigest()[:8]}）"


def _harmless(text: str) -> bool:
    if not text or _DATE.fullmatch(text) or _DIGEST.fullmatch(text):
        return True
    return bool(_CODE.fullmatch(text)) and not _LONG_NUMBER.search(text)
