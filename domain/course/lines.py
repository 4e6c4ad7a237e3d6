"""One application as its record tells it, and its stays in the stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.case.lifecycle import Stage

MOVED = "stage"
"""The line a record writes where the calendar moved the case on; its stage is the new one."""


class Line(NamedTuple):
    """One line of a record. `stage`: where the act was done; `on`: its legal day."""

    act: str
    stage: str
    on: date
    role: str = ""


class Course(NamedTuple):
    """One application (procedure 0 of a case) with the lines of it, in their order.

    `stage`: where the case stands now. `owed`: money is paid on it; `submitted_on`, `released_on`,
    `paid_on`: when its first payment went to finance, to the bank, to the family.
    """

    case_no: str
    township: str
    programme: str
    applied_on: date
    stage: str
    lines: tuple[Line, ...]
    decided_on: date | None = None
    granted: bool | None = None
    closed_on: date | None = None
    owed: bool = False
    submitted_on: date | None = None
    released_on: date | None = None
    paid_on: date | None = None

    @property
    def settled_on(self) -> date | None:
        """The day of the decision, or of whatever else ended the application."""
        return self.decided_on or self.closed_on


class Stay(NamedTuple):
    """A stay in a stage, from the day it began; `until` None while it lasts."""

    stage: str
    since: date
    until: date | None


class Mark(NamedTuple):
    """The application after one line: the day so far, and the stage it is in then."""

    line: Line
    on: date
    stage: str


def marks(course: Course) -> Iterator[Mark]:
    """After each line the stage the case went to. Days never go back: a survey that is keyed in
    late is dated before the line it follows, and the case did not go back in time."""
    day = course.applied_on
    for number, line in enumerate(course.lines):
        day = max(day, line.on)
        following = course.lines[number + 1 :][:1]
        if line.act == MOVED:
            stage = line.stage
        elif not following:
            stage = course.stage
        else:
            # A line of the calendar names where it moved to, not where it came from.
            stage = line.stage if following[0].act == MOVED else following[0].stage
        yield Mark(line, day, stage)


def stays(course: Course) -> tuple[Stay, ...]:
    """The stages the application went through until it was settled, in their order."""
    stage, since = Stage.INTAKE.value, course.applied_on
    found: list[Stay] = []
    for mark in marks(course):
        if course.settled_on is not None and mark.on > course.settled_on:
            break
        if mark.stage != stage:
            found.append(Stay(stage, since, mark.on))
            stage, since = mark.stage, mark.on
    done = course.settled_on is not None and stage in _AFTER
    return tuple(found) if done else (*found, Stay(stage, since, course.settled_on))


_AFTER = (Stage.DISBURSEMENT, Stage.SUPERVISION, Stage.COMPLETION, Stage.CLOSED)
"""Stages that follow the decision: no part of the way to it."""
