"""The steps of a case: each time its record changed, the whole file as it then stood."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from pydantic import ValidationError

from audit.recompute.findings import Difference, differences
from audit.replay import RunReport
from audit.rulebook.dossier import day_of
from audit.sources import SourceFault
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH
from domain.case.records import Entry
from workflows import steps
from workflows.base import SHANGHAI

ALL = 10_000
"""Differences shown between two moments: all of them."""


class Source(Frozen):
    """One thing that was known: what, since which day, recorded when and by whom. `items`: of a
    department's answer, what it was asked."""

    zh: str
    on: date
    by: str = ""
    at: datetime | None = None
    items: tuple[str, ...] = ()


class Step(Frozen):
    """The case after one change. `event_id` of `run_id`: where the change is recorded; `new`: the
    lines of the record it added."""

    number: int
    run_id: str
    event_id: int
    at: datetime
    file: CaseFile
    tasks: tuple[str, ...]
    waiting: str
    new: tuple[Entry, ...]

    @property
    def stage(self) -> str:
        return STAGE_ZH[self.file.stage]

    @property
    def line(self) -> str:
        """The step in one line: what was done, by whom."""
        done = "；".join(told(entry) for entry in self.new) or "重新列出"
        return f"第{self.number}步　{self.at:%Y-%m-%d %H:%M}　{self.stage}　{done}"


def told(entry: Entry) -> str:
    who = entry.officer
    return f"{entry.zh}（{ROLE_ZH[who.role]} {who.id}）" if who is not None else entry.zh


def steps_of(reports: Sequence[RunReport]) -> tuple[Step, ...]:
    """Every step over all runs of a case, oldest first, at Shanghai time."""
    found: list[Step] = []
    seen = 0
    for report in reports:
        at = {e.event_id: e.event_time.ToDatetime(UTC) for e in report.opened.events}
        for one in report.comparison.local:
            shown = _shown(one.name, one.order)
            if shown is None:
                continue
            new = tuple(e for e in shown.file.journal if e.seq > seen)
            seen = max((e.seq for e in new), default=seen)
            found.append(
                Step(
                    number=len(found) + 1,
                    run_id=report.run.run_id,
                    event_id=one.event_id,
                    at=at[one.event_id].astimezone(SHANGHAI),
                    file=shown.file,
                    tasks=tuple(task.zh for task in shown.tasks),
                    waiting=shown.waiting,
                    new=new,
                )
            )
    return tuple(found)


def _shown(name: str, order: object) -> steps.CaseProjection | None:
    if name != "project_case":
        return None
    try:
        return steps.CaseProjection.model_validate_json(json.dumps(order))
    except ValidationError:
        return None


def at_the_end_of(found: Sequence[Step], day: date) -> Step:
    """The last step recorded on or before that day. Raises `SourceFault` before the first."""
    before = [step for step in found if day_of(step.at) <= day]
    if not before:
        raise SourceFault(f"{day}时本案还没有记录，最早的记录在{found[0].at:%Y-%m-%d}。")
    return before[-1]


def numbered(found: Sequence[Step], number: int) -> Step:
    """Raises `SourceFault` when there is no such step."""
    if not 1 <= number <= len(found):
        raise SourceFault(f"本案共有{len(found)}步，没有第{number}步。")
    return found[number - 1]


def sources(found: Sequence[Step], step: Step) -> tuple[Source, ...]:
    """What was on record at that step and from whom: acts, marks, departments' answers."""
    lines = [
        Source(
            zh=entry.zh,
            on=entry.on,
            by=f"{ROLE_ZH[entry.officer.role]} {entry.officer.id}" if entry.officer else "",
            at=entry.at,
        )
        for earlier in found[: step.number]
        for entry in earlier.new
    ]
    return (*lines, *_departments(step.file))


def _departments(file: CaseFile) -> Iterator[Source]:
    if file.check is None:
        return
    for said in file.check.stated:
        items = "、".join(said.items)
        yield Source(
            zh=f"核对答复（{items}）", on=said.on, by=said.department, items=tuple(said.items)
        )


def between(one: Step, other: Step, *, reveal: bool = False) -> tuple[Difference, ...]:
    """What was known at `other` and not at `one`, leaf by leaf; the record itself left out."""
    left, right = (step.file.having(journal=()).model_dump(mode="json") for step in (one, other))
    return differences(left, right, reveal=reveal, most=ALL)
