"""Policy pack files: read, checked, and resolved into what a case takes along.

Packs are read from the `policies` package and then from overlay directories of the same layout,
where an administrator sets what a place has decided; a later directory's definition of a name
replaces the earlier one of the same level whole. Nothing broken is ever half loaded: `load`
raises PackError with every violation at once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

import policies
from domain.calendar import WorkingCalendar
from domain.places import PlaceInfo
from domain.policy import (
    NATIONAL,
    DatedValue,
    Definition,
    PolicyValue,
    Snapshot,
    Source,
    Status,
    Unit,
)
from domain.resolving import resolve, resolve_one
from runtime.holidays import YEARS, calendar_for, whole_calendar
from runtime.pack_rules import violations_of

PACKAGED = Path(next(iter(policies.__path__)))


class PackError(Exception):
    """The packs cannot be used; `violations` names every file, name and fault."""

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__("\n".join(violations))
        self.violations = tuple(violations)


class UnknownPlace(KeyError):
    """No pack describes this place."""


class PackValue(BaseModel):
    """One dated value as it stands in a file."""

    model_config = ConfigDict(extra="forbid")

    since: date = Field(alias="from", description="first day it holds")
    until: date | None = Field(default=None, description="last day it holds; open when absent")
    value: JsonValue = None
    source: Source | None = None
    status: Status


class PackEntry(BaseModel):
    """One name in a file. `zh` and `unit` stand in the national pack; a place may repeat them."""

    model_config = ConfigDict(extra="forbid")

    zh: str | None = None
    unit: Unit | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    options: tuple[str, ...] = ()
    note: str = ""
    values: tuple[PackValue, ...]


class Packs(BaseModel):
    """All packs of one reading, resolved by level and name."""

    model_config = ConfigDict(frozen=True)

    definitions: dict[str, dict[str, Definition]]
    places: dict[str, PlaceInfo]
    violations: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        """A reading is like itself alone: what was resolved from it is kept by it."""
        return self is other

    def place(self, code: str) -> PlaceInfo:
        """UnknownPlace when no pack describes it."""
        if code not in self.places:
            raise UnknownPlace(code)
        return self.places[code]


PACK_FILE = TypeAdapter(dict[str, PackEntry])


def schema() -> dict[str, Any]:
    """The JSON schema of a pack file; `policies/schema.json` is this, written down."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "doudi policy pack",
        **PACK_FILE.json_schema(by_alias=True),
        "propertyNames": {"pattern": r"^[a-z_]+(\.[a-z_]+)+$"},
    }


def load(overlays: Iterable[Path] = ()) -> Packs:
    """The packs, read again only when a file has changed. PackError when any rule is broken."""
    packs = read(overlays)
    if packs.violations:
        raise PackError(packs.violations)
    return packs


def read(overlays: Iterable[Path] = ()) -> Packs:
    """As `load`, but broken packs come back with their violations instead of an error."""
    roots = (PACKAGED, *overlays)
    missing = tuple(f"{root}: 目录不存在" for root in roots if not root.is_dir())
    if missing:
        raise PackError(missing)
    seen = _packaged() + tuple(stamp for root in roots[1:] for stamp in _stamps(root))
    return _read(roots, seen)


def place_info(place: str, overlays: Iterable[Path] = ()) -> PlaceInfo:
    """The facts of a place. UnknownPlace when no pack describes it."""
    return load(overlays).place(place)


def places(overlays: Iterable[Path] = ()) -> tuple[str, ...]:
    """The codes of all places, sorted."""
    return tuple(sorted(load(overlays).places))


def snapshot(
    place: str,
    on: date,
    names: Iterable[str],
    *,
    production: bool,
    overlays: Iterable[Path] = (),
) -> Snapshot:
    """The rules `names` of a place on a day, with the working days around it.

    In production demonstration values are as if unwritten. UnknownPlace, or KeyError for a name
    no pack defines.
    """
    asked = _Asked(place, on, tuple(names), production)
    return _resolved(load(overlays), asked)


class _Asked(NamedTuple):
    place: str
    on: date
    names: tuple[str, ...]
    production: bool


@lru_cache(maxsize=512)
def _resolved(packs: Packs, asked: _Asked) -> Snapshot:
    """What never changes is computed once: a county asks the same of a day thousands of times."""
    info = packs.place(asked.place)
    return resolve(
        packs.definitions,
        asked.place,
        asked.on,
        asked.names,
        calendar_for(asked.on, _years(packs, info, asked.on)),
        place_zh=info.short,
        chain=info.chain,
        production=asked.production,
    )


def calendar(place: str, on: date, overlays: Iterable[Path] = ()) -> WorkingCalendar:
    """Every working day a place knows of on that day, for figures over years."""
    packs = load(overlays)
    return whole_calendar(_years(packs, packs.place(place), on))


def deciders(
    place: str, on: date, *, production: bool, overlays: Iterable[Path] = ()
) -> dict[str, str]:
    """Who decides in each programme, `county` or `township`, where the place has said so."""
    packs = load(overlays)
    names = [name for name in packs.definitions if name.endswith(".decider")]
    found = {n: value(packs, place, on, n, production=production).value for n in names}
    return {n.split(".")[0]: text for n, text in found.items() if isinstance(text, str)}


def value(
    packs: Packs, place: str, on: date, name: str, *, production: bool = False
) -> PolicyValue:
    """One value as `snapshot` would resolve it."""
    chain = packs.place(place).chain
    return resolve_one(packs.definitions, chain, on, name, production=production)


def label(packs: Packs, info: PlaceInfo, name: str, code: str) -> str:
    """The Chinese word of a code of a value, the nearest level first; the code itself if none."""
    for level in reversed((NATIONAL, *info.chain)):
        definition = packs.definitions.get(level, {}).get(name)
        if definition is not None and code in definition.labels:
            return definition.labels[code]
    return code


def _years(packs: Packs, info: PlaceInfo, on: date) -> dict[str, Any]:
    table = resolve_one(packs.definitions, info.chain, on, YEARS).value
    return table if isinstance(table, dict) else {}


@lru_cache(maxsize=8)
def _read(roots: tuple[Path, ...], stamps: tuple[tuple[str, int, int], ...]) -> Packs:
    del stamps  # only there so that a changed file is read again
    entries: dict[str, dict[str, PackEntry]] = {}
    places: dict[str, PlaceInfo] = {}
    faults: list[str] = []
    for root in roots:
        seen: dict[tuple[str, str], str] = {}
        for path in _files(root):
            level = path.parent.name
            label = f"{root.name}/{path.relative_to(root)}"
            try:
                raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
                if path.name == "place.yaml":
                    places[level] = PlaceInfo.model_validate(raw)
                    continue
                found = PACK_FILE.validate_python(raw or {})
            except ValidationError as error:
                faults += [f"{label}: {_where(fault)}" for fault in error.errors()]
                continue
            except (yaml.YAMLError, ValueError, TypeError) as error:
                faults.append(f"{label}: 不是有效的 YAML（{_line(error)}）")
                continue
            for name, entry in found.items():
                if (level, name) in seen:
                    faults.append(f"{label}: {name} 已在 {seen[level, name]} 中定义")
                seen[level, name] = label
                entries.setdefault(level, {})[name] = entry
    definitions = {
        level: {name: _definition(level, name, entry, entries) for name, entry in named.items()}
        for level, named in entries.items()
    }
    faults += violations_of(definitions, places, _declared(entries))
    return Packs(definitions=definitions, places=places, violations=tuple(faults))


def _definition(
    level: str, name: str, entry: PackEntry, entries: dict[str, dict[str, PackEntry]]
) -> Definition:
    base = entries.get(NATIONAL, {}).get(name, entry)
    return Definition(
        name=name,
        zh=base.zh or entry.zh or name,
        unit=base.unit or entry.unit or Unit.TEXT,
        level=level,
        values=tuple(
            DatedValue.model_validate(value.model_dump())
            for value in sorted(entry.values, key=lambda value: value.since)
        ),
        labels={**base.labels, **entry.labels},
        options=base.options,
        note=entry.note,
    )


def _declared(
    entries: dict[str, dict[str, PackEntry]],
) -> dict[tuple[str, str], tuple[str | None, Unit | None]]:
    """The label and unit each file states itself, by level and name."""
    return {
        (level, name): (entry.zh, entry.unit)
        for level, named in entries.items()
        for name, entry in named.items()
    }


def _files(root: Path) -> list[Path]:
    return sorted([*root.glob("national/*.yaml"), *root.glob("places/*/*.yaml")])


_Stamps = tuple[tuple[str, int, int], ...]

LOOK_SECONDS: Final = 1.0
"""How long what came with the program is taken to be as it was. What a county sets stands in an
overlay, which is looked at every time."""


def _packaged() -> _Stamps:
    global _last
    now, (looked, root, found) = time.monotonic(), _last
    if root != PACKAGED or now - looked > LOOK_SECONDS:
        found = tuple(_stamps(PACKAGED))
        _last = now, PACKAGED, found
    return found


_last: tuple[float, Path | None, _Stamps] = 0.0, None, ()
"""When the packaged files were looked at last, where, and what was seen: replaced whole."""


def _stamps(root: Path) -> list[tuple[str, int, int]]:
    """Path, moment and size of every file of `_files`. Asked at every look at the rules, so without
    a path object a file: a tenth of what an act cost went into them."""
    folders = [f"{root}/national", *(f.path for f in _entries(f"{root}/places") if f.is_dir())]
    found = []
    for entry in (file for folder in folders for file in _entries(folder)):
        if entry.name.endswith(".yaml"):
            stat = entry.stat()
            found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return sorted(found)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    if not os.path.isdir(folder):  # noqa: PTH112  (a place may have no folder in an overlay)
        return []
    with os.scandir(folder) as entries:
        return list(entries)


def _where(fault: Any) -> str:
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"第{mark.line + 1}行：{problem}" if mark else problem


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, refusing a key that stands twice: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in keys:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key} 重复出现", key_node.start_mark
                )
            keys.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


PLACES = tuple(sorted(path.parent.name for path in PACKAGED.glob("places/*/place.yaml")))
"""The places whose packs come with the house."""
