"""OCEL 2.0 in its JSON form, written as the cases come.

Events go to the file at once, objects to a scratch file beside it that is appended at the end; what
stays in memory are the names of types and the ids of people, posts and departments, which several
cases share.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring as _text
from operator import attrgetter
from typing import IO, Any, Final

from audit.eventlog.course import OBJECT_ZH, SHARED, Course, Happening, Thing

_BEFORE: Final = ("procedure", "code", "zh", "stage", "stage_zh")
_AFTER: Final = ("role", "role_zh", "unit", "clause", "step")
_EVENT: Final = (*_BEFORE, "on", *_AFTER)
"""What is said of an event. But for the legal day and the time, thousands say the same."""
_before, _after = attrgetter(*_BEFORE), attrgetter(*_AFTER)
_BASE: Final = "1970-01-01T00:00:00Z"
"""The time of a value that an object has from the first."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one case adds, rendered: its events, its own objects, those other cases may name too."""

    events: tuple[str, ...]
    objects: tuple[str, ...]
    shared: tuple[tuple[str, str], ...]
    """(id, rendered)."""
    types: frozenset[str]
    """The names of its types of event."""
    facts: frozenset[tuple[str, str, str]]
    """(type of object, name, sort) of each attribute its objects have."""


def part_of(course: Course) -> Part:
    number, things = course.case_no, course.things.values()
    return Part(
        events=tuple(_event(f"{number}-{n}", h) for n, h in enumerate(course.happenings, start=1)),
        objects=tuple(_object(t) for t in things if t.type not in SHARED),
        shared=tuple((t.id, _object(t)) for t in things if t.type in SHARED),
        types=frozenset(one.name for one in course.happenings),
        facts=frozenset(
            (t.type, name, "integer" if isinstance(value, int) else "string")
            for t in things
            for name, value in t.facts
            if value != ""
        ),
    )


def _event(number: str, one: Happening) -> str:
    day = _said("on", one.on) if one.on else ""
    said = (_all_said(_BEFORE, _before(one)), day, _all_said(_AFTER, _after(one)))
    return (
        f'{{"id":{_text(number)},"type":{_text(one.name)}'
        f',"time":"{one.at.isoformat(timespec="milliseconds")}"'
        f',"attributes":[{",".join(filter(None, said))}]'
        f',"relationships":[{",".join(_related(there, what) for there, what in one.things)}]}}'
    )


def _object(thing: Thing) -> str:
    facts = (("type_zh", OBJECT_ZH[thing.type]), *thing.facts)
    return (
        f'{{"id":{_text(thing.id)},"type":{_text(thing.type)}'
        f',"attributes":[{",".join(_fact(name, value) for name, value in facts if value != "")}]'
        f',"relationships":[{",".join(_related(there, what) for what, there in thing.links)}]}}'
    )


@lru_cache(maxsize=4096)
def _all_said(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    return ",".join(_said(name, value) for name, value in zip(names, values, strict=True) if value)


@lru_cache(maxsize=4096)
def _said(name: str, value: str) -> str:
    return f'{{"name":{_text(name)},"value":{_text(value)}}}'


@lru_cache(maxsize=4096)
def _fact(name: str, value: str | int) -> str:
    return f'{{"name":{_text(name)},"time":"{_BASE}","value":{_plain(value)}}}'


@lru_cache(maxsize=4096)
def _related(there: str, what: str) -> str:
    return f'{{"objectId":{_text(there)},"qualifier":{_text(what)}}}'


class OcelFile:
    """`add` parts, then `close`: the file is whole only then. `scratch` is read once, at the end."""

    def __init__(self, out: IO[str], scratch: IO[str]) -> None:
        self._out, self._scratch = out, scratch
        self._types: set[str] = set()
        self._facts: dict[str, dict[str, str]] = {kind: {"type_zh": "string"} for kind in OBJECT_ZH}
        self._shared: set[str] = set()
        self._before = {True: "\n", False: "\n"}
        """What stands before the next object and the next event."""
        out.write('{"events":[')

    def add(self, part: Part) -> None:
        self._types |= part.types
        for kind, name, sort in sorted(part.facts):
            self._facts[kind].setdefault(name, sort)
        self._write(self._out, part.events)
        new = dict(one for one in part.shared if one[0] not in self._shared)
        self._shared.update(new)
        self._write(self._scratch, (*part.objects, *new.values()))

    def _write(self, file: IO[str], rendered: Sequence[str]) -> None:
        if rendered:
            objects = file is self._scratch
            file.write(self._before[objects] + ",\n".join(rendered))
            self._before[objects] = ",\n"

    def close(self) -> None:
        self._out.write('\n],\n"objects":[')
        self._scratch.seek(0)
        shutil.copyfileobj(self._scratch, self._out)
        self._out.write('\n],\n"eventTypes":')
        said = [{"name": name, "type": "string"} for name in _EVENT]
        types = [{"name": name, "attributes": said} for name in sorted(self._types)]
        self._out.write(f'{_plain(types)},\n"objectTypes":{_plain(list(self._kinds()))}}}\n')

    def _kinds(self) -> Iterator[dict[str, Any]]:
        for kind, facts in self._facts.items():
            yield {
                "name": kind,
                "attributes": [{"name": name, "type": sort} for name, sort in facts.items()],
            }


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
