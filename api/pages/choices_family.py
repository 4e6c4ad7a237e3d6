"""What the rows of a family form let a clerk choose that only the place's catalogue knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from api.frame.door import Door
from api.frame.problems import Problem
from api.work.window import catalogue_at

GROUPS = "household.members.groups"


def group_names(door: Door, place: str, on: date, held: Iterable[str] = ()) -> dict[str, str]:
    """Code → name of the groups the place's document names; `held` are kept whatever they are."""
    try:
        names = {group.code: group.zh for group in catalogue_at(door, place, on).groups}
    except Problem:  # the place has set no catalogue: nothing to choose
        names = {}
    return {**names, **{code: code for code in held if code not in names}}
