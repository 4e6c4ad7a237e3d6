"""What the rows of a family form let a clerk choose that only the place's catalogue knows."""

from __future__ import annotations

from datetime import date

from api.frame.door import Door
from api.frame.problems import Problem
from api.work.window import catalogue_at
from domain.case.file import CaseFile

GROUPS = "household.members.groups"


def group_names(door: Door, place: str, on: date) -> dict[str, str]:
    """Code → name of the groups the place's document names."""
    try:
        return {group.code: group.zh for group in catalogue_at(door, place, on).groups}
    except Problem:  # the place has set no catalogue: nothing to choose
        return {}


def groups_of(door: Door, file: CaseFile) -> dict[str, str]:
    """The place's groups, and those the family is already in, so that none is lost unseen."""
    names = group_names(door, file.place, file.latest)
    held = [code for member in file.household.members for code in member.groups]
    return {**{code: code for code in held}, **names}
