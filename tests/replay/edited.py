"""The program with one piece of its source exchanged, beside the one the tests run in."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter

from audit.recompute import forms
from runtime.codec import ValueConverter

PROGRAM = ("domain", "workflows")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """`old` must stand exactly once in the module or package; `story` is where it must be noticed."""

    name: str
    module: str
    old: str
    new: str
    story: str


CASE, BASE, CHECK = "workflows.case", "workflows.base", "workflows.check"
ITEM, MEASURES = "workflows.item", "workflows.measures"


class StaleMutant(Exception):
    """The piece of source an edit exchanges is not there (once): write the edit anew."""


def _home_of(mutant: Mutant) -> str:
    """The module in which the piece stands."""
    place = ROOT.joinpath(*mutant.module.split("."))
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    counts = {path: path.read_text().count(mutant.old) for path in files}
    homes = [path for path, count in counts.items() if count]
    if sum(counts.values()) != 1:
        raise StaleMutant(f"{mutant.name}: {mutant.old!r} stands {sum(counts.values())}×")
    return ".".join(homes[0].relative_to(ROOT).with_suffix("").parts)


class _Editing(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.home = _home_of(mutant)
        self.applied = False

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name != self.home:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _EditedLoader(name, spec.origin, self)
        return spec


class _EditedLoader(SourceFileLoader):
    def __init__(self, name: str, origin: str, editing: _Editing) -> None:
        super().__init__(name, origin)
        self.editing = editing

    def get_code(self, fullname: str) -> Any:
        mutant = self.editing.mutant
        source = self.get_data(self.path).decode()
        self.editing.applied = True
        return compile(source.replace(mutant.old, mutant.new), self.path, "exec")


@contextlib.contextmanager
def program_of(mutant: Mutant) -> Iterator[list[type]]:
    """The workflows of the mutated program, while the own program waits.

    Made anew is the edited module and whatever stands on it; the rest is the same in both.
    """
    editing = _Editing(mutant)
    touched = standing_on(editing.home)
    own = {n: m for n, m in sys.modules.items() if n in touched}
    _take_away(own)
    sys.meta_path.insert(0, editing)
    try:
        # Those the story's case and its children need; others may still be in the making.
        workflows = [
            import_module(CASE).CaseWorkflow,
            import_module(CHECK).HouseholdCheckWorkflow,
            import_module(ITEM).JointMeetingItemWorkflow,
            import_module(MEASURES).MeasuresWorkflow,
        ]
        if not editing.applied:
            raise StaleMutant(f"{mutant.name}: {editing.home} is not part of the program")
        yield workflows
    finally:
        sys.meta_path.remove(editing)
        _take_away([n for n in sys.modules if n in touched])
        sys.modules.update(own)
        for name, module in own.items():
            package, _, inner = name.rpartition(".")
            if package in sys.modules:
                setattr(sys.modules[package], inner, module)
        forget_types()


def _take_away(names: Iterable[str]) -> None:
    """Out of the list of modules, and out of the packages that hold them by name."""
    for name in list(names):
        del sys.modules[name]
        package, _, inner = name.rpartition(".")
        if package in sys.modules:
            vars(sys.modules[package]).pop(inner, None)


_IMPORT = re.compile(r"^[ \t]*(?:from (\S+) import (\([^)]*\)|[^#\n]*)|import (\S+))", re.MULTILINE)


@cache
def _imported() -> dict[str, frozenset[str]]:
    """For each module of the program those of the program it imports, wherever it does."""
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for room in PROGRAM
        for path in (ROOT / room).rglob("*.py")
    }
    found = {}
    for name, path in files.items():
        asked: set[str] = set()
        for source, names, plain in _IMPORT.findall(path.read_text("utf-8")):
            asked.add(source or plain)
            asked |= {f"{source}.{inner}" for inner in re.findall(r"\w+", names) if source}
        found[name] = frozenset(asked & files.keys())
    return found


@cache
def standing_on(home: str) -> frozenset[str]:
    """The module and every module of the program that imports it, or one that does, and so on."""
    touched, before = {home}, set[str]()
    while touched != before:
        before = set(touched)
        touched |= {name for name, asked in _imported().items() if asked & before}
    return frozenset(touched)


def forget_types() -> None:
    """How types are read is kept by type: that of a program which is gone would keep it in memory."""
    for converter in ValueConverter().converters.values():
        if isinstance(converter, PydanticJSONPlainPayloadConverter):
            converter._type_adapter.cache_clear()
    forms._adapter.cache_clear()
