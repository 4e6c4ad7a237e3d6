"""What each kind of procedure shows of its file, and who may set it back: a case by its own rule."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Protocol

from audit.joint.proceedings import place_in
from audit.sources import CaseUnknown
from domain.base import Frozen
from domain.case import resetting
from domain.case.file import CaseFile
from domain.resets import Mendable, Speakers
from store.rebuild import kinds
from workflows import ids


class Stuckable(Protocol):
    """The file of a procedure whose run can be set back: a case's, or a `Mendable`."""

    @property
    def version(self) -> int: ...
    @property
    def latest(self) -> date: ...


@cache
def _forms() -> dict[str, tuple[str, type[Frozen]]]:
    found = {one.kind: next(iter(one.forms.items())) for one in kinds()}
    cases = next(one for one in kinds() if one.kind == ids.CASE)
    return found | {ids.CHECK: ("project_check", cases.forms["project_check"])}


def form_of(name: str) -> tuple[str, type[Frozen]]:
    """The step by which a procedure tells the tables of its file, and what it is given. Raises
    `CaseUnknown` for what no procedure is called."""
    try:
        return _forms()[name.split("/")[0]]
    except KeyError:
        raise CaseUnknown(f"没有名称为{name}的办理流程。") from None


def place_of(name: str) -> str:
    """The place a name holds; empty where it is named by its case."""
    kind, *parts = name.split("/")
    return parts[0] if kind in (ids.CASE, ids.MEETING) and parts else place_in(name)


def known() -> frozenset[str]:
    """The kinds of procedures that can be set back, by the first part of their names."""
    return frozenset(_forms())


def speakers(file: Stuckable) -> Speakers:
    if isinstance(file, CaseFile):
        return resetting.speakers(file)
    if isinstance(file, Mendable):
        return file.speakers()
    raise TypeError(f"{type(file).__name__} is no file of a procedure")
